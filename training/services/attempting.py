"""Taking a paper: start, save answers, hand in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.transactions import joined
from training.enums import AttemptEnd, EnrollmentState
from training.grading.marking import is_blank
from training.models import Answer, Attempt, Enrollment, LessonVersion, Paper
from training.services import start_rows
from training.services.drawing import DrawError, draw_sheet, new_seed
from training.services.marking import grade

# For a request that was on its way when time was up. The clock is the server's.
GRACE = dt.timedelta(seconds=10)
# How far ahead of the server the sequence of a save may be: clocks of browsers drift within a page.
_AHEAD = dt.timedelta(seconds=5)
_EVER = 0


class AttemptError(Exception):
    """A learner may not do this now; the message is for people."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Outcome of a save. ``stored`` False: a newer answer was there already and stands."""

    stored: bool
    sequence: int


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered to a question. ``sequence`` None: the moment it arrives."""

    response: list[str]
    sequence: int | None = None


@joined()
def start(*, learner_id: int, enrollment_id: int, lesson_id: int, at: dt.datetime) -> Attempt:
    """Start an attempt at a quiz of somebody's own enrollment; one that is open is gone on with.

    Raises:
        Enrollment.DoesNotExist: they have no such enrollment, or there is no such quiz in its version.
        AttemptError: the enrollment is not active or its last day is over, the paper is not open, all
            attempts are used, or the bank has too few items.

    Side effects:
        An open attempt whose time is up is graded first.
    """
    enrollment, course_rules, content = start_rows.lock_enrollment(
        learner_id=learner_id, enrollment_id=enrollment_id, lesson_id=lesson_id
    )
    # Only now: another request of this person may have written one while this one waited for the lock.
    attempts = start_rows.attempts_at(enrollment_id=enrollment_id, lesson_id=lesson_id)
    for attempt in attempts:
        if attempt.submitted_at is None and not _is_over(attempt, at):
            return attempt
        if attempt.submitted_at is None:
            _grade_late(attempt.pk, at=at)
    paper = _paper_in(content)
    obstacle = obstacle_to_start(enrollment=enrollment, paper=paper, used=len(attempts), at=at)
    if obstacle or paper is None:
        raise AttemptError(obstacle)
    return Attempt.objects.create(
        enrollment=enrollment,
        lesson_id=lesson_id,
        paper=paper,
        number=len(attempts) + 1,
        rules=_rules(paper, course_rules),
        started_at=at,
        deadline=deadline_of(paper, enrollment, at),
        **_draw(paper),
    )


def obstacle_to_start(*, enrollment: Enrollment, paper: Paper | None, used: int, at: dt.datetime) -> str:
    """Why a new attempt at a quiz of an enrollment's version cannot be started, in words; "" where it can."""
    if paper is None:
        return _("这一课还没有试卷，请联系培训管理员。")
    if enrollment.state == EnrollmentState.COMPLETED:
        return _("这门课程已经完成，不用再答。复习请到“练习”。")
    if enrollment.state != EnrollmentState.ACTIVE:
        return _("您不在学习期内，不能开始测验。")
    if enrollment.due_on is not None and enrollment.due_on < timezone.localdate(at):
        return _("学习期限已过，不能再开始测验。如需延期，请联系培训管理员。")
    if paper.opens_at is not None and at < paper.opens_at:
        return _("还没到开考时间。")
    if paper.closes_at is not None and at >= paper.closes_at:
        return _("考试已经截止。")
    if paper.attempts != _EVER and used >= paper.attempts:
        return _("可答次数已经用完。")
    return ""


@joined()
def save_answer(*, attempt: Attempt, position: int, given: Given, at: dt.datetime) -> Saved:
    """Keep what was answered to one question; acknowledge it only once this is committed.

    Args:
        attempt: with its sheet; read before.
        position: of the question, from 1.

    Raises:
        AttemptError: time is up, or the paper was handed in.
        IndexError: there is no such question.
    """
    _hold(attempt.pk, at)
    return _store(attempt, position, given, at)


@transaction.atomic
def save_all(*, attempt: Attempt, given: Mapping[int, Given], at: dt.datetime) -> list[int]:
    """Keep the answers of a whole form, which knows of each the sequence it was shown with.

    Returns:
        The positions where a newer answer, of another window, stands.

    Raises:
        AttemptError: time is up, or the paper was handed in.
    """
    _hold(attempt.pk, at)
    return _store_changes(attempt, given, at)


@transaction.atomic
def submit(*, attempt: Attempt, at: dt.datetime, given: Mapping[int, Given] | None = None) -> Attempt:
    """Hand in an attempt with the answers the form still holds; repeated, it says what came out.

    After the deadline the answers saved in time count, those of the form do not.
    """
    locked = _lock(attempt.pk)
    if locked.submitted_at is not None:
        return locked
    if _is_over(locked, at):
        return grade(attempt=locked, at=at, submitted_at=locked.deadline or at, ended_by=AttemptEnd.TIME_UP)
    _store_changes(locked, given or {}, at)
    return grade(attempt=locked, at=at, submitted_at=at, ended_by=AttemptEnd.SUBMITTED)


def settle(*, attempt: Attempt, at: dt.datetime) -> Attempt:
    """Grade an attempt whose time is up, by what was saved; others are returned as they are."""
    if attempt.submitted_at is not None or not _is_over(attempt, at):
        return attempt
    return _grade_late(attempt.pk, at=at)


