"""How many places a class has, and how many of them are kept for units (``seats`` gives them out)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from training.models import Enrollment, TrainingClass, UnitQuota
from training.services.seats import EnrollmentError, list_quotas, lock_class, nearest_quota, promote_waiting


@transaction.atomic
def change_capacity(*, klass: TrainingClass, capacity: int, at: dt.datetime) -> list[Enrollment]:
    """Change the number of places; where there are more, those who wait come in.

    Returns:
        Who became active by it.

    Raises:
        EnrollmentError: fewer than are taken, or than the quotas keep and the others hold.
    """
    locked = lock_class(klass.pk)
    quotas = list_quotas(klass.pk)
    least = _least_capacity(locked, quotas)
    if capacity < locked.taken:
        raise EnrollmentError(
            _("已有 %(taken)d 人占用名额，名额不能少于 %(taken)d。") % {"taken": locked.taken}
        )
    if capacity < least:
        raise EnrollmentError(
            _("各单位名额与其他人员已占名额合计 %(least)d，名额不能少于 %(least)d。") % {"least": least}
        )
    locked.capacity = klass.capacity = capacity
    locked.save(update_fields=["capacity"])
    promoted = promote_waiting(klass_id=locked.pk, at=at)
    klass.taken = TrainingClass.objects.values_list("taken", flat=True).get(pk=klass.pk)
    return promoted


@transaction.atomic
def set_quotas(*, klass: TrainingClass, places: dict[int, int], at: dt.datetime) -> list[Enrollment]:
    """Replace the unit quotas of a class. Who holds a place already is counted where it now belongs.

    Args:
        places: number of places by unit id.

    Returns:
        Who became active because a pool has more places than before.

    Raises:
        EnrollmentError: a quota smaller than what its people hold, or more in all than the class has.
    """
    locked = lock_class(klass.pk)
    # Nobody is counted anywhere while the quotas change.
    held = list(Enrollment.objects.filter(klass=locked, holds_place=True).select_related("unit"))
    Enrollment.objects.filter(klass=locked, quota__isnull=False).update(quota=None)
    UnitQuota.objects.filter(klass=locked).exclude(unit__in=places).delete()
    UnitQuota.objects.filter(klass=locked).update(taken=0)
    for unit_id, number in places.items():
        UnitQuota.objects.update_or_create(klass=locked, unit_id=unit_id, defaults={"places": number})
    quotas = list_quotas(klass.pk)
    _count_held(held, quotas)
    least = _least_capacity(locked, quotas)
    if least > locked.capacity:
        raise EnrollmentError(
            _("各单位名额与其他人员已占名额合计 %(least)d，超过班次名额 %(capacity)d。")
            % {"least": least, "capacity": locked.capacity}
        )
    return promote_waiting(klass_id=locked.pk, at=at)


def _count_held(held: list[Enrollment], quotas: list[UnitQuota]) -> None:
    """Say of every place from which quota it is, and count."""
    by_quota: dict[int, list[int]] = {quota.pk: [] for quota in quotas}
    for enrollment in held:
        quota = nearest_quota(quotas, enrollment.unit)
        if quota is not None:
            by_quota[quota.pk].append(enrollment.pk)
    for quota in quotas:
        ids = by_quota[quota.pk]
        if len(ids) > quota.places:
            raise EnrollmentError(
                _("“%(unit)s”已有 %(taken)d 人占用名额，其名额不能少于 %(taken)d。")
                % {"unit": quota.unit.name, "taken": len(ids)}
            )
        quota.taken = len(ids)
        quota.save(update_fields=["taken"])
        Enrollment.objects.filter(pk__in=ids).update(quota=quota)


def _least_capacity(klass: TrainingClass, quotas: Sequence[UnitQuota]) -> int:
    """What the quotas keep and the others hold."""
    return klass.taken + sum(quota.places - quota.taken for quota in quotas)
