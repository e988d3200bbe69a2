"""The editor is asked what a change means to people enrolled, before it goes to publication."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from common import clock
from tests.factories.publishing import Portal, client_of, make_portal
from tests.factories.quizzes import make_paper
from tests.factories.training import make_course, make_enrollment, make_lesson, publish_page
from training.enums import LessonKind, VersionPolicy
from training.models import Course, CoursePage, CourseVersion, LessonPage
from training.selectors.changes import differences
from training.selectors.freezing import freeze_course

pytestmark = pytest.mark.django_db

UNANSWERED = "请说明对在学和已完成人员的要求"


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.fixture
def lesson(portal: Portal) -> LessonPage:
    """A lesson of a course somebody takes."""
    course = make_course(lessons=0, unit=portal.city)
    page = make_lesson(course, unit=portal.city)
    make_enrollment(CourseVersion.objects.get())
    return page


def form_of(page: LessonPage, **changes: Any) -> dict[str, Any]:
    """What the browser sends from the editing form of a lesson."""
    page = page.get_latest_revision_as_object()
    fields = ("title", "slug", "kind", "seconds", "threshold", "summary", "first_eid", "last_eid", "basis")
    return nested_form_data(
        {
            **{name: getattr(page, name) for name in fields},
            **dict.fromkeys(("file", "captions", "edition", "paper", "go_live_at", "expire_at"), ""),
            "required": "on",
            "body": '{"blocks": [{"key": "a", "type": "unstyled", "text": "示例正文。"}], "entityMap": {}}',
            "unit": page.unit_id,
            "items": inline_formset([]),
            "comments": inline_formset([]),
            **changes,
        }
    )


def send(portal: Portal, page: LessonPage, **changes: Any) -> str:
    """Send the form; what the editor sees then."""
    answer = client_of(portal.editor).post(
        f"/admin/pages/{page.pk}/edit/", form_of(page, **changes), follow=True
    )
    return str(answer.content.decode())


def test_the_form_says_how_many_people_take_the_course(portal: Portal, lesson: LessonPage):
    seen = client_of(portal.editor).get(f"/admin/pages/{lesson.pk}/edit/").content.decode()

    assert "当前为第 1 版，在学 1 人，已完成 0 人" in seen
    assert 'name="version_policy"' in seen


def test_the_papers_offered_are_those_the_editor_may_use_and_the_one_that_is_chosen(portal: Portal):
    units = {"市": portal.city, "甲区": portal.district_a, "乙区": portal.district_b}
    papers = {name: make_paper(title=f"{name}试卷（示例）", unit=unit) for name, unit in units.items()}
    course = make_course(lessons=0, unit=portal.district_a)

    def offered(**fields: Any) -> set[str]:
        page = make_lesson(course, unit=portal.district_a, **fields)
        form = client_of(portal.editor_a).get(f"/admin/pages/{page.pk}/edit/").context["form"]
        return {name for name, paper in papers.items() if paper in form.fields["paper"].queryset}

    assert offered() == {"市", "甲区"}
    assert offered(kind=LessonKind.QUIZ, paper=papers["乙区"]) == {"市", "甲区", "乙区"}


def test_nothing_is_asked_where_nobody_is_enrolled(portal: Portal):
    lesson = make_lesson(make_course(lessons=0, unit=portal.city), unit=portal.city)

    seen = client_of(portal.editor).get(f"/admin/pages/{lesson.pk}/edit/").content.decode()

    assert 'name="version_policy"' not in seen


def test_a_draft_needs_no_answer_but_its_submission_does(portal: Portal, lesson: LessonPage):
    saved = send(portal, lesson, title="改了名称（示例）")
    assert UNANSWERED not in saved
    assert escape(f"《{lesson.title}》：名称") in saved

    assert UNANSWERED in send(portal, lesson, title="改了名称（示例）", **{"action-submit": "1"})
    assert LessonPage.objects.get(pk=lesson.pk).current_workflow_state is None


def test_hours_are_told_in_digits(portal: Portal):
    page = make_course(unit=portal.city)
    version = CourseVersion.objects.get()
    version.hours = Decimal("10.00")
    frozen = freeze_course(page, [], on=clock.today())

    assert "学时：10 → 0" in differences(version, frozen)


def test_the_rules_of_hours_are_asked_once_for_a_draft_whatever_its_lessons(
    portal: Portal, lesson: LessonPage
):
    make_lesson(CoursePage.objects.get(), unit=portal.city)
    client, fields = client_of(portal.editor), form_of(lesson, title="改了（示例）", **{"action-submit": "1"})
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(f"/admin/pages/{lesson.pk}/edit/", fields)

    assert UNANSWERED in answer.content.decode()
    assert sum('FROM "training_hourrule"' in query["sql"] for query in captured.captured_queries) == 1


def test_a_change_nobody_learns_needs_no_answer(portal: Portal, lesson: LessonPage):
    sent = send(portal, lesson, summary="只改了摘要", **{"action-submit": "1"})

    assert UNANSWERED not in sent
    assert LessonPage.objects.get(pk=lesson.pk).current_workflow_state is not None


def test_retraining_needs_a_day_to_come(portal: Portal, lesson: LessonPage):
    answer = {"title": "改了名称（示例）", "version_policy": "retrain", "action-submit": "1"}

    assert "重新培训须写明截止日期" in send(portal, lesson, **answer)
    assert "截止日期不能早于今天" in send(portal, lesson, retrain_by="2016-01-01", **answer)


def test_the_answer_goes_into_the_version_it_was_given_for_and_into_no_other(
    portal: Portal, lesson: LessonPage
):
    send(portal, lesson, title="第二版（示例）", version_policy="retrain", retrain_by="2999-01-01")
    publish_page(LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object())

    second = Course.objects.get().current
    assert second is not None
    assert (second.number, second.policy, str(second.retrain_by)) == (2, "retrain", "2999-01-01")

    third = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    third.title = "第三版（示例）"
    publish_page(third)
    latest = Course.objects.get().current
    assert latest is not None
    assert (latest.number, latest.policy, latest.retrain_by) == (3, VersionPolicy.LEAVE, None)


def test_an_answer_outlives_a_version_that_came_between(portal: Portal, lesson: LessonPage):
    send(portal, lesson, title="改了名称（示例）", version_policy="changed")
    make_lesson(CoursePage.objects.get())

    publish_page(LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object())

    policies = list(CourseVersion.objects.order_by("number").values_list("policy", flat=True))
    assert policies == ["leave", "leave", "changed"]
