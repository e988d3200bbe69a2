"""What of the board somebody may see: units of the own subtree, classes that have to do with it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import OrgUnit
from accounts.querysets import OrgUnitQuerySet
from accounts.selectors.units import paths_down_to
from training.models import Course, TrainingClass
from training.rules import training_path
from training.selectors.boards import STEP


def units_in_training_scope(user: Any) -> OrgUnitQuerySet:
    """The units whose figures and people somebody may see; none for who does not look after training."""
    path = training_path(user)
    units: OrgUnitQuerySet = OrgUnit.objects.get_queryset()
    return units.none() if path is None else units.under_path(path)


def top_unit(user: Any) -> OrgUnit | None:
    """Where somebody's board begins: the own unit; the first root for who sees everything."""
    return units_in_training_scope(user).first()


def other_tops(user: Any, unit: OrgUnit) -> list[OrgUnit]:
    """Beside a root, the other roots, for who sees everything. One query at a root, none elsewhere."""
    if unit.depth > 1 or training_path(user) != "":
        return []
    return list(OrgUnit.objects.filter(depth=1).exclude(pk=unit.pk))


def way_to(unit: OrgUnit, user: Any) -> list[OrgUnit]:
    """The units from the top of somebody's board down to a unit, both included. One query."""
    path = training_path(user) or ""
    ends = range(max(len(path), STEP), len(unit.path), STEP)
    return [*OrgUnit.objects.filter(path__in=[unit.path[:end] for end in ends]), unit]


def courses_to_choose() -> QuerySet[Course]:
    """Courses with a published version."""
    return Course.objects.filter(current__isnull=False).order_by("title", "pk")


def classes_to_choose(user: Any, course: Course) -> QuerySet[TrainingClass]:
    """Classes of a course that units of somebody's subtree, or units above it, give."""
    classes = TrainingClass.objects.filter(version__course=course).order_by("-starts_on", "-pk")
    path = training_path(user)
    if path is None:
        return classes.none()
    within = Q(unit__path__startswith=path) | Q(unit__path__in=paths_down_to(path))
    return classes.filter(within) if path else classes
