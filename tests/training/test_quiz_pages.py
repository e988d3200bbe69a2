"""The learner's pages of a quiz: nothing of the answers before it is time, nothing of other people."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from common import clock
from tests.factories.content import make_list, make_rule, make_structure
from tests.factories.quizzes import make_item, make_paper, make_quiz, make_topic, start_quiz
from training.enums import EnrollmentState, ItemKind, PaperKind, ReviewPolicy
from training.models import Answer, Attempt, Paper, PaperRule, WrongItem
from training.services import attempting
from training.services.drawing import draw_sheet

pytestmark = pytest.mark.django_db
SECRET = "示例解析"


@pytest.fixture
def client(reader) -> Client:
    client = Client()
    client.force_login(reader)
    return client


@pytest.fixture
def at():
    return clock.now()


def started(reader, at, *kinds, **fields):
    paper = make_paper(*(make_item(kind) for kind in kinds or ItemKind), **fields)
    enrollment, lesson = make_quiz(paper, learner=reader)
    return start_quiz(enrollment, lesson, at=at)


def url(name, attempt, *more):
    return reverse(f"training:{name}", args=[attempt.pk, *more])


def page_url(attempt):
    return reverse("training:paper", args=[attempt.enrollment_id, attempt.lesson_id])


def right_fields(attempt):
    """What a browser sends when everything is answered rightly."""
    fields = {}
    for position, question in enumerate(attempt.sheet, start=1):
        letters = {option["key"]: "ABCDEFGHIJ"[n] for n, option in enumerate(question["options"])}
        name = f"q{position}"
        fields[f"{name}-sequence"] = "0"
        match question["kind"]:
            case "single":
                fields[name] = letters["B"]
            case "multiple":
                fields[name] = [letters["A"], letters["C"]]
            case "true_false":
                fields[name] = "false"
            case "fill_in":
                fields[f"{name}-1"] = "提拔使用"
            case "ordered":
                fields |= {f"{name}-{letters[key]}": str(n) for n, key in enumerate("ABCD", start=1)}
    return fields


def test_a_paper_from_its_rules_to_the_result_without_scripts(client, reader, city):
    paper = make_paper(*(make_item(kind) for kind in ItemKind), minutes=30, attempts=2)
    enrollment, lesson = make_quiz(paper, learner=reader)
    address = reverse("training:paper", args=[enrollment.pk, lesson.pk])

    words = client.get(address).content.decode()
    for said in ("5 题", "30 分钟", "60 分", "共 2 次，还可答 2 次", "还没有作答"):
        assert said in words
    answer = client.post(address)
    attempt = Attempt.objects.get()
    assert answer.url == url("attempt", attempt)
    words = client.get(answer.url).content.decode()
    assert words.count("<fieldset") == 5

    answer = client.post(answer.url, right_fields(attempt) | {"action": "submit"}, follow=True)

    words = answer.content.decode()
    assert answer.redirect_chain[-1][0] == url("result", attempt)
    assert "<b>100</b>" in words
    assert SECRET in words
    enrollment.refresh_from_db()
    assert enrollment.state == EnrollmentState.COMPLETED
    assert "这门课程已经完成" in client.get(address).content.decode()


def test_right_answers_never_reach_the_browser_before_the_paper_is_handed_in(client, reader, at):
    attempt = started(reader, at, *ItemKind)
    words = client.get(url("attempt", attempt)).content.decode()
    words += client.get(page_url(attempt)).content.decode()
    for position in range(1, 6):
        sent = client.post(url("answer", attempt, position), {f"q{position}": "A"})
        words += sent.content.decode()
        assert set(json.loads(sent.content)) == {"stored", "sequence", "answered"}
    words += client.get(url("attempt", attempt)).content.decode()

    assert SECRET not in words
    assert "提拔使用</" not in words.replace("不得提拔使用", "")
    for question in attempt.sheet:
        assert question["explanation"] not in words
    # Letters follow the order shown and start anew in each question: they are not the keys of the bank.
    for position, question in enumerate(attempt.sheet, start=1):
        values = re.findall(rf'name="q{position}" value="([A-Z])"', words)
        assert values[: len(question["options"])] == list("ABCD")[: len(values)]


def test_shuffled_letters_do_not_tell_the_order(client, reader, at):
    """The options of an ordered item are typed in the right order; shown, they are in another one."""
    shown = set()
    for _ in range(8):
        attempt = started(reader, at, ItemKind.ORDERED, shuffle_options=False)
        shown.add(tuple(option["key"] for option in attempt.sheet[0]["options"]))
    assert len(shown) > 1


@pytest.mark.parametrize("name", ["attempt", "result", "answer"])
def test_another_persons_attempt_is_not_there(name, reader, other_district_editor, at):
    attempt = started(reader, at, ItemKind.SINGLE)
    stranger = Client()
    stranger.force_login(other_district_editor)
    address = url(name, attempt, 1) if name == "answer" else url(name, attempt)
    assert stranger.post(address).status_code in (404, 405)
    assert stranger.get(address).status_code in (404, 405)
    assert stranger.get(page_url(attempt)).status_code == stranger.post(page_url(attempt)).status_code == 404
    assert Attempt.objects.count() == 1
    assert not Answer.objects.exists()


def test_nobody_without_an_account_sees_anything(reader, at):
    attempt = started(reader, at, ItemKind.SINGLE)
    for address in (url("attempt", attempt), page_url(attempt), reverse("training:wrong_answers")):
        assert Client().get(address).status_code == 302


def test_answers_are_never_cached(client, reader, at):
    attempt = started(reader, at, ItemKind.SINGLE)
    addresses = (url("attempt", attempt), page_url(attempt), reverse("training:wrong_answers"))
    for address in addresses:
        assert "no-store" in client.get(address)["Cache-Control"]
    assert "no-store" in client.post(url("answer", attempt, 1), {"q1": "A"})["Cache-Control"]


def test_what_is_open_is_asked_once_more(client, reader, at):
    attempt = started(reader, at, ItemKind.SINGLE, ItemKind.SINGLE)
    fields = {"q1": "A", "q1-sequence": "0", "q2-sequence": "0"}
    words = client.post(url("attempt", attempt), fields).content.decode()
    assert "还有 1 题没有作答" in words
    assert Answer.objects.get().position == 1

    client.post(url("attempt", attempt), fields | {"confirmed": "1"})
    attempt.refresh_from_db()
    assert attempt.submitted_at is not None


def test_a_form_that_holds_nothing_blanks_nothing(client, reader, at):
    attempt = started(reader, at, ItemKind.SINGLE)
    client.post(url("answer", attempt, 1), {"q1": "A"})
    before = Answer.objects.get().response
    client.post(url("attempt", attempt), {"action": "save"})
    client.post(url("attempt", attempt), {"confirmed": "1"})
    assert Answer.objects.get().response == before


def test_an_older_window_does_not_overwrite_a_newer_one(client, reader, at):
    attempt = started(reader, at, ItemKind.TRUE_FALSE)
    client.post(url("answer", attempt, 1), {"q1": "true"})
    fields = {"q1": "false", "q1-sequence": "0", "action": "save"}
    words = client.post(url("attempt", attempt), fields, follow=True).content.decode()
    assert "第 1 题在另一个窗口有更新的答案" in words
    assert Answer.objects.get().response == ["true"]


def test_time_up_is_collected_when_somebody_looks(client, reader, at):
    attempt = started(reader, at - dt.timedelta(hours=1), ItemKind.TRUE_FALSE, minutes=10)
    sent = client.post(url("answer", attempt, 1), {"q1": "false"})
    assert (sent.status_code, "时间已到" in sent.json()["error"]) == (409, True)
    answer = client.get(url("attempt", attempt), follow=True)
    assert "到时由服务器收卷" in answer.content.decode()
    attempt.refresh_from_db()
    assert (attempt.score, attempt.ended_by) == (0, "time_up")


@pytest.mark.parametrize(
    ("policy", "right", "shown"),
    [
        (ReviewPolicy.IMMEDIATELY, False, True),
        (ReviewPolicy.AFTER_PASSING, False, False),
        (ReviewPolicy.AFTER_PASSING, True, True),
        (ReviewPolicy.AFTER_DEADLINE, True, False),
        (ReviewPolicy.NEVER, True, False),
    ],
)
def test_answers_are_shown_as_the_policy_says(client, reader, at, policy, right, shown):
    closes = at + dt.timedelta(days=1) if policy == ReviewPolicy.AFTER_DEADLINE else None
    attempt = started(reader, at, ItemKind.TRUE_FALSE, ItemKind.TRUE_FALSE, review=policy, closes_at=closes)
    fields = right_fields(attempt) if right else {"q1": "true", "q1-sequence": "0"}
    client.post(url("attempt", attempt), fields | {"confirmed": "1"})

    words = client.get(url("result", attempt)).content.decode()
    words += client.get(reverse("training:wrong_answers")).content.decode()
    assert (SECRET in words) == shown
    wrong = WrongItem.objects.first()
    if wrong is not None:
        answer = client.get(reverse("training:wrong_answer", args=[wrong.item_id]))
        assert answer.status_code == (200 if shown else 404)


def test_practice_marks_at_once_and_fills_the_book(client, reader):
    item = make_item(ItemKind.TRUE_FALSE, topic=make_topic(name="示例练习"))
    address = reverse("training:practice_topic", args=[item.topic_id])
    assert "示例练习" in client.get(reverse("training:practice")).content.decode()
    words = client.get(address).content.decode()
    assert SECRET not in words
    form = dict(re.findall(r'type="hidden" name="(item|version|seed|streak)" value="([^"]*)"', words))

    words = client.post(address, form | {"q1": "true"}).content.decode()
    assert SECRET in words
    assert WrongItem.objects.get().times_wrong == 1
    again = reverse("training:wrong_answer", args=[item.pk])
    for _ in range(2):
        words = client.get(again).content.decode()
        form = dict(re.findall(r'type="hidden" name="(item|version|seed|streak)" value="([^"]*)"', words))
        client.post(again, form | {"q1": "false"})
        client.post(again, form | {"q1": "false"})  # sent twice by a nervous finger
    assert WrongItem.objects.get().right_in_a_row == 2
    assert "没有错题" in client.get(reverse("training:wrong_answers")).content.decode()


def test_no_practice_while_a_paper_is_in_hand(client, reader, at):
    item = make_item(ItemKind.TRUE_FALSE)
    started(reader, at, ItemKind.SINGLE)
    address = reverse("training:practice_topic", args=[item.topic_id])
    for answer in (client.get(address), client.post(address, {"item": item.pk, "version": 1, "q1": "true"})):
        assert answer.status_code == 302
    assert "正在考试" in client.get(reverse("training:wrong_answers")).content.decode()


def test_only_topics_of_ones_own_unit_and_above_are_practiced(client, reader, city, other_district):
    for unit, name in ((city, "市级专题"), (reader.unit, "本区专题"), (other_district, "邻区专题")):
        make_item(topic=make_topic(name=name, unit=unit))
    make_item(topic=make_topic(name="不开放的专题", unit=city, practice=False))
    words = client.get(reverse("training:practice")).content.decode()
    assert ("市级专题" in words, "本区专题" in words) == (True, True)
    assert ("邻区专题" in words, "不开放的专题" in words) == (False, False)


@pytest.mark.parametrize("hidden", [False, True])
def test_sources_lead_only_where_one_may_read(client, reader, hidden):
    """A closed rule or list is neither linked nor, for the list, named."""
    make_structure()
    rule = make_rule("示例规定", promulgation_date=dt.date(2015, 1, 1))
    taught = make_list("严禁示例", title="示例清单甲")
    fields = {"basis": "《示例规定》第一条", "target_list": taught, "target_number": 1}
    item = make_item(ItemKind.TRUE_FALSE, **fields)
    if hidden:
        for page in (rule.rule, taught):
            closed = PageViewRestriction.objects.create(page=page, restriction_type="groups")
            closed.groups.add(Group.objects.create(name=f"示例组{page.pk}"))
    address = reverse("training:practice_topic", args=[item.topic_id])
    words = client.get(address).content.decode()
    form = dict(re.findall(r'type="hidden" name="(item|version|seed|streak)" value="([^"]*)"', words))
    words = client.post(address, form | {"q1": "true"}).content.decode()
    assert "《示例规定》第一条" in words
    assert ("/art-1/" in words, "示例清单甲" in words) == (not hidden, not hidden)


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_for_any_number_of_rows(
    client, reader, at, number, django_assert_max_num_queries
):
    paper = make_paper(*(make_item(ItemKind.TRUE_FALSE) for _ in range(number)), pass_mark=100)
    enrollment, lesson = make_quiz(paper, learner=reader)
    for _ in range(number):
        attempt = start_quiz(enrollment, lesson, at=at)
        attempting.submit(attempt=attempt, at=at)
    pages = {
        page_url(attempt): 15,
        url("result", attempt): 15,
        reverse("training:wrong_answers"): 13,
        reverse("training:practice"): 12,
    }
    for address, most in pages.items():
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_a_start_and_its_page_cost_the_same_for_any_number_of_questions(client, reader):
    topic = make_topic()
    paper = Paper.objects.create(title="示例", kind=PaperKind.DRAWN)
    rule = PaperRule.objects.create(paper=paper, topic=topic, count=1, points=1)
    asked = []
    for number in (1, 5):
        rule.count = number
        rule.save()
        for _ in range(number - topic.items.count()):
            make_item(topic=topic)
        draw_sheet(paper=paper, seed="a")  # who comes first in a process reads the items too
        enrollment, lesson = make_quiz(paper, learner=reader)
        with CaptureQueriesContext(connection) as starting:
            address = client.post(reverse("training:paper", args=[enrollment.pk, lesson.pk])).url
        with CaptureQueriesContext(connection) as showing:
            assert client.get(address).content.decode().count("<fieldset") == number
        asked.append((len(starting), len(showing)))
    assert asked[0] == asked[1]
    assert asked[0] == (10, 5)


def test_a_paper_in_hand_has_a_frame_of_its_own(client, reader, at):
    attempt = started(reader, at, ItemKind.SINGLE)
    words = client.get(url("attempt", attempt)).content.decode()
    for said in (
        'class="skip"',
        '<main id="main"',
        "<footer",
        "data-type-size",
        f'href="{page_url(attempt)}"',
    ):
        assert said in words, said
    for said in ("主导航", 'role="search"', "data-fragment", "userbar"):
        assert said not in words, said
    assert words.count("data-type-size") == 1


def test_a_start_that_is_refused_still_collects_what_ran_out(client, reader, at):
    attempt = started(reader, at - dt.timedelta(hours=1), ItemKind.SINGLE, minutes=10, attempts=1)
    answer = client.post(page_url(attempt), follow=True)
    assert "可答次数已经用完" in answer.content.decode()
    attempt.refresh_from_db()
    assert attempt.ended_by == "time_up"
