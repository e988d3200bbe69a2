"""Attendance by list: every unclear row has its word, and a list is recorded as a whole or not at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEntry
from tests.factories.accounts import NOON, make_user
from tests.factories.training import make_class, make_version
from tests.training.test_class_attendance import add_session, member, scan
from tests.training.test_class_lists import blank_rows, csv_file, xlsx
from training.enums import AttendanceOutcome, ClassState, EnrollmentState, LessonKind
from training.listing import attendance as reading
from training.listing.attendance import AttendanceLine, read_attendance
from training.listing.files import ListRefusedError
from training.models import Attendance, AttendanceChange, LearningEvent
from training.services.arranging import ClassError
from training.services.attending_lists import record_list

pytestmark = pytest.mark.django_db
HEADINGS = ["工号", "姓名", "考勤", "时间", "原因"]


def said(data):
    return [
        (row.line, row.number, row.outcome, row.time, bool(row.problem))
        for row in read_attendance(data).lines
    ]


# ---- reading


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_without_a_word_on_the_attendance_somebody_was_there(encoding):
    data = csv_file("工号,姓名,考勤\nS1,示例一,\n\nS2,示例二,请假\nS3,示例三,缺席\n", encoding)
    assert [(line, number, outcome) for line, number, outcome, _time, _problem in said(data)] == [
        (2, "S1", "present"), (4, "S2", "leave"), (5, "S3", "absent"),
    ]  # fmt: skip
    assert said(csv_file("工号\nS1\n")) == [(2, "S1", "present", "", False)]


def test_the_heading_may_say_more_and_stand_below_a_title():
    data = xlsx(
        ["示例班签到"],
        ["工 号", "姓名", "考勤*", "时间（可不填）", "原因（请假必填）"],
        ["S1", "示例", "到课", "8:55", ""],
    )
    assert said(data) == [(3, "S1", "present", "08:55:00", False)]


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("8:55", "08:55:00"),
        ("08：55：30", "08:55:30"),
        ("2016/11/1 8:55", "2016-11-01T08:55:00"),
        (dt.time(8, 55), "08:55:00"),
        (dt.datetime.fromisoformat("2016-11-01T08:55:01.000007"), "2016-11-01T08:55:01"),
        (None, ""),
    ],
)
def test_times_as_spreadsheets_keep_them(value, time):
    assert reading._read_time(value) == (time, "")


@pytest.mark.parametrize(
    "row",
    [
        [1.1e17, "示例", "到课", None, None],
        ["=A1", "示例", "到课", None, None],
        ["S1", '=B1&"x"', "到课", None, None],
        ["S1", "示例", "来过", None, None],
        ["S1", "示例", "=C1", None, None],
        ["S1", "示例", "到课", "上午", None],
        ["S1", "示例", "到课", "25:00", None],
        ["S1", "示例", "到课", 0.37, None],
        ["S1", "示例", "请假", None, "=1+1"],
        ["S1", "示例", "请假", None, "长" * 201],
        [None, "示例没有工号", "到课", None, None],
        [None, None, "到课", None, None],
    ],
)
def test_a_row_that_is_unclear_is_a_problem_and_no_guess(row):
    (line,) = read_attendance(xlsx(HEADINGS, row)).lines
    assert line.problem


@pytest.mark.parametrize(
    ("data", "limits", "word"),
    [
        (csv_file("姓名,考勤\n示例,到课\n"), {}, "“工号”"),
        (csv_file("工号\n" + "S1\n" * 4), {"rows": 3}, "超过 3 人"),
        (blank_rows(20), {"lines": 10}, "超过 10 行"),
        (xlsx(HEADINGS, ["S1"]), {"unpacked": 1_000}, "过大"),
        (b"\0" * 3 * 1024 * 1024, {}, "超过 2 MB"),
    ],
)
def test_a_file_that_is_too_much_or_no_such_list_is_refused(data, limits, word, monkeypatch):
    monkeypatch.setattr(reading, "LIMITS", replace(reading.LIMITS, **limits))
    with pytest.raises(ListRefusedError, match=word):
        list(read_attendance(data).lines)


# ---- recording


@pytest.fixture
def klass(city):
    return make_class(make_version(LessonKind.SESSION, unit=city), unit=city, state=ClassState.RUNNING)


@pytest.fixture
def session(klass):
    return add_session(klass)  # of three hours from noon


def people_of(klass, number=3):
    people = [make_user(name=f"示例学员{each}", unit=klass.unit) for each in range(number)]
    for person in people:
        member(klass, person)
    return people


def listed(session, by, *rows, at=None, dry_run=False):
    lines = list(read_attendance(xlsx(HEADINGS, *rows)).lines)
    return record_list(session=session, lines=lines, by=by, at=at or session.ends_at, dry_run=dry_run)


def local(moment):
    return timezone.localtime(moment)


def test_a_list_is_recorded_as_entries_by_hand_are(klass, session, trainer):
    first, second, third = people_of(klass)
    came = session.starts_at + dt.timedelta(minutes=20)
    rows = [
        [first.staff_number, first.name, None, f"{local(came):%H:%M}"],
        [second.staff_number, None, "请假", None, "示例病假"],
        [third.staff_number, "示例 学员2", "缺席"],
    ]
    checked = listed(session, trainer, *rows, dry_run=True)
    assert [(line.outcome, line.problem, line.is_new) for line in checked] == [
        ("present", "", True), ("leave", "", True), ("absent", "", True),
    ]  # fmt: skip
    assert not Attendance.objects.exists()

    listed(session, trainer, *rows)
    found = {row.enrollment.learner_id: row for row in session.attendances.all()}
    assert {pk: (row.outcome, row.way) for pk, row in found.items()} == {
        first.pk: ("present", "list"), second.pk: ("leave", "list"), third.pk: ("absent", "list"),
    }  # fmt: skip
    assert (found[first.pk].at, found[first.pk].flags) == (came, ["late"])
    assert (found[third.pk].at, found[third.pk].flags) == (session.ends_at, [])
    changes = AttendanceChange.objects.order_by("pk").values_list(
        "before", "outcome", "way", "at", "by", "reason"
    )
    at = session.ends_at
    assert list(changes) == [
        ("", "present", "list", at, trainer.pk, ""),
        ("", "leave", "list", at, trainer.pk, "示例病假"),
        ("", "absent", "list", at, trainer.pk, ""),
    ]
    event = LearningEvent.objects.get(kind="attended")
    assert (event.enrollment.learner, event.at, event.data["way"]) == (first, at, "list")
    assert klass.enrollments.get(learner=first).state == EnrollmentState.COMPLETED
    audit = AuditEntry.objects.get(action="training.attendance_changed")
    assert audit.data["outcomes"] == {"present": 1, "leave": 1, "absent": 1}


def test_what_is_recorded_already_is_left_alone_and_a_correction_keeps_what_was(klass, session, trainer):
    first, second, _third = people_of(klass)
    scan(session, first)
    rows = [[first.staff_number], [second.staff_number, None, "缺席"]]
    assert [line.is_new for line in listed(session, trainer, *rows)] == [False, True]
    assert [line.is_new for line in listed(session, trainer, *rows)] == [False, False]
    assert session.attendances.get(enrollment__learner=first).way == "qr"
    assert AuditEntry.objects.filter(action="training.attendance_changed").count() == 1

    listed(session, trainer, [second.staff_number, None, "到课"])
    changes = session.attendances.get(enrollment__learner=second).changes.order_by("pk")
    assert list(changes.values_list("before", "outcome")) == [("", "absent"), ("absent", "present")]


def test_every_wrong_row_has_its_word_and_nothing_is_recorded(klass, session, trainer, city):
    first, second, third = people_of(klass)
    waiting = member(klass, state=EnrollmentState.WAITLISTED, waitlisted_at=NOON).learner
    outsider = make_user(name="示例外人", unit=city)
    zeros = make_user(staff_number="000777", name="示例零", unit=city)
    member(klass, zeros)
    long_ago = f"{local(session.starts_at - dt.timedelta(hours=2)):%H:%M}"
    rows = [
        [first.staff_number, first.name],  # 2: good
        [first.staff_number.lower().replace("s", "Ｓ"), None, "缺席"],  # 3: again, full width
        ["S99999", "示例无人"],  # 4: unknown
        [outsider.staff_number, outsider.name],  # 5: not in the class
        [waiting.staff_number, waiting.name],  # 6: on the waitlist
        [second.staff_number, "示例别人"],  # 7: another name
        [second.staff_number, None, "请假"],  # 8: no reason
        [third.staff_number, None, "到课", long_ago],  # 9
        [777, "示例零"],  # 10: zeros were lost, the name confirms
        [777, None],  # 11: the same without a name
        [1.1e17, "示例数字"],  # 12
        [third.staff_number, None, "到课", "0001-01-01 00:00"],  # 13
    ]
    checked = {line.given.line: line.problem for line in listed(session, trainer, *rows)}
    assert {line for line, problem in checked.items() if not problem} == {2, 10}
    assert checked[3] == "与第 2 行是同一人。"
    # Who is not in the class is as unknown as who does not exist.
    assert checked[4] == checked[5] == checked[6]
    assert "姓名" in checked[7]
    assert second.name not in checked[7]
    assert "请假的原因" in checked[8]
    assert "签到时间" in checked[9]
    assert "0" in checked[11]
    assert "科学记数法" in checked[12]
    assert checked[13] == "与第 9 行是同一人。"
    assert not Attendance.objects.exists()
    assert not AuditEntry.objects.filter(action="training.attendance_changed").exists()


@pytest.mark.parametrize("time", ["0001-01-01 00:00", "9999-12-31 23:59", "2016-11-02 12:05"])
def test_a_time_of_another_day_is_refused(klass, session, trainer, time):
    (person,) = people_of(klass, 1)
    (line,) = listed(session, trainer, [person.staff_number, None, "到课", time])
    assert "签到时间" in line.problem


def test_before_the_session_only_leave_is_recorded(klass, session, trainer):
    first, second, _third = people_of(klass)
    early = session.starts_at - dt.timedelta(days=1)
    rows = [[first.staff_number, None, "请假", None, "示例"], [second.staff_number, None, "到课"]]
    assert [bool(line.problem) for line in listed(session, trainer, *rows, at=early)] == [False, True]
    assert not Attendance.objects.exists()
    listed(session, trainer, rows[0], at=early)
    assert Attendance.objects.get().outcome == AttendanceOutcome.LEAVE


def test_a_crash_in_the_middle_leaves_nothing(klass, session, trainer, monkeypatch):
    people = people_of(klass)

    def dies(_events):
        assert AttendanceChange.objects.count() == len(people)
        raise KeyboardInterrupt

    monkeypatch.setattr("training.services.attending.record_many", dies)
    with pytest.raises(KeyboardInterrupt):
        listed(session, trainer, *([person.staff_number] for person in people))
    assert not Attendance.objects.exists()
    assert not AttendanceChange.objects.exists()


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_closed_class_and_another_districts_trainer_are_refused(
    klass, session, trainer, other_district, dry_run
):
    (person,) = people_of(klass, 1)
    other = make_user(Role.TRAINER, name="示例乙区培训员", unit=other_district)
    with pytest.raises(ClassError, match="本单位"):
        listed(session, other, [person.staff_number], dry_run=dry_run)
    klass.state, klass.closed_at = ClassState.CLOSED, NOON
    klass.save()
    with pytest.raises(ClassError, match="已结班"):
        listed(session, trainer, [person.staff_number], dry_run=dry_run)
    assert not Attendance.objects.exists()


def test_a_row_costs_no_query_before_it_is_recorded(klass, session, trainer, django_assert_num_queries):
    lines = [AttendanceLine(number, person.staff_number) for number, person in enumerate(people_of(klass, 8))]

    def check(some):
        record_list(session=session, lines=some, by=trainer, at=session.ends_at, dry_run=True)

    check(lines)
    with django_assert_num_queries(5):  # a savepoint and its end, the class, its people, what is recorded
        check(lines[:1])
    with django_assert_num_queries(5):
        check(lines)


def test_a_list_takes_no_more_statements_for_more_rows(city, trainer):
    def take_in(number):
        klass = make_class(make_version(unit=city), unit=city, state=ClassState.RUNNING)
        session = add_session(klass, lesson=False)
        people = people_of(klass, number)
        times = [local(session.starts_at + dt.timedelta(minutes=n)) for n in range(number)]
        corrected = [[one.staff_number, None, "请假", None, f"示例{n}"] for n, one in enumerate(people[::2])]
        listed(session, trainer, *corrected)
        rows = [
            [one.staff_number, None, "到课", f"{came:%H:%M}"] for one, came in zip(people, times, strict=True)
        ]
        with CaptureQueriesContext(connection) as caught:
            listed(session, trainer, *rows)
        recorded = session.attendances.order_by("enrollment").values_list("outcome", "way", "at")
        assert list(recorded) == [("present", "list", came) for came in times]
        changes = AttendanceChange.objects.filter(attendance__session=session, outcome="present")
        assert list(changes.order_by("pk").values_list("before", flat=True)) == [
            "leave" if n % 2 == 0 else "" for n in range(number)
        ]
        assert LearningEvent.objects.filter(enrollment__klass=klass, kind="attended").count() == number
        return len(caught)

    take_in(2)
    assert take_in(2) == take_in(12)


def test_people_are_locked_in_order_before_what_is_recorded_is_read(klass, session, trainer):
    people = people_of(klass)
    with CaptureQueriesContext(connection) as caught:
        listed(session, trainer, *([one.staff_number] for one in reversed(people)))
    told = [query["sql"] for query in caught]
    recorded_at = next(n for n, sql in enumerate(told) if 'FROM "training_attendance"' in sql)
    locked, *others = [sql for sql in told[:recorded_at] if 'FROM "training_enrollment"' in sql]
    assert len(others) == 1  # who is meant by each row
    if connection.vendor == "postgresql":
        assert locked.endswith("FOR NO KEY UPDATE")
    events = LearningEvent.objects.filter(kind="attended").order_by("pk")
    assert list(events.values_list("enrollment__learner", flat=True)) == [one.pk for one in people]


# ---- screens


def addresses(klass, session):
    return [
        reverse(f"training_class_{name}", args=[klass.pk, session.pk])
        for name in ("sheet_list", "sheet_template")
    ]


def uploaded(*rows):
    return {"file": SimpleUploadedFile("考勤.xlsx", xlsx(HEADINGS, *rows))}


def test_upload_preview_and_confirmation(client, klass, session, trainer):
    first, second, _third = people_of(klass)
    address, _template = addresses(klass, session)
    client.force_login(trainer)
    assert (
        address in client.get(reverse("training_class_sheet", args=[klass.pk, session.pk])).content.decode()
    )

    wrong = client.post(address, uploaded([first.staff_number], ["S99999"]))
    assert "有 1 行有误，本次未登记任何人员" in wrong.content.decode()
    assert "确认登记" not in wrong.content.decode()
    page = client.post(
        address, uploaded([first.staff_number], [second.staff_number, None, "请假", None, "示例<事>"])
    )
    shown = page.content.decode()
    assert "确认登记 2 人" in shown
    assert "示例&lt;事&gt;" in shown
    assert not Attendance.objects.exists()

    done = client.post(address, {"rows": page.context["report"]["signed"]})
    assert done.url == reverse("training_class_sheet", args=[klass.pk, session.pk])
    assert session.attendances.count() == 2
    assert ">按名单登记 " in client.get(done.url).content.decode()


def test_rows_are_those_that_were_shown_to_the_same_person_for_the_same_session(
    client, klass, session, trainer, city
):
    (person,) = people_of(klass, 1)
    address, _template = addresses(klass, session)
    client.force_login(trainer)
    signed = client.post(address, uploaded([person.staff_number])).context["report"]["signed"]
    other = type(client)()
    other.force_login(make_user(Role.TRAINER, name="示例同事", unit=city))
    second, _template = addresses(klass, add_session(klass, day=1))
    for who, where, rows in (
        (other, address, signed),
        (client, second, signed),
        (client, address, signed + "x"),
        (client, address, ""),
    ):
        assert "已经失效" in who.post(where, {"rows": rows}, follow=True).content.decode()
    assert not Attendance.objects.exists()

    klass.enrollments.update(state=EnrollmentState.WITHDRAWN, ended_at=NOON, holds_place=False)
    assert "班里没有此人" in client.post(address, {"rows": signed}).content.decode()  # left in between
    assert not Attendance.objects.exists()


def test_what_was_recorded_since_the_list_was_shown_is_not_overwritten_unseen(
    client, klass, session, trainer
):
    first, second, third = people_of(klass)
    address, _template = addresses(klass, session)
    rows = [[first.staff_number, None, "缺席"], [second.staff_number, None, "缺席"], [third.staff_number]]
    client.force_login(trainer)
    signed = client.post(address, uploaded(*rows)).context["report"]["signed"]
    scan(session, first)
    scan(session, third)  # as the list says

    again = client.post(address, {"rows": signed})
    shown = again.content.decode()
    assert "检查之后有 1 人的登记有变动，本次未登记任何人员" in shown
    assert "到课（扫码）" in shown
    assert "确认登记 2 人" in shown
    assert "检查结果" not in shown
    assert list(session.attendances.values_list("outcome", "way")) == [("present", "qr")] * 2

    done = client.post(address, {"rows": again.context["report"]["signed"]}, follow=True)
    assert "已登记 2 人" in done.content.decode()
    found = dict(session.attendances.values_list("enrollment__learner", "outcome"))
    assert found == {first.pk: "absent", second.pk: "absent", third.pk: "present"}
    twice = client.post(address, {"rows": again.context["report"]["signed"]}, follow=True)
    assert "已登记 0 人" in twice.content.decode()


def test_what_cannot_be_read_is_told_at_the_form(client, klass, session, trainer):
    people_of(klass, 1)
    address, _template = addresses(klass, session)
    client.force_login(trainer)
    big = {"file": SimpleUploadedFile("x.csv", b" " * (reading.LIMITS.size + 1))}
    for posted, word in ((big, "2 MB"), ({"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")}, "“工号”")):
        answer = client.post(address, posted)
        assert answer.status_code == 422
        assert word in str(answer.context["form"].errors)
    klass.state, klass.closed_at = ClassState.CLOSED, NOON
    klass.save()
    answer = client.post(address, uploaded(["S1"]), follow=True)
    assert "已结班" in answer.content.decode()


def test_the_template_is_a_list_of_everybody_and_can_be_sent_back(client, klass, session, trainer):
    first, second, third = people_of(klass)
    listed(session, trainer, [second.staff_number, None, "请假", None, "示例"])
    address, template = addresses(klass, session)
    client.force_login(trainer)
    saved = client.get(template)
    assert "no-store" in saved["Cache-Control"]
    assert [(line.number, line.name, line.outcome) for line in read_attendance(saved.content).lines] == [
        (first.staff_number, first.name, "present"),
        (second.staff_number, second.name, "leave"),
        (third.staff_number, third.name, "present"),
    ]
    page = client.post(address, {"file": SimpleUploadedFile("x.xlsx", saved.content)})
    assert "另有 1 人与已登记的一致" in page.content.decode()
    assert len(page.context["report"]["fresh"]) == 2


def test_the_template_of_a_large_class_comes_in_parts_that_are_taken(
    client, klass, session, trainer, monkeypatch
):
    people = people_of(klass, 5)
    monkeypatch.setattr(reading, "LIMITS", replace(reading.LIMITS, rows=2))
    address, template = addresses(klass, session)
    client.force_login(trainer)
    page = client.get(address).content.decode()
    assert "本班超过 2 人，模板分成 3 份" in page
    assert [f"第 {part} 份" in page for part in (1, 2, 3, 4)] == [True, True, True, False]
    parts = [client.get(template + query).content for query in ("", "?part=2", "?part=3")]
    assert [[line.number for line in read_attendance(part).lines] for part in parts] == [
        [one.staff_number for one in people[:2]],
        [one.staff_number for one in people[2:4]],
        [one.staff_number for one in people[4:]],
    ]
    for wrong in ("?part=0", "?part=x", "?part="):
        lines = list(read_attendance(client.get(template + wrong).content).lines)
        assert [line.number for line in lines] == [one.staff_number for one in people[:2]]
    monkeypatch.undo()
    assert "份）" not in client.get(address).content.decode()


def test_nobody_else_is_let_in(client, klass, session, reader, city, other_district):
    (person,) = people_of(klass, 1)
    other = make_user(Role.TRAINER, name="示例乙区培训员", unit=other_district)
    elsewhere = add_session(make_class(klass.version, unit=city))
    for who, status in ((None, 302), (person, 302), (reader, 302), (other, 404)):
        client.logout()
        if who is not None:
            client.force_login(who)
        for address in addresses(klass, session):
            assert client.get(address).status_code == status
        assert (
            client.post(addresses(klass, session)[0], uploaded([person.staff_number])).status_code == status
        )
    client.force_login(make_user(Role.TRAINER, name="示例培训员", unit=city))
    for address in addresses(klass, elsewhere):
        assert client.get(address).status_code == 404
    assert not Attendance.objects.exists()
