"""A district administrator sees and keeps up to date the people and units of the own district; no other's."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from accounts.enums import AuditAction, Role, UnitKind
from accounts.models import AuditEntry, OrgUnit, User
from accounts.rules import held_roles
from accounts.services import people, roles
from tests.content.test_reviews import submit
from tests.factories.accounts import NOON, PASSWORD, make_superuser, make_unit, make_user
from tests.factories.publishing import client_of, make_edition, make_portal

pytestmark = pytest.mark.django_db
INDEX, RESULTS = "wagtailusers_users:index", "wagtailusers_users:index_results"
NEW_PASSWORD = "Xin-mima-2016"


@pytest.fixture
def town(district):
    return make_unit("甲一镇", OrgUnit.objects.get(pk=district.pk), kind=UnitKind.TOWNSHIP)


@pytest.fixture
def other_town(other_district):
    return make_unit("乙一镇", OrgUnit.objects.get(pk=other_district.pk), kind=UnitKind.TOWNSHIP)


@pytest.fixture
def own(town):
    return make_user(Role.READER, name="张甲", phone="13800000001", unit=town)


@pytest.fixture
def foreign(other_town):
    return make_user(Role.READER, name="李乙", phone="13800000002", unit=other_town)


@pytest.fixture
def others(foreign, other_district, city):
    """Everybody of another place: in another district, of the city, of no unit."""
    return [
        foreign,
        make_user(Role.EDITOR, name="王乙", unit=other_district),
        make_user(name="赵市", unit=city),
        make_user(name="钱无", unit=None),
        make_superuser(name="孙管", unit=None),
    ]


@pytest.fixture
def desk(client, district_admin):
    client.force_login(district_admin)
    return client


def url_of(view, user):
    return reverse(f"wagtailusers_users:{view}", args=[user.pk])


def form_of(user, **changes):
    """A form with every field there is, whoever may set it."""
    fields = {
        "staff_number": "FORGED",
        "name": user.name,
        "phone": user.phone or "",
        "email": "forged@example.org",
        "unit": user.unit.code if user.unit else "",
        "rank": "",
        "post": "",
        "is_active": "on",
        "is_superuser": "on",
        "roles": [role.value for role in Role],
        "groups": list(Group.objects.values_list("pk", flat=True)),
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
    }
    return {**fields, **changes}


def state_of(user):
    stored = User.objects.get(pk=user.pk)
    return {field.attname: getattr(stored, field.attname) for field in User._meta.concrete_fields} | {
        "roles": held_roles(stored)
    }


# ---- the list of people ------------------------------------------------------------------------------


def test_list_shows_the_people_of_the_district(desk, district_admin, own, others):
    page = desk.get(reverse(INDEX))
    assert page.status_code == 200
    assert set(page.context["object_list"]) == {district_admin, own}
    words = page.content.decode()
    assert "张甲" in words
    assert not [user.name for user in others if user.name in words]
    assert page.context["paginator"].count == 2


@pytest.mark.parametrize("view", [INDEX, RESULTS])
@pytest.mark.parametrize(
    "query",
    [
        {"q": "李"},
        {"q": "乙"},
        {"q": "13800000002"},
        {"q": "S0"},
        {"is_active": "true"},
        {"is_superuser": "true"},
        {"ordering": "-name"},
        {"p": "2"},
        {"export": "csv"},
    ],
)
def test_no_search_filter_page_or_export_finds_the_others(desk, own, others, view, query):
    answer = desk.get(reverse(view), query)
    assert answer.status_code == 200
    words = (answer.getvalue() if answer.streaming else answer.content).decode()
    assert not [user.name for user in others if user.name in words]


def test_filter_by_role_finds_the_own_only(desk, own, others):
    group = Group.objects.get(name="读者")
    assert list(desk.get(reverse(INDEX), {"group": group.pk}).context["object_list"]) == [own]


def test_list_leads_only_to_forms_that_open(desk, district_admin, own, city, district):
    office = make_user(Role.SECURITY_ADMIN, name="周安", unit=district)
    words = desk.get(reverse(INDEX)).content.decode()
    assert "周安" in words
    assert url_of("edit", own) in words
    for closed in (office, district_admin):
        assert url_of("edit", closed) not in words
        assert desk.get(url_of("edit", closed)).status_code == 302
    assert reverse("wagtailusers_users:add") not in words


def test_menu_has_people_and_units(desk):
    menu = desk.get("/admin/").content.decode().split("wagtail-sidebar-props")[-1]
    assert reverse(INDEX) in menu
    assert reverse("units:index") in menu


# ---- the form of an account --------------------------------------------------------------------------


def test_own_person_is_kept_up_to_date(desk, own, district):
    before = state_of(own)
    changes = {
        "name": "张改",
        "phone": "139 0000 0000",
        "unit": district.code,
        "rank": "科员",
        "post": "干事",
    }
    assert desk.post(url_of("edit", own), form_of(own, **changes)).status_code == 302
    expected = {
        "name": "张改",
        "phone": "13900000000",
        "unit_id": district.pk,
        "rank": "科员",
        "post": "干事",
    }
    assert state_of(own) == {**before, **expected}
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.address) == (AuditAction.USER_CHANGED, "127.0.0.1")


def test_form_has_the_data_and_nothing_else(desk, own):
    form = desk.get(url_of("edit", own)).context["form"]
    assert set(form.fields) == {"name", "phone", "unit", "rank", "post", "is_active"}


def test_own_person_is_disabled_and_enabled(desk, own):
    fields = form_of(own)
    del fields["is_active"]
    desk.post(url_of("edit", own), fields)
    assert not User.objects.get(pk=own.pk).is_active
    desk.post(url_of("edit", own), form_of(own))
    assert User.objects.get(pk=own.pk).is_active
    made = list(AuditEntry.objects.order_by("-id").values_list("action", flat=True)[:2])
    assert made == [AuditAction.USER_ENABLED, AuditAction.USER_DISABLED]


@pytest.mark.parametrize("code", ["other_town", "other_district", "city", "", "nowhere"])
def test_own_person_is_moved_within_the_district_only(desk, own, request, other_town, code):
    code = request.getfixturevalue(code).code if code not in {"", "nowhere"} else code
    before = state_of(own)
    answer = desk.post(url_of("edit", own), form_of(own, unit=code))
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"unit"}
    assert state_of(own) == before


@pytest.mark.parametrize("view", ["edit", "delete", "history", "history_results", "usage"])
def test_addresses_of_others_are_not_found(desk, others, view):
    for user in others:
        for answer in (desk.get(url_of(view, user)), desk.post(url_of(view, user), form_of(user))):
            assert answer.status_code in {403, 404, 405}, (view, user)
            assert user.name not in answer.content.decode()


def test_others_are_not_changed(desk, others, town):
    before = [state_of(user) for user in others]
    for user in others:
        desk.post(url_of("edit", user), form_of(user, name="改", unit=town.code))
        desk.post(url_of("delete", user))
    assert [state_of(user) for user in others] == before


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, None])
def test_offices_in_the_district_are_out_of_reach(desk, district, role):
    office = make_user(role, unit=district) if role else make_superuser(unit=district)
    before = state_of(office)
    fields = form_of(office, name="改")
    del fields["is_active"]
    desk.post(url_of("edit", office), fields)
    assert state_of(office) == before


def test_own_account_is_out_of_reach(desk, district_admin, town):
    before = state_of(district_admin)
    desk.post(url_of("edit", district_admin), form_of(district_admin, name="改", unit=town.code))
    assert state_of(district_admin) == {**before, "last_login": state_of(district_admin)["last_login"]}


def test_no_accounts_are_made(desk, town):
    count = User.objects.count()
    fields = form_of(User(name="新人", unit=town), staff_number="N001")
    assert desk.get(reverse("wagtailusers_users:add")).status_code == 302
    assert desk.post(reverse("wagtailusers_users:add"), fields).status_code == 302
    assert User.objects.count() == count


@pytest.mark.parametrize("action", ["assign_role", "set_active_state", "delete"])
@pytest.mark.parametrize("chosen", ["id={own}", "id={foreign}", "id=all"])
def test_bulk_actions_show_and_change_nothing(desk, own, foreign, action, chosen):
    before = state_of(own), state_of(foreign)
    address = reverse("wagtail_bulk_action", args=["accounts", "user", action])
    address += "?" + chosen.format(own=own.pk, foreign=foreign.pk)
    data = {"role": Group.objects.get(name="编辑").pk, "mark_as_active": "False"}
    for answer in (desk.get(address), desk.post(address, data)):
        assert answer.status_code == 302
        assert foreign.name not in answer.content.decode()
    assert (state_of(own), state_of(foreign)) == before


def test_editing_session_of_another_account_is_not_found(desk, own, foreign):
    for user, status in ((own, 200), (foreign, 404)):
        address = reverse("wagtailadmin_editing_sessions:ping", args=["accounts", "user", user.pk, 1])
        assert desk.post(address).status_code == status


def test_administrator_without_a_unit_sees_nobody(client, own, foreign):
    client.force_login(make_user(Role.DISTRICT_ADMIN))
    assert list(client.get(reverse(INDEX)).context["object_list"]) == []
    assert client.get(url_of("edit", own)).status_code == 404
    assert list(client.get(reverse("units:index")).context["object_list"]) == []


def test_person_who_moves_away_is_gone(desk, own, other_town):
    assert desk.get(url_of("edit", own)).status_code == 200
    User.objects.filter(pk=own.pk).update(unit=other_town)
    assert desk.get(url_of("edit", own)).status_code == 404


# ---- units -------------------------------------------------------------------------------------------


def test_units_of_the_district_are_listed(desk, district, town, other_town):
    for query in ({}, {"q": "镇"}, {"kind": "township"}, {"ordering": "-name"}):
        for view in ("units:index", "units:index_results"):
            listed = list(desk.get(reverse(view), query).context["object_list"])
            assert set(listed) <= {district, town}
            assert town in listed


def test_units_of_others_are_not_found(desk, town, other_town, other_district, city):
    assert desk.get(reverse("units:inspect", args=[town.pk])).status_code == 200
    for unit in (other_town, other_district, city):
        for view in ("inspect", "edit", "delete", "history", "usage"):
            answer = desk.get(reverse(f"units:{view}", args=[unit.pk]))
            assert answer.status_code in {302, 404}
            assert unit.name not in answer.content.decode()


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, None])
def test_administrators_of_the_city_see_everything(client, own, foreign, other_town, role):
    client.force_login(make_user(role) if role else make_superuser())
    assert {own, foreign} <= set(client.get(reverse(INDEX)).context["object_list"])
    assert other_town in client.get(reverse("units:index")).context["object_list"]
    assert client.get(url_of("edit", foreign)).status_code == 200


# ---- the services, whoever calls them ----------------------------------------------------------------


def test_services_keep_to_the_stored_unit(district_admin, foreign, town):
    """A form has put the new unit onto the account before the service looks at it."""
    foreign.unit = town
    with pytest.raises(people.AccountRuleError):
        people.change_user(user=foreign, unit=town, by=district_admin, at=NOON)
    with pytest.raises(people.AccountRuleError):
        people.set_active(user=foreign, active=False, by=district_admin, at=NOON)


@pytest.mark.parametrize("fields", [{"staff_number": "B1"}, {"email": "a@example.org"}, {"unit": None}])
def test_services_refuse_other_fields_and_no_unit(district_admin, own, fields):
    with pytest.raises(people.AccountRuleError):
        people.change_user(user=own, by=district_admin, at=NOON, **fields)


def test_services_refuse_units_of_others(district_admin, own, other_town):
    with pytest.raises(people.AccountRuleError, match="只能选择本单位及所属单位"):
        people.change_user(user=own, unit=other_town, by=district_admin, at=NOON)


def test_passwords_and_roles_are_not_the_districts(district_admin, own):
    with pytest.raises(people.AccountRuleError):
        people.reset_password(user=own, password=NEW_PASSWORD, by=district_admin, at=NOON)
    for role in Role:
        with pytest.raises(roles.RoleRuleError):
            roles.grant_role(user=own, role=role, by=district_admin, at=NOON)
    assert User.objects.get(pk=own.pk).check_password(PASSWORD)


# ---- people named elsewhere in the admin -------------------------------------------------------------


@pytest.fixture
def portal():
    """Two districts with an editor and a text each; the text waits for its review and is locked."""
    portal = make_portal()
    for title, editor, unit in (
        ("甲区选举规定", portal.editor_a, portal.district_a),
        ("乙区选举规定", portal.editor_b, portal.district_b),
    ):
        edition = make_edition(title=title, by=editor, unit=unit)
        type(edition).objects.filter(pk=edition.pk).update(owner=editor, locked=True, locked_by=editor)
        submit(editor, edition)
    call_command("update_index", verbosity=0)
    return portal


@pytest.mark.parametrize(
    ("address", "filters_by_people"),
    [
        ("/admin/", False),
        ("/admin/pages/{rules}/", True),
        ("/admin/pages/{rules}/results/", False),
        ("/admin/pages/search/?q=选举", False),
        ("/admin/choose-page/{rules}/", False),
        ("/admin/pages/usage/content/editionpage/", True),
        ("/admin/reports/site-history/", True),
        ("/admin/reports/workflow/", True),
        ("/admin/reports/workflow_tasks/", False),
        ("/admin/reports/locked/", False),
        ("/admin/reports/aging-pages/", False),
        ("/admin/api/main/pages/?fields=*&limit=20", False),
    ],
)
@pytest.mark.parametrize("role", [Role.DISTRICT_ADMIN, Role.EDITOR])
def test_lists_of_pages_name_no_people_of_others(portal, address, filters_by_people, role):
    client = client_of(make_user(role, unit=portal.district_a))
    answer = client.get(address.format(rules=portal.home.get_children().get(slug="rules").pk))
    words = answer.content.decode()
    assert portal.editor_b.name not in words
    assert not filters_by_people or portal.editor_a.name in words
