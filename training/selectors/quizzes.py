"""A learner's papers and attempts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Sum
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language

from common.numbers import plain
from training.enums import ItemKind, LessonKind, PaperKind, ReviewPolicy
from training.grading.marking import is_blank, order_of
from training.grading.responses import letters_shown, place_of
from training.models import Answer, Attempt, Enrollment, LessonVersion, Paper

if TYPE_CHECKING:
    from accounts.models import User

# Raw SQL, because everybody asks for this at once and building it anew takes longer than running it.
_ATTEMPT = """
SELECT a.*, l.title AS lesson_title FROM training_attempt a
JOIN training_enrollment e ON e.id = a.enrollment_id
JOIN training_lessonversion l ON l.id = a.lesson_id
WHERE a.id = %s AND e.learner_id = %s
"""
_ANSWERS = "SELECT id, position, response, sequence FROM training_answer WHERE attempt_id = %s"
VERDICTS = {"true": "正确", "false": "错误"}


@dataclass(frozen=True, slots=True)
class OptionShown:
    """An option under the letter shown; ``place`` is the one given in an ordered item, 0 for none."""

    letter: str
    text: str
    chosen: bool = False
    place: int = 0


@dataclass(frozen=True, slots=True)
class BlankShown:
    """A blank of a fill-in item."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question as the learner answers it: nothing in it says what is right."""

    position: int
    kind: str
    kind_label: str
    stem: str
    points: str
    options: tuple[OptionShown, ...] = ()
    blanks: tuple[BlankShown, ...] = ()
    response: tuple[str, ...] = ()
    sequence: int = 0

    @property
    def name(self) -> str:
        """What its fields are called."""
        return f"q{self.position}"

    @property
    def is_answered(self) -> bool:
        return not is_blank(self.response)


@dataclass(frozen=True, slots=True)
class QuestionReviewed:
    """A question with what was given, what is right, why, and what it earned."""

    shown: QuestionShown
    item_id: int
    given: str
    right: str
    share: float
    earned: str
    explanation: str
    question: Mapping[str, Any] = field(repr=False)


def get_quiz(user: User, *, enrollment_id: int, lesson_id: int) -> tuple[Enrollment, LessonVersion] | None:
    """Somebody's own enrollment and a quiz of its version; None where there is none."""
    lessons = LessonVersion.objects.filter(pk=lesson_id, kind=LessonKind.QUIZ)
    lesson = lessons.first()
    own = Enrollment.objects.filter(pk=enrollment_id, learner_id=user.pk)
    enrollment = own.first() if lesson else None
    if lesson is None or enrollment is None or lesson.version_id != enrollment.version_id:
        return None
    return enrollment, lesson


def get_attempt(user: User, attempt_id: int) -> Attempt | None:
    """Somebody's own attempt with its lesson; another person's is as if it were not there."""
    for attempt in Attempt.objects.raw(_ATTEMPT, [attempt_id, user.pk]):
        values = [attempt.lesson_id, vars(attempt)["lesson_title"]]
        attempt.lesson = LessonVersion.from_db(str(attempt._state.db), ["id", "title"], values)
        return attempt
    return None


def paper_size(paper: Paper) -> int:
    """How many questions a paper has; one query."""
    if paper.kind == PaperKind.FIXED:
        return paper.chosen.filter(item__active=True).count()
    return int(paper.draws.aggregate(total=Sum("count"))["total"] or 0)


def list_attempts(enrollment: Enrollment, lesson: LessonVersion) -> list[Attempt]:
    """All attempts at a quiz, the first one first; without their sheets."""
    rows = Attempt.objects.filter(enrollment=enrollment, lesson=lesson).order_by("number")
    return list(rows.defer("sheet"))


def has_running_attempt(user: User, *, at: dt.datetime) -> bool:
    """Whether somebody sits at a paper now: meanwhile nothing shows them right answers."""
    rows = Attempt.objects.filter(enrollment__learner_id=user.pk, submitted_at__isnull=True)
    return rows.exclude(deadline__lt=at).exists()


def questions_of(attempt: Attempt) -> list[QuestionShown]:
    """The questions of an attempt with what was answered so far; one query."""
    answers = Answer.objects.raw(_ANSWERS, [attempt.pk])
    given = {answer.position: (answer.response, answer.sequence) for answer in answers}
    return [
        show_question(question, position, *given.get(position, ([], 0)))
        for position, question in enumerate(attempt.sheet, start=1)
    ]


