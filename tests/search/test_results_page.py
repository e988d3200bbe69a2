"""The result page: hits with their marks, filters, who sees what, and any string whatever."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client

from content.models import BasePage, CasePage
from tasks.relay import run_due_jobs
from tests.content.asking import count_queries, restrict, words_of
from tests.factories.accounts import make_user
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_policy, make_rule, make_structure
from tests.factories.materials import make_coming_event, make_material, make_news, make_topic

pytestmark = pytest.mark.django_db
NASTY = (
    *(
        "　",
        "“",
        '"',
        "'",
        "\x00",
        "选\x00举",
        "选举“",
        "%",
        "(((",
        "* OR *",
        "\\",
        "\ud800",
        "第条",
        "－选举",
        "🙂",
    ),
    *(
        "a" * 10_000,
        "选" * 10_000,
        "第一百二十三条第四款第（五）项",
        "\u202e选举",
        "<script>alert(1)</script>",
        "&amp;",
    ),
)


@pytest.fixture(autouse=True)
def _structure(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    cache.clear()
    make_structure()


def search(words: str, **filters: str) -> str:
    query = "".join(f"&{name}={value}" for name, value in filters.items())
    return words_of(f"/search/?q={quote(words)}{query}")


def hits(page: str) -> list[tuple[str, str]]:
    """Document and article of every quoted hit, in order."""
    found = []
    for hit in page.split('<li class="hit">')[1:]:
        title = _plain(re.findall(r"<h2><a[^>]*>(.*?)</a>", hit)[0])
        found += [
            (title, _plain(label)) for label in re.findall(r"<blockquote>.*?<b>(.*?)</b>", hit, re.DOTALL)
        ]
    return found


def _plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def publish_rules() -> None:
    """A rule in two editions, a notice and a list that speak of bribery."""
    make_rule(
        "示例选举法（示例）",
        "选举应当公开。",
        "不得以贿赂影响选民。",
        slug="law",
        promulgation_date=dt.date(2018, 1, 1),
    )
    make_rule(
        "示例选举法（示例）",
        "选举应当公开、公平。",
        "不得以贿赂影响选民投票。",
        slug="law",
        promulgation_date=dt.date(2024, 1, 1),
        change_kind="revision",
    )
    make_policy(
        "关于严查贿赂的通知（示例）",
        slug="notice",
        text="关于严查贿赂的通知（示例）\n\n一、总体要求\n\n（一）严查贿赂选民。\n",
    )
    make_list("严禁贿赂选民", slug="list")
    run_due_jobs()


def test_hits_are_shown_with_marks_and_lead_to_their_articles() -> None:
    publish_rules()
    page = search("贿赂 选民")
    found = hits(page)
    assert ("示例选举法（示例）", "第二条") in found
    assert ("关于严查贿赂的通知（示例）", "一、") in found
    assert "<mark>贿赂</mark>影响<mark>选民</mark>" in page
    assert 'href="/rules/law/2024-01-01/art-2/"' in page
    assert "/rules/law/2018-01-01/" not in page


def test_former_texts_are_found_when_asked_for() -> None:
    publish_rules()
    assert "/rules/law/2018-01-01/art-2/" in search("贿赂 选民", status="all")
    assert "/rules/law/2018-01-01/art-2/" in search("贿赂 选民", status="modified")
    assert "/rules/law/2024-01-01/art-2/" not in search("贿赂 选民", status="modified")


def test_filters_narrow_and_can_be_taken_out() -> None:
    publish_rules()
    page = search("贿赂", kind="policy")
    assert {title for title, _label in hits(page)} == {"关于严查贿赂的通知（示例）"}
    assert "取消这项筛选" in page


def test_facets_count_what_the_other_filters_leave() -> None:
    publish_rules()
    side = search("贿赂 选民").partition('class="fac-side"')[2]
    counts = dict(
        re.findall(r'<span class="t">([^<]+)</span><span class="c">(?:<span[^>]*>[^<]*</span>)?(\d+)', side)
    )
    assert counts.get("规则条文") == "1"
    assert counts.get("政策文件") == "1"
    assert counts.get("纪律清单") == "1"


def test_nothing_found_says_what_to_do() -> None:
    publish_rules()
    page = search("量子力学")
    assert hits(page) == []
    assert "没有找到" in page


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_any_string_is_answered(typed: str) -> None:
    publish_rules()
    answer = Client().get(
        "/search/", {"q": typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
    )
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_hidden_texts_are_in_no_hit_count_or_facet() -> None:
    publish_rules()
    before = search("选民")
    secret = make_rule("金丝雀规定（示例）", "金丝雀选民须知。", issuing_body="金丝雀委员会").rule
    restrict(secret)
    make_rule("金丝雀草案（示例）", "金丝雀选民须知。", publish=False)
    run_due_jobs()
    total = re.compile(r"找到 \d+ 条，分布在 \d+ 份文件中")
    after = search("选民")
    assert "金丝雀" not in after
    assert total.findall(after) == total.findall(before)
    assert hits(search("金丝雀")) == []
    client = Client()
    client.force_login(make_user(), backend="accounts.backends.StaffNumberOrPhoneBackend")
    seen = client.get("/search/", {"q": "金丝雀"}).content.decode()
    assert {title for title, _label in hits(seen)} == {"金丝雀规定（示例）"}


def test_restriction_set_later_hides_and_lifting_it_shows_again() -> None:
    publish_rules()
    rule = make_rule("金丝雀规定（示例）", "金丝雀选民须知。").rule
    run_due_jobs()
    shown = [("金丝雀规定（示例）", "第一条")]
    assert hits(search("金丝雀")) == shown
    restrict(rule)
    run_due_jobs()
    assert hits(search("金丝雀")) == []
    rule.view_restrictions.get().delete()
    run_due_jobs()
    assert hits(search("金丝雀")) == shown


def publish_whole_pages() -> list[BasePage]:
    """One page of each kind that is one document, each about a 蓝鲸."""
    return [
        make_case("蓝鲸问题（示例）", facts="张某谈到蓝鲸。", people=[("张某", ["expelled"])]),
        make_material("蓝鲸一课（示例）", body="<h2>读</h2><p>关于<b>蓝</b>鲸的课。</p>"),
        make_news("蓝鲸动态（示例）", body="<p>蓝鲸来了。</p>"),
        make_topic("蓝鲸专题（示例）", introduction="关于蓝鲸。"),
        make_coming_event("蓝鲸讲座（示例）", description="听蓝鲸。"),
    ]


def test_pages_without_articles_are_found_as_one_document_each() -> None:
    pages = publish_whole_pages()
    run_due_jobs()
    page = search("蓝鲸")
    assert "找到 5 条，分布在 5 份文件中" in page
    for found, kind in zip(pages, ("案例通报", "学习资料", "工作动态", "专题", "活动"), strict=True):
        assert f'href="{found.url}"' in page, kind
        assert kind in page
    assert "现行有效</span></h2>" not in page
    assert "<mark>开除党籍</mark>" in search("开除党籍")
    assert len(search("蓝鲸", kind="case").split('<li class="hit">')) == 2


def test_hidden_pages_without_articles_are_not_found() -> None:
    pages = publish_whole_pages()
    run_due_jobs()
    for page in pages:
        restrict(page)
    run_due_jobs()
    words = search("蓝鲸")
    assert "没有找到" in words
    assert not any(page.title in words for page in pages)
    client = Client()
    client.force_login(make_user(), backend="accounts.backends.StaffNumberOrPhoneBackend")
    seen = client.get("/search/", {"q": "蓝鲸"}).content.decode()
    assert all(f'href="{page.url}"' in seen for page in pages)


def test_case_taken_offline_is_no_longer_found() -> None:
    case = make_case("蓝鲸问题（示例）")
    run_due_jobs()
    assert case.title in re.sub(r"</?mark>", "", search("蓝鲸"))
    CasePage.objects.get(pk=case.pk).unpublish()
    run_due_jobs()
    assert "没有找到" in search("蓝鲸")


def test_query_count_is_flat_in_hits() -> None:
    make_rule("甲规定（示例）", "关于示例甲的工作。")
    run_due_jobs()
    few = count_queries(lambda: search("示例甲"))
    for number in range(3):
        make_rule(f"乙规定之{number}（示例）", *(f"关于示例乙的第{n}项工作。" for n in range(4)))
    run_due_jobs()
    assert count_queries(lambda: search("示例乙")) == few
