"""What a learner sees of enrollment: the box in each state, the choice, the way out, the invitation link."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from common import clock
from tests.content.asking import restrict
from tests.factories.accounts import make_user
from tests.factories.content import make_structure
from tests.factories.training import make_class, make_enrollment, make_version
from training.enums import EnrollmentMode, EnrollmentSource, EnrollmentState
from training.models import Course, CourseIndexPage, CoursePage, Enrollment, Invitation
from training.services.completing import complete_lesson
from training.services.enrolling import enroll

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(city: Any) -> Course:
    """A published course with one lesson, its page and its record."""
    home = make_structure()
    index = CourseIndexPage.objects.first() or home.add_child(
        instance=CourseIndexPage(title="培训课程", slug="courses")
    )
    page = index.add_child(
        instance=CoursePage(title="示例课程（示例）", slug="shili", issued_on=dt.date(2016, 11, 1), live=True)
    )
    record, _made = Course.objects.get_or_create(page=page, defaults={"title": page.title})
    Course.objects.filter(pk=record.pk).update(unit=city)
    record.refresh_from_db()
    make_version(course=record)
    return record


def _client(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="accounts.backends.StaffNumberOrPhoneBackend")
    return client


def _box(client: Client, course: Course) -> str:
    answer = client.get(f"/learning/courses/{course.pk}/box/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_the_box_says_where_one_stands(course, reader, district):
    client = _client(reader)
    assert "登录" in _box(Client(), course)
    assert f"/learning/courses/{course.pk}/enroll/" in _box(client, course)

    waiting = make_class(
        course.current, unit=district, capacity=0, starts_on=clock.today(), ends_on=clock.today()
    )
    enrollment = make_enrollment(
        course.current, learner=reader, state=EnrollmentState.PENDING_UNIT, klass=waiting
    )
    assert "等待本单位审核" in _box(client, course)
    states = {
        EnrollmentState.PENDING_ORGANIZER: "等待主办方审核",
        EnrollmentState.WAITLISTED: "排在第1位",
        EnrollmentState.REJECTED: "上次报名未通过审核",
        EnrollmentState.WITHDRAWN: "您退出过这门课程",
    }
    for state, words in states.items():
        Enrollment.objects.filter(pk=enrollment.pk).update(state=state, waitlisted_at=timezone.now())
        assert words in _box(client, course), state


def test_the_box_of_who_studies_and_of_who_is_done(course, reader):
    client = _client(reader)
    enrollment = enroll(learner=reader, version=course.current, source=EnrollmentSource.SELF, at=clock.now())
    words = _box(client, course)
    assert "已学0课，共1课" in words
    assert f"/learning/enrollments/{enrollment.pk}/withdraw/" in words

    complete_lesson(enrollment=enrollment, lesson=course.current.lessons.get(), at=clock.now())
    words = _box(client, course)
    assert "已完成" in words
    assert "退出报名" not in words


def test_the_box_of_a_closed_course_says_why(course, reader):
    CoursePage.objects.filter(pk=course.page_id).update(enrollment_mode=EnrollmentMode.CLOSED)
    words = _box(_client(reader), course)
    assert "由组织调训" in words
    assert "enroll/" not in words


def test_a_course_one_may_not_read_is_not_there(course, reader, outsider):
    make_enrollment(course.current, learner=reader)
    restrict(course.page)
    CoursePage.objects.filter(pk=course.page_id).update(live=False)

    assert _box(Client(), course) == ""
    assert _box(_client(outsider), course) == ""
    assert "已学0课" in _box(_client(reader), course)  # who studies it goes on
    assert _client(outsider).get(f"/learning/courses/{course.pk}/enroll/").status_code == 404


def test_enrolling_in_a_class_and_leaving_it(course, reader, district):
    klass = make_class(course.current, unit=district, capacity=1, ends_on=clock.today())
    client = _client(reader)
    page = client.get(f"/learning/courses/{course.pk}/enroll/?class={klass.pk}").content.decode()
    assert klass.name in page
    assert "自学" in page

    answer = client.post(f"/learning/courses/{course.pk}/enroll/", {"klass": klass.pk})
    assert answer.status_code == 302
    enrollment = Enrollment.objects.get()
    assert (enrollment.klass, enrollment.state, enrollment.learner) == (klass, EnrollmentState.ACTIVE, reader)

    address = f"/learning/enrollments/{enrollment.pk}/withdraw/"
    assert "名额让给候补人员" in client.get(address).content.decode()
    assert _client(make_user()).get(address).status_code == 404
    client.post(address, {"reason": "示例"})
    enrollment.refresh_from_db()
    assert enrollment.state == EnrollmentState.WITHDRAWN
    assert enrollment.changes.last().reason == "示例"
    assert "已经结束" in client.get(address).content.decode()


def test_a_class_that_is_full_by_now_puts_one_on_the_waitlist_and_says_so(course, reader, district):
    klass = make_class(course.current, unit=district, capacity=0, ends_on=clock.today())
    answer = _client(reader).post(f"/learning/courses/{course.pk}/enroll/", {"klass": klass.pk})
    assert answer.status_code == 302
    assert Enrollment.objects.get().state == EnrollmentState.WAITLISTED


def test_what_cannot_be_is_said_in_the_form_and_nothing_is_saved(course, reader, other_district):
    client = _client(reader)
    elsewhere = make_class(course.current, unit=other_district, ends_on=clock.today())
    answer = client.post(f"/learning/courses/{course.pk}/enroll/", {"klass": elsewhere.pk})
    assert "该班次已不能报名" in answer.content.decode()
    CoursePage.objects.filter(pk=course.page_id).update(enroll_until=clock.now())
    assert "报名已经截止" in client.post(f"/learning/courses/{course.pk}/enroll/", {}).content.decode()
    assert not Enrollment.objects.exists()


def test_an_invitation_link_asks_before_it_enrolls(course, reader, district, trainer):
    klass = make_class(course.current, unit=district, enrollment_mode=EnrollmentMode.CLOSED)
    Invitation.objects.create(
        token="shili-token", version=course.current, klass=klass, created_by=trainer,
        created_at=clock.now(), expires_at=clock.now() + dt.timedelta(days=1), uses_left=1,
    )  # fmt: skip
    address = "/learning/join/shili-token/"
    assert Client().get(address).status_code == 302
    client = _client(reader)
    assert client.get("/learning/join/forged/").status_code == 404
    assert klass.name in client.get(address).content.decode()
    assert not Enrollment.objects.exists()
    assert client.post(address).status_code == 302
    assert Enrollment.objects.get().source == EnrollmentSource.INVITATION
    refused = _client(make_user(unit=district)).post(address)
    assert "使用次数已用完" in refused.content.decode()


@pytest.mark.parametrize("classes", [1, 3])
def test_the_box_asks_the_same_number_of_questions_however_many_classes(
    course, reader, district, classes, django_assert_max_num_queries
):
    for _number in range(classes):
        make_class(course.current, unit=district, ends_on=clock.today())
    client = _client(reader)
    _box(client, course)
    with django_assert_max_num_queries(14):
        _box(client, course)
