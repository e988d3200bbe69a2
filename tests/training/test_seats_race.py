"""Many connections want the same class at the same moment."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from common import clock
from tests.factories.accounts import make_superuser, make_unit, make_user
from tests.factories.training import make_class, make_version
from training.enums import EnrollmentSource, EnrollmentState
from training.models import Enrollment, TrainingClass
from training.services.capacity import change_capacity, set_quotas
from training.services.enrolling import enroll
from training.services.inviting import create_invitation, revoke_invitation
from training.services.place_counts import recount
from training.services.seats import EnrollmentError
from training.services.withdrawing import withdraw

CONNECTIONS = 8


def _together(work: Any, arguments: list[Any]) -> None:
    """Call ``work`` for each argument, by eight threads with a connection each; the first error is raised."""

    def call(argument: Any) -> None:
        try:
            work(argument)
        finally:
            connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        list(threads.map(call, arguments))


@pytest.mark.django_db(transaction=True)
def test_no_place_is_sold_twice_and_none_stays_free():
    city = make_unit("示例市")
    klass = make_class(make_version(unit=city), unit=city, capacity=12, ends_on=clock.today())
    district = make_unit("甲区", city)
    set_quotas(klass=klass, places={district.pk: 4}, at=clock.now())
    people = [make_user(unit=(district, city)[number % 2], password=None) for number in range(40)]

    def act(number: int) -> None:
        person = people[number]
        enrollment = enroll(
            learner=person, version=klass.version, klass=klass, source=EnrollmentSource.SELF, at=clock.now()
        )
        if number % 4 == 0:
            withdraw(enrollment=enrollment, by=person, at=clock.now())
        if number == 20:
            change_capacity(klass=TrainingClass.objects.get(pk=klass.pk), capacity=15, at=clock.now())

    _together(act, list(range(len(people))))

    klass.refresh_from_db()
    quota = klass.quotas.get()
    assert (klass.taken, klass.capacity, quota.taken) == (15, 15, 4)
    assert Enrollment.objects.filter(holds_place=True).count() == 15
    assert Enrollment.objects.filter(state=EnrollmentState.WAITLISTED).count() == 15
    assert recount() == []


@pytest.mark.django_db(transaction=True)
def test_one_person_who_asks_many_times_at_once_is_enrolled_once():
    city = make_unit("示例市")
    klass = make_class(make_version(unit=city), unit=city, capacity=5, ends_on=clock.today())
    person = make_user(unit=city)

    def act(_number: int) -> None:
        enroll(
            learner=person, version=klass.version, klass=klass, source=EnrollmentSource.SELF, at=clock.now()
        )

    _together(act, list(range(16)))

    assert Enrollment.objects.get().holds_place
    assert TrainingClass.objects.get().taken == 1


@pytest.mark.django_db(transaction=True)
def test_a_link_is_revoked_while_people_come_by_it():
    city = make_unit("示例市")
    klass = make_class(make_version(unit=city), unit=city, capacity=30, ends_on=clock.today())
    at, by = clock.now(), make_superuser()
    link = create_invitation(klass=klass, by=by, at=at, expires_at=at + dt.timedelta(days=1), uses=20)
    people = [make_user(unit=city, password=None) for _number in range(24)]
    came: list[int] = []

    def act(number: int) -> None:
        if number == 12:
            revoke_invitation(invitation=link, by=by, at=clock.now())
        with suppress(EnrollmentError):
            enroll(
                learner=people[number], version=klass.version, klass=klass, at=clock.now(),
                source=EnrollmentSource.INVITATION, invitation=link,
            )  # fmt: skip
            came.append(number)

    _together(act, list(range(len(people))))

    link.refresh_from_db()
    klass.refresh_from_db()
    assert klass.taken == len(came) == 20 - link.uses_left
    assert link.revoked_at is not None
    assert 12 not in came
