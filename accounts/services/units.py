"""Changing the organisation tree."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from accounts.enums import CodeScheme, UnitKind
from accounts.models import OrgUnit, User

# Sent in the transaction, with ``former`` and ``unit``, when people came from an ended unit to its successor.
people_handed_over = Signal()


class UnitRuleError(Exception):
    """The tree may not be changed that way; the message is for people."""


@transaction.atomic
def add_unit(
    *,
    parent: OrgUnit | None,
    name: str,
    kind: UnitKind,
    code: str = "",
    code_scheme: CodeScheme = CodeScheme.DIVISION,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    predecessor: OrgUnit | None = None,
) -> OrgUnit:
    """Add a unit under a parent, as its last child; without a parent it is a root.

    A unit without a division code takes an own one with `code_scheme=CodeScheme.OWN`, or none.

    Raises:
        ValidationError: a field is wrong, or the code belongs to another unit in use.
    """
    unit = OrgUnit(
        name=name.strip(),
        kind=kind,
        code=code,
        code_scheme=code_scheme,
        valid_from=valid_from,
        valid_to=valid_to,
        predecessor=predecessor,
    )
    unit.clean_fields(exclude=["path", "depth", "numchild"])
    unit.clean()
    unit.validate_constraints()
    place_unit(unit=unit, parent=parent)
    return unit


def place_unit(*, unit: OrgUnit, parent: OrgUnit | None) -> None:
    """Save a new unit at its place in the tree."""
    if parent is None:
        OrgUnit.add_root(instance=unit)
    else:
        parent.add_child(instance=unit)


@transaction.atomic
def succeed_unit(*, unit: OrgUnit, on: dt.date, name: str = "", code: str = "") -> OrgUnit:
    """Give a unit another name or code from a day on.

    The old row ends that day and keeps its name; the new row points back to it. Units below and people
    move to the successor.

    Args:
        on: the first day of the new name or code.

    Raises:
        UnitRuleError: the unit has already ended.
        ValidationError: the day does not lie after the unit's beginning, or the code is taken.
    """
    if unit.valid_to is not None:
        raise UnitRuleError(_("该单位已停用，不能再更名。"))
    unit.valid_to = on
    unit.validate_constraints()
    unit.save(update_fields=["valid_to"])
    parent = unit.get_parent()
    successor = add_unit(
        parent=parent,
        name=name or unit.name,
        kind=UnitKind(unit.kind),
        code=code or unit.code,
        code_scheme=CodeScheme(unit.code_scheme),
        valid_from=on,
        predecessor=unit,
    )
    hand_over(predecessor=unit, successor=successor)
    return successor


@transaction.atomic
def hand_over(*, predecessor: OrgUnit, successor: OrgUnit) -> None:
    """Move what belongs to an ended unit to its successor: the units in use below it and its people."""
    if predecessor.pk == successor.pk or successor.is_descendant_of(predecessor):
        raise ValidationError(_("继任单位不能是原单位或其下级单位。"))
    for child in predecessor.get_children().filter(valid_to__isnull=True):
        child.move(OrgUnit.objects.get(pk=successor.pk), pos="last-child")
    User.objects.filter(unit=predecessor).update(unit=successor)
    people_handed_over.send(sender=OrgUnit, former=predecessor, unit=successor)
