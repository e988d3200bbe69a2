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
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from content.models import CasePage, RulePage
from search.analysis.names import MAX_BEGINNING, beginnings
from search.engines.tantivy_index import TantivyIndex
from search.exchange import SearchDocument, SuggestQuery
from search.port import EngineUnavailableError, NullIndex
from search.queries import MAX_START, parse_start
from tasks.relay import run_due_jobs
from tests.content.asking import count_queries, restrict
from tests.factories.accounts import make_user
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_policy, make_rule, make_structure
from tests.factories.materials import make_coming_event, make_material, make_news, make_topic
from tests.search.conftest import TODAY, make_document
from tests.search.test_queries import ANYTHING
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


# ---- the engine ---------------------------------------------------------------------


@pytest.fixture
def suggest(index: TantivyIndex) -> Suggest:
    """The titles offered to an anonymous reader on 2026-11-24, an article with its label."""

    def ask(typed: str, *keys: str, **fields: Any) -> list[str]:
        start = parse_start(typed)
        found = index.suggest(SuggestQuery(start, keys or ("public",), TODAY, **fields))
        return [item.title + item.label if start.article and item.label else item.title for item in found]

    return ask


def put(index: TantivyIndex, page_id: int, title: str, **fields: Any) -> None:
    """A page of three articles."""
    documents = [
        make_document(page_id, number, "选举", **{"title": title, "leads": number == 1, **fields})
        for number in (1, 2, 3)
    ]
    index.replace_page(page_id, documents)


@pytest.mark.parametrize(
    "typed",
    ["基", "基层", "选举工作", "规范", "基层选举 规范", "《基层选举", "规范（示", "基层选举工作规范示例",
     TITLE, "选办", "选办规"],
)  # fmt: skip
def test_page_is_offered_once_by_any_part_of_its_names(
    typed: str, index: TantivyIndex, suggest: Suggest
) -> None:
    put(index, 1, TITLE, names=("选办规范",))
    put(index, 2, "监督办法")
    assert suggest(typed) == [TITLE]


def test_words_of_the_text_alone_offer_nothing(index: TantivyIndex, suggest: Suggest) -> None:
    put(index, 1, "监督办法")
    assert suggest("选举") == []


def test_document_number_is_offered_however_typed(index: TantivyIndex, suggest: Suggest) -> None:
    put(index, 1, "甲通知", document_number="示组发〔2030〕2号")
    put(index, 2, "乙通知", document_number="示组发〔2031〕2号")
    for typed in ("示组发〔2030〕2号", "示组发[2030", "示组发（２０３０）2"):
        assert suggest(typed) == ["甲通知"], typed
    assert sorted(suggest("示组发")) == ["乙通知", "甲通知"]


@pytest.mark.parametrize("typed", ["基层选举工作规范第二条", "选办规范2条", "选办规范第二", "《选举》第2条"])
def test_article_is_offered_by_its_number(typed: str, index: TantivyIndex, suggest: Suggest) -> None:
    put(index, 1, TITLE, names=("选办规范",))
    put(index, 2, "监督办法")
    assert suggest(typed) == [f"{TITLE}第2条"]


def test_number_alone_offers_that_article_of_every_rule(index: TantivyIndex, suggest: Suggest) -> None:
    put(index, 1, "甲规定")
    put(index, 2, "乙规定")
    assert sorted(suggest("第三条")) == ["乙规定第3条", "甲规定第3条"]


def test_rule_named_exactly_comes_first_among_articles(index: TantivyIndex, suggest: Suggest) -> None:
    put(index, 1, "监察法实施条例")
    put(index, 2, "中华人民共和国监察法")
    assert suggest("监察法第二条")[0] == "中华人民共和国监察法第2条"


def test_beginning_comes_before_the_middle_and_what_holds_before_what_does_not(
    index: TantivyIndex, suggest: Suggest
) -> None:
    put(index, 1, "关于监督的通知", prior=1.5)
    put(index, 2, "监督暂行规定", valid_to=20200101, repealed=True, prior=1.2)
    put(index, 3, "监督工作若干规定")
    assert suggest("监督") == ["监督工作若干规定", "监督暂行规定", "关于监督的通知"]


def test_former_edition_is_not_offered_but_a_coming_or_repealed_one_is(
    index: TantivyIndex, suggest: Suggest
) -> None:
    put(index, 1, "甲规定", valid_to=20250101)
    put(index, 2, "甲规定", valid_from=20250101)
    put(index, 3, "甲规定（草定）", valid_from=20270101)
    assert suggest("甲规") == ["甲规定", "甲规定（草定）"]


def test_what_is_typed_beyond_the_longest_beginning_counts_too(index: TantivyIndex, suggest: Suggest) -> None:
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


def test_eight_are_offered(index: TantivyIndex, suggest: Suggest) -> None:
    for number in range(12):
        put(index, number + 1, f"规定{number}")
    assert len(suggest("规定")) == 8


def test_only_what_the_viewer_may_read_is_offered(index: TantivyIndex, suggest: Suggest) -> None:
    put(index, 1, "公开规定")
    put(index, 2, "内部规定", access_key="r3", names=("内规",))
    for typed in ("规定", "内部", "内规", "第二条", "内规第二条"):
        assert not [title for title in suggest(typed) if "内部" in title], typed
        assert [title for title in suggest(typed, "public", "r3") if "内部" in title], typed
    assert index.suggest(SuggestQuery(parse_start("规定"), (), TODAY)) == ()


def test_missing_index_and_search_switched_off_offer_nothing(index: TantivyIndex) -> None:
    query = SuggestQuery(parse_start("规定"), ("public",), TODAY)
    with pytest.raises(EngineUnavailableError):
        index.suggest(query)
    assert NullIndex().suggest(query) == ()


def test_document_comes_back_as_it_was_given(index: TantivyIndex) -> None:
    given_one = make_document(1, 1, "选举", names=("选规", "选办"), leads=True)
    index.replace_page(1, [given_one])
    assert index.suggest(SuggestQuery(parse_start("选规"), ("public",), TODAY)) == (given_one,)


@given(typed=ANYTHING)
@hypothesis_settings(
    max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_string_is_understood(typed: str, live: TantivyIndex) -> None:
    found = live.suggest(SuggestQuery(parse_start(typed), ("public",), TODAY))
    assert all(isinstance(item, SearchDocument) for item in found)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    made = TantivyIndex(tmp_path_factory.mktemp("live"))
    put(made, 1, "选举、拉票贿选 abc 12380（监察法）", names=("监察",))
    return made


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
