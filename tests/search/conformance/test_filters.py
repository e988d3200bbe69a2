"""Access, filters and facets; the same on every engine."""

from __future__ import annotations

from collections.abc import Callable

from content.enums import Status
from search.enums import Remark
from search.exchange import (
    FACETS,
    LookUp,
    SearchQuery,
    SearchResult,
    SuggestQuery,
)
from search.port import SearchIndex
from search.queries import ParsedQuery, QueryTerm, parse, parse_start
from tests.search.conftest import TODAY, make_document, places

Search = Callable[..., SearchResult]
Counts = Callable[..., dict[str, dict[str, int]]]
EVERY_STATUS = frozenset[Status]()


def test_restricted_page_is_in_no_hit_count_or_facet(
    index: SearchIndex, search: Search, counts: Counts
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


def test_restricted_text_does_not_decide_how_others_are_answered(index: SearchIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, 1, "收买代表"), make_document(1, 2, "选民登记")])
    index.replace_page(2, [make_document(2, 1, "收买 登记", access_key="r3")])
    assert search("收买 登记").remarks == (Remark.ANY_WORD,)


def test_no_key_finds_nothing(index: SearchIndex) -> None:
    index.replace_page(1, [make_document(1, 1, "选举")])
    assert index.search(SearchQuery(parse("选举"), (), TODAY)).total == 0


def test_status_filter_holds_at_the_asked_day(index: SearchIndex, search: Search, counts: Counts) -> None:
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


def test_facets_count_under_the_other_filters(index: SearchIndex, search: Search, counts: Counts) -> None:
    index.replace_page(1, [make_document(1, n, "选举", kind="rule", level="statute") for n in (1, 2)])
    index.replace_page(2, [make_document(2, 1, "选举", kind="policy", level="normative_document")])
    result = search("选举", kinds=frozenset({"rule"}))
    assert result.total == 2
    counted = counts("选举", kinds=frozenset({"rule"}))
    assert (counted["kind"], counted["level"]) == ({"rule": 2, "policy": 1}, {"statute": 2})


def test_filters_narrow(index: SearchIndex, search: Search) -> None:
    fields = {
        "kind": "case", "level": "statute", "issuing_body": "某机关", "region": "甲区", "year": 2025,
        "items": ("12-3", "12-4"),
    }  # fmt: skip
    index.replace_page(1, [make_document(1, 1, "选举", **fields)])
    index.replace_page(2, [make_document(2, 1, "选举", region="乙区", year=2024, items=("12-5",))])
    narrowing = {
        "kinds": {"case"}, "levels": {"statute", "none"}, "issuing_bodies": {"某机关"}, "regions": {"甲区"},
        "years": {2025, 1999}, "items": {"12-4", "9-9"}, "statuses": {Status.IN_FORCE, Status.NOT_YET},
    }  # fmt: skip
    assert narrowing.keys() == set(FACETS.values())
    for name, values in narrowing.items():
        everything = [(1, "art-1"), (2, "art-1")] if name == "statuses" else [(1, "art-1")]
        assert sorted(places(search("选举", **{name: frozenset(values)}))) == everything, name
    assert search("选举", regions=frozenset({"甲区"}), years=frozenset({2024})).total == 0
    assert search("选举", regions=frozenset({"甲区", "乙区"})).total == 2


def test_facets_count_every_value(index: SearchIndex, counts: Counts) -> None:
    index.replace_page(
        1, [make_document(1, n, "选举", region="甲区", year=2025, items=("1-1",)) for n in (1, 2)]
    )
    index.replace_page(2, [make_document(2, 1, "选举", region="乙区", year=2024, items=("1-1", "1-2"))])
    assert counts("选举") == {
        "kind": {"rule": 3}, "status": {"in_force": 3}, "region": {"甲区": 2, "乙区": 1},
        "year": {"2025": 2, "2024": 1}, "item": {"1-1": 3, "1-2": 1},
    }  # fmt: skip
    narrowed = counts("选举", regions=frozenset({"甲区"}))
    assert (narrowed["region"], narrowed["item"]) == ({"甲区": 2, "乙区": 1}, {"1-1": 2})


