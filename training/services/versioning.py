"""Publishing a changed course makes a version of it: what people are bound to from then on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from accounts.services import auditing
from common import generation
from common.jobs import JobName, enqueue
from content.services.listing import derive_listing
from training.enums import TrainingAction, VersionPolicy
from training.models import Course, CoursePage, CourseVersion, Lesson, LessonPage, LessonVersion
from training.models.courses import VersionedPage
from training.selectors.freezing import FrozenCourse, freeze_course, live_lessons

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def publish_version(
    *, page: CoursePage, at: dt.datetime, by: User | None = None, asked: VersionedPage | None = None
) -> CourseVersion | None:
    """Freeze what a published course teaches now into its next version.

    Args:
        asked: the page, course or lesson, whose form asked what the change means to people already enrolled;
            without an answer of its own for this change they stay where they are.

    Returns:
        The new version; None where nothing to learn changed, the course is not published, or it has no
        published lessons.

    Side effects: with the second version a job that applies its policy; the audit log.
    """
    stored = CoursePage.objects.filter(pk=page.pk, live=True).first()
    if stored is None:
        return None
    lessons = live_lessons(stored)
    if not lessons:
        return None
    course = _course_of(stored)
    frozen = freeze_course(stored, lessons, on=localdate(at))
    keys = _keys(course, lessons)
    names = {page_id: str(lesson.key) for page_id, lesson in keys.items()}
    digest = frozen.digest(names)
    before = course.current
    if before is not None and before.digest == digest:
        return None
    version = _add_version(course, frozen, names, digest, asked, at)
    _add_lessons(version, frozen, keys)
    course.current, course.title, course.unit_id = version, version.title, stored.unit_id
    course.save()
    auditing.record(
        action=TrainingAction.VERSION_PUBLISHED,
        by=by,
        at=at,
        target=course,
        data={"version": version.pk, "number": version.number, "digest": digest, "policy": version.policy},
    )
    if before is not None:
        enqueue(JobName.APPLY_VERSION_POLICY, version_id=version.pk)
    return version


@transaction.atomic
def lessons_have_changed(
    *, course: CoursePage, at: dt.datetime, by: User | None, asked: LessonPage | None = None
) -> CourseVersion | None:
    """A lesson of a course was published, unpublished, deleted, or moved here or away.

    Args:
        asked: the lesson that was published: its form asked what the change means.

    Side effects: those of ``publish_version``; the line of the course in the lists names what its lessons
        teach.
    """
    version = publish_version(page=course, at=at, by=by, asked=asked)
    derive_listing(page=course)
    enqueue(JobName.INDEX_PAGE, page_id=course.pk)
    return version


def _course_of(page: CoursePage) -> Course:
    """The record of a course, locked: two publications at once number their versions one after the other."""
    Course.objects.get_or_create(page=page, defaults={"title": page.title, "unit_id": page.unit_id})
    return Course.objects.select_for_update(of=("self",)).select_related("current").get(page=page)


def _keys(course: Course, pages: Sequence[LessonPage]) -> dict[int, Lesson]:
    """By page: the lesson that stays the same through all versions; one moved here begins anew."""
    ids = [page.pk for page in pages]
    Lesson.objects.filter(page_id__in=ids).exclude(course=course).update(page=None)
    known = {lesson.page_id: lesson for lesson in Lesson.objects.filter(course=course, page_id__in=ids)}
    new = [Lesson(course=course, page_id=pk, key=uuid.uuid4()) for pk in ids if pk not in known]
    Lesson.objects.bulk_create(new)
    return {lesson.page_id: lesson for lesson in (*known.values(), *new) if lesson.page_id}


def _add_version(
    course: Course,
    frozen: FrozenCourse,
    keys: dict[int, str],
    digest: str,
    asked: VersionedPage | None,
    at: dt.datetime,
) -> CourseVersion:
    policy, retrain_by, answer = _answer(course, asked)
    return CourseVersion.objects.create(
        course=course,
        number=(course.current.number if course.current else 0) + 1,
        title=frozen.title,
        published_at=at,
        policy=policy,
        retrain_by=retrain_by,
        answer=answer,
        study_days=frozen.study_days,
        rules=frozen.rules(keys),
        hours=frozen.hours,
        hours_rule={
            "on": localdate(at).isoformat(),
            "lessons": {keys[lesson.page_id]: lesson.hours_rule for lesson in frozen.lessons},
        },
        digest=digest,
    )


def _answer(course: Course, asked: VersionedPage | None) -> tuple[VersionPolicy, dt.date | None, str]:
    """What the editor answered for this change; each answer is used once."""
    answer = asked.answer if asked else ""
    if asked is None or not answer or course.versions.filter(answer=answer).exists():
        return VersionPolicy.LEAVE, None, ""
    policy = VersionPolicy(asked.version_policy)
    return policy, asked.retrain_by if policy != VersionPolicy.LEAVE else None, answer


def _add_lessons(version: CourseVersion, frozen: FrozenCourse, keys: dict[int, Lesson]) -> None:
    generation.bump()  # rows written in bulk send no signal
    LessonVersion.objects.bulk_create(
        LessonVersion(
            version=version,
            lesson=keys[lesson.page_id],
            position=position,
            kind=lesson.kind,
            title=lesson.title,
            required=lesson.required,
            seconds=lesson.seconds,
            needed_seconds=lesson.needed_seconds,
            hours=lesson.hours,
            content=lesson.content,
            file_id=lesson.content.get("file"),
            captions_id=lesson.content.get("captions"),
            paper_id=lesson.content.get("paper"),
            edition_id=lesson.content.get("edition"),
            digest=lesson.digest,
        )
        for position, lesson in enumerate(frozen.lessons, start=1)
    )
