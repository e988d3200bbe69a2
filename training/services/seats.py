"""Places of a class: taken by a guarded update, given back once, handed on under the same row lock.

The order of locks is the same everywhere, so that nobody waits in a circle: the invitation somebody comes by
or revokes, then classes by id, then unit quotas, then enrollments. The row of a class is locked with
``no_key``: an enrollment being added only keeps its key. Enrollments are added before their class is locked:
who adds the same one elsewhere waits for the class, and must not be waited for.

Whether a class still takes people is asked under its lock (``take_place``, ``let_in``): what a page has read
of it may be over by now.

A place belongs to a pool. The people of a unit quota's subtree have the places of the nearest quota above
them and no others; everybody else has the places that no quota keeps. While a place of a pool is free, nobody
waits for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import OrgUnit
from training.enums import FILLING, ChangeKind, EnrollmentState, ReminderKind
from training.models import Enrollment, EnrollmentChange, TrainingClass, UnitQuota
from training.services.activating import activate, change_cell
from training.services.noticing import tell


class EnrollmentError(ValidationError):
    """Something that was asked of an enrollment cannot be; the message is for people, nothing was saved."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place that was taken, and the quota it came from."""

    quota_id: int | None


def lock_class(klass_id: int) -> TrainingClass:
    """The class as it is now, its row locked until the transaction ends."""
    return TrainingClass.objects.select_for_update(no_key=True).get(pk=klass_id)


def lock_classes(ids: Iterable[int | None]) -> list[TrainingClass]:
    """Several classes as they are now, locked in the order that is the same everywhere; None is no class."""
    rows = TrainingClass.objects.select_for_update(no_key=True).order_by("pk")
    return list(rows.filter(pk__in={pk for pk in ids if pk is not None}))


def check_filling(state: str) -> None:
    """Refuse a class that takes nobody any more, by its state.

    Raises:
        EnrollmentError: closed or canceled.
    """
    if state not in FILLING:
        raise EnrollmentError(_("该班次已结班或者已取消。"))


def list_quotas(klass_id: int) -> list[UnitQuota]:
    """The quotas of a class with their units."""
    return list(UnitQuota.objects.filter(klass_id=klass_id).select_related("unit").order_by("unit__path"))


def nearest_quota(quotas: Iterable[UnitQuota], unit: OrgUnit | None) -> UnitQuota | None:
    """Of a class's quotas (with their units) the one whose places the people of a unit have."""
    if unit is None:
        return None
    above = [quota for quota in quotas if unit.path.startswith(quota.unit.path)]
    return max(above, key=lambda quota: len(quota.unit.path), default=None)


def take_place(*, klass_id: int, unit: OrgUnit | None) -> Place | None:
    """Take a place for somebody of ``unit``, in the caller's transaction.

    Returns:
        The place, None where the pool is full, or the class closed or canceled.
    """
    here = TrainingClass.objects.filter(pk=klass_id)
    # One statement that both asks and takes: whoever comes second sees what the first has left.
    if not here.filter(taken__lt=F("capacity"), state__in=FILLING).update(taken=F("taken") + 1):
        return None
    # From here on the row is ours: what is read of quotas cannot change before the transaction ends.
    quotas = list_quotas(klass_id) if UnitQuota.objects.filter(klass_id=klass_id).exists() else []
    quota = nearest_quota(quotas, unit)
    if quota is not None:
        if UnitQuota.objects.filter(pk=quota.pk, taken__lt=F("places")).update(taken=F("taken") + 1):
            return Place(quota.pk)
    elif not quotas or _unreserved(klass_id, quotas) >= 0:
        return Place(None)
    here.update(taken=F("taken") - 1)
    return None


def attach(
    *,
    enrollment: Enrollment,
    klass: TrainingClass,
    by_id: int | None,
    at: dt.datetime,
    data: dict[str, Any] | None = None,
) -> bool:
    """Give somebody who studies without a class a place in one, in the caller's transaction.

    Args:
        enrollment: active and without a class, locked by the caller, the class before it.
        data: what the change row says beside the class.

    Returns:
        Whether there was a place.

    Raises:
        EnrollmentError: the class was closed or canceled by now.
    """
    place = take_place(klass_id=klass.pk, unit=enrollment.unit)
    if place is None:
        check_filling(TrainingClass.objects.values_list("state", flat=True).get(pk=klass.pk))
        return False
    change_cell(enrollment, klass=klass, holds_place=True, quota_id=place.quota_id)
    EnrollmentChange.objects.create(
        enrollment=enrollment,
        kind=ChangeKind.TRANSFERRED,
        at=at,
        by_id=by_id,
        data={"to": klass.pk, **(data or {})},
    )
    return True