def test_facets_of_guesses_count_those_under_the_other_filters(
    index: SearchIndex, search: Search, counts: Counts
) -> None:
    index.replace_page(1, [make_document(1, 1, "收买代表", region="甲区", year=2025)])
    index.replace_page(2, [make_document(2, 1, "选民登记", region="乙区", year=2024)])
    index.replace_page(3, [make_document(3, 1, "选民登记", region="乙区", access_key="r3")])
    asked = {"regions": frozenset({"甲区"})}
    result = search("收买 登记", **asked)
    assert (places(result), result.remarks) == ([(1, "art-1")], (Remark.ANY_WORD,))
    counted = counts("收买 登记", **asked)
    assert (counted["region"], counted["year"]) == ({"甲区": 1, "乙区": 1}, {"2025": 1})


def test_word_found_only_under_other_filters_is_no_guess(index: SearchIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, 1, "收买 登记", valid_to=20200101, repealed=True)])
    index.replace_page(2, [make_document(2, 1, "收买代表")])
    result = search("收买 登记")
    assert (result.total, result.remarks, result.page) == (0, (), 1)


def test_access_keys_hold_in_every_answer(index: SearchIndex) -> None:
    closed = {"access_key": "r3", "leads": True, "names": ("内规",), "document_number": "示发〔2030〕2号"}
    index.replace_page(1, [make_document(1, 1, "选举", **closed)])
    for keys, number in ((("public",), 0), (("r3",), 1), (("public", "r3"), 1), ((), 0)):
        query = SearchQuery(parse("选举"), keys, TODAY)
        assert index.search(query).total == number
        assert len(index.best(query, 10)) == number
        assert bool(index.facets(query).get("kind")) is bool(number)
        assert len(index.suggest(SuggestQuery(parse_start("内规"), keys, TODAY))) == number
        assert len(index.look_up(LookUp(keys, names=("内规",)))) == number


def test_excluded_words_are_not_in_what_is_found(index: SearchIndex) -> None:
    index.replace_page(1, [make_document(1, 1, "选举工作"), make_document(1, 2, "选举纪律")])
    word = QueryTerm("word", "纪律", ("纪律",))
    wanted = ParsedQuery(parse("选举").terms, excluded=(word,))
    assert places(index.search(SearchQuery(wanted, ("public",), TODAY))) == [(1, "art-1")]
    assert index.facets(SearchQuery(wanted, ("public",), TODAY))["kind"][0].count == 1


def test_issuing_body_is_asked_for_by_its_words(index: SearchIndex) -> None:
    index.replace_page(1, [make_document(1, 1, "选举", issuing_body="某某组织部门")])
    index.replace_page(2, [make_document(2, 1, "选举", issuing_body="某某检察机关")])
    body = QueryTerm("body", "检察机关", ("检察", "察机", "机关"))
    for terms in ((*parse("选举").terms, body), (body,)):
        found = index.search(SearchQuery(ParsedQuery(terms), ("public",), TODAY))
        assert places(found) == [(2, "art-1")]


def test_totals_count_provisions_with_every_word_under_the_filters(index: SearchIndex) -> None:
    index.replace_page(1, [make_document(1, 1, "贿赂纪律"), make_document(1, 2, "贿赂")])
    index.replace_page(2, [make_document(2, 1, "贿赂纪律", access_key="r1"), make_document(2, 2, "纪律")])
    asked = [
        SearchQuery(parse(typed), keys, TODAY, kinds=frozenset(kinds), page=7)
        for typed, keys, kinds in (
            ("贿赂纪律", ("public",), ()),
            ("贿赂", ("public", "r1"), ()),
            ("贿赂", ("public",), ("case",)),
            ("贿赂 量子", ("public",), ()),
            ("", ("public",), ()),
            ("贿赂", (), ()),
        )
    ]
    assert index.totals(asked) == (1, 3, 0, 0, 0, 0)
    assert index.totals([]) == ()
