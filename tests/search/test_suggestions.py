"""Suggestions of the search box: what is offered, to whom, in which order; any string is answered."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from content.models import CasePage, RulePage
from search.analysis.names import beginnings
from search.queries import MAX_START, parse_start
from tasks.relay import run_due_jobs
from tests.content.asking import count_queries, restrict
from tests.factories.accounts import make_user
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_policy, make_rule, make_structure
from tests.factories.materials import make_coming_event, make_material, make_news, make_topic
from tests.search.test_results_page import NASTY

Suggest = Callable[..., list[str]]
TITLE = "基层选举工作规范（示例）"


# ---- what was typed -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "article", "before"),
    [
        ("监察法第七十五条", "第75条", "监察法"),
        ("《监察法》第75条第二款", "第75条", "监察法"),
        ("监察法75条", "第75条", "监察法"),
        ("监察法第七十五", "第75条", "监察法"),
        ("监察法 第７", "第7条", "监察法"),
        ("第七条", "第7条", ""),
    ],
)
def test_article_is_understood_while_it_is_typed(typed: str, article: str, before: str) -> None:
    start = parse_start(typed)
    assert start.article == article
    assert (start.rule_names or ("",))[0] == before


@pytest.mark.parametrize("typed", ["监察法第", "监察法", "2026年工作", "示组发〔2030〕2"])
def test_other_words_ask_for_no_article(typed: str) -> None:
    assert parse_start(typed).article == ""


def test_beginnings_are_all_and_bounded() -> None:
    assert beginnings(("监察法", "监督")) == ("监", "监察", "监察法", "监督")
    assert max(map(len, beginnings(("长" * 500,)))) < 30


# ---- the address --------------------------------------------------------------------


@pytest.fixture
def site(settings: Any, tmp_path: Path, db: None) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    cache.clear()
    make_structure()


def ask(typed: str, client: Client | None = None) -> str:
    answer = (client or Client()).get("/search/suggest/", {"q": typed})
    assert answer.status_code == 200
    return answer.content.decode()


def addresses(fragment: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', fragment)


def reader() -> Client:
    client = Client()
    client.force_login(make_user(), backend="accounts.backends.StaffNumberOrPhoneBackend")
    return client


def plain(fragment: str) -> str:
    return re.sub(r"<[^>]+>", "", fragment)


def test_every_kind_of_page_is_offered(site: None) -> None:
    pages = [
        make_policy("蓝鲸通知（示例）"),
        make_list("严禁示例", title="蓝鲸清单（示例）"),
        make_case("蓝鲸问题（示例）"),
        make_material("蓝鲸一课（示例）"),
        make_news("蓝鲸动态（示例）"),
        make_topic("蓝鲸专题（示例）"),
        make_coming_event("蓝鲸讲座（示例）"),
    ]
    make_rule("蓝鲸规定（示例）", "示例。", slug="whale", promulgation_date=dt.date(2024, 1, 1))
    run_due_jobs()
    assert set(addresses(ask("蓝鲸"))) == {*(page.url for page in pages), "/rules/whale/2024-01-01/"}


def test_article_leads_to_its_own_page_and_shows_its_words(site: None) -> None:
    make_rule(
        TITLE,
        "第一项工作。",
        "不得<b>拉票。",
        slug="r",
        short_names=("选办规范",),
        promulgation_date=dt.date(2024, 1, 1),
    )
    run_due_jobs()
    fragment = ask("选办规范第二")
    assert addresses(fragment) == ["/rules/r/2024-01-01/art-2/"]
    assert "第二条" in plain(fragment)
    assert "不得&lt;b&gt;拉票" in fragment


def test_short_name_given_later_is_offered(site: None) -> None:
    rule = RulePage.objects.get(pk=make_rule(TITLE, "示例。").rule.pk)
    rule.short_names = "新简称"
    rule.save_revision().publish()
    run_due_jobs()
    assert TITLE in plain(ask("新简"))


def test_fragment_is_a_list_of_options(site: None) -> None:
    make_rule("甲规定（示例）", "示例。")
    make_rule("乙规定（示例）", "示例。")
    run_due_jobs()
    fragment = ask("规定")
    assert re.findall(
        r'<a id="(find-option-\d)" role="option" aria-selected="false" tabindex="-1"', fragment
    ) == [
        "find-option-1",
        "find-option-2",
    ]
    assert "<mark>规定</mark>" in fragment
    assert ask("量子力学").strip() == ""
    assert ask("").strip() == ""


def test_hidden_drafts_and_offline_pages_are_never_offered(site: None) -> None:
    secret = make_rule("金丝雀规定（示例）", "金丝雀。", short_names=("金规",)).rule
    make_rule("金丝雀草案（示例）", "金丝雀。", publish=False)
    gone = make_case("金丝雀问题（示例）")
    run_due_jobs()
    restrict(secret)
    CasePage.objects.get(pk=gone.pk).unpublish()
    run_due_jobs()
    for typed in ("金丝雀", "金", "金规", "金丝雀规定第一条", "金规第一", "第一条"):
        assert ask(typed).strip() == "", typed
    assert "金丝雀规定" in plain(ask("金规", reader()))
    assert "草案" not in plain(ask("金丝雀", reader()))


@pytest.mark.django_db(transaction=True)
def test_no_cache_keeps_what_a_reader_is_offered(site: None) -> None:
    restrict(make_rule("金丝雀规定（示例）", "金丝雀。").rule)
    run_due_jobs()
    for _time in range(2):
        assert "金丝雀" in plain(ask("金丝", reader()))
        answer = Client().get("/search/suggest/", {"q": "金丝"})
        assert answer.content.decode().strip() == ""
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]
        assert "X-Cache" not in answer


def test_address_takes_visits_only(site: None) -> None:
    assert Client().post("/search/suggest/", {"q": "规定"}).status_code == 405


@pytest.mark.parametrize(
    "typed", [*NASTY, "'\x00\"", "ＡＢＣ　第７５条", "第" * 10_000, "第" + "一" * 10_000]
)
def test_any_string_is_answered(typed: str, site: None) -> None:
    make_rule("选举规定（示例）", "示例。")
    run_due_jobs()
    ask(typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))


def test_words_of_a_title_are_no_tags(site: None) -> None:
    title = "<script>alert(1)</script>规定（示例）"
    make_rule(title, "示例。")
    run_due_jobs()
    for typed in ("<script>", "<script>alert(1)", "script", "规定"):
        fragment = ask(typed)
        assert html.unescape(plain(fragment)).count(title) == 1, typed
        assert "<script" not in fragment, typed


def test_long_input_is_cut() -> None:
    for unit in ("选举", "第", "第一", "〔2026〕1号"):
        start = parse_start(unit * 5_000)
        assert max(map(len, (start.name, start.article, *start.rule_names))) <= MAX_START
        assert len(start.tokens) <= 2 * MAX_START


def test_query_count_is_flat(site: None) -> None:
    make_rule("甲规定（示例）", "示例。")
    run_due_jobs()
    few = count_queries(lambda: ask("规定"))
    for number in range(4):
        make_rule(f"乙规定之{number}（示例）", "示例。")
    run_due_jobs()
    assert count_queries(lambda: ask("规定")) == few
