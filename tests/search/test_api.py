"""The search as JSON: what the page says, to whom the page says it, errors a program can read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tasks.relay import run_due_jobs
from tests.content.asking import count_queries, restrict
from tests.factories.accounts import make_user
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_policy, make_rule, make_structure
from tests.factories.publishing import client_of
from tests.search.asking import facet_of, page_of

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture(autouse=True)
def _published(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    cache.clear()
    make_structure()
    make_rule("蓝鲸规定（示例）", "蓝鲸应当保护。", "海豚也应当保护。", "保护蓝鲸人人有责。")
    for number in range(11):
        make_policy(
            f"蓝鲸通知之{number:02}（示例）", text=f"蓝鲸通知\n\n一、要求\n\n（一）保护蓝鲸{number}。\n"
        )
    page = make_list("严禁捕蓝鲸")
    make_case("蓝鲸一案（示例）", items=[(page, 1)])
    run_due_jobs()


def ask(path: str, client: Client | None = None, **parameters: Any) -> Any:
    answer = (client or Client()).get(f"{API}/{path}", parameters)
    assert answer.status_code == 200, answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.json()


def quoted(page: str) -> list[str]:
    """The addresses of document and quotes of a result page, in order."""
    hits = page.partition('<ol class="hits"')[2].partition("</ol>")[0]
    found = re.findall(r'<h2><a href="([^"]+)"|<blockquote>.*?<a href="([^"]+)"', hits, re.DOTALL)
    return [one or other for one, other in found]


SEARCHES: tuple[dict[str, Any], ...] = (
    {"q": "蓝鲸"},
    {"q": "蓝鲸", "page": 2},
    {"q": "保护", "kind": ["rule", "case"], "sort": "oldest"},
    {"q": "蓝鲸", "status": "all", "year": 2025},
    {"q": "蓝鲸 量子"},
    {"q": "蓝鲸规定第二条"},
    {"q": "量子力学"},
    {"q": ""},
)


@pytest.mark.parametrize("asked", SEARCHES, ids=range(len(SEARCHES)))
def test_same_hits_as_the_page(asked: dict[str, Any]) -> None:
    typed = asked["q"]
    filters = {name: value for name, value in asked.items() if name != "q"}
    page, answer = page_of(typed, **filters), ask("search", **asked)
    told = [
        "/" + url.partition("://")[2].partition("/")[2]
        for document in answer["documents"]
        for url in (document["url"], *(each["url"] for each in document["provisions"]))
    ]
    assert told == quoted(page)
    if answer["total"]:
        assert f"找到 {answer['total']} 条，分布在 {answer['documents_total']} 份文件中" in page
    if typed:
        for facet in ask("facets", **asked):
            told_values = {each["label"]: each["count"] for each in facet["values"]}
            assert told_values == facet_of(page, facet["name"])


def test_document_says_what_a_program_wants() -> None:
    (found,) = ask("search", q="海豚")["documents"]
    assert found["status"] == "in_force"
    assert found["kind"] == "rule"
    assert found["dates"] == [{"day": "2020-01-01", "what": "施行"}]
    (provision,) = found["provisions"]
    assert provision["text"] == "海豚也应当保护。"
    assert provision["snippet"] == "<mark>海豚</mark>也应当保护。"
    assert provision["url"].endswith("/art-2/")
    remarks = ask("search", q="海豚 量子")
    assert [remark["code"] for remark in remarks["remarks"]] == ["any_word"]
    assert remarks["documents"][0]["provisions"][0]["reasons"] == ["含 2 个词语中的 1 个：海豚"]


def test_restricted_texts_are_for_those_who_may_read_them() -> None:
    secret = make_rule("金丝雀规定（示例）", "金丝雀蓝鲸。").rule
    hidden_list = make_list("严禁金丝雀蓝鲸")
    make_case("蓝鲸二案（示例）", items=[(hidden_list, 1)])
    restrict(secret)
    restrict(hidden_list)
    run_due_jobs()
    member = client_of(make_user())
    assert ask("search", q="金丝雀")["total"] == 0
    assert ask("suggest", q="金丝雀") == []
    assert ask("search", member, q="金丝雀")["total"] == 2
    assert [each["title"] for each in ask("suggest", member, q="金丝雀")] == ["金丝雀规定（示例）"]
    key = f"{hidden_list.pk}-1"
    case = next(each for each in ask("search", q="蓝鲸二案")["documents"] if each["kind"] == "case")
    assert case["items"] == []
    assert key not in str(ask("facets", q="蓝鲸"))
    assert ask("search", q="蓝鲸", item=key) == ask("search", q="蓝鲸")
    shown = ask("search", member, q="蓝鲸", item=key, kind="case")["documents"]
    assert [each["items"] for each in shown] == [[key]]


def test_suggestions_are_those_of_the_search_box() -> None:
    assert [each["title"] for each in ask("suggest", q="蓝鲸规")] == ["蓝鲸规定（示例）"]
    (article,) = [each for each in ask("suggest", q="蓝鲸规定第二条") if each["label"]]
    assert article["label"] == "第二条"
    titles = Client().get("/search/suggest.json", {"q": "蓝鲸规"})
    assert titles.json() == ["蓝鲸规", ["蓝鲸规定（示例）"]]
    assert titles.headers["Content-Type"] == "application/x-suggestions+json"
    assert Client().get("/search/suggest.json").json() == ["", []]


@pytest.mark.parametrize(
    ("parameters", "faulty"),
    [
        ("kind=nonsense", ["kind"]),
        ("page=0&sort=best", ["sort", "page"]),
        ("page=x", ["page"]),
        ("item=12", ["item"]),
        ("&".join(f"year={year}" for year in range(2000, 2021)), ["year"]),
    ],
)
def test_faulty_parameter_is_named(parameters: str, faulty: list[str]) -> None:
    for path in ("search", "facets"):
        answer = Client().get(f"{API}/{path}?q=a&{parameters}")
        assert answer.status_code == 422
        assert answer.headers["Content-Type"] == "application/problem+json"
        problem = answer.json()
        assert (problem["type"], problem["status"]) == ("about:blank", 422)
        assert sorted(fault["name"] for fault in problem["errors"]) == sorted(faulty)


def test_errors_are_problems(settings: Any, tmp_path: Path) -> None:
    nothing = Client().get(f"{API}/nothing")
    assert (nothing.status_code, nothing.json()["title"]) == (404, "没有这个地址")
    settings.SEARCH_INDEX_DIR = tmp_path / "nothing"
    down = Client().get(f"{API}/search?q=a")
    assert (down.status_code, [remark["code"] for remark in down.json()["remarks"]]) == (200, ["simplified"])
    settings.SEARCH_ENGINE = "null"
    switched_off = Client().get(f"{API}/search?q=a")
    assert (switched_off.status_code, switched_off.json()["title"]) == (503, "搜索暂时不可用")
    assert Client().post(f"{API}/search").status_code == 405


def test_description_is_complete_and_in_chinese() -> None:
    description = Client().get(f"{API}/openapi.json").json()
    assert set(description["paths"]) == {f"{API}/{name}" for name in ("search", "facets", "suggest")}
    for path in description["paths"].values():
        for parameter in path["get"]["parameters"]:
            assert re.search(r"[\u4e00-\u9fff]", parameter["schema"]["description"]), parameter
    for name, schema in description["components"]["schemas"].items():
        if name.endswith("Out"):
            for field, facts in schema["properties"].items():
                assert re.search(r"[\u4e00-\u9fff]", facts["description"]), (name, field)
    assert Client().get(f"{API}/docs").status_code == 404


def test_any_string_is_answered() -> None:
    for typed in ("\x00", "“", "<script>", "选" * 10_000, "🙂"):
        assert Client().get(f"{API}/search", {"q": typed}).status_code == 200
        assert Client().get(f"{API}/suggest", {"q": typed}).status_code == 200


def test_queries_are_flat_in_hits() -> None:
    few = count_queries(lambda: ask("search", q="蓝鲸", kind="case"))
    page = make_list("严禁捕蓝鲸", "严禁养蓝鲸", year=2021)
    for number in (1, 2):
        make_case("蓝鲸又一案（示例）", items=[(page, number), (page, 3 - number)])
    run_due_jobs()
    assert count_queries(lambda: ask("search", q="蓝鲸", kind="case")) == few


def test_browsers_are_told_where_to_search() -> None:
    page = page_of("蓝鲸")
    assert '<link rel="search" type="application/opensearchdescription+xml"' in page
    answer = Client().get("/search/opensearch.xml")
    words = answer.content.decode()
    assert answer.headers["Content-Type"] == "application/opensearchdescription+xml"
    assert re.search(r'type="text/html" template="http[^"]+/search/\?q=\{searchTerms\}"', words)
    assert re.search(r'suggestions\+json" template="http[^"]+/suggest\.json\?q=\{searchTerms\}"', words)
    assert "Set-Cookie" not in answer.headers