def give_back_place(*, enrollment: Enrollment) -> None:
    """Give back the place an enrollment holds, if it holds one.

    Args:
        enrollment: read under a lock, with its class locked before; changed but not saved, since it must
            leave its state in the same statement.
    """
    if not enrollment.holds_place or enrollment.klass_id is None:
        return
    TrainingClass.objects.filter(pk=enrollment.klass_id).update(taken=F("taken") - 1)
    if enrollment.quota_id is not None:
        UnitQuota.objects.filter(pk=enrollment.quota_id).update(taken=F("taken") - 1)
    enrollment.holds_place, enrollment.quota = False, None


def promote_waiting(*, klass_id: int, at: dt.datetime) -> list[Enrollment]:
    """Give free places to those who wait, longest first, in the caller's transaction; the class is locked.

    Returns:
        Who became active.
    """
    klass = _lock_counters(klass_id)
    return _promote_all(klass, at) if klass.state in FILLING else []


def let_in(*, klass_id: int, at: dt.datetime) -> list[Enrollment]:
    """Do that for those the caller has just put on the waitlist: who may come in by now, perhaps they.

    A place given back before the class is locked was given past who is on the list only now; one given back
    after it finds them there.

    Returns:
        Who became active.

    Raises:
        EnrollmentError: the class was closed or canceled by now, and nobody waits for it.
    """
    klass = _lock_counters(klass_id)
    check_filling(klass.state)
    return _promote_all(klass, at)


def _lock_counters(klass_id: int) -> TrainingClass:
    """Little of a class: the first statement under the lock all wait for, and for most of them the last."""
    known = TrainingClass.objects.only("state", "capacity", "taken")
    return known.select_for_update(no_key=True).get(pk=klass_id)


def _promote_all(klass: TrainingClass, at: dt.datetime) -> list[Enrollment]:
    # No pool has a place where the class has none: what quotas keep is never promised to others.
    if klass.taken >= klass.capacity:
        return []
    quotas = list_quotas(klass.pk)
    promoted: list[Enrollment] = []
    for quota in quotas:
        promoted += _promote(klass, quota, _waiting(klass, quotas, quota), quota.places - quota.taken, at)
    free = klass.capacity - klass.taken - sum(quota.places - quota.taken for quota in quotas)
    promoted += _promote(klass, None, _waiting(klass, quotas, None), free, at)
    return promoted


def _promote(
    klass: TrainingClass, quota: UnitQuota | None, waiting: QuerySet[Enrollment], free: int, at: dt.datetime
) -> list[Enrollment]:
    if free <= 0:
        return []
    first = list(waiting.select_for_update(of=("self",), no_key=True)[:free])
    if not first:
        return []
    TrainingClass.objects.filter(pk=klass.pk).update(taken=F("taken") + len(first))
    if quota is not None:
        UnitQuota.objects.filter(pk=quota.pk).update(taken=F("taken") + len(first))
    for enrollment in first:
        enrollment.state, enrollment.holds_place, enrollment.quota = EnrollmentState.ACTIVE, True, quota
    EnrollmentChange.objects.bulk_create(
        EnrollmentChange(enrollment=enrollment, kind=ChangeKind.PROMOTED, at=at) for enrollment in first
    )
    activate(enrollments=first, at=at)
    # Who came onto the list in this same step, by a list or an assignment, did not wait.
    waited = [enrollment for enrollment in first if enrollment.waitlisted_at != at]
    tell(enrollments=waited, kind=ReminderKind.PROMOTED, at=at)
    return first


def _waiting(
    klass: TrainingClass, quotas: Sequence[UnitQuota], quota: UnitQuota | None
) -> QuerySet[Enrollment]:
    """Those who wait for places of one pool, in their order."""
    waiting = Enrollment.objects.filter(klass=klass, state=EnrollmentState.WAITLISTED)
    path = quota.unit.path if quota is not None else ""
    if quota is not None:
        waiting = waiting.filter(unit__path__startswith=path)
    for other in quotas:
        if other.unit.path.startswith(path) and other != quota:
            waiting = waiting.exclude(unit__path__startswith=other.unit.path)
    return waiting.select_related("version", "klass", "unit").order_by("waitlisted_at", "pk")


def _unreserved(klass_id: int, quotas: Sequence[UnitQuota]) -> int:
    """How many places are left that no quota keeps; negative where one too many was taken."""
    klass = TrainingClass.objects.only("capacity", "taken").get(pk=klass_id)
    return klass.capacity - klass.taken - sum(quota.places - quota.taken for quota in quotas)
