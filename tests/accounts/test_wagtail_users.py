"""The Wagtail admin's user screens: no way round the separation of administrators."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.enums import AuditAction, Role
from accounts.models import AuditEntry, User
from accounts.rules import ADMINISTRATORS, held_roles
from tests.factories.accounts import PASSWORD, make_superuser, make_unit, make_user

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "Xin-mima-2016"


@pytest.fixture
def enter(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def edit_url(user):
    return reverse("wagtailusers_users:edit", args=[user.pk])


def everything(user, **changes):
    """A form with every field there is, whoever may set it."""
    fields = {
        "staff_number": user.staff_number,
        "name": user.name,
        "phone": user.phone or "",
        "email": user.email,
        "unit": "",
        "rank": "",
        "post": "",
        "is_active": "on",
        "is_superuser": "on",
        "is_staff": "on",
        "roles": [role.value for role in Role],
        "groups": list(Group.objects.values_list("pk", flat=True)),
        "user_permissions": ["1", "2"],
        "password1": "",
        "password2": "",
    }
    return {**fields, **changes}


def rights(user):
    stored = User.objects.get(pk=user.pk)
    groups = frozenset(stored.groups.values_list("name", flat=True))
    return stored.is_superuser, groups, frozenset(stored.user_permissions.values_list("pk", flat=True))


# ---- what each administrator sees --------------------------------------------------------------------


def test_system_administrator_edits_an_account_but_no_roles(enter):
    client, user = enter(make_user(Role.SYSTEM_ADMIN)), make_user(Role.READER)
    unit = make_unit("示例局", code="Z1")
    before = rights(user)
    response = client.post(
        edit_url(user), everything(user, name="示例新名", phone="139 0000 0000", unit="Z1")
    )
    assert response.status_code == 302
    stored = User.objects.get(pk=user.pk)
    assert (stored.name, stored.phone, stored.unit) == ("示例新名", "13900000000", unit)
    assert rights(user) == before
    page = client.get(edit_url(user)).content.decode()
    assert 'name="roles"' not in page
    assert 'name="is_superuser"' not in page
    assert 'value="Z1"' in page


def test_security_administrator_sets_roles_and_nothing_else(enter):
    client, user = enter(make_user(Role.SECURITY_ADMIN)), make_user(Role.READER, name="示例甲")
    response = client.post(edit_url(user), everything(user, name="forged", password1="x", roles=["editor"]))
    assert response.status_code == 302
    stored = User.objects.get(pk=user.pk)
    assert stored.name == "示例甲"
    assert stored.check_password(PASSWORD)
    assert rights(user) == (False, frozenset({"编辑"}), frozenset())
    page = client.get(edit_url(user)).content.decode()
    assert 'name="roles"' in page
    assert 'name="phone"' not in page


def test_security_administrator_cannot_join_offices(enter):
    client, user = enter(make_user(Role.SECURITY_ADMIN)), make_user(Role.EDITOR)
    response = client.post(edit_url(user), {"roles": ["system_admin", "audit_admin"]})
    assert response.status_code == 200
    assert "须由不同人员担任" in response.content.decode()
    assert held_roles(User.objects.get(pk=user.pk)) == {Role.EDITOR}


def test_change_of_office_in_one_form_is_recorded_step_by_step(enter):
    client, user = enter(make_user(Role.SECURITY_ADMIN)), make_user(Role.SYSTEM_ADMIN)
    count = AuditEntry.objects.count()
    client.post(edit_url(user), {"roles": ["editor"]})
    made = list(AuditEntry.objects.order_by("id")[count:].values_list("action", "data__role"))
    assert made == [(AuditAction.ROLE_REVOKED, "system_admin"), (AuditAction.ROLE_GRANTED, "editor")]


def test_superuser_sets_both_but_makes_no_superuser(enter):
    client, user = enter(make_superuser()), make_user()
    response = client.post(edit_url(user), everything(user, name="示例新名", roles=["reader"]))
    assert response.status_code == 302
    assert rights(user) == (False, frozenset({"读者"}), frozenset())
    assert User.objects.get(pk=user.pk).name == "示例新名"


def test_new_account_has_no_roles_and_a_password_to_change(enter):
    client = enter(make_user(Role.SYSTEM_ADMIN))
    blank = User(staff_number="N001", name="示例新人")
    data = everything(blank, password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    assert client.post(reverse("wagtailusers_users:add"), data).status_code == 302
    user = User.objects.get(staff_number="N001")
    assert rights(user) == (False, frozenset(), frozenset())
    assert user.must_change_password
    assert user.check_password(NEW_PASSWORD)


@pytest.mark.parametrize(
    "wrong",
    [
        {"staff_number": ""},
        {"staff_number": "13800000000"},
        {"name": ""},
        {"phone": "123"},
        {"unit": "nowhere"},
        {"password1": "", "password2": ""},
        {"password2": "another"},
        {"password1": "12345", "password2": "12345"},
    ],
)
def test_bad_form_makes_no_account(enter, wrong):
    client = enter(make_user(Role.SYSTEM_ADMIN))
    data = everything(
        User(staff_number="N001", name="示例新人"), password1=NEW_PASSWORD, password2=NEW_PASSWORD
    )
    count = User.objects.count()
    assert client.post(reverse("wagtailusers_users:add"), {**data, **wrong}).status_code == 200
    assert User.objects.count() == count


def test_disabling_in_the_form_is_recorded(enter):
    client, user = enter(make_user(Role.SYSTEM_ADMIN)), make_user()
    data = everything(user)
    del data["is_active"]
    client.post(edit_url(user), data)
    assert not User.objects.get(pk=user.pk).is_active
    assert AuditEntry.objects.first().action == AuditAction.USER_DISABLED


def test_reset_in_the_form_is_recorded_without_the_password(enter):
    client, user = enter(make_user(Role.SYSTEM_ADMIN)), make_user()
    client.post(edit_url(user), everything(user, password1=NEW_PASSWORD, password2=NEW_PASSWORD))
    stored, entry = User.objects.get(pk=user.pk), AuditEntry.objects.first()
    assert stored.check_password(NEW_PASSWORD)
    assert entry.action == AuditAction.PASSWORD_RESET
    assert NEW_PASSWORD not in str(vars(entry))


# ---- nobody raises their own rights ------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_no_administrator_raises_own_rights_by_the_form(enter, role):
    admin = make_user(role)
    before = rights(admin)
    enter(admin).post(edit_url(admin), everything(admin))
    assert rights(admin) == before
    assert User.objects.get(pk=admin.pk).check_password(PASSWORD)


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("subject", [*sorted(ADMINISTRATORS), None])
def test_no_administrator_takes_over_another_office(enter, role, subject):
    """Neither the password nor the state of an office with other rights can be set."""
    admin = make_user(role)
    other = make_user(subject) if subject else make_superuser()
    before = (User.objects.get(pk=other.pk).password, other.is_superuser)
    data = everything(other, password1=NEW_PASSWORD, password2=NEW_PASSWORD, roles=[subject or "reader"])
    enter(admin).post(edit_url(other), data)
    after = User.objects.get(pk=other.pk)
    if role == subject == Role.SYSTEM_ADMIN:
        return  # the same rights: nothing is gained
    assert (after.password, after.is_superuser) == before


@pytest.mark.parametrize("role", [*sorted(ADMINISTRATORS), Role.DISTRICT_ADMIN, None])
@pytest.mark.parametrize("action", ["assign_role", "set_active_state", "delete"])
def test_bulk_actions_are_closed(enter, role, action):
    admin, user = make_user(role) if role else make_superuser(), make_user()
    url = reverse("wagtail_bulk_action", args=["accounts", "user", action]) + f"?id={user.pk}&id={admin.pk}"
    data = {"role": Group.objects.get(name="安全管理员").pk, "mark_as_active": "False"}
    before = rights(admin), rights(user)
    client = enter(admin)
    for answer in (client.get(url), client.post(url, data)):
        assert answer.status_code == 302
        assert user.name not in answer.content.decode()
    assert (rights(admin), rights(user)) == before
    assert User.objects.filter(pk__in=[admin.pk, user.pk], is_active=True).count() == 2


@pytest.mark.parametrize("role", [*sorted(ADMINISTRATORS), None])
def test_accounts_are_never_deleted(enter, role):
    admin, user = make_user(role) if role else make_superuser(), make_user()
    client = enter(admin)
    client.post(reverse("wagtailusers_users:delete", args=[user.pk]))
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize("role", sorted(Role))
def test_groups_are_closed(enter, role):
    client, group = enter(make_user(role)), Group.objects.get(name=role.group_name)
    before = set(group.permissions.values_list("pk", flat=True))
    client.post(
        reverse("wagtailusers_groups:edit", args=[group.pk]), {"name": "x", "permissions": ["1", "2", "3"]}
    )
    assert Group.objects.filter(name=role.group_name).exists()
    assert set(group.permissions.values_list("pk", flat=True)) == before


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.DISTRICT_ADMIN})
)
def test_user_screens_are_closed_to_everyone_else(enter, role):
    unit = make_unit()
    client, user = enter(make_user(role, unit=unit)), make_user(unit=unit)
    for url in (reverse("wagtailusers_users:index"), reverse("wagtailusers_users:add")):
        assert client.get(url).status_code == 302
    assert client.get(edit_url(user)).status_code in {302, 404}


def test_list_of_people_needs_as_many_queries_for_three_as_for_one(enter, django_assert_max_num_queries):
    client = enter(make_user(Role.SYSTEM_ADMIN))
    url = reverse("wagtailusers_users:index")

    def queries():
        client.get(url)
        with django_assert_max_num_queries(60) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    make_user(Role.EDITOR, unit=make_unit())
    one = queries()
    for _ in range(3):
        make_user(Role.EDITOR, Role.READER, unit=make_unit())
    assert queries() == one


@pytest.mark.parametrize("query", ["示例甲", "A00", "138", "%", "'", "\u3000", "x" * 300])
def test_search_of_people_survives_anything(enter, query):
    make_user(name="示例甲", staff_number="A001", phone="13800000000")
    client = enter(make_user(Role.SYSTEM_ADMIN))
    assert client.get(reverse("wagtailusers_users:index_results"), {"q": query}).status_code == 200
