"""Enrollments that wait for somebody's approval."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import User
from training.enums import EnrollmentState
from training.models import Enrollment
from training.rules import training_path


def awaiting(user: User) -> QuerySet[Enrollment]:
    """Those whose step is this person's, longest first: of the own people, and of what the own unit gives.

    One's own enrollments are somebody else's to decide.
    """
    path = training_path(user)
    if path is None:
        return Enrollment.objects.none()
    own = Q(state=EnrollmentState.PENDING_UNIT, unit__path__startswith=path)
    given = Q(klass__unit__path__startswith=path) | Q(
        klass__isnull=True, version__course__unit__path__startswith=path
    )
    organized = Q(state=EnrollmentState.PENDING_ORGANIZER)
    rows = Enrollment.objects.filter(own | (organized & given if path else organized))
    rows = rows.exclude(learner=user).select_related("learner", "unit", "klass", "version")
    return rows.order_by("enrolled_at", "pk")
