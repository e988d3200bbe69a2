"""A course as it would be frozen into a version: what there is to learn, and whether it changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wagtail.documents.models import Document

from content.selectors.passages import plain_text
from content.selectors.rules import edition_name, rule_of
from training.enums import TIMED, HourSource, LessonKind
from training.models import CoursePage, HourRule, LessonPage, Paper
from training.reading_time import ARTICLE_PER_MINUTE, RULE_PER_MINUTE, count_characters, reading_seconds
from training.selectors.hour_rules import lesson_hours, rules_in_force
from training.selectors.readings import stretch_of

# The editor's own names of paragraphs, which it gives anew; nobody sees them.
_EDITORS_MARKS = re.compile(r' data-block-key="[^"]*"')


@dataclass(frozen=True, slots=True)
class FrozenLesson:
    """A lesson as a version would hold it; ``digest`` is over what is to be learned."""

    page_id: int
    kind: LessonKind
    title: str
    required: bool
    seconds: int
    needed_seconds: int
    hours: Decimal
    hours_rule: dict[str, Any]
    content: dict[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class FrozenCourse:
    """A course as a version would hold it."""

    title: str
    study_days: int | None
    pass_score: int
    elective_minimum: int
    lessons: tuple[FrozenLesson, ...]

    @property
    def hours(self) -> Decimal:
        return sum((lesson.hours for lesson in self.lessons), Decimal(0))

    def rules(self, keys: Mapping[int, str]) -> dict[str, Any]:
        """The rules of completion, with the key of each lesson's page."""
        return {
            "required": [keys[lesson.page_id] for lesson in self.lessons if lesson.required],
            "elective": [keys[lesson.page_id] for lesson in self.lessons if not lesson.required],
            "elective_minimum": self.elective_minimum,
            "pass_score": self.pass_score,
        }

    def digest(self, keys: Mapping[int, str]) -> str:
        """What tells it from every other: title, period, rules, and the lessons in their order."""
        lessons = [
            [keys[lesson.page_id], lesson.digest, lesson.required, str(lesson.hours.normalize())]
            for lesson in self.lessons
        ]
        return _digest([self.title, self.study_days, self.rules(keys), lessons])


def freeze_course(page: CoursePage, lessons: Sequence[LessonPage], *, on: dt.date) -> FrozenCourse:
    """Freeze a course with these lessons, published or not; four queries, and two for each rule reading.

    Args:
        on: the day whose rule of hours holds.
    """
    files = _by_id(Document, [pk for lesson in lessons for pk in (lesson.file_id, lesson.captions_id)])
    papers = _by_id(Paper, [lesson.paper_id for lesson in lessons])
    rules = rules_in_force(HourSource.ONLINE, on=on)
    required = sum(lesson.required for lesson in lessons)
    return FrozenCourse(
        title=page.title,
        study_days=page.study_days,
        pass_score=page.pass_score,
        # More than there are could never be met.
        elective_minimum=min(page.elective_lessons, len(lessons) - required),
        lessons=tuple(_freeze(lesson, files, papers, rules) for lesson in lessons),
    )


def live_lessons(page: CoursePage) -> list[LessonPage]:
    """The published lessons of a course in the order of the tree; two queries."""
    lessons = LessonPage.objects.child_of(page).live().order_by("path")
    return list(lessons.select_related("edition").prefetch_related("items"))


def _freeze(
    lesson: LessonPage, files: Mapping[int, Any], papers: Mapping[int, Any], rules: Sequence[HourRule]
) -> FrozenLesson:
    kind = LessonKind(lesson.kind)
    content = {"body": _EDITORS_MARKS.sub("", lesson.body), **_content(lesson, kind, files, papers)}
    seconds = lesson.seconds or _by_length(kind, content)
    needed = math.ceil(seconds * lesson.threshold / 100) if kind in TIMED else 0
    hours, rule = lesson_hours(kind=kind, seconds=seconds, rules=rules)
    return FrozenLesson(
        page_id=lesson.pk,
        kind=kind,
        title=lesson.title,
        required=lesson.required,
        seconds=seconds,
        needed_seconds=needed,
        hours=hours,
        hours_rule=rule,
        content={**content, **_beside(lesson)},
        digest=_digest([kind.value, lesson.title, seconds, needed, content]),
    )


def _content(
    lesson: LessonPage, kind: LessonKind, files: Mapping[int, Any], papers: Mapping[int, Any]
) -> dict[str, Any]:
    if kind in (LessonKind.VIDEO, LessonKind.DOCUMENT):
        return {
            "file": lesson.file_id,
            "file_hash": _hash(files, lesson.file_id),
            "captions": lesson.captions_id,
            "captions_hash": _hash(files, lesson.captions_id),
        }
    if kind is LessonKind.RULE_READING and lesson.edition is not None and lesson.edition_id:
        stretch = stretch_of(lesson.edition_id, lesson.first_eid, lesson.last_eid)
        return {
            "edition": lesson.edition_id,
            "edition_title": f"《{rule_of(lesson.edition).title}》（{edition_name(lesson.edition)}）",
            "first_eid": lesson.first_eid,
            "last_eid": lesson.last_eid or lesson.first_eid,
            "eids": list(stretch.articles) if stretch else [],
            "text_digest": stretch.digest if stretch else "",
            "characters": count_characters(stretch.text) if stretch else 0,
        }
    if kind is LessonKind.QUIZ:
        paper = papers.get(lesson.paper_id or 0)
        return {"paper": lesson.paper_id, "paper_title": paper.title if paper else ""}
    return {}


def _beside(lesson: LessonPage) -> dict[str, Any]:
    """Told with a lesson, but nothing one learns."""
    return {
        "summary": lesson.summary,
        "basis": lesson.basis,
        "items": [[row.target_list_id, row.target_number] for row in lesson.items.all()],
    }


def _by_length(kind: LessonKind, content: Mapping[str, Any]) -> int:
    words = count_characters(plain_text(content["body"]))
    if kind is LessonKind.ARTICLE:
        return reading_seconds(words, per_minute=ARTICLE_PER_MINUTE)
    if kind is LessonKind.RULE_READING:
        of_rule = reading_seconds(content.get("characters", 0), per_minute=RULE_PER_MINUTE)
        return of_rule + reading_seconds(words, per_minute=ARTICLE_PER_MINUTE)
    return 0


def _hash(files: Mapping[int, Any], pk: int | None) -> str:
    document = files.get(pk or 0)
    return document.get_file_hash() if document else ""


def _by_id(model: Any, ids: Iterable[int | None]) -> dict[int, Any]:
    wanted = {pk for pk in ids if pk}
    return model.objects.in_bulk(wanted) if wanted else {}


def _digest(value: Any) -> str:
    words = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()
