"""Leave from a class, the limit of a seventh, and what a closed class is credited with."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEntry
from tests.factories.accounts import NOON, make_user
from tests.factories.publishing import client_of
from tests.factories.training import make_class, make_enrollment
from training.enums import (
    AttendanceOutcome,
    AttendanceWay,
    ClassStanding,
    ClassState,
    EnrollmentSource,
    EnrollmentState,
    TrainingAction,
)
from training.models import (
    Attendance,
    ClassResult,
    ClassSession,
    CreditEntry,
    EnrollmentChange,
    HourRuleTable,
)
from training.selectors.attendance import hours_by_person, sheet
from training.selectors.leaves import class_leave, leave_standing
from training.selectors.rosters import roster_page
from training.services.attending import mark
from training.services.crediting import credit_class
from training.services.leaving import LeaveError, cancel_leave, grant_leave, withdraw_for_leave

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 1, 9, tzinfo=NOON.tzinfo)
FIRST = dt.datetime(2026, 3, 9, 9, tzinfo=NOON.tzinfo)
DATES = {"starts_on": dt.date(2026, 3, 9), "ends_on": dt.date(2026, 3, 13)}


@pytest.fixture
def district_trainer(district):
    return make_user(Role.TRAINER, name="示例甲区培训员", unit=district)


def make_timetable(klass, *hours: str) -> list[ClassSession]:
    """Sessions of so many hours, in the morning and the afternoon by turns."""
    made = []
    for place, number in enumerate(hours):
        starts = FIRST + dt.timedelta(days=place // 2, hours=place % 2 * 5)
        made.append(
            ClassSession.objects.create(
                klass=klass,
                title=f"示例第{place + 1}讲",
                starts_at=starts,
                ends_at=starts + dt.timedelta(hours=3),
                hours=Decimal(number),
            )
        )
    return made


@pytest.fixture
def klass(district):
    made = make_class(unit=district, taken=1, state=ClassState.RUNNING, **DATES)
    make_timetable(made, *["3"] * 7)
    return made


@pytest.fixture
def enrollment(klass, reader):
    return make_enrollment(klass.version, learner=reader, klass=klass, holds_place=True)


def test_a_seventh_is_allowed_and_more_is_not(klass, enrollment, district_trainer):
    # 条例 art. 15: more than a seventh of the hours, here more than 3 of 21
    first = klass.sessions.first()

    assert not leave_standing(enrollment, on=AT.date()).is_near
    grant_leave(enrollment=enrollment, session=first, by=district_trainer, at=AT, reason="病假")
    standing = leave_standing(enrollment, on=AT.date())
    assert (standing.total, standing.leave, standing.limit) == (21, 3, 3)
    assert (standing.must_withdraw, standing.is_near) == (False, True)
    with pytest.raises(LeaveError, match="没有超过"):
        withdraw_for_leave(enrollment=enrollment, by=district_trainer, at=AT)

    grant_leave(enrollment=enrollment, hours=Decimal("0.5"), by=district_trainer, at=AT, reason="会议")
    standing = leave_standing(enrollment, on=AT.date())
    assert (standing.leave, standing.must_withdraw, standing.is_near) == (Decimal("3.5"), True, False)
    assert class_leave(klass, on=AT.date()) == [standing]


def test_somebody_beyond_the_limit_is_withdrawn_by_a_trainer_with_the_figures(
    klass, enrollment, district_trainer, reader
):
    grant_leave(enrollment=enrollment, hours=Decimal(4), by=district_trainer, at=AT, reason="病假")
    enrollment.refresh_from_db()
    assert enrollment.state == EnrollmentState.ACTIVE  # a flag, not a deed of the machine

    withdraw_for_leave(enrollment=enrollment, by=district_trainer, at=AT)

    enrollment.refresh_from_db()
    klass.refresh_from_db()
    assert (enrollment.state, klass.taken) == (EnrollmentState.WITHDRAWN, 0)
    reason = EnrollmentChange.objects.get(enrollment=enrollment).reason
    assert "4 学时" in reason
    assert "21 的 7 分之一" in reason
    assert "第十五条" in reason
    assert AuditEntry.objects.filter(action=TrainingAction.LEAVE_RECORDED).count() == 1


def test_the_limit_is_that_of_the_day_in_the_citys_time(klass, enrollment, district_trainer):
    grant_leave(enrollment=enrollment, hours=Decimal(4), by=district_trainer, at=AT, reason="病假")
    HourRuleTable.objects.filter(leave_one_in__isnull=False).update(effective_from=dt.date(2026, 3, 2))
    night = dt.datetime(2026, 3, 1, 16, 30, tzinfo=dt.UTC)  # half past midnight of March 2

    assert withdraw_for_leave(enrollment=enrollment, by=district_trainer, at=night).must_withdraw


def test_what_withdrawing_refuses_is_said_on_the_screen(klass, enrollment, district_trainer):
    enrollment.learner = district_trainer  # assigned by the organisation: one does not end that oneself
    enrollment.source = EnrollmentSource.ASSIGNED
    enrollment.save()
    grant_leave(enrollment=enrollment, hours=Decimal(4), by=district_trainer, at=AT, reason="病假")

    fields = {"action": "withdraw", "enrollment": enrollment.pk}
    address = f"/admin/training/classes/{klass.pk}/leave/"
    page = client_of(district_trainer).post(address, fields, follow=True)

    assert "不能自行退出" in page.text
    enrollment.refresh_from_db()
    assert enrollment.state == EnrollmentState.ACTIVE


def test_without_a_rule_nobody_has_to_leave(klass, enrollment, district_trainer):
    HourRuleTable.objects.update(leave_one_in=None)
    grant_leave(enrollment=enrollment, hours=Decimal(20), by=district_trainer, at=AT, reason="病假")

    standing = leave_standing(enrollment, on=AT.date())
    assert (standing.limit, standing.must_withdraw, standing.is_near) == (None, False, False)


def test_leave_of_a_session_is_attendance_and_can_be_canceled(klass, enrollment, district_trainer):
    session = klass.sessions.first()
    leave = grant_leave(enrollment=enrollment, session=session, by=district_trainer, at=AT, reason="病假")
    assert Attendance.objects.get().outcome == AttendanceOutcome.LEAVE
    with pytest.raises(LeaveError, match="登记过"):
        grant_leave(enrollment=enrollment, session=session, by=district_trainer, at=AT, reason="病假")

    cancel_leave(leave=leave, by=district_trainer, at=AT)
    assert leave_standing(enrollment, on=AT.date()).leave == 0
    again = grant_leave(enrollment=enrollment, session=session, by=district_trainer, at=AT, reason="病假")
    assert leave_standing(enrollment, on=AT.date()).leave == 3
    cancel_leave(leave=again, by=district_trainer, at=FIRST + dt.timedelta(hours=1))
    assert Attendance.objects.get().outcome == AttendanceOutcome.PRESENT


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": " ", "hours": Decimal(1)}, "原因"),
        ({"reason": "病假"}, "学时"),
        ({"reason": "病假", "hours": Decimal(0)}, "学时"),
    ],
)
def test_leave_that_cannot_be_recorded(enrollment, district_trainer, fields, words):
    with pytest.raises(LeaveError, match=words):
        grant_leave(enrollment=enrollment, by=district_trainer, at=AT, **fields)


def test_leave_is_kept_to_ones_own_classes_while_they_go_on(
    klass, enrollment, other_district, district_trainer
):
    stranger = make_user(Role.TRAINER, unit=other_district)
    with pytest.raises(LeaveError, match="管理范围"):
        grant_leave(enrollment=enrollment, hours=Decimal(1), by=stranger, at=AT, reason="病假")
    foreign = make_timetable(make_class(unit=other_district, **DATES), "3")[0]
    with pytest.raises(LeaveError, match="不在该班"):
        grant_leave(enrollment=enrollment, session=foreign, by=district_trainer, at=AT, reason="病假")
    klass.state, klass.closed_at = ClassState.CLOSED, AT
    klass.save()
    with pytest.raises(LeaveError, match="已经结束"):
        grant_leave(enrollment=enrollment, hours=Decimal(1), by=district_trainer, at=AT, reason="病假")


def test_the_screen_records_shows_and_withdraws(klass, enrollment, district_trainer, other_district):
    address = f"/admin/training/classes/{klass.pk}/leave/"
    client = client_of(district_trainer)
    assert client_of(make_user(Role.TRAINER, unit=other_district)).get(address).status_code == 404

    fields = {"action": "grant", "enrollment": enrollment.pk, "reason": "病假", "hours": "4", "session": ""}
    client.post(address, fields)
    page = client.get(address).text
    assert "超过规定，应予退学" in page
    assert "4 / 21" in page
    client.post(address, {**fields, "hours": "x"})
    client.post(address, {"action": "withdraw", "enrollment": enrollment.pk})

    enrollment.refresh_from_db()
    assert enrollment.state == EnrollmentState.WITHDRAWN
    assert enrollment.leaves.count() == 1


def test_leave_is_counted_alike_on_the_roster_the_screen_and_at_the_closing(
    klass, enrollment, district_trainer
):
    first, second = klass.sessions.all()[:2]
    grant_leave(enrollment=enrollment, session=first, by=district_trainer, at=AT, reason="病假")
    canceled = grant_leave(enrollment=enrollment, session=second, by=district_trainer, at=AT, reason="病假")
    grant_leave(enrollment=enrollment, hours=Decimal("0.25"), by=district_trainer, at=AT, reason="会议")
    cancel_leave(leave=canceled, by=district_trainer, at=AT)  # and did not come
    be_present(enrollment, *klass.sessions.all()[2:])

    hours = hours_by_person(klass)[enrollment.pk]
    [person] = roster_page(klass).people

    assert (
        leave_standing(enrollment, on=AT.date()).leave == hours.leave == person.leave_hours == Decimal("3.25")
    )
    assert (hours.present, hours.absent, hours.total) == (Decimal("14.75"), 3, 21)
    assert (person.present, person.leave, person.absent) == (5, 1, 1)
    assert [sheet(session)[0].outcome for session in (first, second)] == [
        AttendanceOutcome.LEAVE,
        AttendanceOutcome.ABSENT,
    ]
    client = client_of(district_trainer)
    assert "3.25" in client.get(f"/admin/training/classes/{klass.pk}/roster/").text
    for name in ("training_class_sheet", "training_class_sheet_print"):
        rows = (
            client.get(reverse(name, args=[klass.pk, second.pk]))
            .text.split("<tbody>")[1]
            .split("</tbody>")[0]
        )
        assert "缺席" in rows
        assert "请假" not in rows


def test_leave_said_again_after_it_was_canceled_is_leave(klass, enrollment, district_trainer):
    session = klass.sessions.first()
    canceled = grant_leave(enrollment=enrollment, session=session, by=district_trainer, at=AT, reason="病假")
    cancel_leave(leave=canceled, by=district_trainer, at=AT)
    again = {"session": session, "enrollments": [enrollment.pk], "by": district_trainer, "reason": "还是病了"}
    later = AT + dt.timedelta(hours=1)

    assert mark(outcome=AttendanceOutcome.LEAVE, at=later, **again) == 1
    assert mark(outcome=AttendanceOutcome.LEAVE, at=later, **again) == 0

    assert hours_by_person(klass)[enrollment.pk].leave == leave_standing(enrollment, on=AT.date()).leave == 3
    assert list(Attendance.objects.get().changes.values_list("reason", flat=True)) == ["病假", "还是病了"]


# ---- credits of a class -----------------------------------------------------------------


def close(klass, **standings) -> None:
    for enrollment, standing in standings.items():
        ClassResult.objects.create(
            enrollment_id=int(enrollment[1:]),
            klass=klass,
            standing=standing,
            at=AT,
            total_hours=21,
            present_hours=0,
            leave_hours=0,
            absent_hours=0,
        )


def be_present(enrollment, *sessions) -> None:
    for session in sessions:
        Attendance.objects.create(
            session=session,
            enrollment=enrollment,
            at=AT,
            outcome=AttendanceOutcome.PRESENT,
            way=AttendanceWay.HAND,
        )


def test_a_class_gives_the_hours_attended_less_leave_once(klass, enrollment, district_trainer):
    klass.capacity, klass.taken = 30, 3
    klass.save()
    absent, left = (make_enrollment(klass.version, klass=klass, holds_place=True) for _number in range(2))
    sessions = list(klass.sessions.all())
    be_present(enrollment, *sessions[:5])
    be_present(left, *sessions)
    grant_leave(enrollment=enrollment, hours=Decimal("0.5"), by=district_trainer, at=AT, reason="会议")
    close(
        klass,
        **{
            f"e{enrollment.pk}": ClassStanding.MET,
            f"e{absent.pk}": ClassStanding.SHORT,
            f"e{left.pk}": ClassStanding.LEFT,
        },
    )

    assert credit_class(klass=klass, by=district_trainer, at=AT) == 1
    assert credit_class(klass=klass, by=district_trainer, at=AT) == 0

    entry = CreditEntry.objects.get()
    # five half days: morning and afternoon of two days, the morning of the third
    assert (entry.learner_id, entry.hours, entry.days) == (
        enrollment.learner_id,
        Decimal("14.5"),
        Decimal("2.5"),
    )
    assert (entry.category, entry.source, entry.on) == ("concentrated", "class", klass.ends_on)
    assert entry.evidence["sessions"] == [session.pk for session in sessions[:5]]
