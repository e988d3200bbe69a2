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
from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
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


@dataclass(frozen=True, slots=True)
class Drift:
    """A counter of taken places that differs from the enrollments that hold one."""

    klass_id: int
    quota_id: int | None
    counted: int
    held: int


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


def list_quotas(klass_id: int) -> list[UnitQuota]:
    """The quotas of a class with their units."""
    return list(UnitQuota.objects.filter(klass_id=klass_id).select_related("unit").order_by("unit__path"))


def _unreserved(klass_id: int, quotas: Sequence[UnitQuota]) -> int:
    """How many places are left that no quota keeps; negative where one too many was taken."""
    klass = TrainingClass.objects.only("capacity", "taken").get(pk=klass_id)
    return klass.capacity - klass.taken - sum(quota.places - quota.taken for quota in quotas)


def _least_capacity(klass: TrainingClass, quotas: Sequence[UnitQuota]) -> int:
    """What the quotas keep and the others hold."""
    return klass.taken + sum(quota.places - quota.taken for quota in quotas)


@transaction.atomic
def recount(*, repair: bool = False) -> list[Drift]:
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


def _drift() -> list[Drift]:
    """Counter and enrollments in one statement, which sees one moment: who enrolls meanwhile is no drift."""
    holds = Count("enrollments", filter=Q(enrollments__holds_place=True))
    wrong = [
        Drift(klass.pk, None, klass.taken, klass.held)
        for klass in TrainingClass.objects.annotate(held=holds).exclude(taken=F("held"))
    ]
    rows = Enrollment.objects.filter(holds_place=True, quota=OuterRef("pk")).order_by()
    number = Subquery(rows.values("quota").annotate(number=Count("pk")).values("number"))
    wrong += [
        Drift(quota.klass_id, quota.pk, quota.taken, quota.held)
        for quota in UnitQuota.objects.annotate(held=Coalesce(number, 0)).exclude(taken=F("held"))
    ]
    return wrong
