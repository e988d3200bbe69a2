"""What a learner is reminded of, and the learner's calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from training.enums import COUNTED, ChangeKind, ClassState, EnrollmentState, ReminderKind
from training.models import CalendarAddress, ClassSession, Enrollment, EnrollmentChange, Reminder

WEEK, DAY = dt.timedelta(days=7), dt.timedelta(days=1)
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that is due, of which there may be one already."""

    enrollment_id: int
    learner_id: int
    kind: ReminderKind
    day: dt.date


def reminders_due(*, on: dt.date, after: int, limit: int) -> list[Due]:
    """What active enrollments beyond the id ``after`` are to be reminded of on a day; ``limit`` enrollments.

    A day that was missed is not made up for but by the overdue reminder, which is due until it is given.
    """
    soon, tomorrow = on + WEEK, on + DAY
    days = Q(due_on__in=(soon, tomorrow)) | Q(due_on__lt=on, due_on__gte=on - WEEK)
    active = Enrollment.objects.filter(days, state=EnrollmentState.ACTIVE, pk__gt=after)
    rows = active.order_by("pk").values_list("pk", "learner_id", "due_on")[:limit]
    kinds = {soon: ReminderKind.DUE_SOON, tomorrow: ReminderKind.DUE_NEXT}
    return [Due(pk, learner, kinds.get(day, ReminderKind.OVERDUE), day) for pk, learner, day in rows if day]


def sessions_due(*, on: dt.date) -> list[Due]:
    """The people who have a session of their class on the day after ``on``."""
    day = on + DAY
    sessions = ClassSession.objects.filter(
        starts_at__date=day, klass__state__in=(ClassState.OPEN, ClassState.RUNNING)
    )
    classes = sessions.values("klass_id")
    people = Enrollment.objects.filter(klass__in=classes, state=EnrollmentState.ACTIVE).order_by("pk")
    return [Due(pk, who, ReminderKind.SESSION, day) for pk, who in people.values_list("pk", "learner_id")]


def unread_reminders(learner: User) -> list[Reminder]:
    """The newest reminders a learner has not put away, with course and class."""
    unread = with_words(Reminder.objects.filter(learner=learner, read_at__isnull=True))
    return list(unread.order_by("-created_at", "-pk")[:MOST_SHOWN])


def with_words(reminders: QuerySet[Reminder]) -> QuerySet[Reminder]:
    """Reminders with course and class, and ``reason``: why somebody was not approved."""
    refused = EnrollmentChange.objects.filter(enrollment=OuterRef("enrollment"), kind=ChangeKind.REJECTED)
    reason = Subquery(refused.order_by("-pk").values("reason")[:1])
    return reminders.select_related("enrollment__version", "enrollment__klass").annotate(reason=reason)


def calendar_token_of(learner: User) -> str:
    """The token of a learner's calendar address; empty where none was made."""
    return CalendarAddress.objects.filter(learner=learner).values_list("token", flat=True).first() or ""


def learner_of(token: str) -> User | None:
    """Whose calendar has this secret address; nobody's where the account is disabled."""
    address = CalendarAddress.objects.select_related("learner").filter(token=token).first()
    return address.learner if address is not None and address.learner.is_active else None


def deadlines_of(learner: User) -> Iterable[Enrollment]:
    """The enrollments with a last day, as they stand."""
    counted = Enrollment.objects.filter(learner=learner, due_on__isnull=False, state__in=COUNTED)
    return counted.select_related("version").order_by("due_on", "pk")


def sessions_of(learner: User) -> Iterable[ClassSession]:
    """The timetable of the learner's classes."""
    mine = Enrollment.objects.filter(learner=learner, klass__isnull=False, state__in=COUNTED)
    sessions = ClassSession.objects.filter(klass__in=mine.values("klass_id"))
    return sessions.select_related("klass").order_by("starts_at", "pk")
