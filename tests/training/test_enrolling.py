"""Enrolling, approval, waitlist, withdrawal, transfer, extension: who may, what follows, what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from tests.factories.accounts import NOON, make_user
from tests.factories.training import make_class, make_enrollment, make_version
from training.enums import ChangeKind, ClassState, EnrollmentMode, EnrollmentSource, EnrollmentState
from training.models import Enrollment, EnrollmentChange, Invitation, LearningEvent, TrainingClass, UnitQuota
from training.selectors.enrolling import open_enrollment
from training.services.approving import approve, reject
from training.services.capacity import change_capacity, set_quotas
from training.services.enrolling import enroll
from training.services.extending import extend
from training.services.place_counts import recount
from training.services.seats import EnrollmentError
from training.services.transferring import transfer
from training.services.withdrawing import withdraw

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=1)
SELF, ASSIGNED = EnrollmentSource.SELF, EnrollmentSource.ASSIGNED


def _join(learner, klass, at=NOON, source=SELF, **more):
    return enroll(learner=learner, version=klass.version, klass=klass, source=source, at=at, **more)


def _kinds(enrollment):
    return list(enrollment.changes.values_list("kind", flat=True))


def test_a_place_is_taken_and_the_next_one_waits(district):
    klass = make_class(unit=district, capacity=1)
    first, second = (_join(make_user(unit=district), klass) for _ in range(2))

    assert (first.state, first.holds_place, first.due_on) == (EnrollmentState.ACTIVE, True, klass.ends_on)
    assert (second.state, second.holds_place) == (EnrollmentState.WAITLISTED, False)
    assert _kinds(second) == [ChangeKind.ENROLLED, ChangeKind.WAITLISTED]
    assert list(LearningEvent.objects.values_list("enrollment", flat=True)) == [first.pk]
    assert recount() == []


def test_enrolling_again_changes_nothing(district):
    klass = make_class(unit=district, capacity=2)
    person = make_user(unit=district)

    assert _join(person, klass) == _join(person, klass)
    klass.refresh_from_db()
    assert klass.taken == 1
    assert EnrollmentChange.objects.count() == 1


def test_who_studies_without_a_class_comes_into_one_or_is_told_it_is_full(district, trainer):
    klass = make_class(unit=district, capacity=1)
    one, other = make_user(unit=district), make_user(unit=district)
    for person in (one, other):
        enroll(learner=person, version=klass.version, source=ASSIGNED, at=NOON, by=trainer)

    attached = _join(one, klass)
    assert (attached.klass, attached.holds_place, attached.state) == (klass, True, EnrollmentState.ACTIVE)
    with pytest.raises(EnrollmentError, match="名额已满"):
        _join(other, klass)
    assert recount() == []


def test_withdrawing_gives_the_place_to_who_waits_longest(district):
    klass = make_class(unit=district, capacity=1)
    people = [make_user(unit=district) for _ in range(3)]
    first, second, third = (
        _join(person, klass, at=NOON + dt.timedelta(minutes=minute)) for minute, person in enumerate(people)
    )

    withdraw(enrollment=first, by=people[0], at=LATER)

    for enrollment in (first, second, third):
        enrollment.refresh_from_db()
    states = [enrollment.state for enrollment in (first, second, third)]
    assert states == [EnrollmentState.WITHDRAWN, EnrollmentState.ACTIVE, EnrollmentState.WAITLISTED]
    assert _kinds(second)[-1] == ChangeKind.PROMOTED
    assert LearningEvent.objects.filter(enrollment=second).count() == 1
    withdraw(enrollment=first, by=people[0], at=LATER)  # once more: nothing is given back twice
    assert recount() == []
    assert TrainingClass.objects.get().taken == 1


def test_who_withdrew_may_enroll_again(district):
    klass = make_class(unit=district)
    person = make_user(unit=district)
    withdraw(enrollment=_join(person, klass), by=person, at=NOON)

    assert _join(person, klass, at=LATER).state == EnrollmentState.ACTIVE
    assert person.enrollments.count() == 2


def test_capacity_is_never_below_what_is_taken_and_more_of_it_promotes(district):
    klass = make_class(unit=district, capacity=2)
    enrollments = [_join(make_user(unit=district), klass) for _ in range(4)]

    with pytest.raises(EnrollmentError, match="不能少于 2"):
        change_capacity(klass=klass, capacity=1, at=LATER)
    assert change_capacity(klass=klass, capacity=3, at=LATER) == [enrollments[2]]
    klass.refresh_from_db()
    assert (klass.capacity, klass.taken) == (3, 3)


def test_people_of_a_quota_have_its_places_and_no_others(city, district, other_district, trainer):
    klass = make_class(unit=city, capacity=3)
    set_quotas(klass=klass, places={district.pk: 1}, at=NOON)
    of_quota = [_join(make_user(unit=district), klass) for _ in range(2)]
    others = [_join(make_user(unit=other_district), klass) for _ in range(3)]

    assert [row.state for row in of_quota] == [EnrollmentState.ACTIVE, EnrollmentState.WAITLISTED]
    assert [row.state for row in others] == [EnrollmentState.ACTIVE] * 2 + [EnrollmentState.WAITLISTED]
    assert (UnitQuota.objects.get().taken, TrainingClass.objects.get().taken) == (1, 3)

    withdraw(enrollment=others[0], by=trainer, at=LATER, reason="示例")
    others[2].refresh_from_db()
    of_quota[1].refresh_from_db()
    assert others[2].state == EnrollmentState.ACTIVE
    assert of_quota[1].state == EnrollmentState.WAITLISTED
    assert recount() == []


def test_new_quotas_count_who_is_there_and_are_refused_where_that_is_more(city, district, other_district):
    klass = make_class(unit=city, capacity=4)
    for unit in (district, district, other_district):
        _join(make_user(unit=unit), klass)

    with pytest.raises(EnrollmentError, match="已有 2 人"):
        set_quotas(klass=klass, places={district.pk: 1}, at=NOON)
    with pytest.raises(EnrollmentError, match="超过班次名额 4"):
        set_quotas(klass=klass, places={district.pk: 4}, at=NOON)
    set_quotas(klass=klass, places={district.pk: 3}, at=NOON)
    assert UnitQuota.objects.get().taken == 2
    with pytest.raises(EnrollmentError, match="合计 4"):
        change_capacity(klass=klass, capacity=3, at=NOON)
    set_quotas(klass=klass, places={}, at=NOON)
    assert not UnitQuota.objects.exists()
    assert recount() == []


def test_windows_modes_and_reach_are_asked_of_who_comes_alone(city, district, other_district):
    person = make_user(unit=district)
    cases = {
        "报名尚未开始": {"enroll_from": LATER},
        "报名已经截止": {"enroll_until": NOON},
        "组织调训": {"enrollment_mode": EnrollmentMode.CLOSED},
        "不接受报名": {"state": ClassState.RUNNING},
        "已取消": {"state": ClassState.CANCELED},
    }
    for words, fields in cases.items():
        with pytest.raises(EnrollmentError, match=words):
            _join(person, make_class(unit=district, **fields))
    for stranger in (make_user(unit=other_district), make_user(unit=city), make_user()):
        with pytest.raises(EnrollmentError, match="面向主办单位"):
            _join(stranger, make_class(unit=district))
    assert not EnrollmentChange.objects.exists()


def test_approval_takes_the_own_unit_and_then_the_organizer(city, district, trainer, district_admin):
    klass = make_class(unit=city, capacity=1, enrollment_mode=EnrollmentMode.APPROVAL)
    person = make_user(unit=district)
    enrollment = _join(person, klass)
    assert enrollment.state == EnrollmentState.PENDING_UNIT

    assert (
        approve(enrollment=enrollment, by=district_admin, at=NOON).state == EnrollmentState.PENDING_ORGANIZER
    )
    with pytest.raises(EnrollmentError, match="不由您审核"):
        approve(enrollment=enrollment, by=district_admin, at=NOON)
    approved = approve(enrollment=enrollment, by=trainer, at=LATER)

    assert (approved.state, approved.holds_place) == (EnrollmentState.ACTIVE, True)
    assert _kinds(enrollment) == [ChangeKind.ENROLLED, ChangeKind.APPROVED, ChangeKind.APPROVED]
    assert AuditEntry.objects.filter(action="training.approved").count() == 2
    second = _join(make_user(unit=district), klass)
    assert approve(enrollment=second, by=trainer, at=LATER).state == EnrollmentState.WAITLISTED
    assert recount() == []


def test_rejection_needs_a_reason_and_lets_enroll_again(city, district, district_admin):
    klass = make_class(unit=city, enrollment_mode=EnrollmentMode.APPROVAL)
    person = make_user(unit=district)
    enrollment = _join(person, klass)

    with pytest.raises(EnrollmentError, match="原因"):
        reject(enrollment=enrollment, by=district_admin, at=NOON, reason=" ")
    assert (
        reject(enrollment=enrollment, by=district_admin, at=NOON, reason="示例").state
        == EnrollmentState.REJECTED
    )
    assert _join(person, klass, at=LATER).state == EnrollmentState.PENDING_UNIT


def test_nobody_approves_the_own_enrollment(city, trainer):
    enrollment = _join(trainer, make_class(unit=city, enrollment_mode=EnrollmentMode.APPROVAL))

    with pytest.raises(EnrollmentError, match="本人"):
        approve(enrollment=enrollment, by=trainer, at=NOON)


def test_an_assigned_course_is_not_left_by_oneself(district, district_admin):
    person = make_user(unit=district)
    enrollment = enroll(learner=person, version=make_version(), source=ASSIGNED, at=NOON, by=district_admin)

    with pytest.raises(EnrollmentError, match="不能自行退出"):
        withdraw(enrollment=enrollment, by=person, at=NOON)
    with pytest.raises(EnrollmentError, match="原因"):
        withdraw(enrollment=enrollment, by=district_admin, at=NOON)
    withdraw(enrollment=enrollment, by=district_admin, at=NOON, reason="示例")
    assert AuditEntry.objects.filter(action="training.withdrawn", actor_id=district_admin.pk).exists()


def test_a_district_enrolls_its_own_people_only(city, district, other_district, district_admin):
    with pytest.raises(EnrollmentError, match="本单位"):
        enroll(
            learner=make_user(unit=other_district),
            version=make_version(),
            source=ASSIGNED,
            at=NOON,
            by=district_admin,
        )
    klass = make_class(unit=city, capacity=5, enrollment_mode=EnrollmentMode.CLOSED)
    with pytest.raises(EnrollmentError, match="名额"):
        _join(make_user(unit=district), klass, source=ASSIGNED, by=district_admin)
    set_quotas(klass=klass, places={district.pk: 1}, at=NOON)
    assert _join(make_user(unit=district), klass, source=ASSIGNED, by=district_admin).holds_place


def test_transfer_moves_both_places_or_none(district, district_admin):
    version = make_version()
    here = make_class(version, unit=district, capacity=1)
    there = make_class(version, unit=district, capacity=1, ends_on=dt.date(2016, 12, 1))
    mover, waiting = _join(make_user(unit=district), here), _join(make_user(unit=district), here)

    moved = transfer(enrollment=mover, klass=there, by=district_admin, at=LATER)

    waiting.refresh_from_db()
    assert (moved.klass, moved.due_on, waiting.state) == (there, there.ends_on, EnrollmentState.ACTIVE)
    with pytest.raises(EnrollmentError, match="名额已满"):
        transfer(enrollment=waiting, klass=there, by=district_admin, at=LATER)
    waiting.refresh_from_db()
    assert (waiting.klass, waiting.holds_place) == (here, True)
    assert recount() == []


def test_extensions_are_on_record(district, district_admin):
    enrollment = make_enrollment(learner=make_user(unit=district), due_on=dt.date(2016, 11, 30))

    for day in (30, 29):
        with pytest.raises(EnrollmentError, match="须晚于"):
            extend(
                enrollment=enrollment,
                due_on=dt.date(2016, 11, day),
                by=district_admin,
                at=NOON,
                reason="示例",
            )
    extend(enrollment=enrollment, due_on=dt.date(2016, 12, 15), by=district_admin, at=NOON, reason="示例")

    change = EnrollmentChange.objects.get()
    assert (change.kind, change.data) == (ChangeKind.EXTENDED, {"from": "2016-11-30", "to": "2016-12-15"})


def test_an_invitation_opens_a_closed_class_as_often_as_it_says(city, district, other_district, trainer):
    klass = make_class(unit=city, enrollment_mode=EnrollmentMode.CLOSED)
    invitation = Invitation.objects.create(
        token="示例", version=klass.version, klass=klass, unit=district, expires_at=LATER, uses_left=1,
        created_by=trainer, created_at=NOON,
    )  # fmt: skip

    def use(person, at=NOON):
        invitation.refresh_from_db()
        return _join(person, klass, source=EnrollmentSource.INVITATION, invitation=invitation, at=at)

    with pytest.raises(EnrollmentError, match="甲区"):
        use(make_user(unit=other_district))
    with pytest.raises(EnrollmentError, match="过期"):
        use(make_user(unit=district), at=LATER)
    person = make_user(unit=district)
    assert use(person).holds_place
    assert use(person).holds_place  # again: no second use
    with pytest.raises(EnrollmentError, match="用完"):
        use(make_user(unit=district))


@pytest.mark.parametrize("state", [ClassState.CANCELED, ClassState.CLOSED])
@pytest.mark.parametrize("taken", [0, 1])
def test_a_class_that_ended_after_it_was_read_takes_nobody(district, trainer, state, taken):
    klass = make_class(unit=district, capacity=1, taken=taken)
    alone = enroll(
        learner=make_user(unit=district), version=klass.version, source=ASSIGNED, at=NOON, by=trainer
    )
    TrainingClass.objects.filter(pk=klass.pk).update(
        state=state, closed_at=NOON if state == ClassState.CLOSED else None
    )
    for learner in (make_user(unit=district), alone.learner):
        with pytest.raises(EnrollmentError, match="已结班或者已取消"):
            _join(learner, klass)

    alone.refresh_from_db()
    assert (alone.klass, klass.enrollments.count()) == (None, 0)
    assert TrainingClass.objects.get().taken == taken


def test_the_audit_says_what_came_of_who_was_enrolled_by_somebody_else(district, trainer):
    klass = make_class(unit=district, capacity=1, taken=1)
    TrainingClass.objects.filter(pk=klass.pk).update(taken=0)  # given back since the class was read

    enrollment = _join(make_user(unit=district), klass, source=ASSIGNED, by=trainer)

    assert enrollment.state == EnrollmentState.ACTIVE
    assert AuditEntry.objects.get(action="training.enrolled").data["state"] == EnrollmentState.ACTIVE


def test_an_enrollment_that_ends_while_it_is_read_is_none(district, monkeypatch):
    person = make_user(unit=district)
    made = make_enrollment(learner=person)
    related = Enrollment.objects.select_related

    def late(*names):
        Enrollment.objects.filter(pk=made.pk).update(state=EnrollmentState.WITHDRAWN, ended_at=NOON)
        return related(*names)

    monkeypatch.setattr(Enrollment.objects, "select_related", late)

    assert open_enrollment(learner=person, version=made.version) is None


@pytest.mark.parametrize("fields", [{"revoked_at": NOON}, {"uses_left": 0}])
def test_a_link_that_ended_after_it_was_read_lets_nobody_in(city, trainer, fields):
    klass = make_class(unit=city)
    invitation = Invitation.objects.create(
        token="示例", version=klass.version, klass=klass, expires_at=LATER,
        created_by=trainer, created_at=NOON, uses_left=1 if "uses_left" in fields else None,
    )  # fmt: skip
    Invitation.objects.filter(pk=invitation.pk).update(**fields)

    with pytest.raises(EnrollmentError, match="邀请链接"):
        _join(make_user(unit=city), klass, source=EnrollmentSource.INVITATION, invitation=invitation)
    assert not klass.enrollments.exists()


def test_who_comes_by_a_link_without_a_limit_writes_nothing_to_it(city, trainer):
    klass = make_class(unit=city)
    invitation = Invitation.objects.create(
        token="示例",
        version=klass.version,
        klass=klass,
        expires_at=LATER,
        created_by=trainer,
        created_at=NOON,
    )
    with CaptureQueriesContext(connection) as asked:
        assert _join(
            make_user(unit=city), klass, source=EnrollmentSource.INVITATION, invitation=invitation
        ).holds_place
    assert not [query["sql"] for query in asked if query["sql"].startswith('UPDATE "training_invitation"')]
