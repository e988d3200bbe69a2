"""What is found: words, phrases, numbers, names; the same on every engine."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from search.analysis.numbers import own_number_tokens
from search.enums import Remark
from search.exchange import (
    LookUp,
    SearchQuery,
    SearchResult,
)
from search.port import SearchIndex
from search.queries import parse
from tests.search.conftest import TODAY, make_document, places

Search = Callable[..., SearchResult]
Counts = Callable[..., dict[str, dict[str, int]]]


def test_search_finds_every_two_characters_of_a_text(index: SearchIndex, search: Search) -> None:
    text = "以金钱或者其他财物收买选民"
    index.replace_page(1, [make_document(1, 5, text)])
    for at in range(len(text) - 1):
        assert places(search(text[at : at + 2])) == [(1, "art-5")]


def test_search_finds_a_single_character_wherever_it_stands(index: SearchIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, 5, "当选无效")])
    for char in "当选无效":
        assert places(search(char)) == [(1, "art-5")]
    assert places(search("贿")) == []


def test_words_must_all_be_there(index: SearchIndex, search: Search) -> None:
    index.replace_page(
        1, [make_document(1, 1, "收买选民"), make_document(1, 2, "收买代表"), make_document(1, 3, "选民登记")]
    )
    result = search("收买　选民")
    assert places(result) == [(1, "art-1")]
    assert result.remarks == ()


def test_words_that_never_meet_are_searched_singly_and_the_page_says_so(
    index: SearchIndex, search: Search
) -> None:
    index.replace_page(
        1, [make_document(1, 1, "收买代表"), make_document(1, 2, "选民登记"), make_document(1, 3, "附则")]
    )
    result = search("收买 登记")
    assert set(places(result)) == {(1, "art-1"), (1, "art-2")}
    assert result.remarks == (Remark.ANY_WORD,)


def test_phrase_is_exact_and_never_loosened(index: SearchIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, 1, "破坏选举的"), make_document(1, 2, "选举被破坏的")])
    assert places(search("“破坏选举”")) == [(1, "art-1")]
    assert places(search("“破坏被选举”")) == []


def test_article_number_finds_the_articles_of_that_number_first(index: SearchIndex, search: Search) -> None:
    index.replace_page(
        1, [make_document(1, 17, "贿选的处理"), make_document(1, 18, "依照第十七条第十七条第十七条处理")]
    )
    index.replace_page(2, [make_document(2, 7, "无关"), make_document(2, 17, "又一条")])
    for typed in ("第十七条", "第17条", "１７条", "十七条"):
        found = search(typed)
        assert {group.hits[0].document.eid for group in found.groups} == {"art-17"}, typed
        assert places(found).index((1, "art-17")) < places(found).index((1, "art-18"))
        assert (2, "art-7") not in places(found)


def test_rule_name_with_article_number_finds_that_article_first(index: SearchIndex, search: Search) -> None:
    for page_id, title in ((1, "中华人民共和国示例监督法"), (2, "示例监督法实施办法"), (3, "示例选举法")):
        index.replace_page(
            page_id, [make_document(page_id, n, "依照示例监督法第十五条", title=title) for n in (14, 15, 16)]
        )
    for typed in (
        "示例监督法第十五条",
        "《示例监督法》15条",
        "示例监督法 第１５条",
        "请问示例监督法第十五条怎么规定",
    ):
        assert places(search(typed))[0] == (1, "art-15"), typed


def test_document_number_finds_its_document_however_typed(index: SearchIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, 1, "一", document_number="示组发〔2030〕2号")])
    index.replace_page(2, [make_document(2, 1, "二", document_number="示组发〔2030〕12号")])
    for typed in ("示组发〔2030〕2号", "示组发[2030]2号", "〔2030〕2号"):
        assert places(search(typed)) == [(1, "art-1")], typed


def test_campaign_words_find_the_wording_of_statutes(index: SearchIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, 1, "以财物贿赂选民的"), make_document(1, 2, "选民名单")])
    index.replace_page(2, [make_document(2, 1, "严禁拉票贿选")])
    assert places(search("拉票贿选")) == [(2, "art-1"), (1, "art-1")]


def test_prior_breaks_a_tie(index: SearchIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, 1, "选举", prior=1.0)])
    index.replace_page(2, [make_document(2, 1, "选举", prior=1.2)])
    first, second = (group.hits[0].score for group in search("选举").groups)
    assert first / second == pytest.approx(1.2, rel=1e-3)


def test_what_says_more_of_it_in_fewer_words_comes_first(index: SearchIndex, search: Search) -> None:
    padding = "其他各项规定由有关机关按照各自职责组织实施并监督检查" * 4
    texts = {
        1: "选举纪律",
        2: "选举工作中应当严明纪律。" + padding,
        3: "选举纪律、选举纪律、选举纪律。" + padding,
        4: padding,
    }
    for page_id, text in texts.items():
        index.replace_page(page_id, [make_document(page_id, 1, text, title=f"示例{page_id}", path="")])
    assert [page_id for page_id, _eid in places(search("选举 纪律"))] == [1, 3, 2]
    best = index.best(SearchQuery(parse("选举 纪律"), ("public",), TODAY), 2)
    assert [hit.document.page_id for hit in best] == [1, 3]
    assert best[0].score > best[1].score > 0


def test_best_guesses_where_not_every_word_is_there(index: SearchIndex) -> None:
    index.replace_page(1, [make_document(1, 1, "收买代表"), make_document(1, 2, "选民登记，收买")])
    best = index.best(SearchQuery(parse("收买 登记 量子"), ("public",), TODAY), 10)
    assert [hit.document.eid for hit in best] == ["art-2", "art-1"]


def test_rule_is_looked_up_by_name_number_and_article(index: SearchIndex) -> None:
    for page_id, number in ((1, "示发〔2030〕2号"), (2, "示发〔2031〕2号")):
        index.replace_page(
            page_id,
            [
                make_document(
                    page_id,
                    n,
                    "选举",
                    names=("选规",),
                    leads=n == 1,
                    document_number=number,
                    valid_to=20200101,
                )
                for n in (3, 1, 2)
            ],
        )
    number = own_number_tokens("示发〔2031〕2号")[0]

    def found(**wanted: object) -> list[tuple[int, str]]:
        return [(item.page_id, item.eid) for item in index.look_up(LookUp(("public",), **wanted))]

    assert found(names=("选规",)) == [(1, "art-1"), (2, "art-1")]
    assert found(names=("选规",), article="第2条") == [(1, "art-2"), (2, "art-2")]
    assert found(number=number) == [(2, "art-1")]
    assert found(number=number, article="第3条") == [(2, "art-3")]
    assert found(names=("没有",)) == found() == found(article="第1条") == []
    assert len(found(names=("选规",), limit=1)) == 1
