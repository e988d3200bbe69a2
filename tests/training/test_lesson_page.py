"""The player page: who may open it, what it shows, what its addresses answer."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from accounts.models import User
from common import clock
from content.models import EditionPage
from tests.factories.accounts import make_user
from tests.factories.content import make_rule, make_structure
from tests.factories.materials import make_document
from tests.factories.training import make_class, make_enrollment, make_version
from training.enums import EnrollmentState, LessonKind, PlayEnding
from training.models import ClassSession, Enrollment, LessonProgress, LessonVersion, PlaySession
from training.selectors.lesson_contents import find_content

pytestmark = pytest.mark.django_db
BACKEND = "accounts.backends.StaffNumberOrPhoneBackend"


@pytest.fixture
def enrollment(reader: User) -> Enrollment:
    """Of a video and an article."""
    version = make_version(LessonKind.VIDEO, LessonKind.ARTICLE)
    film = make_document("lesson.mp4", b"0123456789" * 10)
    version.lessons.filter(position=1).update(content={"file": film.pk, "body": "<p>示例说明</p>"})
    version.lessons.filter(position=2).update(content={"body": "<p>示例正文</p>"})
    return make_enrollment(version, learner=reader)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def learner(reader: User) -> Client:
    return signed_in(reader)


def lesson_at(enrollment: Enrollment, position: int) -> LessonVersion:
    return enrollment.version.lessons.get(position=position)


def addresses(lesson: LessonVersion) -> list[str]:
    number = [lesson.pk]
    return [
        reverse("training:lesson", args=number),
        reverse("training:lesson_state", args=number),
        reverse("training:lesson_file", args=[lesson.pk, "file"]),
    ]


def post_beat(client: Client, **body: Any) -> Any:
    return client.post(reverse("training:beat"), json.dumps(body), content_type="application/json")


def test_learner_sees_the_lesson_its_credit_and_the_course(enrollment, learner):
    video = lesson_at(enrollment, 1)
    LessonProgress.objects.create(
        enrollment=enrollment,
        lesson=video,
        ranges=[[0, 246], [288, 384]],
        credited_seconds=342,
        refused_seconds=75,
        position=200,
        started_at=enrollment.enrolled_at,
        last_at=enrollment.enrolled_at,
    )
    answer = learner.get(reverse("training:lesson", args=[video.pk]))
    words = answer.content.decode()
    assert answer["Cache-Control"].startswith("max-age=0")
    assert "已计入 <b>5 分 42 秒</b>，全长 10 分，还差 <b>3 分 18 秒</b> 完成本课" in words
    assert '<rect x="288" y="0" width="96" height="10">' in words
    assert "1 分 15 秒" in words
    assert "示例第2课" in words
    assert "已完成 0 课，共 2 课" in words


def test_nobody_else_learns_that_there_is_such_a_lesson(enrollment, outsider, trainer):
    video = lesson_at(enrollment, 1)
    for person in (outsider, trainer):
        client = signed_in(person)
        for address in addresses(video):
            assert client.get(address).status_code == 404
        assert client.post(reverse("training:lesson_start", args=[video.pk])).status_code == 404
    for address in addresses(video):
        assert Client().get(address).status_code == 302
    assert Client().post(reverse("training:lesson_start", args=[video.pk])).status_code == 403


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (EnrollmentState.ACTIVE, 200),
        (EnrollmentState.COMPLETED, 200),
        (EnrollmentState.WITHDRAWN, 404),
        (EnrollmentState.REJECTED, 404),
        (EnrollmentState.PENDING_UNIT, 404),
        (EnrollmentState.WAITLISTED, 404),
    ],
)
def test_state_of_the_enrollment_decides(enrollment, learner, state, status):
    at = enrollment.enrolled_at
    Enrollment.objects.update(
        state=state, completed_at=at if state == EnrollmentState.COMPLETED else None, waitlisted_at=at
    )
    answers = {learner.get(address).status_code for address in addresses(lesson_at(enrollment, 1))}
    assert answers == {status}


def test_enrollment_in_another_version_opens_nothing(enrollment, learner):
    other = make_version(LessonKind.ARTICLE, course=enrollment.version.course)
    assert learner.get(reverse("training:lesson", args=[other.lessons.get().pk])).status_code == 404


def test_video_is_sent_in_parts_and_kept_by_nobody(enrollment, learner):
    address = reverse("training:lesson_file", args=[lesson_at(enrollment, 1).pk, "file"])
    part = learner.get(address, headers={"range": "bytes=5-14"})
    assert part.status_code == 206
    assert b"".join(part) == b"5678901234"
    assert part["Content-Range"] == "bytes 5-14/100"
    assert part["Content-Type"] == "video/mp4"
    assert "no-store" in part["Cache-Control"]
    assert learner.get(address.replace("/file/", "/captions/")).status_code == 404
    assert learner.get(address.replace("/file/", "/body/")).status_code == 404


def test_a_part_of_a_video_asks_whether_one_may_open_it_and_little_else(enrollment, learner):
    address = reverse("training:lesson_file", args=[lesson_at(enrollment, 1).pk, "file"])
    learner.get(address, headers={"range": "bytes=0-4"})
    with CaptureQueriesContext(connection) as asked:
        learner.get(address, headers={"range": "bytes=5-14"})

    own = [query["sql"] for query in asked if '"training_' in query["sql"]]
    assert len(own) == 2
    assert not any("wagtailcore_page" in sql for sql in own)
    assert 'AS "content__file" FROM' in own[1]  # of all the lesson holds, the number of the file


def test_bodies_of_lessons_are_left_where_they_are_in_the_list(enrollment, learner):
    video = lesson_at(enrollment, 1)
    for name, times in (("lesson_state", 0), ("lesson", 1)):
        with CaptureQueriesContext(connection) as asked:
            learner.get(reverse(f"training:{name}", args=[video.pk]))
        read = [query["sql"] for query in asked if '"training_lessonversion"."content"' in query["sql"]]
        assert len(read) == times


def test_time_is_counted_from_start_to_completion(enrollment, learner, monkeypatch):
    article = lesson_at(enrollment, 2)
    passed = {"now": enrollment.enrolled_at}
    monkeypatch.setattr(clock, "now", lambda: passed["now"])
    begun = learner.post(reverse("training:lesson_start", args=[article.pk])).json()
    assert (begun["credited"], begun["ranges"]) == (0, [])
    for beat in range(30):
        passed["now"] += timedelta(seconds=20)
        seconds = [[beat * 20, beat * 20 + 20]]
        answer = post_beat(learner, token=begun["token"], seq=beat + 1, segments=seconds, position=beat * 20)
        assert answer.status_code == 200
        assert answer.json()["completed"] is (beat >= 26)
    progress = LessonProgress.objects.get()
    assert (progress.credited_seconds, progress.completed_at is not None) == (600, True)
    page = learner.get(reverse("training:lesson", args=[article.pk])).content.decode()
    assert "本课已完成" in page
    assert "下一课：示例第1课" in page


def test_heartbeat_needs_no_cookie_but_its_token(enrollment, learner):
    begun = learner.post(reverse("training:lesson_start", args=[lesson_at(enrollment, 1).pk])).json()
    stranger = Client(enforce_csrf_checks=True)
    good = {"token": begun["token"], "seq": 1, "segments": [], "position": 0}
    assert post_beat(stranger, **good).status_code == 200
    forged = post_beat(stranger, **{**good, "token": begun["token"] + "x", "seq": 2})
    assert (forged.status_code, forged.json()["code"]) == (403, "bad_token")
    assert post_beat(stranger, seq=2).status_code == 400
    assert post_beat(stranger, **{**good, "token": "x" * 3_000}).status_code == 400
    assert stranger.get(reverse("training:beat")).status_code == 405
    form = stranger.post(reverse("training:beat"), good)
    assert form.status_code == 415


def test_quiz_or_session_has_no_time_to_count(reader, learner):
    enrollment = make_enrollment(make_version(LessonKind.QUIZ, LessonKind.SESSION), learner=reader)
    for lesson in enrollment.version.lessons.all():
        assert learner.post(reverse("training:lesson_start", args=[lesson.pk])).status_code == 403
        assert learner.get(reverse("training:lesson", args=[lesson.pk])).status_code == 200


def test_list_of_lessons_costs_the_same_for_any_number():
    counts = []
    for kinds in ([LessonKind.ARTICLE], [LessonKind.ARTICLE] * 3):
        enrollment = make_enrollment(make_version(*kinds), learner=make_user())
        client = signed_in(enrollment.learner)
        address = reverse("training:lesson", args=[lesson_at(enrollment, 1).pk])
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.fixture
def reading(reader: User) -> Enrollment:
    """Of the second and third article of a rule."""
    make_structure()
    articles = [f"第{number}条的话。" for number in "一二三四"]
    edition = make_rule("示例规定（示例）", *articles).edition
    enrollment = make_enrollment(make_version(LessonKind.RULE_READING), learner=reader)
    content = {"edition": edition.pk, "first_eid": "art-2", "last_eid": "art-3"}
    enrollment.version.lessons.update(content=content)
    return enrollment


def test_provisions_of_the_frozen_range_are_read(reading, learner):
    words = learner.get(reverse("training:lesson", args=[lesson_at(reading, 1).pk])).content.decode()
    assert "第二条的话" in words
    assert "第三条的话" in words
    assert "第一条的话" not in words
    assert "第四条的话" not in words


CHAPTERS = """示例办法（示例）

