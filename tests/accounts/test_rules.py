import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from accounts.enums import ROLE_GROUP_NAMES, Role
from accounts.rules import (
    ADMINISTRATORS,
    has_role,
    is_division_code,
    may_hold_together,
    normalize_login,
    normalize_phone,
    scope_path,
)
from tests.factories.accounts import make_superuser, make_unit, make_user


@pytest.mark.parametrize(
    "text",
    [
        "13800000000",
        " 138 0000 0000 ",
        "138-0000-0000",
        "+86 13800000000",
        "008613800000000",
        "１３８００００００００",
    ],
)
def test_normalize_phone_understands_usual_writings(text):
    assert normalize_phone(text) == "13800000000"


@given(st.text(max_size=20))
def test_normalize_phone_is_total_and_stable(text):
    phone = normalize_phone(text)
    assert phone is None or (len(phone) == 11 and normalize_phone(phone) == phone)
    assert normalize_login(normalize_login(text)) == normalize_login(text)


def test_role_names_are_complete():
    assert set(ROLE_GROUP_NAMES) == set(Role)
    assert all(str(role.label) == name for role, name in ROLE_GROUP_NAMES.items())


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("990101", True),
        ("990101001", True),
        ("990101001001", True),
        ("9901010", False),
        ("", False),
        ("九九", False),
    ],
)
def test_division_code_has_six_nine_or_twelve_digits(code, right):
    assert is_division_code(code) is right


@given(st.frozensets(st.sampled_from(list(Role))))
def test_administrators_hold_nothing_but_reader_beside(roles):
    expected = not (roles & ADMINISTRATORS) or len(roles - {Role.READER}) == 1
    assert may_hold_together(roles) is expected


@pytest.mark.django_db
def test_has_role_ends_with_the_account():
    user = make_user(Role.EDITOR)
    assert has_role(user, Role.EDITOR)
    assert not has_role(user, Role.TRAINER)
    user.is_active = False
    assert not has_role(user, Role.EDITOR)
    assert not has_role(AnonymousUser(), Role.READER)


@pytest.mark.django_db
def test_superuser_has_no_role_by_itself():
    assert not has_role(make_superuser(), Role.EDITOR)


@pytest.mark.django_db
def test_roles_are_read_once(django_assert_num_queries):
    user = make_user(Role.EDITOR)
    user = type(user).objects.get(pk=user.pk)
    with django_assert_num_queries(1):
        for role in Role:
            has_role(user, role)


@pytest.mark.django_db
def test_scope_path_reaches_as_far_as_the_office():
    county = make_unit("示例县", parent=make_unit())
    assert scope_path(make_user(Role.DISTRICT_ADMIN, unit=county)) == county.path
    assert scope_path(make_user(Role.EDITOR, unit=county)) == county.path
    assert scope_path(make_user(Role.EDITOR)) is None
    assert scope_path(make_user(Role.READER, unit=county)) is None
    assert scope_path(make_user(Role.SECURITY_ADMIN, unit=county)) is None
    assert scope_path(make_user(Role.SYSTEM_ADMIN)) == ""
    assert scope_path(make_superuser()) == ""
    assert scope_path(make_superuser(is_active=False)) is None
    assert scope_path(AnonymousUser()) is None
