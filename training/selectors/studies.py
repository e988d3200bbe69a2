"""What trainers see of how somebody studied: remarks on what looks wrong, and one enrollment in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from training.enums import EventKind
from training.models import Completion, Enrollment, LearningEvent, PlaySession
from training.rules import training_path
from training.selectors.playing import Step, list_steps

if TYPE_CHECKING:
    from accounts.models import User

_LATEST_SESSIONS = 50


@dataclass(frozen=True, slots=True)
class Study:
    """How somebody studies by one enrollment."""

    enrollment: Enrollment
    steps: list[Step]
    flags: list[LearningEvent]
    sessions: list[PlaySession]
    completion: Completion | None

    @property
    def may_be_revoked(self) -> bool:
        return self.completion is not None and not hasattr(self.completion, "revocation")


def flags_for(user: User) -> QuerySet[LearningEvent]:
    """The remarks on people of the own subtree, the newest first."""
    rows: QuerySet[Any] = LearningEvent.objects.filter(
        kind=EventKind.FLAGGED, enrollment__in=_enrollments(user)
    )
    related = ("enrollment__learner", "enrollment__unit", "enrollment__version", "lesson")
    return rows.select_related(*related).order_by("-at", "-pk")


def find_study(*, user: User, enrollment_id: int) -> Study | None:
    """One enrollment in full; None where it counts for no unit of the own subtree. Six queries."""
    related = ("learner", "unit", "klass", "version")
    enrollment = _enrollments(user).select_related(*related).filter(pk=enrollment_id).first()
    if enrollment is None:
        return None
    sessions = PlaySession.objects.filter(progress__enrollment=enrollment).order_by("-pk")
    completions = Completion.objects.select_related("revocation__by").filter(enrollment=enrollment)
    return Study(
        enrollment=enrollment,
        steps=list_steps(enrollment),
        flags=list(enrollment.events.filter(kind=EventKind.FLAGGED).select_related("lesson").order_by("-pk")),
        sessions=list(sessions.select_related("progress__lesson")[:_LATEST_SESSIONS]),
        completion=completions.first(),
    )


def _enrollments(user: User) -> QuerySet[Any]:
    path = training_path(user)
    return Enrollment.objects.none() if path is None else Enrollment.objects.under_path(path)
