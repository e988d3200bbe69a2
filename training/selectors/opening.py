"""What people may enroll in by themselves now: one window, one rule for when a class is over."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from accounts.models import User
from accounts.selectors.units import paths_down_to
from training.enums import ClassState, EnrollmentMode
from training.models import CoursePage, TrainingClass


def is_within(start: dt.datetime | None, end: dt.datetime | None, at: dt.datetime) -> bool:
    """Whether a moment lies in a window; its end does not, and an open end lasts."""
    return (start is None or start <= at) and (end is None or at < end)


def in_window(at: dt.datetime) -> Q:
    """Courses and classes in whose window of enrollment a moment lies; the same as ``is_within`` says."""
    begun = Q(enroll_from__isnull=True) | Q(enroll_from__lte=at)
    return begun & (Q(enroll_until__isnull=True) | Q(enroll_until__gt=at))


def is_open(page: CoursePage, *, at: dt.datetime) -> bool:
    """Whether people may enroll in a published course by themselves now, without a class."""
    takes = bool(page.live) and page.enrollment_mode != EnrollmentMode.CLOSED
    return takes and is_within(page.enroll_from, page.enroll_until, at)


def open_by_itself(at: dt.datetime) -> Q:
    """Published courses people may enroll in by themselves now, without a class."""
    return ~Q(enrollment_mode=EnrollmentMode.CLOSED) & in_window(at)


def is_over(klass: TrainingClass, *, at: dt.datetime) -> bool:
    """Whether the last day of a class has passed, closed or not: nobody enrolls by oneself any more."""
    return klass.ends_on < localdate(at)


def is_class_open(klass: TrainingClass, *, at: dt.datetime) -> bool:
    """Whether people may enroll in a class by themselves now; the same as ``open_classes`` finds."""
    takes = klass.state == ClassState.OPEN and klass.enrollment_mode != EnrollmentMode.CLOSED
    return takes and is_within(klass.enroll_from, klass.enroll_until, at) and not is_over(klass, at=at)


def open_classes(at: dt.datetime) -> QuerySet[TrainingClass]:
    """Classes people may enroll in by themselves now; whether there is a place is another matter."""
    classes = TrainingClass.objects.filter(in_window(at), state=ClassState.OPEN, ends_on__gte=localdate(at))
    return classes.exclude(enrollment_mode=EnrollmentMode.CLOSED)


def open_classes_for(learner: User, *, at: dt.datetime) -> QuerySet[TrainingClass]:
    """Those of them that are for this person: of the own unit or one above it."""
    if learner.unit is None:
        return TrainingClass.objects.none()
    return open_classes(at).filter(unit__path__in=paths_down_to(learner.unit.path))


def coming_classes(on: dt.date) -> QuerySet[TrainingClass]:
    """Classes that are announced and not over, the next one first."""
    shown = TrainingClass.objects.filter(state__in=(ClassState.OPEN, ClassState.RUNNING), ends_on__gte=on)
    return shown.order_by("starts_on", "pk")
