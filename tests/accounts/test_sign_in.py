import datetime as dt
from typing import ClassVar

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.addresses import client_address
from accounts.enums import AuditAction, Role
from accounts.models import AuditEntry, User
from common import clock
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/sign-in/"


def sign_in(client, username, password=PASSWORD, **extra):
    return client.post(
        SIGN_IN, {"username": username, "password": password, **extra.pop("data", {})}, **extra
    )


def is_signed_in(client):
    return "_auth_user_id" in client.session


def actions():
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


# ---- the page ----------------------------------------------------------------------------------------


def test_page_shows_a_form(client):
    response = client.get(SIGN_IN)
    assert response.status_code == 200
    assert "工号或手机号" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("written", ["A001", " A001 ", "Ａ００１", "13800000000", "+86 138 0000 0000"])
def test_staff_number_and_phone_both_sign_in(client, written):
    make_user(staff_number="A001", phone="13800000000")
    assert sign_in(client, written).status_code == 302
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("A001", "wrong-password"),
        ("nobody", PASSWORD),
        ("A001\x00", PASSWORD),
        ("x" * 254, "y"),
        ("'; --", "z"),
    ],
)
def test_wrong_names_and_passwords_get_the_same_answer(client, username, password):
    make_user(staff_number="A001")
    response = sign_in(client, username, password)
    assert response.status_code == 200
    assert not is_signed_in(client)
    if "\x00" not in username:
        assert "工号、手机号或密码不正确" in response.content.decode()


def test_disabled_person_gets_the_same_answer(client):
    make_user(staff_number="A001", is_active=False)
    assert "工号、手机号或密码不正确" in sign_in(client, "A001").content.decode()


def test_empty_form_is_refused_without_a_record(client):
    response = sign_in(client, "", "")
    assert response.status_code == 200
    assert actions() == []


@pytest.mark.parametrize("target", ["/search/?q=1", "/"])
def test_next_leads_back_into_the_portal(client, target):
    make_user(staff_number="A001")
    assert sign_in(client, "A001", data={"next": target})["Location"] == target


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
    ],
)
def test_next_never_leads_away(client, target):
    make_user(staff_number="A001")
    assert sign_in(client, "A001", data={"next": target})["Location"] == "/"
    client.logout()
    assert "evil" not in client.get(SIGN_IN, {"next": target}).content.decode()


def test_signed_in_person_is_sent_home_even_with_next(client):
    client.force_login(make_user())
    assert client.get(SIGN_IN, {"next": "/admin/"})["Location"] == "/"


def test_sign_in_needs_the_csrf_token():
    make_user(staff_number="A001")
    assert sign_in(Client(enforce_csrf_checks=True), "A001").status_code == 403


def test_sign_out_is_a_post(client):
    client.force_login(make_user())
    assert client.get(reverse("accounts:sign_out")).status_code == 405
    assert client.post(reverse("accounts:sign_out")).status_code == 302
    assert not is_signed_in(client)


class CountedHasher(PBKDF2PasswordHasher):
    """Notes how many rounds every hash took."""

    iterations = 7
    rounds: ClassVar[list[int]] = []

    def encode(self, password, salt, iterations=None):
        self.rounds.append(iterations or self.iterations)
        return super().encode(password, salt, iterations)


