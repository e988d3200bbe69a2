"""The result page and the query language: what is found, what is said of what was not understood."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache

from tasks.relay import run_due_jobs
from tests.content.asking import words_of
from tests.factories.content import make_policy, make_rule, make_structure

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    cache.clear()
    make_structure()
    make_rule("换届纪律规定（示例）", "严禁拉票。", "严禁破坏选举。")
    make_policy("选举工作通知（示例）")
    run_due_jobs()


def page(typed: str, **chosen: str) -> str:
    return words_of(f"/search/?q={quote(typed)}" + "".join(f"&{k}={v}" for k, v in chosen.items()))


def test_conditions_and_exclusions_narrow_what_is_shown() -> None:
    assert "换届纪律规定" in page("严禁 类型:规则")
    assert "换届纪律规定" not in page("严禁 类型:政策")
    found = page("嚴禁 -破坏选举 類型：規則")
    assert "第一条" in found
    assert "第二条" not in found


def test_what_is_not_understood_is_said_beside_the_results() -> None:
    found = page("严禁 类型:<b>食谱")
    assert "没有“&lt;b&gt;食谱”这个类型" in found
    assert "<b>食谱" not in found
    assert "没有看懂年份“去年”" in page("严禁 年份:去年")
    assert "引号没有成对" in page("“严禁")


def test_query_without_words_says_what_is_missing() -> None:
    assert "只写了要排除的词语" in page("-严禁")
    assert "只写了筛选条件" in page("类型:规则")
    assert "没有可以搜索的文字" in page("，")
    assert "没有可以搜索的文字" not in page("-严禁")


def test_typed_status_takes_the_place_of_the_default() -> None:
    assert "现行有效<span" in page("严禁")
    assert "现行有效<span" not in page("严禁 效力:全部")
    assert "换届纪律规定" not in page("严禁 效力:已废止")


def test_contradiction_keeps_the_chosen_filter_in_sight() -> None:
    found = page("严禁 类型:规则", kind="policy")
    assert "不能同时满足" in found
    assert "政策文件<span" in found


def test_empty_page_shows_the_language_by_examples_that_are_understood() -> None:
    found = page("")
    for example in ("选举 -公务员", "选举 类型:规则 年份:2016-2026 效力:全部"):
        assert example in found
        assert f'href="?q={quote(example, safe="").replace("%20", "+")}"' in found
