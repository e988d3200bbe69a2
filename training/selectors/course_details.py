"""What the page of a course and the page of a lesson show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from content.models import BasePage, EditionPage
from content.selectors.citations import links_of, provision_url
from content.selectors.passages import BASIS
from content.selectors.prohibitions import Counterpart, find_items
from content.selectors.reading import BasisLine, basis_lines
from content.selectors.rules import edition_name, rule_of
from content.selectors.visibility import reachable_pages
from training.enums import LessonKind
from training.models import Course, CoursePage, CourseVersion, LessonPage, LessonVersion, TrainingClass
from training.selectors.freezing import freeze_course, live_lessons
from training.selectors.opening import coming_classes, is_class_open, is_open
from training.selectors.readings import stretch_name

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

CLASSES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A lesson in the list of its course; ``url`` is "" in a preview."""

    position: int
    title: str
    kind: LessonKind
    required: bool
    seconds: int
    hours: Decimal
    summary: str
    url: str


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class to come; ``is_open`` says that people may enroll in it by themselves now."""

    klass: TrainingClass
    is_open: bool


@dataclass(frozen=True, slots=True)
class CourseDetail:
    """A course for one reader. Without ``course`` (a draft, or nothing to learn yet) nobody can enroll."""

    course: Course | None
    version: CourseVersion | None
    lessons: tuple[LessonLine, ...]
    hours: Decimal
    prerequisites: tuple[BasePage, ...]
    classes: tuple[ClassLine, ...]
    items: tuple[Counterpart, ...]
    basis: tuple[BasisLine, ...]
    is_open: bool

    @property
    def seconds(self) -> int:
        return sum(lesson.seconds for lesson in self.lessons)

    @property
    def elective_count(self) -> int:
        return sum(not lesson.required for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class ReadingPlace:
    """The provisions a rule reading has people read, and where they stand."""

    title: str
    edition: str
    place: str
    url: str


@dataclass(frozen=True, slots=True)
class LessonDetail:
    """A lesson for one reader; ``version`` is it as the current version of its course has it."""

    course: CoursePage
    version: LessonVersion | None
    line: LessonLine | None
    earlier: LessonLine | None
    later: LessonLine | None
    total: int
    reading: ReadingPlace | None
    items: tuple[Counterpart, ...]
    basis: tuple[BasisLine, ...]


def get_course(
    page: CoursePage, *, user: User | AnonymousUser, at: dt.datetime, on: dt.date, is_draft: bool = False
) -> CourseDetail:
    """A course with its lessons, as its current version has them; a fixed number of queries.

    Args:
        on: the day of ``at``.
        is_draft: the page is a draft: its lessons are the published ones, nothing else is counted for it.
    """
    course = None if is_draft else _course_of(page)
    version = course.current if course else None
    lines = _version_lines(page, version, user) if version else _draft_lines(page, on)
    wanted = [row.required_id for row in page.prerequisites.all()]
    required = (
        reachable_pages(user, BasePage.objects.filter(pk__in=wanted)).order_by("path") if wanted else ()
    )
    links = {} if is_draft else links_of(page, user=user, eids=[BASIS])
    keys = [(row.target_list_id, row.target_number) for row in page.items.all()]
    classes = _classes(course, at, on) if course else []
    return CourseDetail(
        course=course,
        version=version,
        lessons=lines,
        hours=version.hours if version else sum((line.hours for line in lines), Decimal(0)),
        prerequisites=tuple(required),
        classes=tuple(classes),
        items=tuple(find_items(keys, user=user)),
        basis=basis_lines(page.basis, links.get(BASIS, ())),
        is_open=version is not None and is_open(page, at=at),
    )


def get_lesson(page: LessonPage, *, user: User | AnonymousUser, is_draft: bool = False) -> LessonDetail:
    """A lesson with its place in the course; a fixed number of queries."""
    course_page = page.get_parent().specific
    course = _course_of(course_page)
    version = course.current if course else None
    rows = {row.lesson.page_id: row for row in _rows(version)} if version else {}
    lines = _version_lines(course_page, version, user, rows) if version else ()
    own = rows.get(page.pk)
    at = next((i for i, line in enumerate(lines) if own and line.position == own.position), None)
    links = {} if is_draft else links_of(page, user=user, eids=[BASIS])
    keys = [(row.target_list_id, row.target_number) for row in page.items.all()]
    return LessonDetail(
        course=course_page,
        version=own,
        line=lines[at] if at is not None else None,
        earlier=lines[at - 1] if at else None,
        later=lines[at + 1] if at is not None and at + 1 < len(lines) else None,
        total=len(lines),
        reading=_reading(page, user),
        items=tuple(find_items(keys, user=user)),
        basis=basis_lines(page.basis, links.get(BASIS, ())),
    )


def _course_of(page: CoursePage) -> Course | None:
    return Course.objects.select_related("current").filter(page_id=page.pk, current__isnull=False).first()


def _rows(version: CourseVersion) -> list[LessonVersion]:
    return list(version.lessons.select_related("lesson").order_by("position"))


def _version_lines(
    page: CoursePage,
    version: CourseVersion,
    user: User | AnonymousUser,
    rows: Mapping[int | None, LessonVersion] | None = None,
) -> tuple[LessonLine, ...]:
    below = reachable_pages(user, LessonPage.objects.child_of(page))
    readable = {lesson.pk: lesson for lesson in below.defer("body")}
    lines = []
    for row in rows.values() if rows else _rows(version):
        lesson = readable.get(row.lesson.page_id or 0)
        if lesson is None:  # taken offline, and the last one: no version without it was made
            continue
        lines.append(
            LessonLine(
                position=row.position,
                title=row.title,
                kind=LessonKind(row.kind),
                required=row.required,
                seconds=row.seconds,
                hours=row.hours,
                summary=row.content.get("summary", ""),
                url=lesson.url or "",
            )
        )
    return tuple(lines)


def _draft_lines(page: CoursePage, on: dt.date) -> tuple[LessonLine, ...]:
    if page.pk is None or not page.path:
        return ()
    frozen = freeze_course(page, live_lessons(page), on=on)
    return tuple(
        LessonLine(
            position=position,
            title=lesson.title,
            kind=lesson.kind,
            required=lesson.required,
            seconds=lesson.seconds,
            hours=lesson.hours,
            summary=lesson.content.get("summary", ""),
            url="",
        )
        for position, lesson in enumerate(frozen.lessons, start=1)
    )


def _classes(course: Course, at: dt.datetime, on: dt.date) -> list[ClassLine]:
    coming = coming_classes(on).filter(version__course=course).select_related("unit")[:CLASSES_SHOWN]
    return [ClassLine(klass, is_class_open(klass, at=at)) for klass in coming]


def _reading(page: LessonPage, user: User | AnonymousUser) -> ReadingPlace | None:
    if page.kind != LessonKind.RULE_READING or page.edition_id is None or not page.first_eid:
        return None
    edition = reachable_pages(user, EditionPage.objects.filter(pk=page.edition_id).defer("text")).first()
    if edition is None:
        return None
    place = stretch_name(page.first_eid, page.last_eid)
    url = provision_url(edition, page.first_eid)
    return ReadingPlace(rule_of(edition).title, edition_name(edition), place, url)
