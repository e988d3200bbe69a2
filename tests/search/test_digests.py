"""Mail about what one follows: for who wants it, each notice once, and nothing not theirs to read."""

from __future__ import annotations

import datetime as dt
import re
import smtplib
import socket
import ssl
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from accounts.models import User
from common import clock
from content.models import BasePage
from search.enums import Digest, FollowEvent
from search.models import DigestChoice, FollowNotice
from search.services import digesting
from search.services.following import choose_digest
from tasks.relay import run_due_jobs
from tests.content.asking import restrict
from tests.factories.accounts import make_user
from tests.factories.content import make_policy, make_structure
from tests.factories.publishing import client_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def person() -> User:
    cache.clear()
    make_structure()
    made = make_user(email="reader@example.com")
    choose_digest(user=made, frequency=Digest.DAILY, at=clock.now())
    return made


def tell(person: User, page_id: int, event: FollowEvent = FollowEvent.NEW_CASE) -> FollowNotice:
    return FollowNotice.objects.create(
        user=person, event=event, page_id=page_id, about_id=1, created_at=clock.now()
    )


def send(days: int = 1) -> int:
    """Plan the mails of a day and send them; returns how many people it was the day of."""
    planned = digesting.plan_digests(at=clock.now() + days * DAY)
    run_due_jobs()
    return planned


def test_mail_names_what_is_new_and_the_way_out(person: User) -> None:
    page = make_policy("示例通知\n（示例）")
    tell(person, page.pk)
    assert send() == 1
    (sent,) = mail.outbox
    assert sent.to == ["reader@example.com"]
    assert page.url in sent.body
    assert "示例通知 （示例）" in sent.body
    assert "\n" not in sent.subject
    stop = re.search(r"http://\S+(/search/unsubscribe/\S+)", sent.body)
    assert stop
    assert sent.extra_headers["List-Unsubscribe"].endswith(f"{stop[1]}>")
    visitor = Client(enforce_csrf_checks=True)
    assert "不再接收" in visitor.get(stop[1]).content.decode()
    assert DigestChoice.objects.get().frequency == Digest.DAILY
    visitor.post(stop[1], {"List-Unsubscribe": "One-Click"})
    assert DigestChoice.objects.get().frequency == Digest.NONE
    assert visitor.get(stop[1][:-3] + "xx/").status_code == 404


def test_notice_is_in_one_mail_only(person: User) -> None:
    tell(person, make_policy("示例通知（示例）").pk)
    assert [send(1), send(1), send(2)] == [1, 0, 1]
    assert len(mail.outbox) == 1


def test_worker_killed_while_sending_never_sends_again(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(person, make_policy("示例通知（示例）").pk)

    def die(_message: EmailMessage, **_: Any) -> int:
        mail.outbox.append(_message)  # it had left
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", die)
        with pytest.raises(SystemExit):
            digesting.send_digest(user_id=person.pk, at=clock.now())
    assert digesting.send_digest(user_id=person.pk, at=clock.now()) == 0
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (smtplib.SMTPRecipientsRefused({}), 1),
        (smtplib.SMTPDataError(451, b"later"), 1),
        (smtplib.SMTPServerDisconnected(), 0),
        (TimeoutError(), 0),
    ],
)
def test_refused_mail_is_tried_again_only_where_it_cannot_have_left(
    person: User, monkeypatch: pytest.MonkeyPatch, error: OSError, again: int
) -> None:
    tell(person, make_policy("示例通知（示例）").pk)

    def refuse(_message: EmailMessage, **_: Any) -> int:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", refuse)
        with pytest.raises(type(error)):
            digesting.send_digest(user_id=person.pk, at=clock.now())
    assert digesting.send_digest(user_id=person.pk, at=clock.now()) == again


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError(), socket.gaierror(), ssl.SSLError(), TimeoutError()], ids=repr
)
def test_mail_is_sent_later_where_there_was_no_connection(
    person: User, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    tell(person, make_policy("示例通知（示例）").pk)

    def refuse(_backend: EmailBackend) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "open", refuse)
        with pytest.raises(type(error)):
            digesting.send_digest(user_id=person.pk, at=clock.now())
    assert digesting.send_digest(user_id=person.pk, at=clock.now()) == 1


def test_what_may_not_be_read_any_more_is_in_no_mail(person: User) -> None:
    gone = make_policy("金丝雀通知（示例）")
    tell(person, gone.pk)
    BasePage.objects.get(pk=gone.pk).specific.unpublish()
    send()
    assert mail.outbox == []


def test_title_not_meant_for_everybody_does_not_travel(person: User) -> None:
    closed = make_policy("金丝雀通知（示例）")
    tell(person, closed.pk)
    tell(person, make_policy("示例通知（示例）").pk)
    restrict(closed)
    send()
    (sent,) = mail.outbox
    assert "金丝雀" not in sent.body + sent.subject
    assert "示例通知（示例）" in sent.body
    assert "登录后查看" in sent.body
    assert closed.url not in sent.body
    assert "/search/saved/" in sent.body.partition("登录后查看")[2].split()[1]


def test_no_mail_for_who_is_disabled_has_no_address_or_read_it(person: User) -> None:
    page = make_policy("示例通知（示例）")
    notice = tell(person, page.pk)
    for change in ({"is_active": False}, {"is_active": True, "email": ""}):
        User.objects.filter(pk=person.pk).update(**change)
        digesting.send_digest(user_id=person.pk, at=clock.now())
    User.objects.filter(pk=person.pk).update(email="reader@example.com")
    FollowNotice.objects.filter(pk=notice.pk).update(read_at=clock.now())
    digesting.send_digest(user_id=person.pk, at=clock.now())
    assert mail.outbox == []


def test_mail_is_chosen_on_the_page_and_nobody_gets_it_unasked(person: User) -> None:
    other = make_user(email="other@example.com")
    tell(other, make_policy("示例通知（示例）").pk)
    assert send() == 1  # the one who asked
    client = client_of(other)
    client.post("/search/digest/", {"digest": "hourly"})
    assert not DigestChoice.objects.filter(user=other).exists()
    client.post("/search/digest/", {"digest": "weekly"})
    assert 'value="weekly" selected' in client.get("/search/saved/").content.decode()
    assert [send(6), send(7), send(8)] == [1, 2, 1]
    assert mail.outbox == []  # what came before it was asked for is not sent


def test_mails_are_planned_in_steps(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digesting, "BATCH", 1)
    other = make_user(email="other@example.com")
    choose_digest(user=other, frequency=Digest.DAILY, at=clock.now() - 2 * DAY)
    choose_digest(user=person, frequency=Digest.DAILY, at=clock.now() - 2 * DAY)
    page = make_policy("示例通知（示例）")
    tell(person, page.pk)
    tell(other, page.pk)
    digesting.plan_digests(at=clock.now())
    run_due_jobs()
    assert len(mail.outbox) == 2
