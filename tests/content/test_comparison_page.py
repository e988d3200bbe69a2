"""Two editions side by side on the page."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.http import Http404

from content.models import RulePage
from content.selectors import comparison
from content.views.comparison import rule_comparison
from tests.content.asking import ask, count_queries, restrict
from tests.factories.content import make_rule, make_structure

pytestmark = pytest.mark.django_db
TITLE = "示例工作规定（示例）"
FIRST, LAST = "为了规范示例工作，制定本规定。", ("记录保存五年。", "本规定自公布之日起施行。")
OLD = (FIRST, "示例工作应当公开，由甲单位办理。", "办理期限为三十日。", *LAST)
NEW = (FIRST, "示例工作应当公开，由甲单位和乙单位办理。", "举报由专人受理并逐件登记反馈。", *LAST)


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


def make_editions() -> RulePage:
    make_rule(TITLE, *OLD, slug="compared", promulgation_date=dt.date(2019, 1, 1))
    return make_rule(
        TITLE, *NEW, slug="compared", promulgation_date=dt.date(2026, 1, 1), change_kind="revision"
    ).rule


def compared(rule: RulePage, **query: str) -> str:
    answer = ask(rule_comparison, rule, "2019-01-01", "2026-01-01", **query)
    assert answer.status_code == 200
    return answer.content.decode()


def figures(words: str) -> dict[str, int]:
    found = re.findall(r'show=(\w+)#articles"[^>]*><b>(\d+)</b>', words)
    return {name: int(count) for name, count in found}


def test_comparison_counts_what_happened() -> None:
    assert figures(compared(make_editions())) == {
        "changed": 1, "added": 1, "removed": 1, "renumbered": 0, "unchanged": 3,
    }  # fmt: skip


def test_comparison_marks_the_changed_characters_only() -> None:
    words = compared(make_editions())
    marked = re.findall(r"<ins>(.*?)</ins>", words)
    assert [re.sub(r"<span.*?</span>", "", mark) for mark in marked] == ["和乙单位"]
    assert "新增：" in marked[0]
    assert "<del>" not in words


def test_comparison_shows_one_kind_when_asked() -> None:
    rule = make_editions()
    words = compared(rule, show="added")
    assert "举报由专人受理" in words
    assert "记录保存五年" not in words
    assert "记录保存五年" in compared(rule, show="all")
    assert "记录保存五年" in compared(rule, show="\x00'\"")
    assert "没有“仅移号”的条文" in compared(rule, show="renumbered")


def test_comparison_leads_to_both_texts() -> None:
    words = compared(make_editions())
    assert 'href="/rules/compared/2019-01-01/art-2/"' in words
    assert 'href="/rules/compared/2026-01-01/art-2/"' in words
    assert "新旧条号对照表" in words


def test_comparison_without_choice_takes_the_two_latest() -> None:
    rule = make_editions()
    make_rule(TITLE, *NEW, slug="compared", promulgation_date=dt.date(2027, 1, 1), change_kind="amendment")
    answer = ask(rule_comparison, rule)
    assert answer.status_code == 302
    assert answer.url == "/rules/compared/compare/2026-01-01/2027-01-01/"


def test_comparison_follows_the_form() -> None:
    answer = ask(rule_comparison, make_editions(), old="2026-01-01", new="2019-01-01")
    assert answer.url == "/rules/compared/compare/2019-01-01/2026-01-01/"


def test_comparison_puts_the_older_edition_first() -> None:
    answer = ask(rule_comparison, make_editions(), "2026-01-01", "2019-01-01")
    assert answer.status_code == 302
    assert answer.url.endswith("/2019-01-01/2026-01-01/")


@pytest.mark.parametrize("slugs", [("2019-01-01", "x"), ("x", "y"), ("2019-01-01", "\x00")])
def test_comparison_with_an_unknown_edition_is_not_found(slugs: tuple[str, str]) -> None:
    rule = make_editions()
    with pytest.raises(Http404):
        ask(rule_comparison, rule, *slugs)
    with pytest.raises(Http404):
        ask(rule_comparison, rule, old=slugs[0], new=slugs[1])


def test_comparison_with_itself_asks_for_another_edition() -> None:
    rule = make_editions()
    for answer in (
        ask(rule_comparison, rule, "2019-01-01", "2019-01-01"),
        ask(rule_comparison, rule, old="2019-01-01", new="2019-01-01"),
    ):
        assert answer.status_code == 200
        assert "同一个版本" in answer.content.decode()


def test_comparison_of_a_single_edition_says_so() -> None:
    rule = make_rule(TITLE, slug="single").rule
    words = ask(rule_comparison, rule).content.decode()
    assert "只有一个可查看的版本" in words
    assert "<select" not in words


def test_comparison_leaves_out_what_the_reader_may_not_see() -> None:
    rule = make_editions()
    restrict(make_rule(TITLE, promulgation_date=dt.date(2026, 1, 1)).edition)
    with pytest.raises(Http404):
        ask(rule_comparison, rule, "2019-01-01", "2026-01-01")
    assert "只有一个可查看的版本" in ask(rule_comparison, rule).content.decode()


def test_comparison_is_made_once_for_two_published_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = make_editions()
    made = []
    real = comparison.compare_texts
    monkeypatch.setattr(comparison, "compare_texts", lambda *texts: made.append(1) or real(*texts))
    compared(rule)
    compared(rule)
    assert len(made) == 1
    make_rule(TITLE, *OLD, slug="compared", promulgation_date=dt.date(2026, 1, 1), change_kind="revision")
    assert figures(compared(rule))["unchanged"] == 5
    assert len(made) == 2


def test_comparison_costs_the_same_with_two_and_four_editions() -> None:
    rule = make_editions()
    with_two = count_queries(lambda: compared(rule))
    for year in (2027, 2028):
        make_rule(TITLE, *NEW, promulgation_date=dt.date(year, 1, 1), change_kind="amendment")
    assert count_queries(lambda: compared(rule)) == with_two


def test_comparison_shows_a_new_division_into_paragraphs() -> None:
    joined, divided = "示例工作应当公开。结果应当公布。", "示例工作应当公开。\n结果应当公布。"
    make_rule(TITLE, joined, slug="divided", promulgation_date=dt.date(2019, 1, 1))
    rule = make_rule(TITLE, divided, promulgation_date=dt.date(2026, 1, 1), change_kind="revision").rule
    words = compared(rule)
    assert figures(words)["changed"] == 1
    assert "¶" in words
