import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.enums import UnitKind
from accounts.models import OrgUnit
from accounts.selectors.units import breadcrumb, breadcrumbs, subtree, successor_on, units_valid_on
from accounts.services.units import UnitRuleError, add_unit, hand_over, succeed_unit
from tests.factories.accounts import make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2016, 7, 1)


@pytest.fixture
def tree():
    """示例市 > 甲县 > 城关镇, 乙县 > 城关镇."""
    city = make_unit("示例市", code="990000", code_scheme="division", kind=UnitKind.CITY)
    first = make_unit("甲县", parent=city, code="990201", code_scheme="division", kind=UnitKind.COUNTY)
    town = make_unit("城关镇", parent=first, code="990201001", code_scheme="division")
    second = make_unit("乙县", parent=city, code="990202", code_scheme="division", kind=UnitKind.COUNTY)
    make_unit("城关镇", parent=second, code="990202001", code_scheme="division")
    return {"city": city, "first": first, "town": town, "second": second}


def names(units):
    return [unit.name for unit in units]


def test_subtree_holds_the_unit_and_all_below(tree, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert names(subtree(tree["first"])) == ["甲县", "城关镇"]
    assert len(subtree(tree["city"])) == 5


def test_breadcrumb_leads_from_the_root(tree):
    assert names(breadcrumb(tree["town"])) == ["示例市", "甲县", "城关镇"]
    assert names(breadcrumb(tree["city"])) == ["示例市"]


def test_breadcrumbs_of_many_cost_one_query(tree, django_assert_num_queries):
    units = list(OrgUnit.objects.filter(name="城关镇"))
    with django_assert_num_queries(1):
        texts = breadcrumbs(units)
    assert list(texts.values()) == ["示例市 / 甲县 / 城关镇", "示例市 / 乙县 / 城关镇"]
    assert breadcrumbs([]) == {}


def test_successor_takes_over_and_the_old_name_stays(tree):
    person = make_user(unit=tree["first"])
    new = succeed_unit(unit=tree["first"], on=DAY, name="甲区", code="990211")
    person.refresh_from_db()
    assert person.unit == new
    assert names(subtree(new)) == ["甲区", "城关镇"]
    old = OrgUnit.objects.get(code="990201")
    assert (old.name, old.valid_to, new.valid_from, new.predecessor) == ("甲县", DAY, DAY, old)
    assert OrgUnit.find_problems() == ([], [], [], [], [])


def test_units_valid_on_a_day_change_with_the_successor(tree):
    succeed_unit(unit=tree["first"], on=DAY, name="甲区", code="990211")
    assert "甲县" in names(units_valid_on(DAY - dt.timedelta(days=1)))
    assert "甲区" not in names(units_valid_on(DAY - dt.timedelta(days=1)))
    assert "甲县" not in names(units_valid_on(DAY))
    assert "甲区" in names(units_valid_on(DAY))


def test_successor_on_a_day_follows_the_chain(tree):
    first = OrgUnit.objects.get(pk=tree["first"].pk)
    second = succeed_unit(unit=first, on=DAY, name="甲区")
    third = succeed_unit(unit=OrgUnit.objects.get(pk=second.pk), on=dt.date(2020, 1, 1), name="新甲区")
    assert successor_on(first, on=dt.date(2016, 6, 30)) == first
    assert successor_on(first, on=DAY) == second
    assert successor_on(first, on=dt.date(2024, 1, 1)) == third


def test_ended_unit_has_one_end(tree):
    succeed_unit(unit=tree["first"], on=DAY, name="甲区")
    with pytest.raises(UnitRuleError, match="已停用"):
        succeed_unit(
            unit=OrgUnit.objects.get(code="990201", name="甲县"), on=dt.date(2017, 1, 1), name="乙区"
        )


def test_taken_code_leaves_everything_as_it_was(tree):
    with pytest.raises(ValidationError, match="已被另一个在用单位使用"):
        succeed_unit(unit=tree["first"], on=DAY, code="990202")
    assert OrgUnit.objects.get(pk=tree["first"].pk).valid_to is None
    assert OrgUnit.objects.count() == 5


def test_unit_is_not_handed_to_what_lies_below_it(tree):
    with pytest.raises(ValidationError, match="下级"):
        hand_over(predecessor=tree["first"], successor=tree["town"])


@pytest.mark.parametrize("wrong", [{"name": " "}, {"code": "12"}, {"kind": "planet"}, {"code": "990202"}])
def test_bad_unit_is_not_added(tree, wrong):
    fields = {"name": "丙县", "code": "990203", "kind": UnitKind.COUNTY, **wrong}
    with pytest.raises(ValidationError):
        add_unit(parent=tree["city"], **fields)
    assert OrgUnit.objects.count() == 5


def test_tree_may_be_deep():
    unit = None
    for level in range(20):
        unit = make_unit(f"第{level}级", parent=unit)
    assert len(breadcrumb(unit)) == 20