def settle_all(*, at: dt.datetime, most: int = 500) -> int:
    """Grade attempts whose time is up, each in a transaction of its own. Returns how many."""
    late = Attempt.objects.filter(submitted_at__isnull=True, deadline__lt=at - GRACE).order_by("deadline")
    pks = list(late.values_list("pk", flat=True)[:most])
    for pk in pks:
        _grade_late(pk, at=at)
    return len(pks)


def paper_of(lesson: LessonVersion) -> Paper | None:
    """The paper of a lesson; its id stands under ``paper`` in the lesson's content."""
    return _paper_in(lesson.content)


def pass_mark_of(paper: Paper, course_rules: Mapping[str, Any]) -> int:
    """Percent needed: the paper's, else the one of the course's version."""
    return paper.pass_mark if paper.pass_mark is not None else int(course_rules.get("pass_score", 60))


def deadline_of(paper: Paper, enrollment: Enrollment, at: dt.datetime) -> dt.datetime | None:
    """When an attempt started now is collected: minutes, closing of the paper, last day of study."""
    ends = []
    if paper.minutes is not None:
        ends.append(at + dt.timedelta(minutes=paper.minutes))
    if paper.closes_at is not None:
        ends.append(paper.closes_at)
    if enrollment.due_on is not None:
        midnight = dt.datetime.combine(enrollment.due_on + dt.timedelta(days=1), dt.time())
        ends.append(timezone.make_aware(midnight))
    return min(ends, default=None)


def _paper_in(content: Mapping[str, Any]) -> Paper | None:
    return start_rows.read_paper(content.get("paper") or 0)


def _draw(paper: Paper) -> dict[str, Any]:
    seed = new_seed()
    try:
        return {"seed": seed, "sheet": draw_sheet(paper=paper, seed=seed)}
    except DrawError as error:
        raise AttemptError(str(error)) from error


def _rules(paper: Paper, course_rules: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": paper.title,
        "minutes": paper.minutes,
        "attempts": paper.attempts,
        "pass_mark": pass_mark_of(paper, course_rules),
        "partial": paper.partial,
        "review": paper.review,
        "closes_at": paper.closes_at.isoformat() if paper.closes_at else None,
    }


def _hold(pk: int, at: dt.datetime) -> None:
    """Keep others from handing an attempt in while something is saved; refuse what comes too late."""
    locked = Attempt.objects.select_for_update().defer("sheet", "rules").get(pk=pk)
    if locked.submitted_at is not None:
        raise AttemptError(_("这份试卷已经交卷，答案不能再改。"))
    if _is_over(locked, at):
        raise AttemptError(_("时间已到，服务器已收卷，这个答案没有计入。"))


def _store_changes(attempt: Attempt, given: Mapping[int, Given], at: dt.datetime) -> list[int]:
    """Write what a form changed; the positions it knew an older answer of are left and returned."""
    rows = Answer.objects.filter(attempt_id=attempt.pk).values_list("position", "response", "sequence")
    stored = {position: (response, sequence) for position, response, sequence in rows}
    older = []
    for position, answer in given.items():
        response, sequence = stored.get(position, ([], 0))
        if answer.response == response or (not response and is_blank(answer.response)):
            continue
        if answer.sequence is not None and answer.sequence < sequence:
            older.append(position)
        else:
            _store(attempt, position, Given(answer.response), at)
    return older


def _store(attempt: Attempt, position: int, given: Given, at: dt.datetime) -> Saved:
    """Write an answer unless a newer one is there; the caller holds the attempt."""
    question = attempt.sheet[position - 1] if position > 0 else None
    if question is None:
        raise IndexError(position)
    now, latest = _milliseconds(at), _milliseconds(at + _AHEAD)
    sequence = now if given.sequence is None else min(given.sequence, latest)
    values = {"response": given.response, "sequence": sequence, "saved_at": at}
    rows = Answer.objects.filter(attempt_id=attempt.pk, position=position)
    if rows.filter(sequence__lt=sequence).update(**values):
        return Saved(True, sequence)
    stored = rows.values_list("sequence", "response").first()
    if stored is not None:
        # The same save again, its answer lost on the way, is as good as stored.
        return Saved(stored == (sequence, given.response), stored[0])
    Answer.objects.create(attempt_id=attempt.pk, position=position, item_id=question["item"], **values)
    return Saved(True, sequence)


def _is_over(attempt: Attempt, at: dt.datetime) -> bool:
    return attempt.deadline is not None and at > attempt.deadline + GRACE


def _grade_late(pk: int, *, at: dt.datetime) -> Attempt:
    with transaction.atomic():
        locked = _lock(pk)
        if locked.submitted_at is not None or not _is_over(locked, at):
            return locked
        return grade(attempt=locked, at=at, submitted_at=locked.deadline or at, ended_by=AttemptEnd.TIME_UP)


def _lock(pk: int) -> Attempt:
    """An attempt and, before it, its enrollment: completing takes them in this order."""
    enrollment = Attempt.objects.values("enrollment_id").filter(pk=pk)
    Enrollment.objects.select_for_update().get(pk__in=enrollment)
    return Attempt.objects.select_for_update().get(pk=pk)


def _milliseconds(at: dt.datetime) -> int:
    return int(at.timestamp() * 1000)
