"""Who looks after the pages of a unit."""

from __future__ import annotations

from accounts.enums import ROLE_GROUP_NAMES, Role
from accounts.models import OrgUnit, User
from accounts.selectors.units import paths_down_to


def list_editors_of(unit: OrgUnit | None) -> list[User]:
    """The editors of a unit or, where it has none, of the nearest unit above that has.

    A page without a unit is the municipality's: the editors of the topmost units. One query.
    """
    editors = User.objects.filter(
        is_active=True, groups__name=ROLE_GROUP_NAMES[Role.EDITOR], unit__isnull=False
    ).select_related("unit")
    if unit is None:
        return list(editors.filter(unit__depth=1).order_by("pk"))
    found = list(editors.filter(unit__path__in=paths_down_to(unit.path)).order_by("pk"))
    nearest = max((person.unit.depth for person in found if person.unit), default=0)
    return [person for person in found if person.unit and person.unit.depth == nearest]
