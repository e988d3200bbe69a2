"""Enrolling, leaving, transfer, edits of capacity and quotas in any order: every place is sold once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import OrgUnit, User
from tests.factories.accounts import NOON, make_superuser, make_unit, make_user
from tests.factories.training import make_class, make_version
from training.enums import EnrollmentSource, EnrollmentState
from training.models import Enrollment, TrainingClass, UnitQuota
from training.services.capacity import change_capacity, set_quotas
from training.services.enrolling import enroll
from training.services.place_counts import recount
from training.services.relocating import move_person
from training.services.seats import list_quotas, nearest_quota
from training.services.transferring import transfer
from training.services.withdrawing import withdraw

PEOPLE, UNITS = 8, 3
person_number = st.integers(0, PEOPLE - 1)
class_number = st.integers(0, 1)
unit_number = st.integers(0, UNITS - 1)
places = st.integers(0, 4)


class Seats(RuleBasedStateMachine):
    """Two classes of one course, eight people of three units; all in a transaction that is undone."""

    def __init__(self) -> None:
        super().__init__()
        self._block = transaction.atomic()
        self._block.__enter__()
        root = make_unit("示例市")
        middle = make_unit("甲区", root)
        leaf = make_unit("示例镇", OrgUnit.objects.get(pk=middle.pk))
        self.units = [OrgUnit.objects.get(pk=unit.pk) for unit in (root, middle, leaf)]
        self.people = [make_user(unit=self.units[number % UNITS]) for number in range(PEOPLE)]
        self.by = make_superuser()
        version = make_version()
        self.classes = [make_class(version, unit=self.units[0], capacity=2) for _ in range(2)]
        self.minute = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._block.__exit__(None, None, None)

    def _at(self) -> dt.datetime:
        self.minute += 1
        return NOON + dt.timedelta(minutes=self.minute)

    def _person(self, number: int) -> User:
        return User.objects.select_related("unit").get(pk=self.people[number].pk)

    def _klass(self, number: int) -> TrainingClass:
        return TrainingClass.objects.select_related("version__course__page", "unit").get(
            pk=self.classes[number].pk
        )

    def _open(self, number: int) -> Enrollment | None:
        return Enrollment.objects.open().filter(learner=self.people[number]).first()

    @rule(person=person_number, klass=class_number)
    def enroll(self, person: int, klass: int) -> None:
        chosen = self._klass(klass)
        before = self._open(person)
        try:
            made = enroll(
                learner=self._person(person), version=chosen.version, klass=chosen,
                source=EnrollmentSource.SELF, at=self._at(),
            )  # fmt: skip
        except ValidationError:
            assert before is not None
        else:
            assert before is None or before == made

    @precondition(lambda self: Enrollment.objects.open().exists())
    @rule(person=person_number)
    def leave(self, person: int) -> None:
        enrollment = self._open(person)
        if enrollment is not None:
            withdraw(enrollment=enrollment, by=self.people[person], at=self._at())

    @precondition(lambda self: Enrollment.objects.open().exists())
    @rule(person=person_number, klass=class_number)
    def transfer(self, person: int, klass: int) -> None:
        enrollment = self._open(person)
        if enrollment is not None:
            self._try(transfer, enrollment=enrollment, klass=self._klass(klass), by=self.by)

    @rule(klass=class_number, capacity=places)
    def edit_capacity(self, klass: int, capacity: int) -> None:
        self._try(change_capacity, klass=self._klass(klass), capacity=capacity)

    @rule(klass=class_number, chosen=st.dictionaries(unit_number, places, max_size=2))
    def edit_quotas(self, klass: int, chosen: dict[int, int]) -> None:
        by_unit = {self.units[number].pk: number_of for number, number_of in chosen.items()}
        self._try(set_quotas, klass=self._klass(klass), places=by_unit)

    @rule(person=person_number, unit=unit_number)
    def move(self, person: int, unit: int) -> None:
        learner = self._person(person)
        former, learner.unit = learner.unit, self.units[unit]
        learner.save(update_fields=["unit"])
        move_person(learner=learner, former=former, by=None, at=self._at())

    def _try(self, service: Any, **arguments: Any) -> None:
        before = self._numbers()
        try:
            service(**arguments, at=self._at())
        except ValidationError:
            assert self._numbers() == before  # what is refused changes nothing

    def _numbers(self) -> list[Any]:
        classes = TrainingClass.objects.order_by("pk").values_list("capacity", "taken")
        quotas = UnitQuota.objects.order_by("pk").values_list("unit", "places", "taken")
        rows = Enrollment.objects.order_by("pk").values_list("klass", "state", "holds_place", "quota")
        return [*classes, *quotas, *rows]

    @invariant()
    def every_place_is_sold_once(self) -> None:
        assert recount() == []
        for klass in TrainingClass.objects.all():
            quotas = list_quotas(klass.pk)
            held = Enrollment.objects.filter(klass=klass, holds_place=True).count()
            assert held == klass.taken <= klass.capacity
            # Nobody has a place that a quota keeps for others.
            free = sum(quota.places - quota.taken for quota in quotas)
            assert klass.taken + free <= klass.capacity

    @invariant()
    def nobody_waits_for_a_free_place(self) -> None:
        for klass in TrainingClass.objects.all():
            quotas = list_quotas(klass.pk)
            unreserved = klass.capacity - klass.taken - sum(quota.places - quota.taken for quota in quotas)
            waiting = Enrollment.objects.filter(klass=klass, state=EnrollmentState.WAITLISTED)
            for enrollment in waiting.select_related("unit"):
                quota = nearest_quota(quotas, enrollment.unit)
                free = quota.places - quota.taken if quota is not None else unreserved
                assert free == 0


@pytest.mark.django_db
def test_places_are_sold_once_whatever_happens():
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Seats,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
