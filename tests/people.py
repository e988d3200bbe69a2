"""People every test may ask for by name; all invented (示例)."""

from __future__ import annotations

import pytest

from accounts.enums import Role, UnitKind
from accounts.models import OrgUnit, User
from tests.factories.accounts import make_unit, make_user


@pytest.fixture
def city(db: None) -> OrgUnit:
    """The root of a tree of units."""
    return make_unit("示例市", kind=UnitKind.CITY)


@pytest.fixture
def district(city: OrgUnit) -> OrgUnit:
    """A district of the city."""
    return make_unit("甲区", city, kind=UnitKind.COUNTY)


@pytest.fixture
def other_district(city: OrgUnit, district: OrgUnit) -> OrgUnit:
    """Another district of the city."""
    return make_unit("乙区", OrgUnit.objects.get(pk=city.pk), kind=UnitKind.COUNTY)


@pytest.fixture
def outsider(db: None) -> User:
    """Somebody with an account and nothing else: no unit, no role."""
    return make_user(name="示例外人")


@pytest.fixture
def reader(district: OrgUnit) -> User:
    return make_user(Role.READER, name="示例读者", unit=district)


@pytest.fixture
def editor(city: OrgUnit) -> User:
    """An editor of the whole city."""
    return make_user(Role.EDITOR, name="示例编辑", unit=city)


@pytest.fixture
def district_editor(district: OrgUnit) -> User:
    return make_user(Role.EDITOR, name="示例甲区编辑", unit=district)


@pytest.fixture
def other_district_editor(other_district: OrgUnit) -> User:
    return make_user(Role.EDITOR, name="示例乙区编辑", unit=other_district)


@pytest.fixture
def first_reviewer(city: OrgUnit) -> User:
    return make_user(Role.FIRST_REVIEWER, name="示例初审员", unit=city)


@pytest.fixture
def second_reviewer(city: OrgUnit) -> User:
    return make_user(Role.SECOND_REVIEWER, name="示例复审员", unit=city)


@pytest.fixture
def final_reviewer(city: OrgUnit) -> User:
    return make_user(Role.FINAL_REVIEWER, name="示例终审员", unit=city)


@pytest.fixture
def trainer(city: OrgUnit) -> User:
    return make_user(Role.TRAINER, name="示例培训员", unit=city)


@pytest.fixture
def district_admin(district: OrgUnit) -> User:
    return make_user(Role.DISTRICT_ADMIN, name="示例甲区管理员", unit=district)


@pytest.fixture
def system_admin(city: OrgUnit) -> User:
    return make_user(Role.SYSTEM_ADMIN, name="示例系统管理员", unit=city)


@pytest.fixture
def security_admin(city: OrgUnit) -> User:
    return make_user(Role.SECURITY_ADMIN, name="示例安全管理员", unit=city)


@pytest.fixture
def audit_admin(city: OrgUnit) -> User:
    return make_user(Role.AUDIT_ADMIN, name="示例审计管理员", unit=city)
