"""The order of locks is the same everywhere: classes by id, then enrollments (training.services.seats)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from tests.factories.accounts import NOON, make_superuser, make_user
from tests.factories.training import make_class, make_enrollment, make_version
from training.enums import ClassState, EnrollmentSource, PeopleAction
from training.models import Enrollment, EnrollmentListRun
from training.services.completing import complete_lesson
from training.services.enrolling import enroll
from training.services.handling import Order, handle_people
from training.services.inviting import create_invitation, revoke_invitation
from training.services.leaving import grant_leave
from training.services.listing import enroll_listed
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


def test_a_link_is_locked_before_its_class_whether_it_is_used_or_revoked(city):
    klass = make_class(unit=city)
    by = make_superuser()
    link = create_invitation(klass=klass, by=by, at=NOON, expires_at=NOON + dt.timedelta(days=1), uses=2)
    table = re.compile(
        r'(?:UPDATE|SELECT) .*?"training_(invitation|trainingclass)"."(?:id|uses_left|revoked_at|taken)"'
    )

    with CaptureQueriesContext(connection) as used:
        enroll(
            learner=make_user(unit=city), version=klass.version, klass=klass, at=NOON,
            source=EnrollmentSource.INVITATION, invitation=link,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as revoked:
        revoke_invitation(invitation=link, by=by, at=NOON)

    for captured in (used, revoked):
        found = [table.match(query["sql"]) for query in captured.captured_queries]
        tables = [match[1] for match in found if match]
        assert tables[0] == "invitation"
        assert "trainingclass" in tables


def test_the_people_of_a_list_are_added_before_their_class_is_locked(district):
    klass = make_class(unit=district)
    trainer = make_user(Role.TRAINER, unit=district)
    run = EnrollmentListRun.objects.create(
        version=klass.version, klass=klass, path=district.path, name="示例", created_at=NOON,
        created_by=trainer, confirmed_at=NOON,
    )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        enroll_listed(run=run, learners=[make_user(unit=district)])

    told = [query["sql"] for query in asked.captured_queries]
    added = next(
        place for place, sql in enumerate(told) if sql.startswith('INSERT INTO "training_enrollment"')
    )
    locked = next(place for place, sql in enumerate(told) if _WHOLE.match(sql))
    assert added < locked


def test_completing_locks_the_enrollment_alone(monkeypatch):
    asked = []
    real = QuerySet.select_for_update

    def seen(self, **how):
        asked.append((self.model, how))
        return real(self, **how)

    monkeypatch.setattr(QuerySet, "select_for_update", seen)
    enrollment = make_enrollment(make_version())

    complete_lesson(enrollment=enrollment, lesson=enrollment.version.lessons.get(), at=NOON)

    assert asked[0] == (Enrollment, {"of": ("self",), "no_key": True})


def _locks_by_id(sql: str, *ids: int) -> bool:
    return 'ORDER BY "training_trainingclass"."id" ASC' in sql and all(str(pk) in sql for pk in ids)
