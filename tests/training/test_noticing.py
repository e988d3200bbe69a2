"""Who waited or applied is told what came of it: once on the site, once by mail, in one with the decision."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from common.models import Job
from tests.factories.accounts import NOON, make_user
from tests.factories.training import make_class
from training.enums import ChangeKind, EnrollmentMode, EnrollmentSource, EnrollmentState, ReminderKind
from training.models import Reminder
from training.resources.enrollment_lists import work_on_list
from training.services.approving import approve, reject
from training.services.capacity import change_capacity
from training.services.enrolling import enroll
from training.services.listing import confirm_list, take_in_list
from training.services.reminding import mail_reminders
from training.services.seats import promote_waiting
from training.services.transferring import transfer
from training.services.withdrawing import withdraw

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def district_trainer(district):
    return make_user(Role.TRAINER, name="示例甲区培训员", unit=district)


@pytest.fixture
def learner(district):
    return make_user(name="示例学员", unit=district, email="learner@portal.example")


def join(klass, person, **more):
    more.setdefault("source", EnrollmentSource.SELF)
    return enroll(learner=person, version=klass.version, klass=klass, at=NOON, **more)


def kinds_told(learner):
    return list(Reminder.objects.filter(learner=learner).order_by("pk").values_list("kind", flat=True))


def mail_jobs():
    return Job.objects.filter(name="training.mail_reminders")


def run_mail_jobs():
    """Every job twice, as after a crash behind its work."""
    for _time in range(2):
        for job in mail_jobs():
            mail_reminders(at=LATER, **job.kwargs)


def test_who_comes_in_from_the_waitlist_is_told_once(client, district, learner):
    klass = make_class(unit=district, capacity=1)
    first, waiting = join(klass, make_user(unit=district)), join(klass, learner)
    assert waiting.state == EnrollmentState.WAITLISTED
    withdraw(enrollment=first, by=first.learner, at=LATER)
    with transaction.atomic():
        assert promote_waiting(klass_id=klass.pk, at=LATER) == []

    assert kinds_told(learner) == [ReminderKind.PROMOTED]
    assert not Reminder.objects.exclude(learner=learner).exists()
    run_mail_jobs()
    assert len(mail.outbox) == 1
    assert f"候补转正：{klass.name}" in mail.outbox[0].body
    client.force_login(learner)
    assert f"候补转正：{klass.name}" in client.get(reverse("training:home")).content.decode()


def test_who_waits_and_is_transferred_into_a_free_place_is_told_once(district, district_trainer, learner):
    klass = make_class(unit=district, capacity=1)
    there, later = (make_class(klass.version, unit=district, name=f"示例{n}班") for n in "甲乙")
    join(klass, make_user(unit=district))
    waiting = join(klass, learner)
    transfer(enrollment=waiting, klass=there, by=district_trainer, at=LATER)
    transfer(enrollment=waiting, klass=later, by=district_trainer, at=LATER)  # studies already

    assert kinds_told(learner) == [ReminderKind.PROMOTED]
    run_mail_jobs()
    assert len(mail.outbox) == 1
    assert "候补转正：示例乙班" in mail.outbox[0].body


def test_nobody_is_told_of_a_promotion_that_was_rolled_back(district, learner):
    klass = make_class(unit=district, capacity=1)
    join(klass, make_user(unit=district))
    join(klass, learner)
    with transaction.atomic():
        assert len(change_capacity(klass=klass, capacity=2, at=LATER)) == 1
        assert mail_jobs().exists()
        transaction.set_rollback(True)

    assert not Reminder.objects.exists()
    assert not mail_jobs().exists()
    run_mail_jobs()
    assert mail.outbox == []


def test_many_who_come_in_at_once_cost_no_statement_each(district):
    def come_in(number):
        klass = make_class(unit=district, capacity=1)
        join(klass, make_user(unit=district))
        people = [make_user(unit=district, email=f"{klass.pk}-{n}@portal.example") for n in range(number)]
        for person in people:
            join(klass, person)
        with CaptureQueriesContext(connection) as caught:
            assert len(change_capacity(klass=klass, capacity=number + 1, at=LATER)) == number
        return people, len(caught)

    (_few, least), (many, statements) = come_in(2), come_in(9)
    assert statements == least
    assert all(kinds_told(person) == [ReminderKind.PROMOTED] for person in many)
    run_mail_jobs()
    assert sorted(sent.to[0] for sent in mail.outbox if sent.to[0] in {one.email for one in many}) == sorted(
        one.email for one in many
    )


def test_who_comes_into_a_free_place_by_a_list_did_not_wait(district, district_trainer, learner):
    klass = make_class(unit=district, capacity=1)
    content = f"工号\n{learner.staff_number}\n".encode()
    run = take_in_list(
        version=klass.version, klass=klass, name="x", content=content, by=district_trainer, at=NOON
    )
    work_on_list(run_id=run.pk, at=NOON)
    confirm_list(run=run, by=district_trainer, at=LATER)
    work_on_list(run_id=run.pk, at=LATER)

    assert klass.enrollments.get().changes.filter(kind=ChangeKind.PROMOTED).exists()
    assert kinds_told(learner) == []


@pytest.fixture
def applied(district, learner):
    """An application for the one place of a class."""
    klass = make_class(unit=district, capacity=1, enrollment_mode=EnrollmentMode.APPROVAL)
    made = join(klass, learner)
    assert made.state == EnrollmentState.PENDING_UNIT
    return made


def test_who_is_approved_is_told_once(applied, district_trainer, learner):
    approve(enrollment=applied, by=district_trainer, at=LATER)

    assert kinds_told(learner) == [ReminderKind.APPROVED]
    run_mail_jobs()
    assert [sent.to for sent in mail.outbox] == [[learner.email]]
    assert "报名审核通过" in mail.outbox[0].body


def test_the_first_of_two_steps_is_no_decision_yet(city, trainer, district_trainer, learner):
    klass = make_class(unit=city, enrollment_mode=EnrollmentMode.APPROVAL)
    applied = join(klass, learner)
    assert approve(enrollment=applied, by=district_trainer, at=LATER).state == "pending_organizer"
    assert kinds_told(learner) == []
    approve(enrollment=applied, by=trainer, at=LATER)
    assert kinds_told(learner) == [ReminderKind.APPROVED]


def test_who_is_approved_but_finds_no_place_is_told_of_the_waitlist(applied, district, trainer, learner):
    other = make_user(unit=district)
    join(applied.klass, other, source=EnrollmentSource.ASSIGNED, by=trainer)
    approve(enrollment=applied, by=trainer, at=LATER)

    assert kinds_told(learner) == [ReminderKind.WAITLISTED]
    run_mail_jobs()
    assert "进入候补" in mail.outbox[0].body


def test_who_is_refused_is_told_why_once(client, applied, district_trainer, learner):
    reject(enrollment=applied, by=district_trainer, at=LATER, reason="示例原因<甲>")

    assert kinds_told(learner) == [ReminderKind.REJECTED]
    run_mail_jobs()
    assert len(mail.outbox) == 1
    assert "报名未通过审核" in mail.outbox[0].body
    assert "（原因：示例原因<甲>）" in mail.outbox[0].body
    client.force_login(learner)
    assert "（原因：示例原因&lt;甲&gt;）" in client.get(reverse("training:home")).content.decode()


@pytest.mark.parametrize("decide", [approve, reject])
def test_a_decision_that_was_rolled_back_is_told_to_nobody(applied, district_trainer, decide):
    with transaction.atomic():
        decide(enrollment=applied, by=district_trainer, at=LATER, reason="示例原因")
        transaction.set_rollback(True)

    assert not Reminder.objects.exists()
    assert not mail_jobs().exists()
