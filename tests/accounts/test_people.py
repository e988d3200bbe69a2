import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from accounts.enums import AuditAction, Role
from accounts.models import AuditEntry, User
from accounts.selectors.people import find_by_login
from accounts.services import people
from tests.factories.accounts import NOON, PASSWORD, make_superuser, make_user

pytestmark = pytest.mark.django_db


def create(by, **fields):
    fields = {"staff_number": "A001", "name": "示例甲", "password": PASSWORD, **fields}
    return people.create_user(by=by, at=NOON, **fields)


def test_system_administrator_makes_an_account_without_roles():
    admin = make_user(Role.SYSTEM_ADMIN)
    count = AuditEntry.objects.count()
    user = create(admin, phone="138-0000-0000")
    assert user.check_password(PASSWORD)
    assert (user.phone, user.is_superuser, user.groups.count()) == ("13800000000", False, 0)
    assert AuditEntry.objects.count() == count + 1
    assert AuditEntry.objects.first().action == AuditAction.USER_CREATED


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM_ADMIN}))
def test_others_make_no_accounts(role):
    with pytest.raises(people.AccountRuleError):
        create(make_user(role))


@pytest.mark.parametrize(
    "wrong",
    [
        {"staff_number": ""},
        {"staff_number": "工号一"},
        {"staff_number": "13800000001"},
        {"name": ""},
        {"phone": "123"},
        {"password": "short"},
        {"password": "1234567890123"},
        {"password": "A001A001A001", "staff_number": "A001A001A001"},
        {"email": "nobody"},
    ],
)
def test_bad_input_makes_nothing(wrong):
    admin = make_user(Role.SYSTEM_ADMIN)
    people_before, records = User.objects.count(), AuditEntry.objects.count()
    with pytest.raises(ValidationError):
        create(admin, **wrong)
    assert (User.objects.count(), AuditEntry.objects.count()) == (people_before, records)


def test_taken_numbers_are_refused_in_words():
    make_user(staff_number="A001", phone="13800000000")
    admin = make_superuser()
    with pytest.raises(ValidationError, match="该工号已存在"):
        create(admin)
    with pytest.raises(ValidationError, match="该手机号已被"):
        create(admin, staff_number="A002", phone="13800000000")


def test_account_without_password_cannot_sign_in():
    assert not create(None, password=None).has_usable_password()


def test_change_records_which_fields_not_their_values():
    admin, user = make_user(Role.SYSTEM_ADMIN), make_user(name="示例甲")
    count = AuditEntry.objects.count()
    people.change_user(user=user, name="示例乙", post=user.post, phone="13900000000", by=admin, at=NOON)
    people.change_user(user=user, name="示例乙", by=admin, at=NOON)
    user.refresh_from_db()
    assert (user.name, user.phone) == ("示例乙", "13900000000")
    assert AuditEntry.objects.count() == count + 1
    assert AuditEntry.objects.first().data == {"fields": ["name", "phone"]}


@pytest.mark.parametrize("field", ["is_superuser", "is_active", "password", "groups", "id"])
def test_change_reaches_no_rights(field):
    with pytest.raises(people.AccountRuleError):
        people.change_user(user=make_user(), by=make_user(Role.SYSTEM_ADMIN), at=NOON, **{field: True})


def test_disable_and_enable_leave_one_record_each():
    admin, user = make_user(Role.SYSTEM_ADMIN), make_user()
    count = AuditEntry.objects.count()
    for active in (False, False, True, True):
        people.set_active(user=user, active=active, by=admin, at=NOON)
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True)[count:])
    assert actions == [AuditAction.USER_DISABLED, AuditAction.USER_ENABLED]


def test_nobody_disables_themselves():
    admin = make_user(Role.SYSTEM_ADMIN)
    with pytest.raises(people.AccountRuleError, match="自己"):
        people.set_active(user=admin, active=False, by=admin, at=NOON)


def test_reset_password_has_to_be_changed_by_its_owner():
    admin, user = make_user(Role.SYSTEM_ADMIN), make_user()
    people.reset_password(user=user, password="Xin-mima-2016", by=admin, at=NOON)
    user.refresh_from_db()
    assert user.check_password("Xin-mima-2016")
    assert user.must_change_password
    with pytest.raises(people.AccountRuleError):
        people.reset_password(user=admin, password="Xin-mima-2016", by=admin, at=NOON)


@pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_passwords_of_the_other_administrators_are_out_of_reach(role):
    with pytest.raises(people.AccountRuleError):
        people.reset_password(
            user=make_user(role), password="Xin-mima-2016", by=make_user(Role.SYSTEM_ADMIN), at=NOON
        )


def test_find_by_login_never_mixes_number_and_phone():
    user = make_user(staff_number="A001", phone="13800000000")
    assert find_by_login("A001") == find_by_login("１３８ 0000 0000") == user
    assert find_by_login("a001") is None
    assert find_by_login("") is None
    assert find_by_login("A001\x00") is None


def test_createsuperuser_makes_the_account_of_the_installation(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, staff_number="root1", name="示例管理", verbosity=0)
    user = User.objects.get(staff_number="root1")
    assert user.is_superuser
    assert user.check_password(PASSWORD)
