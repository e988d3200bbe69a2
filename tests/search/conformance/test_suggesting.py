"""Suggestions: what is offered, to whom, in which order; the same on every engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from search.analysis.names import MAX_BEGINNING
from search.exchange import SuggestQuery
from search.port import EngineUnavailableError, NullIndex, SearchIndex
from search.queries import parse_start
from tests.search.conftest import TODAY, make_document

Suggest = Callable[..., list[str]]
TITLE = "基层选举工作规范（示例）"


@pytest.fixture
def suggest(index: SearchIndex) -> Suggest:
    """The titles offered to an anonymous reader on 2026-11-24, an article with its label."""

    def ask(typed: str, *keys: str, **fields: Any) -> list[str]:
        start = parse_start(typed)
        found = index.suggest(SuggestQuery(start, keys or ("public",), TODAY, **fields))
        return [item.title + item.label if start.article and item.label else item.title for item in found]

    return ask


def put(index: SearchIndex, page_id: int, title: str, **fields: Any) -> None:
    """A page of three articles."""
    documents = [
        make_document(page_id, number, "选举", **{"title": title, "leads": number == 1, **fields})
        for number in (1, 2, 3)
    ]
    index.replace_page(page_id, documents)


def test_page_is_offered_once_by_any_part_of_its_names(index: SearchIndex, suggest: Suggest) -> None:
    put(index, 1, TITLE, names=("选办规范",))
    put(index, 2, "监督办法")
    for typed in (
        "基", "基层", "选举工作", "规范", "基层选举 规范", "《基层选举", "规范（示", "基层选举工作规范示例",
        TITLE, "选办", "选办规",
    ):  # fmt: skip
        assert suggest(typed) == [TITLE], typed


def test_words_of_the_text_alone_offer_nothing(index: SearchIndex, suggest: Suggest) -> None:
    put(index, 1, "监督办法")
    assert suggest("选举") == []


def test_document_number_is_offered_however_typed(index: SearchIndex, suggest: Suggest) -> None:
    put(index, 1, "甲通知", document_number="示组发〔2030〕2号")
    put(index, 2, "乙通知", document_number="示组发〔2031〕2号")
    for typed in ("示组发〔2030〕2号", "示组发[2030", "示组发（２０３０）2"):
        assert suggest(typed) == ["甲通知"], typed
    assert sorted(suggest("示组发")) == ["乙通知", "甲通知"]


def test_article_is_offered_by_its_number(index: SearchIndex, suggest: Suggest) -> None:
    put(index, 1, TITLE, names=("选办规范",))
    put(index, 2, "监督办法")
    for typed in ("基层选举工作规范第二条", "选办规范2条", "选办规范第二", "《选举》第2条"):
        assert suggest(typed) == [f"{TITLE}第2条"], typed


def test_number_alone_offers_that_article_of_every_rule(index: SearchIndex, suggest: Suggest) -> None:
    put(index, 1, "甲规定")
    put(index, 2, "乙规定")
    assert sorted(suggest("第三条")) == ["乙规定第3条", "甲规定第3条"]


def test_rule_named_exactly_comes_first_among_articles(index: SearchIndex, suggest: Suggest) -> None:
    put(index, 1, "监察法实施条例")
    put(index, 2, "中华人民共和国监察法")
    assert suggest("监察法第二条")[0] == "中华人民共和国监察法第2条"


def test_beginning_comes_before_the_middle_and_what_holds_before_what_does_not(
    index: SearchIndex, suggest: Suggest
) -> None:
    put(index, 1, "关于监督的通知", prior=1.5)
    put(index, 2, "监督暂行规定", valid_to=20200101, repealed=True, prior=1.2)
    put(index, 3, "监督工作若干规定")
    assert suggest("监督") == ["监督工作若干规定", "监督暂行规定", "关于监督的通知"]


def test_former_edition_is_not_offered_but_a_coming_or_repealed_one_is(
    index: SearchIndex, suggest: Suggest
) -> None:
    put(index, 1, "甲规定", valid_to=20250101)
    put(index, 2, "甲规定", valid_from=20250101)
    put(index, 3, "甲规定（草定）", valid_from=20270101)
    assert suggest("甲规") == ["甲规定", "甲规定（草定）"]


def test_what_is_typed_beyond_the_longest_beginning_counts_too(index: SearchIndex, suggest: Suggest) -> None:
    common = "示例省示例市关于进一步加强和改进新形势下党员干部"
    assert len(common) >= MAX_BEGINNING
    longest = common[:MAX_BEGINNING]
    put(index, 1, f"{longest}监督工作的通知")
    put(index, 2, f"{longest}培训工作的通知")
    put(index, 3, f"转发{longest}监督工作的通知")
    assert sorted(suggest(longest)) == sorted(
        [f"{longest}监督工作的通知", f"{longest}培训工作的通知", f"转发{longest}监督工作的通知"]
    )
    assert suggest(f"{longest}监督") == [f"{longest}监督工作的通知", f"转发{longest}监督工作的通知"]
    assert suggest(f"{longest}培训工作") == [f"{longest}培训工作的通知"]
    assert suggest(f"{longest}量子力学") == []


def test_eight_are_offered(index: SearchIndex, suggest: Suggest) -> None:
    for number in range(12):
        put(index, number + 1, f"规定{number}")
    assert len(suggest("规定")) == 8


def test_only_what_the_viewer_may_read_is_offered(index: SearchIndex, suggest: Suggest) -> None:
    put(index, 1, "公开规定")
    put(index, 2, "内部规定", access_key="r3", names=("内规",))
    for typed in ("规定", "内部", "内规", "第二条", "内规第二条"):
        assert not [title for title in suggest(typed) if "内部" in title], typed
        assert [title for title in suggest(typed, "public", "r3") if "内部" in title], typed
    assert index.suggest(SuggestQuery(parse_start("规定"), (), TODAY)) == ()


def test_missing_index_and_search_switched_off_offer_nothing(index: SearchIndex) -> None:
    query = SuggestQuery(parse_start("规定"), ("public",), TODAY)
    with pytest.raises(EngineUnavailableError):
        index.suggest(query)
    assert NullIndex().suggest(query) == ()


def test_document_comes_back_as_it_was_given(index: SearchIndex) -> None:
    given_one = make_document(1, 1, "选举", names=("选规", "选办"), leads=True)
    index.replace_page(1, [given_one])
    assert index.suggest(SuggestQuery(parse_start("选规"), ("public",), TODAY)) == (given_one,)
