"""Reminders are given once, mailed once at most; the calendar keeps its entries apart from each other."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from common.models import Job
from tests.factories.accounts import NOON, make_user
from tests.factories.training import make_class, make_enrollment
from training.enums import ReminderKind
from training.models import ClassSession, Reminder
from training.services import reminding

TODAY = dt.date(2016, 11, 1)
DAY = dt.timedelta(days=1)


@pytest.mark.django_db
def test_each_deadline_is_told_of_once():
    learner = make_user(email="learner@portal.example")
    enrollment = make_enrollment(learner=learner, due_on=TODAY + 7 * DAY)
    make_enrollment(learner=learner, due_on=TODAY + 3 * DAY)

    assert reminding.plan_reminders(at=NOON) == 1
    assert reminding.plan_reminders(at=NOON) == 0
    reminder = Reminder.objects.get()
    assert (reminder.enrollment, reminder.kind) == (enrollment, ReminderKind.DUE_SOON)
    assert Job.objects.filter(name="training.mail_reminders").count() == 1

    enrollment.due_on += DAY  # extended: a new day, told of anew
    enrollment.save()
    assert reminding.plan_reminders(at=NOON + DAY) == 1


@pytest.mark.django_db
def test_overdue_is_told_once_even_if_the_day_was_missed():
    make_enrollment(due_on=TODAY - 2 * DAY)

    assert [reminding.plan_reminders(at=NOON + n * DAY) for n in range(4)] == [1, 0, 0, 0]
    assert Reminder.objects.get().kind == ReminderKind.OVERDUE


@pytest.mark.django_db
def test_mail_is_sent_once_and_not_to_who_has_read_it():
    learner = make_user(email="learner@portal.example")
    make_enrollment(learner=learner, due_on=TODAY + DAY)
    make_enrollment(learner=learner, due_on=TODAY + 7 * DAY)
    reminding.plan_reminders(at=NOON)

    assert reminding.mail_reminders(learner_id=learner.pk, at=NOON) == 1
    assert reminding.mail_reminders(learner_id=learner.pk, at=NOON) == 0
    assert len(mail.outbox) == 1
    assert "明天截止" in mail.outbox[0].body
    assert "一周后截止" in mail.outbox[0].body
    assert reverse("training:home") in mail.outbox[0].body


class _Down:
    """A mail backend whose server cannot be reached."""

    def __init__(self, **_):
        pass

    def open(self):
        raise ConnectionRefusedError

    def close(self):
        pass


@pytest.mark.django_db
def test_mail_a_server_did_not_take_is_sent_later(settings):
    learner = make_user(email="learner@portal.example")
    make_enrollment(learner=learner, due_on=TODAY + DAY)
    reminding.plan_reminders(at=NOON)

    settings.EMAIL_BACKEND = f"{__name__}._Down"
    with pytest.raises(ConnectionRefusedError):
        reminding.mail_reminders(learner_id=learner.pk, at=NOON)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert reminding.mail_reminders(learner_id=learner.pk, at=NOON) == 1


@pytest.fixture
def session(city):
    klass = make_class(unit=city)
    return ClassSession.objects.create(
        klass=klass, title="示例讲座", starts_at=NOON + DAY, ends_at=NOON + DAY + dt.timedelta(hours=2)
    )


@pytest.mark.django_db
def test_session_of_tomorrow_is_told_to_the_people_of_the_class(session, city):
    learner = make_user(unit=city)
    make_enrollment(session.klass.version, learner=learner, klass=session.klass, holds_place=True)

    assert reminding.plan_reminders(at=NOON) == 1
    assert Reminder.objects.get().kind == ReminderKind.SESSION


@pytest.mark.django_db
def test_calendar_has_stable_entries_and_a_secret_address(client, session, city):
    learner = make_user(unit=city)
    make_enrollment(
        session.klass.version, learner=learner, klass=session.klass, holds_place=True, due_on=TODAY + 9 * DAY
    )
    token = reminding.renew_calendar(learner=learner, at=NOON)
    address = reverse("training:calendar_feed", args=[token])

    first = Calendar.from_ical(client.get(address).content)
    session.starts_at += dt.timedelta(hours=1)
    session.sequence += 1
    session.save()
    second = Calendar.from_ical(client.get(address).content)

    assert [str(entry["uid"]) for entry in first.events] == [str(entry["uid"]) for entry in second.events]
    assert [entry.get("sequence") for entry in first.events] == [None, 0]
    assert [entry.get("sequence") for entry in second.events] == [None, 1]
    assert client.get(reverse("training:calendar_feed", args=["x" * 43])).status_code == 404

    reminding.renew_calendar(learner=learner, at=NOON)
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_disabled_account_has_no_calendar(client):
    learner = make_user()
    token = reminding.renew_calendar(learner=learner, at=NOON)
    learner.is_active = False
    learner.save()

    assert client.get(reverse("training:calendar_feed", args=[token])).status_code == 404


@pytest.mark.django_db
def test_reminders_that_came_later_are_not_put_away():
    learner = make_user()
    make_enrollment(learner=learner, due_on=TODAY + DAY)
    reminding.plan_reminders(at=NOON)
    make_enrollment(learner=learner, due_on=TODAY + DAY)
    later = NOON + dt.timedelta(minutes=1)
    reminding.plan_reminders(at=later)

    assert reminding.put_away(learner=learner, shown_at=NOON, at=later) == 1
