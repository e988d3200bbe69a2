"""Check-in by the rotating code, entries by hand, and the gate before a class is closed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEntry
from common import clock
from tests.factories.accounts import NOON, PASSWORD, make_user
from tests.factories.training import make_class, make_enrollment, make_version
from training.checking_in.codes import CodeError, Seen, make_code, make_pass, read_code, read_pass
from training.checking_in.networks import is_inside
from training.checking_in.pictures import qr_svg
from training.enums import (
    AttendanceFlag,
    AttendanceOutcome,
    ClassDocumentKind,
    ClassStanding,
    ClassState,
    EnrollmentState,
    LessonKind,
)
from training.models import (
    Attendance,
    AttendanceChange,
    ClassResult,
    ClassSession,
    Completion,
    LearningEvent,
    LessonProgress,
)
from training.querysets import AppendOnlyError
from training.services.arranging import ClassError, add_document
from training.services.attending import AttendanceError, check_in, mark, mark_rest_absent
from training.services.closing import NotReadyError, close_class

BACKEND = "accounts.backends.StaffNumberOrPhoneBackend"
SECOND = dt.timedelta(seconds=1)


# ---- codes, without a database


@pytest.mark.parametrize(
    ("age", "is_good"), [(0, True), (15, True), (17, True), (18, False), (-2, True), (-3, False)]
)
def test_a_code_is_good_for_fifteen_seconds_and_two_on_the_way(age, is_good):
    code = make_code(session_id=7, at=NOON)
    moment = NOON + age * SECOND
    if is_good:
        assert read_code(code, at=moment) == Seen(7, moment)
    else:
        with pytest.raises(CodeError) as refused:
            read_code(code, at=moment)
        assert refused.value.too_old


def test_a_code_is_neither_forged_nor_changed_into_a_pass():
    code = make_code(session_id=7, at=NOON)
    own = make_pass(Seen(7, NOON), device="a")
    for forged in (code[:-1] + "x", code.replace("7-", "8-"), "c", "", "p" + code[1:], own):
        with pytest.raises(CodeError):
            read_code(forged, at=NOON)
    with pytest.raises(CodeError):
        read_pass(code, device="a", at=NOON)


def test_a_pass_is_good_in_the_browser_that_saw_the_code_and_for_ten_minutes():
    own = make_pass(Seen(7, NOON), device="a")
    assert read_pass(own, device="a", at=NOON + 600 * SECOND).at == NOON
    with pytest.raises(CodeError):
        read_pass(own, device="b", at=NOON)
    with pytest.raises(CodeError) as refused:
        read_pass(own, device="a", at=NOON + 601 * SECOND)
    assert refused.value.too_old


@pytest.mark.parametrize(
    ("address", "networks", "inside"),
    [
        ("10.1.2.3", "", True),
        ("10.1.2.3", "10.1.2.0/24", True),
        ("10.1.3.3", "10.1.2.0/24", False),
        ("10.1.3.3", "10.1.2.0/24, 10.1.3.0/24", True),
        ("::ffff:10.1.2.3", "10.1.2.0/24", True),
        ("fd00::1", "10.1.2.0/24", False),
        ("", "10.1.2.0/24", False),
        ("not an address", "10.1.2.0/24", False),
    ],
)
def test_networks(address, networks, inside):
    assert is_inside(address, networks) is inside


def test_the_picture_is_svg_with_a_name_and_no_size():
    picture = qr_svg("https://portal.example/learning/check-in/c1/", label="签到")
    assert picture.startswith("<svg")
    assert "<title>签到</title>" in picture
    assert "viewBox" in picture
    assert "style=" not in picture


# ---- recording


@pytest.fixture
def klass(city):
    version = make_version(LessonKind.SESSION, unit=city)
    return make_class(version, unit=city, state=ClassState.RUNNING)


def add_session(klass, *, day=0, lesson=True, **fields):
    fields.setdefault("title", f"示例第{day}课")
    fields.setdefault("hours", Decimal(3))
    starts = fields.setdefault("starts_at", NOON + dt.timedelta(days=day))
    fields.setdefault("ends_at", starts + dt.timedelta(hours=3))
    if lesson:
        fields.setdefault("lesson", klass.version.lessons.first())
    return ClassSession.objects.create(klass=klass, **fields)


def member(klass, person=None, **fields):
    if fields.get("state", EnrollmentState.ACTIVE) == EnrollmentState.ACTIVE:
        fields["holds_place"] = True
        klass.taken += 1
        klass.save(update_fields=["taken"])
    return make_enrollment(klass.version, learner=person, klass=klass, **fields)


def scan(session, person, *, at=None, address="10.1.2.3", device="a"):
    seen = Seen(session.pk, at or session.starts_at)
    return check_in(learner=person, seen=seen, address=address, device=device)


@pytest.mark.django_db
def test_scanning_records_once_and_completes_the_lesson_of_the_session(klass, reader):
    session = add_session(klass)
    enrollment = member(klass, reader)
    attendance, is_new = scan(session, reader, at=session.starts_at - 5 * SECOND)
    assert is_new
    assert (attendance.outcome, attendance.way, attendance.flags) == ("present", "qr", [])
    assert attendance.at == session.starts_at - 5 * SECOND
    again, is_new = scan(session, reader)
    assert (again.pk, is_new) == (attendance.pk, False)
    enrollment.refresh_from_db()
    assert enrollment.state == EnrollmentState.COMPLETED
    assert LearningEvent.objects.filter(kind="attended").count() == 1
    assert attendance.changes.count() == 1


@pytest.mark.django_db
def test_a_lesson_of_two_sessions_is_learned_when_both_were_attended(klass, reader):
    first, second = add_session(klass), add_session(klass, day=1)
    member(klass, reader)
    scan(first, reader)
    assert not LessonProgress.objects.filter(completed_at__isnull=False).exists()
    scan(second, reader)
    assert LessonProgress.objects.filter(completed_at__isnull=False).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "minutes", "word"),
    [
        (EnrollmentState.ACTIVE, -31, "开课前 30 分钟"),
        (EnrollmentState.ACTIVE, 181, "已经结束"),
        (EnrollmentState.WAITLISTED, 0, "候补"),
        (EnrollmentState.PENDING_UNIT, 0, "审核"),
        (EnrollmentState.WITHDRAWN, 0, "不在"),
        (None, 0, "不在"),
    ],
)
def test_who_may_not_is_told_why_and_nothing_is_recorded(klass, reader, state, minutes, word):
    session = add_session(klass)
    if state is not None:
        fields = {"waitlisted_at": NOON} if state == EnrollmentState.WAITLISTED else {}
        member(klass, reader, state=state, **fields)
    with pytest.raises(AttendanceError, match=word):
        scan(session, reader, at=session.starts_at + dt.timedelta(minutes=minutes))
    assert not Attendance.objects.exists()


@pytest.mark.django_db
def test_only_in_the_network_of_the_room(klass, reader):
    session = add_session(klass, networks="10.1.2.0/24")
    member(klass, reader)
    with pytest.raises(AttendanceError, match="网络"):
        scan(session, reader, address="10.9.9.9")
    assert scan(session, reader, address="10.1.2.200")[1]


@pytest.mark.django_db
def test_one_device_for_several_people_is_flagged_on_all_and_refused_to_none(klass):
    session = add_session(klass)
    people = [make_user(name=f"示例学员{number}") for number in range(3)]
    for person in people:
        member(klass, person)
    for person, device in zip(people, ("a", "a", "b"), strict=True):
        assert scan(session, person, device=device)[1]
    flags = dict(Attendance.objects.values_list("enrollment__learner", "flags"))
    assert flags[people[0].pk] == flags[people[1].pk] == [AttendanceFlag.SHARED_DEVICE]
    assert flags[people[2].pk] == []


@pytest.mark.django_db
def test_entries_by_hand_leave_a_row_for_every_change(klass, trainer, reader):
    session = add_session(klass)
    enrollment = member(klass, reader)
    at = session.ends_at
    with pytest.raises(AttendanceError, match="请假的原因"):
        mark(session=session, enrollments=[enrollment.pk], outcome="leave", by=trainer, at=at)
    assert mark(session=session, enrollments=[enrollment.pk], outcome="absent", by=trainer, at=at) == 1
    assert mark(session=session, enrollments=[enrollment.pk], outcome="absent", by=trainer, at=at) == 0
    said = {"session": session, "enrollments": [enrollment.pk], "by": trainer, "at": at, "reason": "补登"}
    assert mark(outcome="present", **said) == 1
    attendance = Attendance.objects.get()
    assert attendance.outcome == AttendanceOutcome.PRESENT
    changes = list(attendance.changes.values_list("before", "outcome", "by", "reason"))
    assert changes == [("", "absent", trainer.pk, ""), ("absent", "present", trainer.pk, "补登")]
    with pytest.raises(AppendOnlyError):
        attendance.changes.all().delete()
    assert AuditEntry.objects.filter(action="training.attendance_changed").count() == 2


@pytest.mark.django_db
def test_the_rest_is_absent_only_after_the_session(klass, trainer, reader):
    session = add_session(klass)
    member(klass, reader)
    member(klass)
    scan(session, reader)
    with pytest.raises(AttendanceError, match="没有结束"):
        mark_rest_absent(session=session, by=trainer, at=session.starts_at)
    assert mark_rest_absent(session=session, by=trainer, at=session.ends_at) == 1
    assert set(session.attendances.values_list("outcome", flat=True)) == {"present", "absent"}


@pytest.mark.django_db
def test_many_are_recorded_with_as_many_statements_as_few(klass, trainer, django_assert_num_queries):
    sessions = [add_session(klass, day=day, lesson=False) for day in range(3)]
    at = sessions[-1].ends_at
    for _number in range(2):
        member(klass)
    mark_rest_absent(session=sessions[2], by=trainer, at=at)  # the first audit record looks its kinds up
    with CaptureQueriesContext(connection) as few:
        mark_rest_absent(session=sessions[0], by=trainer, at=at)
        mark(session=sessions[0], enrollments=ids_of(klass), outcome="present", by=trainer, at=at)
    for _number in range(4):
        member(klass)

    with django_assert_num_queries(len(few)):
        assert mark_rest_absent(session=sessions[1], by=trainer, at=at) == 6
        mark(session=sessions[1], enrollments=ids_of(klass), outcome="present", by=trainer, at=at)

    rows = AttendanceChange.objects.filter(attendance__session=sessions[1])
    told = rows.values_list("attendance__enrollment", "before", "outcome", "way", "by", "at")
    assert sorted(told) == sorted(
        (pk, *words, "hand", trainer.pk, at)
        for pk in ids_of(klass)
        for words in (("", "absent"), ("absent", "present"))
    )
    assert sessions[1].attendances.filter(outcome="present", at=at).count() == 6
    assert LearningEvent.objects.filter(kind="attended").count() == 2 + 6


@pytest.mark.django_db
def test_a_check_in_reads_and_writes_the_attendance_once(klass, trainer, reader):
    session = add_session(klass)
    enrollment = member(klass, reader)
    mark(session=session, enrollments=[enrollment.pk], outcome="absent", by=trainer, at=session.starts_at)
    with CaptureQueriesContext(connection) as asked:
        attendance, is_new = scan(session, reader, at=session.starts_at + dt.timedelta(minutes=20))
    assert is_new
    table = Attendance._meta.db_table
    assert [sum(f'{verb} "{table}"' in query["sql"] for query in asked) for verb in ("UPDATE", "INTO")] == [
        1,
        0,
    ]
    stored = Attendance.objects.get()
    for row in (attendance, stored):
        assert (row.outcome, row.way, row.address) == ("present", "qr", "10.1.2.3")
        assert (row.flags, len(row.device)) == ([AttendanceFlag.LATE], 32)
    change = attendance.changes.last()
    assert (change.before, change.outcome, change.by) == ("absent", "present", None)


def ids_of(klass):
    return list(klass.enrollments.values_list("pk", flat=True))


@pytest.mark.django_db
def test_another_districts_trainer_records_nothing(klass, reader, other_district):
    session = add_session(klass)
    enrollment = member(klass, reader)
    other = make_user(Role.TRAINER, name="示例乙区培训员", unit=other_district)
    with pytest.raises(ClassError):
        mark(session=session, enrollments=[enrollment.pk], outcome="present", by=other, at=session.ends_at)
    assert not Attendance.objects.exists()


# ---- the phone


@pytest.fixture
def now_session(klass):
    starts = clock.now() - dt.timedelta(minutes=5)
    return add_session(klass, starts_at=starts)


def code_address(session, *, age=0):
    return reverse(
        "training:check_in", args=[make_code(session_id=session.pk, at=clock.now() - age * SECOND)]
    )


@pytest.mark.django_db
def test_signing_in_does_not_lose_the_check_in(client, klass, now_session, reader):
    member(klass, reader)
    sent = client.get(code_address(now_session))
    assert sent.status_code == 302
    target = parse_qs(urlsplit(sent.url).query)["next"][0]
    signed = client.post(sent.url, {"username": reader.staff_number, "password": PASSWORD, "next": target})
    assert signed.url == target
    page = client.get(target)
    assert "确认签到" in page.content.decode()
    assert not Attendance.objects.exists()  # looking changes nothing
    assert "no-store" in page["Cache-Control"]
    assert "签到成功" in client.post(target).content.decode()
    assert Attendance.objects.get().enrollment.learner == reader
    assert "您已经签到" in client.post(target).content.decode()


@pytest.mark.django_db
def test_a_pass_sent_to_somebody_else_is_worth_nothing(client, klass, now_session, reader):
    member(klass, reader)
    target = parse_qs(urlsplit(client.get(code_address(now_session)).url).query)["next"][0]
    elsewhere = type(client)()
    elsewhere.force_login(reader, backend=BACKEND)
    assert elsewhere.post(target).status_code == 410
    assert not Attendance.objects.exists()


@pytest.mark.django_db
def test_an_old_code_is_refused(client, klass, now_session, reader):
    member(klass, reader)
    client.force_login(reader, backend=BACKEND)
    refused = client.get(code_address(now_session, age=20))
    assert refused.status_code == 410
    assert "重新扫描" in refused.content.decode()
    assert client.get(reverse("training:check_in", args=["forged"])).status_code == 410


@pytest.mark.django_db
def test_who_is_not_in_the_class_is_told_on_the_phone(client, klass, now_session, reader):
    client.force_login(reader, backend=BACKEND)
    page = client.get(code_address(now_session))
    answer = client.post(page.context["address"])
    assert answer.status_code == 409
    assert "不在" in answer.content.decode()


# ---- the trainer's screens


@pytest.mark.django_db
def test_the_screen_shows_codes_that_can_be_scanned(client, klass, now_session, trainer, reader):
    member(klass, reader)
    client.force_login(trainer, backend=BACKEND)
    screen = client.get(reverse("training_class_screen", args=[klass.pk, now_session.pk]))
    assert "<svg" in screen.content.decode()
    assert "//" not in screen.content.decode().replace("http://www.w3.org/2000/svg", "").split("<script")[-1]
    said = client.get(reverse("training_class_code", args=[klass.pk, now_session.pk])).json()
    assert (said["present"], said["total"]) == (0, 1)
    phone = type(client)()
    phone.force_login(reader, backend=BACKEND)
    address = phone.get(urlsplit(said["address"]).path).context["address"]
    phone.post(address)
    said = client.get(reverse("training_class_code", args=[klass.pk, now_session.pk])).json()
    assert said["present"] == 1


@pytest.mark.django_db
def test_no_code_outside_of_the_hours(client, klass, trainer):
    session = add_session(klass)  # in 2016
    client.force_login(trainer, backend=BACKEND)
    said = client.get(reverse("training_class_code", args=[klass.pk, session.pk])).json()
    assert (said["svg"], said["address"]) == ("", "")


@pytest.mark.django_db
def test_the_sheet_is_flat_printed_and_saved(client, klass, trainer, django_assert_max_num_queries):
    session = add_session(klass)
    client.force_login(trainer, backend=BACKEND)
    member(klass, make_user(name="=1+1"))
    address = reverse("training_class_sheet", args=[klass.pk, session.pk])
    with django_assert_max_num_queries(60) as one:
        client.get(address)
    for _number in range(3):
        member(klass)
    with django_assert_max_num_queries(len(one)):
        page = client.get(address).content.decode()
    assert "未登记" in page
    people = [str(pk) for pk in klass.enrollments.values_list("pk", flat=True)]
    client.post(address, {"people": people, "outcome": "present"})
    assert session.attendances.count() == 4
    printed = client.get(reverse("training_class_sheet_print", args=[klass.pk, session.pk]))
    assert "签名" in printed.content.decode()
    table = client.get(reverse("training_class_sheet_xlsx", args=[klass.pk, session.pk]))
    from io import BytesIO  # noqa: PLC0415

    from openpyxl import load_workbook  # noqa: PLC0415

    first = load_workbook(BytesIO(table.content)).active["A2"]
    assert (first.value, first.data_type) == ("'=1+1", "s")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["sheet", "sheet_print", "sheet_xlsx", "screen", "code"])
def test_a_session_of_another_class_or_district_is_not_found(
    client, klass, city, other_district, trainer, name
):
    session = add_session(make_class(klass.version, unit=city))
    client.force_login(trainer, backend=BACKEND)
    assert client.get(reverse(f"training_class_{name}", args=[klass.pk, session.pk])).status_code == 404
    other = make_user(Role.TRAINER, name="示例乙区培训员", unit=other_district)
    own = add_session(klass)
    client.force_login(other, backend=BACKEND)
    assert client.get(reverse(f"training_class_{name}", args=[klass.pk, own.pk])).status_code == 404


# ---- closing


def papers(klass, trainer, *kinds):
    for kind in kinds or (
        ClassDocumentKind.PLAN,
        ClassDocumentKind.CHECK_IN_SHEET,
        ClassDocumentKind.FINAL_TIMETABLE,
    ):
        upload = SimpleUploadedFile("示例.pdf", b"%PDF-1.4")
        add_document(klass=klass, kind=kind, upload=upload, by=trainer, at=NOON)


@pytest.mark.django_db
def test_the_gate_names_what_is_missing_and_opens_when_all_is_there(client, klass, trainer, reader):
    session = add_session(klass)
    member(klass, reader)
    client.force_login(trainer, backend=BACKEND)
    address = reverse("training_class_closing", args=[klass.pk])
    with pytest.raises(NotReadyError, match=r"培训方案.*签到表.*最终课程表.*没有登记"):
        close_class(klass=klass, by=trainer, at=session.ends_at)
    with pytest.raises(NotReadyError, match="没有结束"):
        close_class(klass=klass, by=trainer, at=session.starts_at)
    papers(klass, trainer, ClassDocumentKind.PLAN)
    page = client.get(address).content.decode()
    assert "暂不能结班" in page
    assert page.count("去办理") == 3
    client.post(address, {"sure": "1"})
    klass.refresh_from_db()
    assert klass.state == ClassState.RUNNING
    papers(klass, trainer, ClassDocumentKind.CHECK_IN_SHEET, ClassDocumentKind.FINAL_TIMETABLE)
    scan(session, reader)
    assert "确认结班" in client.get(address).content.decode()
    client.post(address)
    klass.refresh_from_db()
    assert klass.state == ClassState.RUNNING  # it was not said for sure
    client.post(address, {"sure": "1"})
    klass.refresh_from_db()
    assert klass.state == ClassState.CLOSED
    assert "出勤合格" in client.get(address).content.decode()


@pytest.mark.django_db
def test_closing_completes_those_who_were_there_and_lets_the_others_go(klass, trainer, city):
    # 24 hours: 3 are an eighth, 6 a quarter. In 2026: the limit of leave is in force since 2023.
    march = dt.datetime(2026, 3, 2, 9, tzinfo=NOON.tzinfo)
    sessions = [add_session(klass, starts_at=march + dt.timedelta(days=day)) for day in range(8)]
    klass.starts_on, klass.ends_on = dt.date(2026, 3, 2), dt.date(2026, 3, 9)
    klass.save(update_fields=["starts_on", "ends_on"])
    all_of_it, an_eighth, a_quarter = (member(klass, make_user(unit=city)) for _number in range(3))
    waiting = member(klass, make_user(unit=city), state=EnrollmentState.WAITLISTED, waitlisted_at=NOON)
    at = sessions[-1].ends_at
    for number, session in enumerate(sessions):
        present = [all_of_it.pk]
        present += [an_eighth.pk] if number > 0 else []
        present += [a_quarter.pk] if number > 1 else []
        mark(session=session, enrollments=present, outcome="present", by=trainer, at=at)
    for session in sessions[:2]:
        rest = {"session": session, "by": trainer, "at": at, "outcome": "leave", "reason": "生病"}
        mark(enrollments=[an_eighth.pk, a_quarter.pk], **rest)
    mark(session=sessions[1], enrollments=[an_eighth.pk], outcome="present", by=trainer, at=at)
    papers(klass, trainer)

    assert close_class(klass=klass, by=trainer, at=at)
    assert not close_class(klass=klass, by=trainer, at=at)

    standings = dict(ClassResult.objects.values_list("enrollment", "standing"))
    assert standings == {
        all_of_it.pk: ClassStanding.MET,
        an_eighth.pk: ClassStanding.MET,
        a_quarter.pk: ClassStanding.LEFT,
    }
    result = ClassResult.objects.get(enrollment=an_eighth)
    assert (result.total_hours, result.leave_hours) == (24, 3)
    assert result.rule["leave_one_in"] == 7
    assert "条例" in result.rule["document"]
    for enrollment in (all_of_it, an_eighth, a_quarter, waiting):
        enrollment.refresh_from_db()
    assert (all_of_it.state, an_eighth.state) == (EnrollmentState.COMPLETED, EnrollmentState.COMPLETED)
    assert (a_quarter.state, waiting.state) == (EnrollmentState.WITHDRAWN, EnrollmentState.WITHDRAWN)
    assert Completion.objects.count() == 2
    klass.refresh_from_db()
    assert (klass.state, klass.closed_at, klass.taken) == (ClassState.CLOSED, at, 2)
    assert set(klass.credits.values_list("learner", flat=True)) == {
        all_of_it.learner_id,
        an_eighth.learner_id,
    }
    assert AuditEntry.objects.filter(action="training.class_closed").count() == 1
    with pytest.raises(ClassError, match="已结班"):
        mark(session=sessions[0], enrollments=[all_of_it.pk], outcome="absent", by=trainer, at=at)
    with pytest.raises(AppendOnlyError):
        result.delete()
