"""Telling a learning record store what was learned; without one configured nothing is done.

The event log is the outbox: an event without a ``Statement`` row is still to be sent. What is sent and not
noted, because the worker was killed in between, is sent again with the same id, which does no harm.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from training.enums import EventKind, LessonKind
from training.models import LearningEvent, LessonProgress, Statement, StatementHorizon
from training.stating.statements import Activity, Happening, write_statement
from training.stating.store import Store

BATCH = 50
BATCHES = 20
# No transaction lasts this long: an older event that is not there will never come.
SETTLED = dt.timedelta(hours=1)
_VERBS = {
    EventKind.ENROLLED: "registered",
    EventKind.LESSON_STARTED: "initialized",
    EventKind.LESSON_COMPLETED: "completed",
    EventKind.ATTENDED: "attended",
    EventKind.COURSE_COMPLETED: "completed",
    EventKind.COMPLETION_REVOKED: "voided",
}
_ACTIVITY_KINDS = {LessonKind.VIDEO: "video", LessonKind.QUIZ: "quiz", LessonKind.SESSION: "session"}


def send_statements(*, at: dt.datetime) -> int:
    """Send what was not sent, a thousand at most; returns how many the store has now.

    Raises:
        StoreUnavailableError: the store could not be reached; what it took before stays noted.
    """
    if not settings.LRS_URL:
        return 0
    store = Store(settings.LRS_URL, settings.LRS_USER, settings.LRS_PASSWORD)
    horizon, _created = StatementHorizon.objects.get_or_create(pk=1, defaults={"since": at})
    sent = 0
    for _batch in range(BATCHES):
        events = list(_unsent(horizon)[:BATCH])
        if not events:
            _raise_horizon(horizon, at)
            break
        _send(store, events, at)
        sent += len(events)
    return sent


def _unsent(horizon: StatementHorizon) -> QuerySet[LearningEvent]:
    fresh = LearningEvent.objects.filter(pk__gt=horizon.event_id, at__gte=horizon.since)
    known = fresh.filter(kind__in=[*_VERBS, EventKind.QUIZ_SUBMITTED], statement__isnull=True)
    related = ("enrollment__version__course", "lesson__lesson")
    return known.select_related(*related).order_by("pk")


def _raise_horizon(horizon: StatementHorizon, at: dt.datetime) -> None:
    """Everything is sent: what is older than any transaction need not be looked at again."""
    settled = LearningEvent.objects.filter(at__lt=at - SETTLED).order_by("-pk").values_list("pk", flat=True)
    last = settled.first()
    if last is not None and last > horizon.event_id:
        StatementHorizon.objects.filter(pk=horizon.pk, event_id__lt=last).update(event_id=last)


def _send(store: Store, events: list[LearningEvent], at: dt.datetime) -> None:
    progress = _progress_of(events)
    written = {event.pk: _statement(event, progress) for event in events}
    refused = store.send(list(written.values()))
    Statement.objects.bulk_create(
        [
            Statement(event_id=pk, sent_at=at, refused=refused.get(statement["id"], ""))
            for pk, statement in written.items()
        ],
        ignore_conflicts=True,
    )


def _progress_of(events: list[LearningEvent]) -> dict[tuple[int, int | None], LessonProgress]:
    wanted = [event.enrollment_id for event in events if event.kind == EventKind.LESSON_COMPLETED]
    rows = LessonProgress.objects.filter(enrollment__in=wanted)
    return {(row.enrollment_id, row.lesson_id): row for row in rows}


def _statement(
    event: LearningEvent, progress: dict[tuple[int, int | None], LessonProgress]
) -> dict[str, Any]:
    version = event.enrollment.version
    course = Activity(f"training/courses/{version.course_id}", "course", version.title)
    lesson, activity = event.lesson, course
    if lesson is not None:
        kind = _ACTIVITY_KINDS.get(LessonKind(lesson.kind), "lesson")
        activity = Activity(f"training/lessons/{lesson.lesson.key}", kind, lesson.title)
    row = progress.get((event.enrollment_id, event.lesson_id))
    is_video = lesson is not None and lesson.kind == LessonKind.VIDEO and row is not None
    score = event.data.get("score")
    happening = Happening(
        key=event.key,
        verb=_verb(event),
        actor=actor_name(event.enrollment.learner_id),
        activity=activity,
        at=event.at,
        parent=course if lesson is not None else None,
        score=float(score) if score is not None else None,
        segments=row.ranges if is_video and row else [],
        length=lesson.seconds if is_video and lesson else 0,
        voids=f"course-completed:{event.enrollment_id}",
    )
    return write_statement(happening, site_url=settings.SITE_URL)


def _verb(event: LearningEvent) -> str:
    if event.kind == EventKind.QUIZ_SUBMITTED:
        return "passed" if event.data.get("passed") else "failed"
    return _VERBS[EventKind(event.kind)]


def actor_name(learner_id: int) -> str:
    """What a person is called outside: the same for ever here, and nothing one could find them by."""
    secret = settings.SECRET_KEY.encode()
    return hmac.new(secret, f"xapi:{learner_id}".encode(), hashlib.sha256).hexdigest()[:32]
