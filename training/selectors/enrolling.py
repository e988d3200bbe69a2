"""Enrollments as a learner sees them: what there is, what may be done, why not."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import User
from content.selectors.visibility import reachable_pages
from training.enums import ENDED, UNFINISHED, ChangeKind, EnrollmentState
from training.models import (
    Completion,
    Course,
    CoursePage,
    CourseVersion,
    Enrollment,
    Invitation,
    LessonVersion,
    TrainingClass,
)
from training.selectors.opening import open_classes_for

_RELATED = ("version__course__page", "klass", "unit", "learner")
# Raw SQL, because everybody who wants a place asks for it, and building it anew takes longer than running it.
_KEYS = """
SELECT e.id, e.version_id, e.state FROM training_enrollment e
JOIN training_courseversion v ON v.id = e.version_id
WHERE e.learner_id = %s AND v.course_id = %s ORDER BY v.number DESC, e.id DESC
"""


def find_course(course_id: int) -> Course | None:
    """A course by its record, with its current version and its page."""
    return Course.objects.select_related("page", "unit", "current").filter(pk=course_id).first()


def open_enrollment(*, learner: User, version: CourseVersion) -> Enrollment | None:
    """The enrollment in a course that a person has now.

    That in this version if it has not ended, else one in another version that is not finished.
    """
    # The keys first: most people who enroll have none, and the row with all that belongs to it is wide.
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [learner.pk, version.course_id])
        found = [
            (pk, version_id)
            for pk, version_id, state in cursor.fetchall()
            if state in UNFINISHED or (version_id == version.pk and state not in ENDED)
        ]
    if not found:
        return None
    own = next((pk for pk, version_id in found if version_id == version.pk), found[0][0])
    # Perhaps it has ended since.
    return Enrollment.objects.select_related(*_RELATED).filter(pk=own).exclude(state__in=ENDED).first()


def latest_enrollment(*, learner: User, course: Course) -> Enrollment | None:
    """The enrollment the course page speaks of: the one that goes on, else the newest one."""
    rows = Enrollment.objects.filter(learner=learner, version__course=course).select_related(*_RELATED)
    found = list(rows.order_by("-version__number", "-pk")[:20])
    return next((row for row in found if row.state in UNFINISHED), found[0] if found else None)


def missing_prerequisites(*, learner: User, version: CourseVersion) -> list[str]:
    """Titles of the courses to be completed before this one that the person has not completed.

    A completion of any version counts, unless it was revoked.
    """
    page = version.course.page
    if page is None:
        return []
    required = {row.required_id: row.required.title for row in page.prerequisites.select_related("required")}
    if not required:
        return []
    done = Completion.objects.filter(
        learner=learner, revocation__isnull=True, version__course__page_id__in=required
    )
    completed = set(done.values_list("version__course__page_id", flat=True))
    return [title for page_id, title in required.items() if page_id not in completed]


def list_open_classes(*, version: CourseVersion, learner: User, at: dt.datetime) -> QuerySet[TrainingClass]:
    """The classes of a version a person may enroll in by oneself now."""
    classes = open_classes_for(learner, at=at).filter(version=version)
    return classes.select_related("unit").order_by("starts_on", "pk")


def waiting_position(enrollment: Enrollment) -> int:
    """Which in line a waitlisted person is, from 1; people of other pools are counted too."""
    ahead = Enrollment.objects.filter(klass_id=enrollment.klass_id, state=EnrollmentState.WAITLISTED).filter(
        Q(waitlisted_at__lt=enrollment.waitlisted_at)
        | Q(waitlisted_at=enrollment.waitlisted_at, pk__lt=enrollment.pk)
    )
    return ahead.count() + 1


def refusal_of(enrollment: Enrollment) -> str:
    """The reason an enrollment was not approved."""
    refused = enrollment.changes.filter(kind=ChangeKind.REJECTED).order_by("-pk")
    return refused.values_list("reason", flat=True).first() or ""


def next_lesson(enrollment: Enrollment) -> LessonVersion | None:
    """The first lesson of the version that is not completed; the first of all where none is left."""
    lessons = LessonVersion.objects.filter(version_id=enrollment.version_id).order_by("position")
    done = enrollment.progress.filter(completed_at__isnull=False).values("lesson_id")
    return lessons.exclude(pk__in=done).first() or lessons.first()


def find_invitation(token: str) -> Invitation | None:
    """An invitation by the token of its link."""
    related = ("version__course__page", "klass__unit", "unit")
    return Invitation.objects.select_related(*related).filter(token=token).first()


def is_readable(user: User | AnonymousUser, course: Course) -> bool:
    """Whether somebody may read the page of a course now."""
    if course.page is None:
        return False
    return reachable_pages(user, CoursePage.objects.filter(pk=course.page_id)).exists()


def own_enrollment(*, learner: User, enrollment_id: int) -> Enrollment | None:
    """One of a person's own enrollments; of others' there is none."""
    return Enrollment.objects.select_related(*_RELATED).filter(learner=learner, pk=enrollment_id).first()
