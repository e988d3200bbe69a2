"""A person who came to another unit."""

from __future__ import annotations

import pytest

from accounts.services.people import change_user
from accounts.services.units import succeed_unit
from tests.factories.accounts import NOON, make_user
from tests.factories.training import make_class, make_enrollment, make_version
from training.enums import ChangeKind, EnrollmentSource, EnrollmentState
from training.models import EnrollmentChange
from training.services.capacity import set_quotas
from training.services.enrolling import enroll
from training.services.place_counts import recount

pytestmark = pytest.mark.django_db


def test_what_is_under_way_counts_for_the_new_unit_and_what_is_done_for_the_old(
    district, other_district, system_admin
):
    person = make_user(unit=district)
    active = make_enrollment(learner=person)
    done = make_enrollment(learner=person, state=EnrollmentState.COMPLETED, completed_at=NOON)

    change_user(user=person, by=system_admin, at=NOON, unit=other_district)
    change_user(user=person, by=system_admin, at=NOON, post="示例职务")

    for enrollment, unit in ((active, other_district), (done, district)):
        enrollment.refresh_from_db()
        assert enrollment.unit == unit
    change = EnrollmentChange.objects.get()
    assert (change.kind, change.by, change.reason) == (
        ChangeKind.MOVED_UNIT, system_admin, "人员由“甲区”调至“乙区”",
    )  # fmt: skip
    assert change.data == {"from": district.pk, "to": other_district.pk}


def test_who_waited_comes_in_where_the_new_unit_has_places_and_a_given_place_is_kept(
    city, district, other_district, system_admin
):
    klass = make_class(make_version(unit=city), unit=city, capacity=2)
    set_quotas(klass=klass, places={district.pk: 1, other_district.pk: 1}, at=NOON)
    first, second = (
        enroll(
            learner=make_user(unit=district), version=klass.version, klass=klass,
            source=EnrollmentSource.SELF, at=NOON,
        )
        for _ in range(2)
    )  # fmt: skip
    change_user(user=second.learner, by=system_admin, at=NOON, unit=other_district)
    second.refresh_from_db()
    assert (second.state, second.quota.unit) == (EnrollmentState.ACTIVE, other_district)
    change_user(user=first.learner, by=system_admin, at=NOON, unit=city)
    first.refresh_from_db()
    assert (first.state, first.unit, first.quota.unit) == (EnrollmentState.ACTIVE, city, district)
    assert not recount()


def test_what_people_of_an_ended_unit_study_counts_for_its_successor(district):
    enrollment = make_enrollment(learner=make_user(unit=district))
    successor = succeed_unit(unit=district, on=NOON.date(), name="丙区")
    enrollment.refresh_from_db()
    assert enrollment.unit == successor
    assert "丙区" in enrollment.changes.get().reason
