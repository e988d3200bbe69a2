"""What the query language finds in an index."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.http import QueryDict

from search.engines.tantivy_index import TantivyIndex
from search.enums import ProblemKind, Remark
from search.exchange import SearchQuery, SearchResult
from search.forms import SearchForm
from tests.search.conftest import make_document

Search = Callable[..., SearchResult]


def question(typed: str, **chosen: Any) -> SearchQuery:
    """The question of an anonymous reader's address."""
    data = QueryDict(mutable=True)
    data.setlist("q", [typed])
    for name, values in chosen.items():
        data.setlist(name, values)
    return SearchForm.read(data).to_query(access_keys=("public",), on=date(2026, 11, 24))


def found(index: TantivyIndex, typed: str, **chosen: Any) -> set[int]:
    return {group.document.page_id for group in index.search(question(typed, **chosen)).groups}


def put(index: TantivyIndex, page_id: int, text: str = "选举", **fields: Any) -> None:
    index.replace_page(page_id, [make_document(page_id, 1, text, title=f"规定{page_id}", **fields)])


def test_excluded_word_is_a_whole(index: TantivyIndex, search: Search) -> None:
    put(index, 1, "选举中不得破坏选举")
    put(index, 2, "选举破坏坏选")
    put(index, 3, "选举被破坏的，选民选举")
    assert found(index, "选举 -破坏选举") == {2, 3}
    assert found(index, "选举 -“破坏选举”") == {2, 3}
    assert found(index, "选举 -被") == {1, 2}
    assert found(index, "选举 -破坏") == set()


def test_exclusion_holds_where_not_every_word_is_found(index: TantivyIndex) -> None:
    put(index, 1, "收买代表")
    put(index, 2, "选民登记")
    put(index, 3, "选民名册")
    answer = index.search(question("收买 选民 -名册"))
    assert {group.document.page_id for group in answer.groups} == {1, 2}
    assert answer.remarks == (Remark.ANY_WORD,)


def test_issuing_body_is_one_of_those_named(index: TantivyIndex) -> None:
    put(index, 1, issuing_body="中共示例市委组织部")
    put(index, 2, issuing_body="示例市纪委监委")
    put(index, 3, issuing_body="示例市财政局", text="选举，市委组织部")
    assert found(index, "选举 机关:市委组织部") == {1}
    assert found(index, "选举 机关:市委组织部、纪委") == {1, 2}
    assert found(index, "选举 機關：市紀委") == {2}
    assert found(index, "选举 -机关:组织部") == {2, 3}
    assert found(index, "机关:组织部") == {1}
    assert found(index, "选举 登记 机关:组织部") == {1}
    assert found(index, "选举 机关:不存在") == set()


def test_document_number_is_a_condition(index: TantivyIndex) -> None:
    put(index, 1, document_number="示组发〔2016〕1号")
    put(index, 2, document_number="示办发〔2016〕1号")
    put(index, 3, document_number="示組發〔2016〕２號")
    assert found(index, "文号:示组发[2016]1号") == {1}
    assert found(index, "选举 文号:[2016]1号") == {1, 2}
    assert found(index, "选举 文号:[2016]1号、[2016]2号") == {1, 2, 3}
    assert found(index, "量子力学 选举 文号：示组发2016年2号") == {3}
    assert found(index, "选举 -文号:示组发〔2016〕1号") == {2, 3}
    for typed in ("(2016) 1号", "【2016】1号", "2016 1号", "2016年1号", "〔2016〕1", "２０１６年１号"):
        assert found(index, typed) == {1, 2}, typed


def test_typed_filters(index: TantivyIndex) -> None:
    put(index, 1, kind="rule", year=2016)
    put(index, 2, kind="case", year=2017)
    put(index, 3, kind="rule", year=2019, valid_from=20190101, valid_to=20200101, repealed=True)
    assert found(index, "选举 类型:规则") == {1}
    assert found(index, "选举 类型:规则、案例") == {1, 2}
    assert found(index, "选举 -类型:规则") == {2}
    assert found(index, "选举 年份:2016-2018") == {1, 2}
    assert found(index, "选举 年份:二〇一七年") == {2}
    assert found(index, "选举 效力:已废止") == {3}
    assert found(index, "选举 效力:全部") == {1, 2, 3}
    assert found(index, "选举 -效力:现行有效") == {3}


def test_typed_and_chosen_filters_both_hold(index: TantivyIndex) -> None:
    put(index, 1, kind="rule", year=2016)
    put(index, 2, kind="case", year=2016)
    put(index, 3, kind="rule", year=2017, valid_from=20190101, valid_to=20200101, repealed=True)
    assert found(index, "选举 类型:规则、案例", kind=["case"]) == {2}
    assert found(index, "选举 年份:2016-2017", year=["2017"], status=["all"]) == {3}
    assert found(index, "选举 效力:全部", status=["repealed"]) == {3}
    assert found(index, "选举 效力:已废止", status=["all"]) == {3}


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("类型:规则", {"kind": ["case"]}),
        ("年份:2016", {"year": ["2017"]}),
        ("效力:已废止", {"status": ["not_yet"]}),
    ],
)
def test_contradiction_finds_nothing_and_is_said(
    typed: str, chosen: dict[str, list[str]], index: TantivyIndex
) -> None:
    put(index, 1, kind="rule", year=2016)
    query = question(f"选举 {typed}", **chosen)
    assert [problem.kind for problem in query.parsed.problems] == [ProblemKind.CONTRADICTION]
    assert (index.search(query).total, index.facets(query)) == (0, {})


def test_traditional_query_finds_simplified_text_and_the_other_way(index: TantivyIndex) -> None:
    put(index, 1, "违反换届纪律的，二〇一六年")
    put(index, 2, "違反換屆紀律的，2016年")
    for typed in ("换届纪律", "換屆紀律", "“違反換屆”", "二〇一六", "2016"):
        assert found(index, typed) == {1, 2}, typed


def test_phrase_ending_in_a_single_character_is_found(index: TantivyIndex) -> None:
    put(index, 1, "于2016年换届")
    assert found(index, "“2016年”") == found(index, "“二〇一六年换届”") == {1}
    assert found(index, "“2017年”") == set()