def show_question(
    question: Mapping[str, Any], position: int, response: list[str], sequence: int = 0
) -> QuestionShown:
    """A frozen question as the learner sees it."""
    kind = ItemKind(question["kind"])
    letters = letters_shown(question)
    options = tuple(
        OptionShown(
            letters[option["key"]],
            option["text"],
            option["key"] in response,
            place_of(response, option["key"]) if kind is ItemKind.ORDERED else 0,
        )
        for option in question["options"]
    )
    blanks: tuple[BlankShown, ...] = ()
    if kind is ItemKind.FILL_IN:
        written = [*response, *[""] * len(question["answer"])]
        blanks = tuple(
            BlankShown(number, written[number - 1]) for number in range(1, len(question["answer"]) + 1)
        )
    return QuestionShown(
        position=position,
        kind=kind.value,
        kind_label=_labels(get_language())[kind],
        stem=question["stem"],
        points=plain(question["points"]),
        options=options,
        blanks=blanks,
        response=tuple(response),
        sequence=sequence,
    )


@lru_cache
def _labels(_language: str | None) -> dict[ItemKind, str]:
    return {kind: str(kind.label) for kind in ItemKind}


def review_of(attempt: Attempt) -> list[QuestionReviewed]:
    """The questions of a graded attempt with answers and explanations; who asks has the right to see them."""
    rows = {answer.position: answer for answer in Answer.objects.filter(attempt=attempt)}
    return [
        review_question(
            question, position, rows[position].response, rows[position].share or 0, str(rows[position].points)
        )
        for position, question in enumerate(attempt.sheet, start=1)
        if position in rows
    ]


def review_question(
    question: Mapping[str, Any], position: int, response: list[str], share: float, earned: str = ""
) -> QuestionReviewed:
    """One question with everything about it."""
    return QuestionReviewed(
        shown=show_question(question, position, response),
        item_id=question["item"],
        given=_in_words(question, response),
        right=_right_in_words(question),
        share=share,
        earned=plain(earned) if earned else "",
        explanation=question["explanation"],
        question=question,
    )


def may_review(attempt: Attempt, *, at: dt.datetime) -> bool:
    """Whether the learner may see the right answers of an attempt now, by the rules it was started under."""
    if attempt.submitted_at is None:
        return False
    match ReviewPolicy(attempt.rules["review"]):
        case ReviewPolicy.IMMEDIATELY:
            return True
        case ReviewPolicy.AFTER_PASSING:
            return bool(attempt.passed) or _passed_since(attempt)
        case ReviewPolicy.AFTER_DEADLINE:
            closes_at = parse_datetime(attempt.rules["closes_at"] or "")
            return closes_at is not None and at >= closes_at
        case ReviewPolicy.NEVER:
            return False


def _passed_since(attempt: Attempt) -> bool:
    same = Attempt.objects.filter(enrollment_id=attempt.enrollment_id, lesson_id=attempt.lesson_id)
    return same.filter(passed=True).exists()


def _in_words(question: Mapping[str, Any], response: list[str]) -> str:
    if is_blank(response):
        return ""
    kind, letters = ItemKind(question["kind"]), letters_shown(question)
    if kind is ItemKind.TRUE_FALSE:
        return VERDICTS.get(response[0], "")
    if kind is ItemKind.FILL_IN:
        return "；".join(text or "（空）" for text in response)
    if kind is ItemKind.ORDERED:
        order = order_of(response)
        keys = order if order is not None else []
        return " → ".join(letters[key] for key in keys if key in letters) or "（没有排完）"
    return "、".join(sorted(letters[key] for key in response if key in letters))


def _right_in_words(question: Mapping[str, Any]) -> str:
    kind, letters = ItemKind(question["kind"]), letters_shown(question)
    if kind is ItemKind.TRUE_FALSE:
        return VERDICTS[question["answer"][0]]
    if kind is ItemKind.FILL_IN:
        return "；".join(forms[0] for forms in question["answer"])
    if kind is ItemKind.ORDERED:
        return " → ".join(letters[key] for key in question["answer"])
    return "、".join(sorted(letters[key] for key in question["answer"]))
