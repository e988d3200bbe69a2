"""Classes in the admin: timetable, papers, links, roster; nobody sees another district's."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEntry
from common import clock
from common.refusals import words_of
from tests.factories.accounts import NOON, make_user
from tests.factories.training import make_class, make_enrollment, make_version
from training.enums import ClassState, EnrollmentState, LessonKind
from training.models import ClassSession, TrainingClass
from training.services.arranging import ClassError, move_class, remove_session, save_session
from training.services.enrolling import enroll

pytestmark = pytest.mark.django_db
SCREENS = (
    *("", "_edit", "_timetable", "_roster", "_attendance", "_documents", "_invitations", "_closing"),
    *("_roster_print", "_roster_xlsx", "_timetable_print", "_timetable_xlsx"),
)
BACKEND = "accounts.backends.StaffNumberOrPhoneBackend"


@pytest.fixture
def district_trainer(district):
    return make_user(Role.TRAINER, name="示例甲区培训员", unit=district)


@pytest.fixture
def other_trainer(other_district):
    return make_user(Role.TRAINER, name="示例乙区培训员", unit=other_district)


def signed_in(client, person):
    client.force_login(person, backend=BACKEND)
    return client


def class_fields(version, unit, **fields):
    return {
        "version": version.pk,
        "name": "示例甲班（示例）",
        "unit": unit.code,
        "enrollment_mode": "open",
        "starts_on": "2016-11-07",
        "ends_on": "2016-11-11",
        "enroll_from": "",
        "enroll_until": "",
        "place": "示例楼",
        "capacity": "30",
        "note": "",
        **fields,
    }


def quota_fields(*rows):
    total = {"quotas-TOTAL_FORMS": len(rows), "quotas-INITIAL_FORMS": 0}
    for number, (code, places) in enumerate(rows):
        total |= {f"quotas-{number}-unit": code, f"quotas-{number}-places": places}
    return total


def make_session(klass, **fields):
    fields.setdefault("title", "示例开班课")
    fields.setdefault("starts_at", NOON + dt.timedelta(days=6))
    fields.setdefault("ends_at", NOON + dt.timedelta(days=6, hours=3))
    fields.setdefault("hours", 3)
    return ClassSession.objects.create(klass=klass, **fields)


def test_trainer_makes_a_class_and_gives_places_to_units(client, trainer, city, district):
    version = make_version(unit=city)
    signed_in(client, trainer)

    made = client.post(reverse("training_class_add"), class_fields(version, city))
    klass = TrainingClass.objects.get()
    assert made.url == reverse("training_class_timetable", args=[klass.pk])
    assert (klass.state, klass.capacity) == (ClassState.DRAFT, 30)

    changed = {**class_fields(version, city, capacity="40"), **quota_fields((district.code, 5))}
    saved = client.post(reverse("training_class_edit", args=[klass.pk]), changed)
    assert saved.status_code == 302, saved.content.decode()
    klass.refresh_from_db()
    assert klass.capacity == 40
    assert klass.quotas.get().places == 5
    assert AuditEntry.objects.filter(action="training.class_saved").count() == 2

    wrong = {**class_fields(version, city, capacity="3"), **quota_fields((district.code, 5))}
    wrong["quotas-INITIAL_FORMS"] = 1
    refused = client.post(reverse("training_class_edit", args=[klass.pk]), {**wrong, "name": "不保存"})
    assert refused.status_code == 422
    klass.refresh_from_db()
    assert (klass.name, klass.capacity) == ("示例甲班（示例）", 40)


def test_a_district_trainer_makes_no_class_for_another_unit(client, district_trainer, city):
    version = make_version(unit=city)
    answer = signed_in(client, district_trainer).post(
        reverse("training_class_add"), class_fields(version, city)
    )
    assert answer.status_code == 200
    assert "没有代码为" in answer.content.decode()
    assert not TrainingClass.objects.exists()


@pytest.mark.parametrize(
    "name",
    [f"training_class{end}" for end in SCREENS],
)
def test_screens_open_to_those_above_and_not_to_the_neighbor(
    name, client, trainer, district, district_trainer, other_trainer, reader
):
    klass = make_class(unit=district)
    make_session(klass)
    make_enrollment(klass.version, learner=reader, klass=klass, holds_place=True)
    address = reverse(name, args=[klass.pk])
    for person, status in ((trainer, 200), (district_trainer, 200), (other_trainer, 404), (reader, 302)):
        assert signed_in(client, person).get(address).status_code == status, person


def test_the_list_shows_ones_own_and_asks_no_more_for_more(
    client, trainer, district, other_district, district_trainer, django_assert_max_num_queries
):
    own = make_class(unit=district)
    make_enrollment(
        own.version, klass=own, state=EnrollmentState.WAITLISTED, waitlisted_at=NOON, unit=district
    )
    other = make_class(unit=other_district)
    signed_in(client, district_trainer)
    address = reverse("training_classes")
    with django_assert_max_num_queries(40) as one:
        page = client.get(address).content.decode()
    assert own.name in page
    assert other.name not in page
    assert other_district.name not in page
    assert other.version.title not in page
    for _number in range(2):
        make_class(unit=district)
    with django_assert_max_num_queries(len(one)):
        client.get(address)
    assert client.get(address, {"state": "closed"}).content.decode().count(own.name) == 0


def test_state_moves_on_and_back_and_cancellation_needs_a_reason(client, trainer, city, reader):
    klass = make_class(unit=city, state=ClassState.DRAFT)
    signed_in(client, trainer)
    address = reverse("training_class_state", args=[klass.pk])
    assert client.get(address, {"to": "open"}).status_code == 200
    client.post(address, {"to": "open"})
    klass.refresh_from_db()
    assert klass.state == ClassState.OPEN
    enrollment = enroll(
        learner=reader, version=klass.version, klass=klass, source="list", at=NOON, by=trainer
    )
    with pytest.raises(ClassError):
        move_class(klass=klass, to=ClassState.CANCELED, by=trainer, at=NOON)
    move_class(klass=klass, to=ClassState.CANCELED, by=trainer, at=NOON, reason="教师不能到场")
    enrollment.refresh_from_db()
    klass.refresh_from_db()
    assert (enrollment.state, klass.taken) == (EnrollmentState.WITHDRAWN, 0)
    with pytest.raises(ClassError):
        move_class(klass=klass, to=ClassState.OPEN, by=trainer, at=NOON)


def test_a_changed_session_counts_up_and_one_with_attendance_stays(trainer, city, reader):
    klass = make_class(make_version(LessonKind.SESSION, unit=city), unit=city)
    session = save_session(
        session=ClassSession(klass=klass),
        by=trainer,
        at=NOON,
        title="示例课",
        starts_at=NOON,
        ends_at=NOON + dt.timedelta(hours=2),
    )
    assert session.sequence == 0
    save_session(session=session, by=trainer, at=NOON, title="示例课")
    session.refresh_from_db()
    assert session.sequence == 0
    save_session(session=session, by=trainer, at=NOON, place="二楼")
    session.refresh_from_db()
    assert session.sequence == 1
    enrollment = make_enrollment(klass.version, learner=reader, klass=klass, holds_place=True)
    session.attendances.create(enrollment=enrollment, outcome="present", way="hand", at=NOON)
    with pytest.raises(ClassError, match="考勤"):
        remove_session(session=session, by=trainer, at=NOON)


def test_timetable_form_adds_changes_and_refuses(client, trainer, city):
    klass = make_class(unit=city)
    signed_in(client, trainer)
    address = reverse("training_class_timetable", args=[klass.pk])
    said = {
        "session": "",
        "snew-starts_at": "2016-11-07T09:00",
        "snew-ends_at": "2016-11-07T12:00",
        "snew-title": "示例课",
        "snew-hours": "3",
        "snew-networks": "10.1.2.7/24，10.9.0.0/16",
    }
    assert client.post(address, said).status_code == 302
    session = klass.sessions.get()
    assert session.networks == "10.1.2.0/24, 10.9.0.0/16"
    refused = client.post(address, {**said, "snew-ends_at": "2016-11-07T08:00"})
    assert refused.status_code == 422
    assert "结束时间必须晚于开始时间" in refused.content.decode()
    assert client.post(address, {"session": session.pk, "remove": "1"}).status_code == 302
    assert not klass.sessions.exists()


def test_papers_are_private(client, trainer, other_trainer, district):
    klass = make_class(unit=district)
    signed_in(client, trainer)
    address = reverse("training_class_documents", args=[klass.pk])
    upload = SimpleUploadedFile("方案.pdf", b"%PDF-1.4 example")
    assert client.post(address, {"kind": "plan", "file": upload}).status_code == 302
    document = klass.documents.get()
    own = reverse("training_class_document", args=[klass.pk, document.pk])
    answer = client.get(own)
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 example"
    assert "no-store" in answer["Cache-Control"]
    assert client.get(f"/media/{document.file.name}").status_code == 404
    assert signed_in(client, other_trainer).get(own).status_code == 404
    bad = SimpleUploadedFile("方案.exe", b"MZ")
    assert signed_in(client, trainer).post(address, {"kind": "plan", "file": bad}).status_code == 422
    assert klass.documents.count() == 1


def test_links_are_made_and_stopped(client, trainer, city, district):
    klass = make_class(unit=city)
    signed_in(client, trainer)
    address = reverse("training_class_invitations", args=[klass.pk])
    until = (clock.now() + dt.timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(address, {"expires_at": until, "uses": "5", "unit": district.code}).status_code == 302
    invitation = klass.invitations.get()
    assert (invitation.uses_left, invitation.unit) == (5, district)
    assert invitation.token in client.get(address).content.decode()
    picture = client.get(reverse("training_class_invitation", args=[klass.pk, invitation.pk]))
    assert "<svg" in picture.content.decode()
    client.post(address, {"revoke": invitation.pk})
    invitation.refresh_from_db()
    assert invitation.revoked_at is not None
    assert invitation.token not in client.get(address).content.decode()
    assert client.post(address, {"expires_at": "2001-01-01T00:00"}).status_code == 422


def test_a_refusal_is_told_without_brackets():
    assert words_of(ValidationError(["名额已满。", "已结班。"])) == "名额已满。 已结班。"
    assert words_of(ClassError("已结班。")) == "已结班。"


def test_the_roster_is_paged_by_key_and_flat(client, trainer, city, django_assert_max_num_queries):
    klass = make_class(unit=city, capacity=200)
    signed_in(client, trainer)
    address = reverse("training_class_roster", args=[klass.pk])
    make_enrollment(klass.version, klass=klass, holds_place=True)
    with django_assert_max_num_queries(60) as one:
        client.get(address)
    for _number in range(55):
        make_enrollment(klass.version, klass=klass, holds_place=True)
    with django_assert_max_num_queries(len(one)):
        first = client.get(address)
    page = first.context["page"]
    assert len(page.people) == 50
    second = client.get(address, {"after": page.after}).context["page"]
    assert len(second.people) == 6
    assert second.after is None
    assert not {row.pk for row in page.people} & {row.pk for row in second.people}


def test_people_are_moved_extended_and_withdrawn_from_the_roster(client, trainer, city, reader):
    version = make_version(unit=city)
    klass, other = make_class(version, unit=city), make_class(version, unit=city)
    enrollment = enroll(learner=reader, version=version, klass=klass, source="list", at=NOON, by=trainer)
    signed_in(client, trainer)
    address = reverse("training_class_people", args=[klass.pk])
    said = {"people": [enrollment.pk], "action": "extend", "due_on": "2016-12-31", "reason": "生病"}
    client.post(address, said)
    enrollment.refresh_from_db()
    assert enrollment.due_on == dt.date(2016, 12, 31)
    client.post(address, {"people": [enrollment.pk], "action": "withdraw"})
    enrollment.refresh_from_db()
    assert enrollment.state == EnrollmentState.ACTIVE  # no reason was given
    client.post(
        address, {"people": [enrollment.pk], "action": "transfer", "target": other.pk, "reason": "换班"}
    )
    enrollment.refresh_from_db()
    assert enrollment.klass == other
    client.post(address, {"people": [enrollment.pk], "action": "withdraw", "reason": "调离"})
    enrollment.refresh_from_db()
    assert enrollment.state == EnrollmentState.ACTIVE  # no longer one of this class