def test_unknown_number_costs_a_hash_too(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountedHasher"]
    make_user(staff_number="A001")
    make_user(staff_number="A002", is_active=False)
    request = RequestFactory().post(SIGN_IN)

    def cost(number):
        CountedHasher.rounds.clear()
        assert authenticate(request, staff_number=number, password="wrong") is None
        return list(CountedHasher.rounds)

    assert cost("A001") == [CountedHasher.iterations]
    assert cost("nobody") == cost("A002") == cost("A001")


# ---- lock-out ----------------------------------------------------------------------------------------


def fail(client, username, times, **extra):
    return [sign_in(client, username, "wrong-password", **extra) for _ in range(times)]


def test_five_failures_lock_user_and_address(client):
    make_user(staff_number="A001")
    assert [response.status_code for response in fail(client, "A001", 5)] == [200, 200, 200, 200, 429]
    response = sign_in(client, "A001")
    assert response.status_code == 429
    assert "15分钟后再试" in response.content.decode()
    assert not is_signed_in(client)


def test_lock_does_not_reach_another_address_or_another_user(client):
    make_user(staff_number="A001")
    make_user(staff_number="A002")
    fail(client, "A001", 5)
    assert sign_in(client, "A001", REMOTE_ADDR="10.9.9.9").status_code == 302
    assert sign_in(Client(), "A002").status_code == 302


def test_another_browser_is_no_way_round_the_lock(client):
    make_user(staff_number="A001")
    for number in range(5):
        sign_in(client, "A001", "wrong-password", HTTP_USER_AGENT=f"browser {number}")
    assert sign_in(client, "A001", HTTP_USER_AGENT="browser 9").status_code == 429


WRITINGS = ["A001", "13800000000", "138 0000 0000", "+86 138-0000-0000", "Ａ００１", "１３８００００００００"]


def test_every_writing_of_a_person_is_counted_together(client):
    make_user(staff_number="A001", phone="13800000000")
    statuses = [sign_in(client, written, "wrong-password").status_code for written in WRITINGS[:5]]
    assert statuses == [200, 200, 200, 200, 429]
    for written in WRITINGS:
        assert sign_in(client, written).status_code == 429, written
    assert not is_signed_in(client)


def test_writings_of_an_unknown_name_are_counted_together(client):
    for written in ["B002", " B002", "Ｂ００２", "B002 ", "Ｂ002"]:
        sign_in(client, written, "wrong-password")
    assert sign_in(client, "B002", "wrong-password").status_code == 429
    assert sign_in(client, "B003", "wrong-password").status_code == 200


def test_clients_behind_the_proxy_are_counted_apart(client, settings):
    settings.AXES_IPWARE_PROXY_COUNT = 1
    make_user(staff_number="A001")
    fail(client, "A001", 5, HTTP_X_FORWARDED_FOR="10.1.1.1")
    assert sign_in(client, "A001", HTTP_X_FORWARDED_FOR="10.1.1.1").status_code == 429
    assert sign_in(client, "A001", HTTP_X_FORWARDED_FOR="10.2.2.2").status_code == 302


def test_claimed_address_is_no_way_round_the_lock(client, settings):
    """Neither without a proxy, nor left of what the proxy wrote."""
    make_user(staff_number="A001")
    for number in range(5):
        sign_in(client, "A001", "wrong-password", HTTP_X_FORWARDED_FOR=f"10.1.1.{number}")
    assert sign_in(client, "A001", HTTP_X_FORWARDED_FOR="10.1.1.9").status_code == 429
    settings.AXES_IPWARE_PROXY_COUNT = 1
    for number in range(5):
        sign_in(client, "A001", "wrong-password", HTTP_X_FORWARDED_FOR=f"10.1.1.{number}, 10.3.3.3")
    assert sign_in(client, "A001", HTTP_X_FORWARDED_FOR="10.1.1.9, 10.3.3.3").status_code == 429


def test_server_behind_a_unix_socket_locks_too(client):
    make_user(staff_number="A001")
    fail(client, "A001", 5, REMOTE_ADDR="")
    assert sign_in(client, "A001", REMOTE_ADDR="").status_code == 429


@pytest.mark.parametrize("page", ["/admin/login/", "/_util/login/"])
def test_wagtails_own_sign_in_pages_lead_to_ours(client, page):
    make_user(Role.EDITOR, staff_number="A001")
    for password in ["wrong-password"] * 6 + [PASSWORD]:
        response = client.post(page, {"username": "A001", "password": password})
        assert (response.status_code, response["Location"]) == (302, SIGN_IN)
    assert not is_signed_in(client)
    assert AuditEntry.objects.filter(action__startswith="accounts.sign_in").count() == 0
    for target in ("/admin/", "/admin/pages/?q=一&p=2"):
        for answer in (client.get(page, {"next": target}), client.post(page, {"next": target})):
            address, _, query = answer["Location"].partition("?")
            assert (address, QueryDict(query)["next"]) == (SIGN_IN, target)
    assert client.get(page, {"next": "https://evil.example/"})["Location"] == SIGN_IN


def test_admin_leads_to_our_sign_in_and_back(client):
    make_user(Role.EDITOR, staff_number="A001")
    asked = client.get("/admin/reports/locked/")
    assert asked["Location"] == f"{SIGN_IN}?next=/admin/reports/locked/"
    assert (
        sign_in(client, "A001", data={"next": "/admin/reports/locked/"})["Location"]
        == "/admin/reports/locked/"
    )


def test_success_forgets_the_failures(client):
    make_user(staff_number="A001", phone="13800000000")
    fail(client, "A001", 4)
    sign_in(client, "13800000000")
    fail(client, "A001", 4)
    assert sign_in(client, "A001").status_code == 302


def test_lock_ends(client, settings):
    make_user(staff_number="A001")
    fail(client, "A001", 5)
    settings.AXES_COOLOFF_TIME = dt.timedelta(0)
    assert sign_in(client, "A001").status_code == 302


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (None, "1.1.1.1", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
        (2, "1.1.1.1", "10.0.0.1"),
        (1, "unknown", "10.0.0.1"),
        (1, "<script>", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_client_address_trusts_only_named_proxies(settings, proxies, forwarded, expected):
    settings.AXES_IPWARE_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == expected


# ---- the password ------------------------------------------------------------------------------------


def change_password(client, new="Xin-mima-2016", old=PASSWORD, again=None):
    data = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post(reverse("accounts:password_change"), data)


def test_password_change_needs_a_person(client):
    assert change_password(client)["Location"].startswith(SIGN_IN)


def test_password_change_keeps_this_session_and_ends_others(client):
    user = make_user(staff_number="A001")
    other = Client()
    sign_in(client, "A001")
    sign_in(other, "A001")
    assert change_password(client).status_code == 302
    user.refresh_from_db()
    assert user.check_password("Xin-mima-2016")
    assert client.get(reverse("accounts:password_change")).status_code == 200
    assert other.get(reverse("accounts:password_change")).status_code == 302


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"old": "wrong"}, "原密码不正确"),
        ({"again": "another"}, "不一致"),
        ({"new": "Ab-12345"}, "至少 10 个字符"),
        ({"new": PASSWORD}, "不能与原密码相同"),
    ],
)
def test_bad_password_change_changes_nothing(client, fields, message):
    user = make_user()
    client.force_login(user)
    assert message in change_password(client, **fields).content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_reset_password_must_be_changed_first(client):
    make_user(staff_number="A001", must_change_password=True)
    sign_in(client, "A001")
    assert client.get("/accounts/sign-in/")["Location"] == reverse("accounts:password_change")
    assert client.get(reverse("accounts:password_change")).status_code == 200
    change_password(client)
    assert client.get("/accounts/sign-in/")["Location"] == "/"
    assert not User.objects.get().must_change_password


