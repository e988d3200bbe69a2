"""A person who came to another unit: what is under way counts there from now on, what is completed stays."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import OrgUnit, User
from training.enums import UNFINISHED, ChangeKind
from training.models import Enrollment, EnrollmentChange
from training.querysets import EnrollmentQuerySet
from training.services.activating import change_cell
from training.services.seats import lock_classes, promote_waiting


@transaction.atomic
def move_person(*, learner: User, former: OrgUnit | None, by: User | None, at: dt.datetime) -> int:
    """Let the unfinished enrollments of a person count for the unit the person is of now.

    A place of a unit quota is kept: it was given. Who waits, waits in the pool of the new unit, and comes in
    at once where that has places.

    Returns:
        How many enrollments changed.

    Side effects:
        A change row each with both units, counts.
    """
    return _move(Enrollment.objects.filter(learner=learner), unit=learner.unit, former=former, by=by, at=at)


@transaction.atomic
def move_people(*, former: OrgUnit, unit: OrgUnit, at: dt.datetime) -> int:
    """Do that for everybody who came from an ended unit to its successor; returns how many enrollments."""
    people = User.objects.filter(unit=unit, enrollments__unit=former, enrollments__state__in=UNFINISHED)
    rows = Enrollment.objects.filter(learner__in=people.values("pk"))
    return _move(rows, unit=unit, former=former, by=None, at=at)


def _move(
    rows: EnrollmentQuerySet,
    *,
    unit: OrgUnit | None,
    former: OrgUnit | None,
    by: User | None,
    at: dt.datetime,
) -> int:
    rows = rows.filter(state__in=UNFINISHED).exclude(unit=unit)
    classes = lock_classes(rows.order_by().values_list("klass_id", flat=True))
    locked = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    reason = _("人员由“%(former)s”调至“%(unit)s”") % {"former": former or "—", "unit": unit or "—"}
    for enrollment in locked:
        data = {"from": enrollment.unit_id, "to": unit.pk if unit is not None else None}
        change_cell(enrollment, unit=unit)
        EnrollmentChange.objects.create(
            enrollment=enrollment, kind=ChangeKind.MOVED_UNIT, at=at, by=by, reason=reason[:200], data=data
        )
    for klass in classes:
        promote_waiting(klass_id=klass.pk, at=at)
    return len(locked)
