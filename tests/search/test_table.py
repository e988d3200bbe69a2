"""The results as CSV: the same provisions, harmless to a spreadsheet, kept by nobody."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from search.engines.tantivy_index import TantivyIndex
from search.exchange import SearchQuery
from search.exporting import MAX_ROWS, defused, write_table
from search.queries import parse
from tasks.relay import run_due_jobs
from tests.content.asking import count_queries, restrict
from tests.factories.accounts import make_user
from tests.factories.content import make_policy, make_rule, make_structure
from tests.factories.publishing import client_of
from tests.search.conftest import TODAY, make_document


def rows_of(words: str) -> list[dict[str, str]]:
    assert words.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(words.removeprefix("\ufeff"))))


def download(typed: str, client: Client | None = None, **filters: str) -> list[dict[str, str]]:
    answer = (client or Client()).get("/search/results.csv", {"q": typed, **filters})
    assert answer.status_code == 200
    return rows_of(b"".join(answer.streaming_content).decode())  # type: ignore[arg-type]


def _table(index: TantivyIndex, query: SearchQuery) -> list[dict[str, str]]:
    found = (hit.document for hit in index.best(query, MAX_ROWS))
    return rows_of("".join(write_table(found, query.on)))


# ---- rows ---------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", list("=+-@\t\r\n＝＋－＠"))
def test_formula_is_defused(sign: str) -> None:
    assert defused(f"{sign}1+1") == f"'{sign}1+1"
    assert defused(f"第{sign}") == f"第{sign}"


def test_table_ends_at_its_limit_across_screenfuls(index: TantivyIndex) -> None:
    with index.rebuilding() as session:
        for page_id in range(1, 61):
            session.add([make_document(page_id, number, "选举纪律") for number in range(1, 21)])
    query = SearchQuery(parse("选举"), ("public",), TODAY, page=3)
    rows = _table(index, query)
    assert [row["序号"] for row in rows] == [str(number) for number in range(1, MAX_ROWS + 1)]
    assert len({row["网址"] for row in rows}) == MAX_ROWS


def test_table_holds_every_provision_once_where_there_are_fewer(index: TantivyIndex) -> None:
    with index.rebuilding() as session:
        for page_id in range(1, 121):
            session.add([make_document(page_id, number, "=选举") for number in (1, 2)])
    rows = _table(index, SearchQuery(parse("选举"), ("public",), TODAY))
    assert len({row["网址"] for row in rows}) == len(rows) == 240
    assert {row["正文"] for row in rows} == {"'=选举"}


# ---- the address --------------------------------------------------------------------------


@pytest.fixture
def published(db: Any, settings: Any, tmp_path: Path) -> Any:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    cache.clear()
    make_structure()
    rule = make_rule("蓝鲸规定（示例）", "蓝鲸应当保护，\n并且登记。", "海豚也应当保护。").rule
    make_policy("蓝鲸通知（示例）", text="蓝鲸通知（示例）\n\n一、要求\n\n（一）保护蓝鲸。\n")
    run_due_jobs()
    return rule


def test_file_has_the_columns_a_reader_knows(published: Any) -> None:
    answer = Client().get("/search/results.csv?q=蓝鲸 登记")
    words = b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]
    (row,) = rows_of(words)
    assert (row["文件名称"], row["条款"], row["类型"], row["效力"]) == (
        "蓝鲸规定（示例）",
        "第一条",
        "规则条文",
        "现行有效",
    )
    assert "登记" in row["正文"]
    assert row["日期"].endswith("施行")
    assert row["网址"].startswith("http")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_file_keeps_filters_and_access(published: Any) -> None:
    assert {row["类型"] for row in download("保护", kind="policy")} == {"政策文件"}
    restrict(published)
    run_due_jobs()
    assert [row["文件名称"] for row in download("蓝鲸")] == ["蓝鲸通知（示例）"]
    assert len(download("蓝鲸", client_of(make_user()))) == 3


def test_nothing_found_is_a_head_alone(published: Any) -> None:
    assert download("量子力学") == []
    assert download("") == []


def test_without_an_index_the_reader_is_told(settings: Any, tmp_path: Path, published: Any) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "nothing"
    answer = Client().get("/search/results.csv?q=蓝鲸")
    assert answer.status_code == 503
    assert "没有生成文件" in answer.content.decode()


def test_queries_do_not_grow_with_rows(published: Any) -> None:
    few = count_queries(lambda: download("登记"))
    assert count_queries(lambda: download("保护")) == few
