"""The invented units and accounts of the demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.enums import CodeScheme, Role, UnitKind
from accounts.models import OrgUnit, User
from accounts.services.people import create_user
from accounts.services.roles import ensure_role_groups, grant_role
from accounts.services.units import add_unit

PASSWORD = "qingfeng-shili-2026"  # noqa: S105 - printed by load_demo; these accounts exist nowhere else

CITY, DISTRICT_A, DISTRICT_B = "SL", "SL-1", "SL-2"
_DISTRICT_NAMES = {DISTRICT_A: "甲区", DISTRICT_B: "乙区"}
_TOWN_NAMES = {
    "SL-1-1": "示例甲一镇",
    "SL-1-2": "示例甲二乡",
    "SL-2-1": "示例乙一镇",
    "SL-2-2": "示例乙二街道",
}
_VILLAGE_NAMES = ("东示例村", "西示例村")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One person of the demonstration: staff number, name, role, the code of the unit, post."""

    staff_number: str
    name: str
    role: Role
    unit: str
    post: str


ACCOUNTS = (
    DemoAccount("demo-reader", "示例读者", Role.READER, "SL-1-1", "乡镇干部"),
    DemoAccount("demo-editor", "示例编辑", Role.EDITOR, CITY, "市级编辑"),
    DemoAccount("demo-editor-a", "示例甲区编辑", Role.EDITOR, DISTRICT_A, "甲区编辑"),
    DemoAccount("demo-editor-b", "示例乙区编辑", Role.EDITOR, DISTRICT_B, "乙区编辑"),
    DemoAccount("demo-first", "示例初审员", Role.FIRST_REVIEWER, CITY, "初审"),
    DemoAccount("demo-second", "示例复审员", Role.SECOND_REVIEWER, CITY, "复审"),
    DemoAccount("demo-final", "示例终审员", Role.FINAL_REVIEWER, CITY, "终审"),
    DemoAccount("demo-trainer", "示例培训员", Role.TRAINER, CITY, "培训管理"),
    DemoAccount("demo-district", "示例甲区管理员", Role.DISTRICT_ADMIN, DISTRICT_A, "区县管理"),
    DemoAccount("demo-system", "示例系统管理员", Role.SYSTEM_ADMIN, CITY, "系统管理"),
    DemoAccount("demo-security", "示例安全管理员", Role.SECURITY_ADMIN, CITY, "安全管理"),
    DemoAccount("demo-audit", "示例审计管理员", Role.AUDIT_ADMIN, CITY, "审计管理"),
)


@transaction.atomic
def ensure_units() -> dict[str, OrgUnit]:
    """Create what is missing of the invented city: two districts, two towns each, two villages each.

    Returns:
        The units by code.
    """
    units = {CITY: _ensure_unit(CITY, "示例市", UnitKind.CITY, None)}
    for code, name in _DISTRICT_NAMES.items():
        units[code] = _ensure_unit(code, name, UnitKind.COUNTY, units[CITY])
    for code, name in _TOWN_NAMES.items():
        units[code] = _ensure_unit(code, name, UnitKind.TOWNSHIP, units[code[:4]])
        for number, village in enumerate(_VILLAGE_NAMES, start=1):
            below = f"{code}-{number}"
            units[below] = _ensure_unit(below, village, UnitKind.VILLAGE, units[code])
    return units


@transaction.atomic
def ensure_accounts(*, at: datetime) -> int:
    """Create the demonstration accounts that are missing; those that exist keep their password and roles.

    Returns:
        The number of new accounts.
    """
    ensure_role_groups()
    units = ensure_units()
    known = set(User.objects.values_list("staff_number", flat=True))
    missing = [account for account in ACCOUNTS if account.staff_number not in known]
    for account in missing:
        user = create_user(
            staff_number=account.staff_number,
            name=account.name,
            unit=units[account.unit],
            post=account.post,
            password=PASSWORD,
            by=None,
            at=at,
        )
        grant_role(user=user, role=account.role, by=None, at=at)
    return len(missing)


def list_accounts() -> list[DemoAccount]:
    """The demonstration accounts that exist and may sign in here, in the order of ``ACCOUNTS``."""
    here = set(User.objects.filter(is_active=True).values_list("staff_number", flat=True))
    return [account for account in ACCOUNTS if account.staff_number in here]


def _ensure_unit(code: str, name: str, kind: UnitKind, parent: OrgUnit | None) -> OrgUnit:
    unit = OrgUnit.objects.filter(code=code, code_scheme=CodeScheme.OWN, valid_to__isnull=True).first()
    if unit is None:
        # Read anew: treebeard counts a parent's children on the row.
        parent = OrgUnit.objects.get(pk=parent.pk) if parent is not None else None
        unit = add_unit(parent=parent, name=name, kind=kind, code=code, code_scheme=CodeScheme.OWN)
    return unit
