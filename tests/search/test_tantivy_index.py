"""The embedded engine: hits, filters, access, counts, and that nothing breaks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from content.enums import Status
from search.engines.tantivy_index import TantivyIndex
from search.enums import Remark
from search.exchange import FACETS, SearchQuery, SearchResult
from search.port import EngineUnavailableError
from search.queries import parse
from tests.factories.index import indexed_pages
from tests.search.conftest import TODAY, make_document, places
from tests.search.test_queries import ANYTHING

Search = Callable[..., SearchResult]
EVERY_STATUS = frozenset[Status]()


Counts = Callable[..., dict[str, dict[str, int]]]


def test_search_finds_every_two_characters_of_a_text(index: TantivyIndex, search: Search) -> None:
    text = "以金钱或者其他财物收买选民"
    index.replace_page(1, [make_document(1, 5, text)])
    for at in range(len(text) - 1):
        assert places(search(text[at : at + 2])) == [(1, "art-5")]


def test_search_finds_a_single_character_wherever_it_stands(index: TantivyIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, 5, "当选无效")])
    for char in "当选无效":
        assert places(search(char)) == [(1, "art-5")]
    assert places(search("贿")) == []


def test_words_must_all_be_there(index: TantivyIndex, search: Search) -> None:
    index.replace_page(
        1, [make_document(1, 1, "收买选民"), make_document(1, 2, "收买代表"), make_document(1, 3, "选民登记")]
    )
    result = search("收买　选民")
    assert places(result) == [(1, "art-1")]
    assert result.remarks == ()


def test_words_that_never_meet_are_searched_singly_and_the_page_says_so(
    index: TantivyIndex, search: Search
) -> None:
    index.replace_page(
        1, [make_document(1, 1, "收买代表"), make_document(1, 2, "选民登记"), make_document(1, 3, "附则")]
    )
    result = search("收买 登记")
    assert set(places(result)) == {(1, "art-1"), (1, "art-2")}
    assert result.remarks == (Remark.ANY_WORD,)


def test_phrase_is_exact_and_never_loosened(index: TantivyIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, 1, "破坏选举的"), make_document(1, 2, "选举被破坏的")])
    assert places(search("“破坏选举”")) == [(1, "art-1")]
    assert places(search("“破坏被选举”")) == []


@pytest.mark.parametrize("typed", ["第十七条", "第17条", "１７条", "十七条"])
def test_article_number_finds_the_articles_of_that_number_first(
    typed: str, index: TantivyIndex, search: Search
) -> None:
    index.replace_page(
        1, [make_document(1, 17, "贿选的处理"), make_document(1, 18, "依照第十七条第十七条第十七条处理")]
    )
    index.replace_page(2, [make_document(2, 7, "无关"), make_document(2, 17, "又一条")])
    found = search(typed)
    assert {group.hits[0].document.eid for group in found.groups} == {"art-17"}
    assert places(found).index((1, "art-17")) < places(found).index((1, "art-18"))
    assert (2, "art-7") not in places(found)


def test_rule_name_with_article_number_finds_that_article_first(index: TantivyIndex, search: Search) -> None:
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


def test_document_number_finds_its_document_however_typed(index: TantivyIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, 1, "一", document_number="示组发〔2030〕2号")])
    index.replace_page(2, [make_document(2, 1, "二", document_number="示组发〔2030〕12号")])
    for typed in ("示组发〔2030〕2号", "示组发[2030]2号", "〔2030〕2号"):
        assert places(search(typed)) == [(1, "art-1")], typed


def test_campaign_words_find_the_wording_of_statutes(index: TantivyIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, 1, "以财物贿赂选民的"), make_document(1, 2, "选民名单")])
    index.replace_page(2, [make_document(2, 1, "严禁拉票贿选")])
    assert places(search("拉票贿选")) == [(2, "art-1"), (1, "art-1")]


def test_restricted_page_is_in_no_hit_count_or_facet(
    index: TantivyIndex, search: Search, counts: Counts
) -> None:
    index.replace_page(1, [make_document(1, 1, "贿赂选民", level="statute")])
    index.replace_page(
        2,
        [
            make_document(
                2,
                1,
                "贿赂选民",
                access_key="r3+r5",
                level="normative_document",
                kind="policy",
                issuing_body="某机关",
            )
        ],
    )
    anonymous = search("贿赂")
    assert (anonymous.total, anonymous.pages_total, places(anonymous)) == (1, 1, [(1, "art-1")])
    assert counts("贿赂") == {"kind": {"rule": 1}, "level": {"statute": 1}, "status": {"in_force": 1}}
    assert search("贿赂", "public", "r3+r5").total == 2
    assert counts("贿赂", "public", "r3+r5")["kind"] == {"rule": 1, "policy": 1}
    assert search("贿赂", "r3").total == 0


def test_restricted_text_does_not_decide_how_others_are_answered(index: TantivyIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, 1, "收买代表"), make_document(1, 2, "选民登记")])
    index.replace_page(2, [make_document(2, 1, "收买 登记", access_key="r3")])
    assert search("收买 登记").remarks == (Remark.ANY_WORD,)


def test_no_key_finds_nothing(index: TantivyIndex) -> None:
    index.replace_page(1, [make_document(1, 1, "选举")])
    assert index.search(SearchQuery(parse("选举"), (), TODAY)).total == 0


def test_status_filter_holds_at_the_asked_day(index: TantivyIndex, search: Search, counts: Counts) -> None:
    index.replace_page(1, [make_document(1, 1, "选举", valid_from=20180101, valid_to=20260101)])
    index.replace_page(2, [make_document(2, 1, "选举", valid_from=20260101)])
    index.replace_page(
        3, [make_document(3, 1, "选举", valid_from=20000101, valid_to=20100101, repealed=True)]
    )
    index.replace_page(4, [make_document(4, 1, "选举", valid_from=20270101)])
    assert places(search("选举")) == [(2, "art-1")]
    assert places(search("选举", on=20251231)) == [(1, "art-1")]
    assert places(search("选举", on=20260101)) == [(2, "art-1")]
    assert places(search("选举", on=20091231)) == [(3, "art-1")]
    every = search("选举", statuses=EVERY_STATUS)
    assert every.total == 4
    assert {group.document.page_id: group.status.value for group in every.groups} == {
        1: "modified", 2: "in_force", 3: "repealed", 4: "not_yet",
    }  # fmt: skip
    assert counts("选举")["status"] == {"in_force": 1, "modified": 1, "repealed": 1, "not_yet": 1}


def test_facets_count_under_the_other_filters(index: TantivyIndex, search: Search, counts: Counts) -> None:
    index.replace_page(1, [make_document(1, n, "选举", kind="rule", level="statute") for n in (1, 2)])
    index.replace_page(2, [make_document(2, 1, "选举", kind="policy", level="normative_document")])
    result = search("选举", kinds=frozenset({"rule"}))
    assert result.total == 2
    counted = counts("选举", kinds=frozenset({"rule"}))
    assert (counted["kind"], counted["level"]) == ({"rule": 2, "policy": 1}, {"statute": 2})


@pytest.mark.parametrize(("name", "value"), [("issuing_bodies", "某机关"), ("levels", "statute")])
def test_filters_narrow(name: str, value: object, index: TantivyIndex, search: Search) -> None:
    fields = {"issuing_body": "某机关", "level": "statute"}
    index.replace_page(1, [make_document(1, 1, "选举", **fields)])
    index.replace_page(2, [make_document(2, 1, "选举")])
    assert places(search("选举", **{name: frozenset({value})})) == [(1, "art-1")]


def test_hits_stand_by_document_with_three_quotes_and_the_rest_counted(
    index: TantivyIndex, search: Search
) -> None:
    index.replace_page(1, [make_document(1, n, "选举" * n) for n in range(1, 9)])
    (group,) = search("选举").groups
    assert (len(group.hits), group.total, group.more) == (3, 8, 5)
    scores = [hit.score for hit in group.hits]
    assert scores == sorted(scores, reverse=True)


def test_pages_of_results_hold_every_document_once(index: TantivyIndex, search: Search) -> None:
    for page_id in range(1, 26):
        index.replace_page(page_id, [make_document(page_id, n, "选举") for n in (1, 2)])
    seen = [group.document.page_id for number in (1, 2, 3) for group in search("选举", page=number).groups]
    assert sorted(seen) == list(range(1, 26))
    assert search("选举", page=99).page == 3


def test_prior_breaks_a_tie(index: TantivyIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, 1, "选举", prior=1.0)])
    index.replace_page(2, [make_document(2, 1, "选举", prior=1.2)])
    first, second = (group.hits[0].score for group in search("选举").groups)
    assert first / second == pytest.approx(1.2, rel=1e-3)


def test_indexing_twice_does_not_double(index: TantivyIndex, search: Search) -> None:
    for _time in range(3):
        index.replace_page(1, [make_document(1, n, "选举") for n in (1, 2)])
    assert (index.count(), search("选举").total) == (2, 2)


def test_replacing_and_removing_leave_other_pages_alone(index: TantivyIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, 1, "旧文字")])
    index.replace_page(11, [make_document(11, 1, "别的")])
    index.replace_page(1, [make_document(1, 2, "新文字")])
    assert places(search("旧文")) == []
    assert places(search("新文")) == [(1, "art-2")]
    index.remove_page(1)
    index.remove_page(999)
    assert indexed_pages(index) == frozenset({11})


def test_missing_index_answers_empty(index: TantivyIndex, search: Search) -> None:
    with pytest.raises(EngineUnavailableError):
        search("选举")
    assert (index.count(), indexed_pages(index), index.health().ok) == (0, frozenset(), False)


@pytest.mark.parametrize("damage", ["meta", "segments", "gone", "pointer"])
def test_corrupt_index_answers_empty_and_rebuilds(damage: str, tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    index.replace_page(1, [make_document(1, 1, "选举")])
    _damage(tmp_path, damage)
    fresh = TantivyIndex(tmp_path)
    with pytest.raises(EngineUnavailableError):
        fresh.search(SearchQuery(parse("选举"), ("public",), TODAY))
    assert not fresh.health().ok
    with fresh.rebuilding() as session:
        session.add([make_document(1, 1, "选举")])
    assert (fresh.health().ok, fresh.health().documents) == (True, 1)


def _damage(root: Path, damage: str) -> None:
    (home,) = root.iterdir()
    (generation,) = home.glob("generation-*")
    if damage == "meta":
        (generation / "meta.json").write_text("{no json")
    elif damage == "pointer":
        (home / "current").write_bytes(b"\xff\x00/..")
    else:
        for file in generation.iterdir():
            if damage == "gone" or file.suffix in {".idx", ".term", ".store", ".fast"}:
                file.unlink()


def test_writing_to_a_corrupt_index_says_so(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    index.replace_page(1, [make_document(1, 1, "选举")])
    _damage(tmp_path, "meta")
    with pytest.raises(EngineUnavailableError):
        TantivyIndex(tmp_path).replace_page(1, [make_document(1, 1, "选举")])


def test_failed_rebuild_leaves_the_old_index(index: TantivyIndex, search: Search) -> None:
    def rebuild_half() -> None:
        with index.rebuilding() as session:
            session.add([make_document(2, 1, "选举")])
            raise RuntimeError("half way")

    index.replace_page(1, [make_document(1, 1, "选举")])
    with pytest.raises(RuntimeError, match="half way"):
        rebuild_half()
    assert places(search("选举")) == [(1, "art-1")]


@given(typed=ANYTHING)
@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_string_is_answered(typed: str, live: TantivyIndex) -> None:
    query = SearchQuery(parse(typed), ("public",), TODAY)
    assert live.search(query).total >= 0
    assert live.facets(query).keys() <= FACETS.keys()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    made = TantivyIndex(tmp_path_factory.mktemp("live"))
    made.replace_page(
        1, [make_document(1, n, "选举、拉票贿选与第十七条 abc 12380，依照监察法处理") for n in range(1, 30)]
    )
    return made