# ---- one record per event ----------------------------------------------------------------------------


def test_every_event_leaves_exactly_one_record(client):
    user = make_user(staff_number="A001", phone="13800000000")
    sign_in(client, "13800000000", REMOTE_ADDR="10.1.1.1")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.address) == (AuditAction.SIGN_IN, user.pk, "10.1.1.1")
    change_password(client)
    client.post(reverse("accounts:sign_out"))
    client.post(reverse("accounts:sign_out"))  # nobody is signed in any more
    sign_in(client, "A001", "wrong-password")
    assert actions() == [
        AuditAction.SIGN_IN,
        AuditAction.PASSWORD_CHANGED,
        AuditAction.SIGN_OUT,
        AuditAction.SIGN_IN_FAILED,
    ]
    assert AuditEntry.objects.first().target_id == str(user.pk)


def test_lock_out_leaves_one_record_of_its_own(client):
    user = make_user(staff_number="A001", phone="13800000000")
    fail(client, "138 0000 0000", 7, REMOTE_ADDR="10.1.1.1")
    entry = AuditEntry.objects.get(action=AuditAction.LOCKED_OUT)
    assert (entry.target_type, entry.target_id) == ("accounts.user", str(user.pk))
    assert (entry.target_label, entry.address) == (str(user), "10.1.1.1")
    assert AuditAction.LOCKED_OUT.label == entry.action_label
    assert actions().count(AuditAction.SIGN_IN_FAILED) == 7
    assert actions().count(AuditAction.LOCKED_OUT) == 1
    assert len(actions()) == 8


def test_failed_sign_in_of_a_stranger_is_recorded_without_password(client):
    sign_in(client, "nobody", "geheim-geheim")
    entry = AuditEntry.objects.get()
    assert (entry.actor_id, entry.actor_label, entry.target_id) == (None, "nobody", "")
    assert "geheim" not in str(vars(entry))


# ---- limits of a session -----------------------------------------------------------------------------

PAGE = "/accounts/password/"


@pytest.fixture
def at(monkeypatch):
    """Set the clock to so long after the start."""
    start = clock.now()

    def move(**later):
        monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(**later))

    return move


def test_idle_session_ends_and_says_so(client, at):
    client.force_login(make_user())
    at(minutes=29)
    assert client.get(PAGE).status_code == 200
    at(minutes=58)
    assert client.get(PAGE).status_code == 200
    at(minutes=89)
    assert client.get(PAGE).status_code == 302
    assert actions()[-1] == AuditAction.SESSION_EXPIRED
    assert "长时间未操作" in client.get(SIGN_IN).content.decode()
    assert "长时间未操作" not in client.get(SIGN_IN).content.decode()


def test_session_ends_after_the_longest_time(client, at):
    client.force_login(make_user())
    for minutes in range(20, 12 * 60, 20):
        at(minutes=minutes)
        assert client.get(PAGE).status_code == 200
    at(hours=12)
    assert client.get(PAGE).status_code == 302
    assert "最长时限" in client.get(SIGN_IN).content.decode()
    assert actions().count(AuditAction.SESSION_EXPIRED) == 1


def test_disabled_person_is_out_with_the_next_request(client):
    user = make_user()
    client.force_login(user)
    assert client.get(PAGE).status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(PAGE).status_code == 302
    assert not is_signed_in(client)


def test_session_is_written_once_a_minute_at_most(client, at, django_assert_max_num_queries):
    client.force_login(make_user())
    client.get(PAGE)
    for seconds, writes in ((10, 0), (59, 0), (61, 1), (70, 0), (119, 0), (125, 1)):
        at(seconds=seconds)
        with django_assert_max_num_queries(40) as captured:
            client.get(PAGE)
        made = [query["sql"] for query in captured if query["sql"].startswith(("UPDATE", "INSERT"))]
        assert len(made) == writes, (seconds, made)


def test_anonymous_visitor_has_no_session(client, django_assert_num_queries):
    response = client.get("/accounts/password/")
    assert response.status_code == 302
    assert client.cookies.get("sessionid") is None
