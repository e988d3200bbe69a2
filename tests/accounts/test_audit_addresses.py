"""Whatever is recorded on a request names the client's address, as the trusted proxy wrote it."""

import datetime as dt
from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import AuditAction, Role
from accounts.models import AuditEntry, User
from common import clock
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "Xin-mima-2016"
SIGN_IN = "/accounts/sign-in/"


@pytest.fixture
def client(settings):
    """A client of 10.1.1.1, who claims to be 6.6.6.6, behind one proxy."""
    settings.AXES_IPWARE_PROXY_COUNT = 1
    return Client(REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "6.6.6.6, 10.1.1.1"})


@pytest.fixture
def recorded():
    """The actions recorded on requests since the test began; each must have come from the client."""
    before = set(AuditEntry.objects.values_list("pk", flat=True))

    def actions():
        entries = AuditEntry.objects.exclude(pk__in=before).exclude(data__has_key="role", actor_id=None)
        made = list(entries.order_by("pk").values_list("action", "address"))
        assert {address for _action, address in made} == {"10.1.1.1"}, made
        return [action for action, _address in made]

    return actions


def sign_in(client, password=PASSWORD):
    return client.post(SIGN_IN, {"username": "A001", "password": password})


def edit(client, user, **fields):
    filled = {"staff_number": user.staff_number, "name": user.name, "is_active": "on", **fields}
    present = {name: value for name, value in filled.items() if value is not None}
    return client.post(reverse("wagtailusers_users:edit", args=[user.pk]), present)


def test_sign_in_failure_lock_out_password_and_sign_out(client, recorded):
    make_user(staff_number="A001")
    sign_in(client)
    old = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    client.post(reverse("accounts:password_change"), old)
    client.post(reverse("accounts:sign_out"))
    for _ in range(5):
        sign_in(client, "wrong-password")
    assert Counter(recorded()) == {
        AuditAction.SIGN_IN: 1,
        AuditAction.PASSWORD_CHANGED: 1,
        AuditAction.SIGN_OUT: 1,
        AuditAction.SIGN_IN_FAILED: 5,
        AuditAction.LOCKED_OUT: 1,
    }


def test_end_of_a_session(client, recorded, monkeypatch):
    make_user(staff_number="A001")
    sign_in(client)
    later = clock.now() + dt.timedelta(hours=13)
    monkeypatch.setattr(clock, "now", lambda: later)
    client.get("/accounts/password/")
    assert recorded() == [AuditAction.SIGN_IN, AuditAction.SESSION_EXPIRED]


def test_changes_of_an_account(client, recorded):
    make_user(Role.SYSTEM_ADMIN, staff_number="A001")
    sign_in(client)
    passwords = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    fields = {"staff_number": "N001", "name": "示例新人", **passwords}
    client.post(reverse("wagtailusers_users:add"), fields)
    user = User.objects.get(staff_number="N001")
    edit(client, user, name="示例改名")
    edit(client, user, name="示例改名", is_active=None)
    edit(client, user, name="示例改名", **passwords)
    assert recorded() == [
        AuditAction.SIGN_IN,
        AuditAction.USER_CREATED,
        AuditAction.USER_CHANGED,
        AuditAction.USER_DISABLED,
        AuditAction.USER_ENABLED,
        AuditAction.PASSWORD_RESET,
    ]


def test_changes_of_roles(client, recorded):
    make_user(Role.SECURITY_ADMIN, staff_number="A001")
    user = make_user(Role.READER)
    sign_in(client)
    edit(client, user, roles=["editor"])
    assert recorded() == [AuditAction.SIGN_IN, AuditAction.ROLE_REVOKED, AuditAction.ROLE_GRANTED]
