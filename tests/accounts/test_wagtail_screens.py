"""Units and the audit log in the Wagtail admin."""

import re

import pytest
from django.urls import reverse

from accounts.enums import AuditAction, Role
from accounts.models import AuditEntry, OrgUnit
from accounts.services.auditing import record
from tests.factories.accounts import NOON, make_superuser, make_unit, make_user

pytestmark = pytest.mark.django_db
UNITS, AUDIT = "units:index", "audit:index"


def page(client, name, **query):
    return client.get(reverse(name), query)


@pytest.fixture
def auditor(client):
    client.force_login(make_user(Role.AUDIT_ADMIN))
    return client


@pytest.fixture
def manager(client):
    client.force_login(make_user(Role.SYSTEM_ADMIN))
    return client


@pytest.fixture
def editor(client):
    client.force_login(make_user(Role.EDITOR))
    return client


def query_count(client, name, django_assert_max_num_queries):
    page(client, name)
    with django_assert_max_num_queries(60) as captured:
        assert page(client, name).status_code == 200
    return len(captured)


# ---- units -------------------------------------------------------------------------------------------


def test_units_show_where_they_belong(manager):
    county = make_unit("甲县", parent=make_unit("示例市"))
    make_unit("城关镇", parent=county, code="Z-TOWN")
    text = page(manager, UNITS).content.decode()
    assert "示例市 / 甲县 / 城关镇" in text
    assert "Z-TOWN" in text


@pytest.mark.parametrize(
    ("query", "found"), [("城关", 2), ("Z-TOWN1", 1), ("不存在", 0), ("%", 0), ("\u3000", 4)]
)
def test_units_are_found_by_name_and_code(manager, query, found):
    root = make_unit("示例市")
    for number in (1, 2):
        make_unit("城关镇", parent=root, code=f"Z-TOWN{number}")
    make_unit("河东镇", parent=root)
    response = page(manager, UNITS, q=query)
    assert response.status_code == 200
    assert len(response.context["object_list"]) == found


def test_units_need_as_many_queries_for_many_as_for_one(manager, django_assert_max_num_queries):
    root = make_unit("示例市")
    make_unit("甲县", parent=root)
    few = query_count(manager, UNITS, django_assert_max_num_queries)
    for number in range(5):
        make_unit(f"{number}镇", parent=make_unit(f"{number}县", parent=root))
    assert query_count(manager, UNITS, django_assert_max_num_queries) == few


def test_units_are_read_only_even_for_a_superuser(client):
    client.force_login(make_superuser())
    unit = make_unit("示例局")
    for name, args in (("units:edit", [unit.pk]), ("units:delete", [unit.pk]), ("units:add", [])):
        client.post(reverse(name, args=args), {"name": "forged"})
    assert list(OrgUnit.objects.values_list("name", flat=True)) == ["示例局"]
    words = client.get(reverse("units:inspect", args=[unit.pk])).content.decode()
    assert "示例局" in words
    assert not re.search(r">\s*None\s*<", words)  # a date that is not filled in


# ---- the audit log -----------------------------------------------------------------------------------


def test_audit_log_is_read_by_the_audit_administrator(auditor):
    entry = record(
        action="content.published", by=make_user(name="示例甲"), at=NOON, address="10.0.0.1", data={"版": 2}
    )
    text = page(auditor, AUDIT).content.decode()
    assert "示例甲" in text
    assert "发布" in text
    assert "登录" in text
    detail = auditor.get(reverse("audit:inspect", args=[entry.pk])).content.decode()
    assert "10.0.0.1" in detail


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDIT_ADMIN}))
def test_audit_log_is_closed_to_everyone_else(client, role):
    client.force_login(make_user(role))
    entry = AuditEntry.objects.first()
    for url in (reverse(AUDIT), reverse("audit:index_results"), reverse("audit:inspect", args=[entry.pk])):
        assert client.get(url).status_code == 302
    assert "audit" not in client.get("/admin/").content.decode().split("wagtail-sidebar-props")[-1]


@pytest.mark.parametrize("name", ["audit:edit", "audit:delete", "audit:add", "audit:history", "audit:usage"])
def test_audit_log_has_no_way_to_write(client, name):
    client.force_login(make_superuser())
    entry = AuditEntry.objects.first()
    args = [] if name == "audit:add" else [entry.pk]
    assert client.post(reverse(name, args=args), {"action": "forged"}).status_code in {302, 405}
    assert not AuditEntry.objects.filter(action="forged").exists()
    assert AuditEntry.objects.filter(pk=entry.pk, action=AuditAction.SIGN_IN).exists()


def test_audit_log_needs_as_many_queries_for_many_as_for_one(auditor, django_assert_max_num_queries):
    few = query_count(auditor, AUDIT, django_assert_max_num_queries)
    for number in range(5):
        record(action="示例", by=make_user(), at=NOON, target=make_unit(f"{number}局"))
    assert query_count(auditor, AUDIT, django_assert_max_num_queries) == few


@pytest.mark.parametrize("query", ["登录", "\u3000", '"', "%", "x" * 5000, "\x00"])
def test_audit_log_search_survives_anything(auditor, query):
    assert page(auditor, AUDIT, q=query).status_code == 200


@pytest.mark.parametrize(
    "filters", [{"action": AuditAction.SIGN_IN}, {"at__date__gte": "2016-01-01"}, {"action": "?"}]
)
def test_audit_log_is_filtered(auditor, filters):
    assert page(auditor, AUDIT, **filters).status_code == 200


# ---- one's own preferences ---------------------------------------------------------------------------


def test_own_preferences_can_be_saved_without_names(editor):
    text = editor.get("/admin/account/").content.decode()
    assert "name_email" not in text
    theme = {"theme": "dark", "contrast": "system", "density": "default", "keyboard_shortcuts": "on"}
    data = {f"theme-{name}": value for name, value in theme.items()}
    assert editor.post("/admin/account/", data).status_code == 302
