"""The order of locks is the same everywhere: classes by id, then enrollments (training.services.seats)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from tests.factories.accounts import NOON, make_user
from tests.factories.training import make_class, make_enrollment
from training.enums import ClassState, PeopleAction
from training.models import Enrollment
from training.services.handling import Order, handle_people
from training.services.leaving import grant_leave
from training.services.relocating import move_people

pytestmark = pytest.mark.django_db

_WHOLE = re.compile(r'SELECT "training_(trainingclass|enrollment)"\."id", ')
_DATES = {"starts_on": dt.date(2026, 3, 9), "ends_on": dt.date(2026, 3, 13)}


@pytest.fixture
def read():
    """Which rows were read whole, in order; a lock is such a read, also where the database has none."""
    with CaptureQueriesContext(connection) as captured:
        yield lambda: [query["sql"] for query in captured.captured_queries if _WHOLE.match(query["sql"])]


def test_leave_locks_the_class_before_the_enrollment(district, read):
    klass = make_class(unit=district, taken=1, state=ClassState.RUNNING, **_DATES)
    person = make_enrollment(klass.version, klass=klass, holds_place=True)
    trainer = make_user(Role.TRAINER, unit=district)
    before = len(read())

    grant_leave(enrollment=person, hours=Decimal(1), by=trainer, at=NOON, reason="病假")

    tables = [_WHOLE.match(sql)[1] for sql in read()[before:]]
    assert tables[:2] == ["trainingclass", "enrollment"]


def test_people_are_moved_between_classes_under_both_locks_by_id(district, read):
    target = make_class(unit=district, **_DATES)
    klass = make_class(target.version, unit=district, taken=1, **_DATES)
    person = make_enrollment(klass.version, klass=klass, holds_place=True)
    trainer = make_user(Role.TRAINER, unit=district)
    order = Order(PeopleAction.TRANSFER, reason="时间冲突", target=target)
    before = len(read())

    handled = handle_people(klass=klass, enrollments=[person.pk], order=order, by=trainer, at=NOON)

    assert handled.done == 1
    assert _locks_by_id(read()[before], target.pk, klass.pk)


def test_the_classes_of_everybody_who_moves_to_a_successor_are_locked_at_once(district, other_district, read):
    classes = [make_class(unit=district, taken=1, **_DATES) for _number in range(2)]
    for klass in reversed(classes):
        person = make_user(unit=other_district)
        made = make_enrollment(klass.version, learner=person, klass=klass, holds_place=True)
        Enrollment.objects.filter(pk=made.pk).update(unit=district)
    before = len(read())

    assert move_people(former=district, unit=other_district, at=NOON) == 2

    assert _locks_by_id(read()[before], *(klass.pk for klass in classes))
    assert not Enrollment.objects.exclude(unit=other_district).exists()


def _locks_by_id(sql: str, *ids: int) -> bool:
    return 'ORDER BY "training_trainingclass"."id" ASC' in sql and all(str(pk) in sql for pk in ids)
