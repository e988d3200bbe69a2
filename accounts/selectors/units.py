"""Reading the organisation tree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser

from accounts.models import OrgUnit, User
from accounts.querysets import OrgUnitQuerySet
from accounts.rules import sight_path


def units_valid_on(day: dt.date) -> OrgUnitQuerySet:
    """Units in use on a day, in the order of the tree."""
    return OrgUnit.objects.all().valid_on(day)


def units_in_sight(user: User | AnonymousUser) -> OrgUnitQuerySet:
    """The units a person may look up in the admin, in the order of the tree."""
    path = sight_path(user)
    return OrgUnit.objects.none() if path is None else OrgUnit.objects.all().under_path(path)


def subtree(unit: OrgUnit, *, on: dt.date | None = None) -> OrgUnitQuerySet:
    """A unit and everything under it; with `on`, only what was in use that day. One query."""
    units = OrgUnit.objects.all().under_path(unit.path)
    return units if on is None else units.valid_on(on)


def paths_down_to(path: str) -> list[str]:
    """The paths of the units from the root to the one at a path, both included; none for "", everything."""
    return [path[:end] for end in range(OrgUnit.steplen, len(path) + 1, OrgUnit.steplen)]


def breadcrumb(unit: OrgUnit) -> list[OrgUnit]:
    """The way from the root to a unit, both included. One query at most."""
    return [*unit.get_ancestors(), unit]


def breadcrumbs(units: Iterable[OrgUnit]) -> dict[int, str]:
    """Names from the root down for many units, by primary key, joined by " / ". One query."""
    listed = list(units)
    above = {unit.path: paths_down_to(unit.path)[:-1] for unit in listed}
    paths = {path for way in above.values() for path in way}
    names = dict(OrgUnit.objects.filter(path__in=paths).values_list("path", "name")) if paths else {}
    return {unit.pk: " / ".join([*(names[path] for path in above[unit.path]), unit.name]) for unit in listed}


def successor_on(unit: OrgUnit, *, on: dt.date) -> OrgUnit:
    """The unit that stands in a unit's place on a day: itself, or its successor, or the successor's."""
    while unit.valid_to is not None and unit.valid_to <= on:
        successor = unit.successors.filter(valid_from__lte=on).order_by("valid_from", "pk").first()
        if successor is None:
            break
        unit = successor
    return unit