第一章　甲章

第一条　一的话。

第二章　乙章

第一节　丙节

第二条　二的话。

第三条　三的话。

第四条　四的话。

第三章　丁章

第五条　五的话。

附件1

示例登记表

六的话。
"""


@pytest.mark.parametrize(
    ("first", "last", "read"),
    [
        ("art-2", "", "二"),
        ("art-2-para-1", "art-3-para-1", "二三"),
        ("art-4", "art-5", "四丁五"),
        ("ch-2", "", "乙丙二三四"),
        ("ch-2-sec-1", "", "丙二三四"),
        ("art-1", "ch-2", "一乙丙二三四"),
        ("ch-3", "", "丁五"),
        ("att-1", "", "六"),
        ("art-3", "art-2", ""),
        ("art-9", "", ""),
        ("", "", ""),
    ],
)
def test_the_range_is_read_and_a_heading_with_all_below_it(reader, first, last, read):
    make_structure()
    edition = make_rule("示例办法（示例）", text=CHAPTERS).edition
    enrollment = make_enrollment(make_version(LessonKind.RULE_READING), learner=reader)
    lesson = lesson_at(enrollment, 1)
    lesson.content = {"edition": edition.pk, "first_eid": first, "last_eid": last}

    blocks = find_content(lesson, enrollment=enrollment, user=reader).blocks

    words = "".join(block.heading + block.words for block in blocks)
    assert "".join(sign for sign in words if sign in "甲乙丙丁一二三四五六") == read


def test_rule_one_may_not_read_is_not_read_in_a_lesson_either(reading, learner):
    rule = EditionPage.objects.get(pk=lesson_at(reading, 1).content["edition"]).get_parent().specific
    address = reverse("training:lesson", args=[lesson_at(reading, 1).pk])
    group = Group.objects.create(name="示例组")
    closed = PageViewRestriction.objects.create(page=rule, restriction_type=PageViewRestriction.GROUPS)
    closed.groups.add(group)
    words = learner.get(address).content.decode()
    assert "第二条的话" not in words
    assert "现在不能查看" in words


def test_document_is_shown_in_the_page_and_may_be_opened(reader, learner):
    enrollment = make_enrollment(make_version(LessonKind.DOCUMENT), learner=reader)
    paper = make_document("slides.pdf", b"%PDF-1.4 example")
    enrollment.version.lessons.update(content={"file": paper.pk})
    answer = learner.get(reverse("training:lesson", args=[lesson_at(enrollment, 1).pk]))
    words = answer.content.decode()
    assert "frame-src 'self'" in answer["Content-Security-Policy"]
    assert '<iframe class="sheet"' in words
    assert "data-open-document" in words
    sent = learner.get(reverse("training:lesson_file", args=[lesson_at(enrollment, 1).pk, "file"]))
    assert sent["X-Frame-Options"] == "SAMEORIGIN"
    assert sent["Content-Type"] == "application/pdf"


def test_file_that_is_gone_is_said_so(reader, learner):
    enrollment = make_enrollment(make_version(LessonKind.VIDEO, LessonKind.DOCUMENT), learner=reader)
    for lesson in enrollment.version.lessons.all():
        words = learner.get(reverse("training:lesson", args=[lesson.pk])).content.decode()
        assert "已不在本站" in words


def test_timetable_and_external_study_say_what_completes_them(reader, learner, district):
    version = make_version(LessonKind.SESSION, LessonKind.EXTERNAL)
    klass = make_class(version, unit=district, taken=1, place="示例礼堂")
    enrollment = make_enrollment(version, learner=reader, klass=klass, holds_place=True)
    session = lesson_at(enrollment, 1)
    ClassSession.objects.create(
        klass=klass,
        lesson=session,
        title="示例辅导",
        starts_at=enrollment.enrolled_at,
        ends_at=enrollment.enrolled_at + timedelta(hours=2),
    )
    words = learner.get(reverse("training:lesson", args=[session.pk])).content.decode()
    assert "示例辅导" in words
    assert "示例礼堂" in words
    words = learner.get(reverse("training:lesson", args=[lesson_at(enrollment, 2).pk])).content.decode()
    assert "申报学时" in words


def test_signing_out_ends_the_session_of_study(enrollment, learner):
    learner.post(reverse("training:lesson_start", args=[lesson_at(enrollment, 1).pk]))
    learner.post(reverse("accounts:sign_out"))
    assert PlaySession.objects.get().ending == PlayEnding.SIGNED_OUT
