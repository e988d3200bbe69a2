"""What an empty answer offers: fewer words, fewer filters, documents of a like name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from search.exchange import SearchQuery
from search.queries import parse
from search.selectors.helping import find_help
from tasks.relay import run_due_jobs
from tests.content.asking import restrict, words_of
from tests.factories.accounts import make_user
from tests.factories.cases import make_case
from tests.factories.content import make_policy, make_rule, make_structure
from tests.factories.publishing import client_of
from tests.search.asking import link_to, page_of
from tests.search.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _structure(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    cache.clear()
    make_structure()
    make_rule("蓝鲸保护规定（示例）", "蓝鲸应当保护。", "海豚也应当保护。")
    make_case("蓝鲸一案（示例）")
    run_due_jobs()


def ways(page: str) -> list[str]:
    block = page.partition('<ul class="ways">')[2].partition("</ul>")[0]
    return [re.sub(r"<[^>]+>", "", line) for line in re.findall(r"<li>(.*?)</li>", block)]


def test_each_word_that_may_be_dropped_says_what_that_finds() -> None:
    page = page_of("蓝鲸 海豚 量子")
    assert ways(page) == ["去掉“量子”后有 1 条"]  # 海豚 is in the second article, 蓝鲸 in the title
    found = words_of("/search/" + link_to(page, "去掉“量子”"))
    assert "找到 1 条" in found
    assert "含 3 个词语中的" in page


def test_drop_keeps_the_filters() -> None:
    assert ways(page_of("蓝鲸 量子", kind="case")) == ["去掉“量子”后有 1 条"]
    assert "kind=case" in link_to(page_of("蓝鲸 量子", kind="case"), "去掉“量子”")


def test_filters_that_stand_in_the_way_are_counted() -> None:
    page = page_of("海豚", kind="case", status="repealed")
    assert "没有找到" in page
    assert ways(page) == ["去掉全部筛选后有 1 条"]
    assert "找到 1 条" in words_of("/search/" + link_to(page, "去掉全部筛选"))
    only_status = page_of("海豚", status="repealed")
    assert ways(only_status) == ["不限效力状态后有 1 条"]


def test_typed_conditions_hold_in_every_way_out() -> None:
    typed = page_of("海豚 类型:规则", status="repealed", region="乙区")
    assert ways(typed) == ["去掉全部筛选后有 1 条"]
    assert "找到 1 条" in words_of("/search/" + link_to(typed, "去掉全部筛选"))
    assert ways(page_of("海豚 类型:案例", status="repealed", region="乙区")) == []
    assert ways(page_of("海豚 效力:已废止", region="乙区")) == []


def test_spelling_is_offered_beside_poor_results_and_titles_only_without_any() -> None:
    page = page_of("篮鲸保护 海豚")
    assert 'class="hits"' in page
    assert "您要找的是不是" in page
    assert find_help(_query("蓝鲸 海豚 量子")).related
    assert not find_help(_query("蓝鲸 海豚 量子"), with_related=False).related


def _query(typed: str) -> SearchQuery:
    return SearchQuery(parse(typed), ("public",), TODAY)


def test_documents_with_the_longest_word_in_their_title_are_offered() -> None:
    page = page_of("蓝鲸保护", kind="news")
    assert link_to(page, "蓝鲸保护规定（示例）").startswith("/rules/r")
    assert "标题相近的文件" in page


def test_help_knows_nothing_of_hidden_texts() -> None:
    secret = make_policy(
        "金丝雀蓝鲸通知（示例）", text="金丝雀蓝鲸通知（示例）\n\n一、海豚\n\n（一）金丝雀海豚。\n"
    )
    run_due_jobs()
    shown = page_of("海豚 金丝雀", kind="news"), page_of("金丝雀蓝鲸 量子")
    assert any("金丝雀蓝鲸通知" in re.sub(r"</?mark>", "", page) for page in shown)
    restrict(secret)
    run_due_jobs()
    hidden = page_of("海豚 金丝雀", kind="news"), page_of("金丝雀蓝鲸 量子")
    assert not any("通知（示例）" in page for page in hidden)
    assert ways(hidden[0]) == []
    member = client_of(make_user())
    assert ways(page_of("海豚 金丝雀", kind="news", client=member)) == ["去掉全部筛选后有 1 条"]


def test_words_without_any_result_get_hints() -> None:
    page = page_of("量子力学")
    assert "没有找到与“量子力学”相符的内容" in page
    assert ways(page) == []
    assert "换一种说法" in page
