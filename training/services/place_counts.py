"""Proving the counters of taken places by the enrollments that hold one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from training.models import Enrollment, TrainingClass, UnitQuota
from training.services.seats import lock_classes


@dataclass(frozen=True, slots=True)
class PlaceDrift:
    """A counter of taken places that differs from the enrollments that hold one."""

    klass_id: int
    quota_id: int | None
    counted: int
    held: int


@transaction.atomic
def recount(*, repair: bool = False) -> list[PlaceDrift]:
    """Compare the counters with the enrollments that hold a place.

    Args:
        repair: write what was found into the counters.

    Returns:
        The counters that were wrong; none unless somebody wrote past the services.
    """
    wrong = _drift()
    if not repair or not wrong:
        return wrong
    locked = {klass.pk for klass in lock_classes(drift.klass_id for drift in wrong)}
    wrong = [drift for drift in _drift() if drift.klass_id in locked]  # what was under way has ended
    for drift in wrong:
        if drift.quota_id is None:
            TrainingClass.objects.filter(pk=drift.klass_id).update(taken=drift.held)
        else:
            UnitQuota.objects.filter(pk=drift.quota_id).update(taken=drift.held)
    return wrong


def _drift() -> list[PlaceDrift]:
    """Counter and enrollments in one statement, which sees one moment: who enrolls meanwhile is no drift."""
    holds = Count("enrollments", filter=Q(enrollments__holds_place=True))
    wrong = [
        PlaceDrift(klass.pk, None, klass.taken, klass.held)
        for klass in TrainingClass.objects.annotate(held=holds).exclude(taken=F("held"))
    ]
    rows = Enrollment.objects.filter(holds_place=True, quota=OuterRef("pk")).order_by()
    number = Subquery(rows.values("quota").annotate(number=Count("pk")).values("number"))
    wrong += [
        PlaceDrift(quota.klass_id, quota.pk, quota.taken, quota.held)
        for quota in UnitQuota.objects.annotate(held=Coalesce(number, 0)).exclude(taken=F("held"))
    ]
    return wrong
