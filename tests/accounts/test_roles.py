import pytest
from django.contrib.auth.models import Group

from accounts.enums import AuditAction, Role
from accounts.models import AuditEntry, User
from accounts.rules import ADMINISTRATORS, has_role
from accounts.services.people import may_change_account
from accounts.services.roles import RoleRuleError, ensure_role_groups, grant_role, revoke_role
from tests.factories.accounts import NOON, make_superuser, make_user

pytestmark = pytest.mark.django_db


def test_groups_exist_after_migration():
    assert {role.group_name for role in Role} <= set(Group.objects.values_list("name", flat=True))


def test_groups_are_made_once_and_keep_further_permissions():
    before = Group.objects.count()
    groups = ensure_role_groups()
    permission = groups[Role.SYSTEM_ADMIN].permissions.first()
    groups[Role.READER].permissions.add(permission)
    ensure_role_groups()
    assert Group.objects.count() == before
    assert list(groups[Role.READER].permissions.all()) == [permission]


@pytest.mark.parametrize("role", Role)
def test_who_may_enter_the_admin_and_see_what(role):
    user = make_user(role)
    assert user.has_perm("wagtailadmin.access_admin") is (role != Role.READER)
    assert user.has_perm("accounts.view_auditentry") is (role == Role.AUDIT_ADMIN)
    assert user.has_perm("accounts.add_user") is (role == Role.SYSTEM_ADMIN)
    assert not user.has_perm("accounts.delete_user")
    assert not user.has_perm("auth.change_group")


@pytest.mark.parametrize("role", Role)
def test_only_the_security_administrator_grants(role):
    actor, subject = make_user(role), make_user()
    if role == Role.SECURITY_ADMIN:
        grant_role(user=subject, role=Role.EDITOR, by=actor, at=NOON)
        assert has_role(subject, Role.EDITOR)
    else:
        with pytest.raises(RoleRuleError, match="只有安全管理员"):
            grant_role(user=subject, role=Role.EDITOR, by=actor, at=NOON)
        assert not has_role(subject, Role.EDITOR)


def test_set_up_grants_and_the_superuser_too():
    subject = make_user()
    grant_role(user=subject, role=Role.SECURITY_ADMIN, by=make_superuser(), at=NOON)
    assert has_role(subject, Role.SECURITY_ADMIN)


def test_disabled_security_administrator_grants_nothing():
    actor = make_user(Role.SECURITY_ADMIN)
    actor.is_active = False
    with pytest.raises(RoleRuleError):
        grant_role(user=make_user(), role=Role.READER, by=actor, at=NOON)


@pytest.mark.parametrize("role", Role)
def test_nobody_grants_to_or_revokes_from_themselves(role):
    for actor in (make_user(Role.SECURITY_ADMIN), make_superuser()):
        with pytest.raises(RoleRuleError, match="自己"):
            grant_role(user=actor, role=role, by=actor, at=NOON)
        with pytest.raises(RoleRuleError, match="自己"):
            revoke_role(user=actor, role=role, by=actor, at=NOON)


@pytest.mark.parametrize("first", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("second", Role)
def test_administrators_hold_no_other_office(first, second):
    subject, actor = make_user(first), make_user(Role.SECURITY_ADMIN)
    if second in {first, Role.READER}:
        grant_role(user=subject, role=second, by=actor, at=NOON)
        return
    with pytest.raises(RoleRuleError, match="不同人员"):
        grant_role(user=subject, role=second, by=actor, at=NOON)
    other = make_user(second)
    with pytest.raises(RoleRuleError, match="不同人员"):
        grant_role(user=other, role=first, by=actor, at=NOON)


def test_exclusion_is_read_from_the_database_not_from_the_object():
    subject, actor = make_user(), make_user(Role.SECURITY_ADMIN)
    stale = User.objects.get(pk=subject.pk)
    assert not has_role(stale, Role.EDITOR)
    grant_role(user=subject, role=Role.EDITOR, by=actor, at=NOON)
    with pytest.raises(RoleRuleError):
        grant_role(user=stale, role=Role.AUDIT_ADMIN, by=actor, at=NOON)


def _since(count):
    return list(AuditEntry.objects.order_by("id")[count:])


def test_grant_and_revoke_leave_one_record_each():
    subject, actor = make_user(), make_user(Role.SECURITY_ADMIN)
    count = AuditEntry.objects.count()
    for _ in range(2):  # the second time changes nothing
        grant_role(user=subject, role=Role.EDITOR, by=actor, at=NOON, address="10.0.0.1")
    for _ in range(2):
        revoke_role(user=subject, role=Role.EDITOR, by=actor, at=NOON)
    granted, revoked = _since(count)
    assert (granted.action, revoked.action) == (AuditAction.ROLE_GRANTED, AuditAction.ROLE_REVOKED)
    assert (granted.actor_id, granted.target_id, granted.address) == (actor.pk, str(subject.pk), "10.0.0.1")
    assert granted.data == {"role": "editor", "group": "编辑"}
    assert not has_role(subject, Role.EDITOR)


def test_refused_grant_leaves_no_record():
    actor, subject = make_user(Role.EDITOR), make_user()
    count = AuditEntry.objects.count()
    with pytest.raises(RoleRuleError):
        grant_role(user=subject, role=Role.EDITOR, by=actor, at=NOON)
    assert AuditEntry.objects.count() == count


def test_group_changes_past_the_service_are_recorded_too():
    one, two = make_user(), make_user()
    editors, readers = Group.objects.get(name="编辑"), Group.objects.get(name="读者")
    count = AuditEntry.objects.count()
    one.groups.add(editors, readers)
    one.groups.add(editors)  # already there
    editors.user_set.add(two)
    two.groups.remove(editors)
    one.groups.clear()
    editors.user_set.clear()  # already empty
    records = [(entry.action, entry.target_id, entry.data["group"]) for entry in _since(count)]
    granted, revoked = AuditAction.ROLE_GRANTED, AuditAction.ROLE_REVOKED
    assert sorted(records[:2]) == sorted([(granted, str(one.pk), "编辑"), (granted, str(one.pk), "读者")])
    assert records[2:4] == [(granted, str(two.pk), "编辑"), (revoked, str(two.pk), "编辑")]
    assert sorted(records[4:]) == sorted([(revoked, str(one.pk), "编辑"), (revoked, str(one.pk), "读者")])
    assert not has_role(one, Role.EDITOR)


@pytest.mark.parametrize("active", [True, False])
@pytest.mark.parametrize(
    ("subject", "reachable"),
    [(Role.SECURITY_ADMIN, False), (Role.AUDIT_ADMIN, False), (Role.EDITOR, True), (Role.READER, True)],
)
def test_system_administrator_does_not_reach_the_other_two(subject, reachable, active):
    actor = make_user(Role.SYSTEM_ADMIN)
    person = make_user(subject, is_active=active)
    assert may_change_account(actor=actor, subject=person) is reachable
    assert not may_change_account(actor=actor, subject=make_superuser(is_active=active))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM_ADMIN}))
def test_nobody_else_changes_accounts(role):
    assert not may_change_account(actor=make_user(role), subject=make_user())
