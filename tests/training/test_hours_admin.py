"""Screens of hours in the admin: who gets in, what a district sees, tables that stay as they were."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.models import AuditEntry
from common import clock
from tests.factories.accounts import make_superuser, make_user
from tests.factories.content import make_structure
from tests.factories.hours import make_credit, make_declaration
from tests.factories.publishing import client_of
from training.enums import TableState, TrainingAction
from training.models import CreditEntry, HourRuleTable, OfflineDeclaration, RankName, TargetTable

pytestmark = pytest.mark.django_db

LISTS = ("hour-rules", "targets", "rank-groups", "ranks")


@pytest.fixture(autouse=True)
def _portal(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_structure()


@pytest.fixture
def district_trainer(district):
    return make_user(Role.TRAINER, name="示例甲区培训员", unit=district)


@pytest.fixture
def foreign_trainer(other_district):
    return make_user(Role.TRAINER, name="示例乙区培训员", unit=other_district)


# ---- tables -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
def test_tables_are_the_training_offices(
    name, trainer, district_trainer, district_admin, editor, system_admin
):
    address = f"/admin/training/{name}/"
    for person in (trainer, make_superuser()):
        assert client_of(person).get(address).status_code == 200
        assert client_of(person).get(f"{address}new/").status_code == 200
    for person in (district_trainer, district_admin, editor, system_admin):
        assert client_of(person).get(address).status_code == 302
        assert client_of(person).get(f"{address}new/").status_code == 302


def test_the_menu_shows_tables_to_the_office_alone(trainer, district_trainer, reader):
    menu = "/admin/training/hours/"
    assert "/admin/training/hour-rules/" in client_of(trainer).get(menu).text
    text = client_of(district_trainer).get(menu).text
    assert "/admin/training/hour-rules/" not in text
    assert "/admin/training/declarations/" in text
    assert client_of(reader).get(menu).status_code == 302


def table_fields(table, *, state=TableState.IN_FORCE, note="", effective_to="", hours=None):
    """The form of a rule table as the browser sends it."""
    rules = list(table.rules.all())
    fields = {
        "name": table.name,
        "version": table.version,
        "issuer": table.issuer,
        "document": table.document,
        "effective_from": table.effective_from.isoformat(),
        "effective_to": effective_to,
        "state": state,
        "note": note or table.note,
        "leave_one_in": table.leave_one_in or "",
        "rules-TOTAL_FORMS": len(rules),
        "rules-INITIAL_FORMS": len(rules),
        "rules-MIN_NUM_FORMS": 0,
        "rules-MAX_NUM_FORMS": 1000,
    }
    names = "label source lesson_kind category basis minutes_from minutes_to multiplier days"
    for place, rule in enumerate(rules):
        values = {name: getattr(rule, name) for name in [*names.split(), "cap_each", "cap_per_year"]}
        fields |= {f"rules-{place}-{name}": "" if value is None else value for name, value in values.items()}
        fields |= {
            f"rules-{place}-id": rule.pk,
            f"rules-{place}-ORDER": place + 1,
            f"rules-{place}-hours": hours if hours and place == 0 else rule.hours,
        }
    return fields


def test_a_table_in_force_keeps_its_lines_and_may_end(trainer):
    client = client_of(trainer)
    table = HourRuleTable.objects.get(name="网络课程学时标准")
    address = f"/admin/training/hour-rules/edit/{table.pk}/"
    assert "复制为新一版" in client.get(address).text

    refused = client.post(address, table_fields(table, hours="9"))
    assert "不能修改内容" in refused.text
    table.refresh_from_db()
    assert table.rules.first().hours != 9

    client.post(address, table_fields(table, effective_to="2027-01-01", note="另有新版"))
    table.refresh_from_db()
    assert (table.effective_to, table.note) == (dt.date(2027, 1, 1), "另有新版")
    assert AuditEntry.objects.filter(action=TrainingAction.HOURS_TABLE_CHANGED).count() == 1
    client.post(f"/admin/training/hour-rules/delete/{table.pk}/")
    assert HourRuleTable.objects.filter(pk=table.pk).exists()


@pytest.mark.parametrize(("kind", "model"), [("rules", HourRuleTable), ("targets", TargetTable)])
def test_a_new_version_is_a_draft_with_the_same_lines(trainer, district_trainer, kind, model):
    table = model.objects.filter(state=TableState.IN_FORCE).first()
    address = f"/admin/training/tables/{kind}/{table.pk}/copy/"
    assert client_of(district_trainer).post(address).status_code == 302
    assert model.objects.filter(name=table.name).count() == 1

    client_of(trainer).post(address)

    draft = model.objects.get(name=table.name, version=2)
    assert draft.state == TableState.DRAFT
    lines = {"rules": "rules", "targets": "targets"}[kind]
    labels = list(getattr(draft, lines).values_list("label", "hours"))
    assert labels == list(getattr(table, lines).values_list("label", "hours"))
    assert client_of(trainer).post("/admin/training/tables/others/1/copy/").status_code == 404


def test_a_draft_is_edited_and_put_in_force_only_when_the_other_ends(trainer):
    client = client_of(trainer)
    table = HourRuleTable.objects.get(name="网络课程学时标准")
    client.post(f"/admin/training/tables/rules/{table.pk}/copy/")
    draft = HourRuleTable.objects.get(name=table.name, version=2)
    address = f"/admin/training/hour-rules/edit/{draft.pk}/"

    refused = client.post(address, table_fields(draft, hours="9"))
    assert "同名的另一版" in refused.text
    table.effective_to = draft.effective_from = dt.date(2027, 1, 1)
    table.save()
    client.post(address, table_fields(draft, hours="9"))

    draft.refresh_from_db()
    assert (draft.state, draft.rules.first().hours) == (TableState.IN_FORCE, 9)


def test_ranks_that_belong_to_no_group_are_shown_with_a_way_to_add_them(trainer):
    make_user(rank="网格员")
    client = client_of(trainer)
    text = client.get("/admin/training/ranks/").text
    assert "网格员</a>（1 人）" in text
    group = RankName.objects.first().group
    client.post("/admin/training/ranks/new/", {"text": "网格员", "group": group.pk})
    assert RankName.objects.get(text="网格员").group == group


# ---- people -----------------------------------------------------------------------------


def test_a_trainer_sees_the_people_of_the_own_district(district_trainer, district, other_district):
    own = make_user(unit=district, name="示例甲人")
    foreign = make_user(unit=other_district, name="示例乙人")
    client = client_of(district_trainer)

    text = client.get("/admin/training/hours/").text
    assert own.name in text
    assert foreign.name not in text
    assert foreign.name not in client.get(f"/admin/training/hours/?unit={other_district.pk}").text
    assert foreign.staff_number not in client.get("/admin/training/hours/?q=示例乙人").text
    assert client.get(f"/admin/training/hours/{own.pk}/").status_code == 200
    assert client.get(f"/admin/training/hours/{foreign.pk}/").status_code == 404
    credit = make_credit(foreign, "5")
    address = f"/admin/training/hours/{own.pk}/"
    assert client.post(address, {"entry": credit.pk, "reason": "示例"}).status_code == 404
    assert not CreditEntry.objects.filter(reversal_of=credit).exists()


@pytest.mark.parametrize(
    "query", ["?year=x&after=x&group=x&unit=x", "?year=99999&after=" + "9" * 30, "?unit=²"]
)
def test_odd_addresses_show_what_can_be_shown(trainer, query):
    assert client_of(trainer).get(f"/admin/training/hours/{query}").status_code == 200


def test_a_line_is_taken_back_by_hand_but_not_ones_own(district_trainer, district):
    person = make_user(unit=district)
    client = client_of(district_trainer)
    entry = make_credit(person, "5", year=clock.today().year)
    own = make_credit(district_trainer, "5", year=clock.today().year)
    assert entry.title in client.get(f"/admin/training/hours/{person.pk}/").text

    client.post(f"/admin/training/hours/{person.pk}/", {"entry": entry.pk, "reason": ""})
    assert not CreditEntry.objects.filter(reversal_of=entry).exists()
    client.post(f"/admin/training/hours/{person.pk}/", {"entry": entry.pk, "reason": "重复"})
    assert CreditEntry.objects.get(reversal_of=entry).by == district_trainer
    client.post(f"/admin/training/hours/{district_trainer.pk}/", {"entry": own.pk, "reason": "重复"})
    assert not CreditEntry.objects.filter(reversal_of=own).exists()


# ---- declarations -----------------------------------------------------------------------


def test_declarations_are_reviewed_in_the_own_district(reader, district_trainer, foreign_trainer, trainer):
    declaration = make_declaration(reader)
    address = f"/admin/training/declarations/{declaration.pk}/"

    assert declaration.title not in client_of(foreign_trainer).get("/admin/training/declarations/").text
    assert client_of(foreign_trainer).get(address).status_code == 404
    assert client_of(foreign_trainer).post(address, {"decision": "approve"}).status_code == 404
    client_of(foreign_trainer).post(
        "/admin/training/declarations/approve/", {"declaration": [declaration.pk]}
    )
    declaration.refresh_from_db()
    assert declaration.state == "submitted"

    client = client_of(district_trainer)
    assert declaration.title in client.get("/admin/training/declarations/").text
    page = client.get(address).text
    assert declaration.organizer in page
    assert "2 天，按现行规则折合 15 学时" in page
    client.post(address, {"decision": "return", "reason": ""})
    client.post(address, {"decision": "nothing"})
    declaration.refresh_from_db()
    assert declaration.state == "submitted"
    client.post(address, {"decision": "return", "reason": "材料不全"})
    declaration.refresh_from_db()
    assert (declaration.state, declaration.reason) == ("returned", "材料不全")


def test_several_are_approved_each_on_its_own(reader, district_trainer, district):
    good, withdrawn = make_declaration(reader), make_declaration(make_user(unit=district))
    own = make_declaration(district_trainer)
    OfflineDeclaration.objects.filter(pk=withdrawn.pk).update(state="withdrawn")

    answer = client_of(district_trainer).post(
        "/admin/training/declarations/approve/",
        {"declaration": [good.pk, withdrawn.pk, own.pk, "x"]},
        follow=True,
    )

    assert "已认定 1 份申报" in answer.text
    assert withdrawn.title in answer.text
    assert [entry.declaration for entry in CreditEntry.objects.all()] == [good]


@pytest.mark.parametrize("address", ["/admin/training/declarations/", "/admin/training/hours/"])
def test_lists_ask_as_often_for_three_as_for_one(address, district_trainer, district):
    client = client_of(district_trainer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    make_declaration(make_user(unit=district))
    client.get(address)
    before = queries()
    for _number in range(2):
        make_declaration(make_user(unit=district))
    assert queries() == before
