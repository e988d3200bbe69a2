"""Home page, rules, policy texts: what they show, to whom, and at what cost."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from content.models import BasePage, PolicyPage, RuleIndexPage
from content.selectors import listings
from content.selectors.columns import PAGE_SIZE, read_key
from tests.content.asking import count_queries, restrict, words_of
from tests.factories.accounts import make_user
from tests.factories.content import make_list, make_policy, make_rule, make_structure
from tests.factories.materials import attach, make_document

pytestmark = pytest.mark.django_db

CANARY = "金丝雀"
PAGES = ("/", "/rules/", "/rules/?level=normative_document", "/policies/", "/prohibitions/", "/sitemap.xml")


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


def make_hidden_pages(publish: bool = True) -> list[BasePage]:
    """A rule, a policy text and a list whose titles nobody outside may see."""
    rule = make_rule(f"{CANARY}规定（示例）", slug="canary-rule", publish=publish).rule
    policy = make_policy(f"{CANARY}通知（示例）", slug="canary-notice", publish=publish)
    names = {"title": f"{CANARY}清单（示例）", "slug": "canary-list"}
    prohibitions = make_list(f"严禁{CANARY}", publish=publish, show_in_menus=True, **names)
    return [rule, policy, prohibitions]


def hide_by_restriction() -> None:
    for page in make_hidden_pages():
        restrict(page)


def hide_by_unpublishing() -> None:
    for page in make_hidden_pages():
        page.refresh_from_db()
        page.unpublish()


def hide_as_drafts() -> None:
    make_hidden_pages(publish=False)


@pytest.mark.parametrize("hide", [hide_by_restriction, hide_by_unpublishing, hide_as_drafts])
def test_pages_show_nothing_hidden(hide: Callable[[], None]) -> None:
    make_rule("示例工作规定（示例）")
    hide()
    for address in PAGES:
        words = words_of(address)
        assert CANARY not in words, address
        assert "canary" not in words, address


def test_pages_show_restricted_titles_to_people_signed_in() -> None:
    hide_by_restriction()
    client = Client()
    client.force_login(make_user())
    for address in ("/", "/rules/", "/policies/", "/prohibitions/"):
        assert CANARY in client.get(address).content.decode(), address


@pytest.mark.parametrize("address", ["/", "/rules/", "/policies/", "/prohibitions/", "/sitemap.xml"])
def test_pages_cost_the_same_however_long_the_lists(address: str) -> None:
    def add(number: int) -> None:
        make_rule(f"示例规定{number}（示例）", slug=f"rule-{number}")
        make_policy()
        make_list("严禁甲", "严禁乙", year=2010 + number, show_in_menus=True)

    add(1)
    with_one = count_queries(lambda: words_of(address))
    add(2)
    add(3)
    assert count_queries(lambda: words_of(address)) == with_one


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/", "纪律清单发布后，将在这里逐条列出"),
        ("/", "还没有发布内容"),
        ("/", "还没有发布规则"),
        ("/rules/", "还没有发布规则"),
        ("/policies/", "还没有发布政策文件"),
        ("/prohibitions/", "还没有发布纪律清单"),
    ],
)
def test_empty_lists_say_what_will_be_here(address: str, words: str) -> None:
    assert words in words_of(address)


def test_home_lists_items_and_latest_documents() -> None:
    make_list("严禁拉帮结派", "严禁拉票贿选", show_in_menus=True, slug="nine", generation="九个严禁")
    make_policy("关于示例工作的通知（示例）", slug="notice")
    words = words_of("/")
    assert words.index("严禁拉帮结派") < words.index("严禁拉票贿选") < words.index("关于示例工作的通知")
    assert 'href="/prohibitions/nine/item-2/"' in words
    assert 'href="/policies/notice/"' in words
    assert "12380" in words


def test_home_counts_the_levels_that_have_rules() -> None:
    make_rule(level_of_effect="statute")
    make_rule(level_of_effect="statute")
    make_rule(level_of_effect="local_regulation")
    hidden = make_rule(level_of_effect="administrative_regulation")
    hidden.edition.unpublish()
    words = words_of("/")
    assert '<a href="/rules/?level=statute"><b>2</b>法律</a>' in words
    assert '<a href="/rules/?level=local_regulation"><b>1</b>地方性法规</a>' in words
    assert "行政法规" not in words


def test_home_leaves_out_editions_of_a_rule_taken_offline() -> None:
    rule = make_rule(f"{CANARY}规定（示例）").rule
    rule.unpublish()
    assert CANARY not in words_of("/")
    assert CANARY not in words_of("/sitemap.xml")


def test_rules_show_status_and_number_of_editions() -> None:
    make_rule("示例甲规定（示例）", slug="jia", effective_date=dt.date(2020, 3, 1))
    make_rule("示例甲规定（示例）", slug="jia", promulgation_date=dt.date(2022, 1, 1), change_kind="revision")
    make_rule("示例乙规定（示例）", end_date=dt.date(2021, 1, 1))
    make_rule("示例丙规定（示例）", effective_date=dt.date(2999, 1, 1))
    words = words_of("/rules/")
    assert words.count("现行有效") == 1
    assert words.count("已废止") == 1
    assert words.count("尚未生效") == 1
    assert "2022年修订版" in words
    assert "2 个版本" in words


def test_rules_filter_by_level() -> None:
    make_rule("示例法（示例）", level_of_effect="statute")
    make_rule("示例办法（示例）", level_of_effect="normative_document")
    words = words_of("/rules/?level=statute")
    assert "示例法（示例）" in words
    assert "示例办法（示例）" not in words


@pytest.mark.parametrize("level", ["party_constitution", "unknown", "%00", "%27%22%3Cscript%3E"])
def test_rules_answer_any_level(level: str) -> None:
    make_rule(level_of_effect="statute")
    words = words_of(f"/rules/?level={level}")
    assert ("还没有发布规则" in words) or ("没有这个效力层级" in words)
    assert "<script>" not in words


def test_rules_are_paged_by_key_through_all_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listings, "RULES_SHOWN", 3)
    kinds = ["statute", "normative_document", "statute", "local_regulation", "statute", "normative_document"]
    rules = [make_rule(level_of_effect=kind).rule for kind in kinds]
    restrict(make_rule(f"{CANARY}法（示例）", level_of_effect="statute").rule)
    order = ["statute", "local_regulation", "normative_document"]
    expected = sorted(rules, key=lambda rule: (order.index(rule.level_of_effect), rule.title))
    address, seen = "/rules/", []
    while address:
        words = words_of(address)
        assert CANARY not in words
        seen += re.findall(r'<div class="name"><a href="[^"]*">([^<]*)</a>', words)
        following = re.search(r'href="(/rules/\?after=[^"]*)" rel="next"', words)
        address = following[1] if following else ""
    assert seen == [rule.title for rule in expected]
    assert '<span class="count">3 部</span>' in words_of("/rules/")
    assert "回到开头" in words_of(f"/rules/?level=statute&after={rules[0].pk}")


@pytest.mark.parametrize("key", ["x", "0", "9" * 30, "%00", "-1"])
def test_broken_key_shows_the_first_rules_and_says_so(key: str) -> None:
    rule = make_rule().rule
    words = words_of(f"/rules/?after={key}")
    assert rule.title in words
    assert "翻页位置无效" in words


def test_rules_cost_the_same_for_any_number(monkeypatch: pytest.MonkeyPatch) -> None:
    make_rule()
    one = count_queries(lambda: words_of("/rules/"))
    for _ in range(3):
        make_rule()
    assert count_queries(lambda: words_of("/rules/")) == one
    monkeypatch.setattr(listings, "RULES_SHOWN", 2)
    assert count_queries(lambda: words_of("/rules/")) == one


def test_rules_nobody_may_read_leave_no_gap_between_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listings, "RULES_SHOWN", 2)
    for number in range(4):
        restrict(make_rule(f"甲{number}规定（示例）").edition)
    shown = [make_rule(f"乙{number}规定（示例）").rule.title for number in range(2)]
    words = words_of("/rules/")
    assert re.findall(r'<div class="name"><a href="[^"]*">([^<]*)</a>', words) == shown
    assert "还没有发布规则" not in words
    assert 'rel="next"' not in words


def test_rules_below_a_column_taken_offline_are_not_counted() -> None:
    make_rule(level_of_effect="statute")
    assert [level.count for level in listings.count_levels(user=AnonymousUser())] == [1]
    RuleIndexPage.objects.get().unpublish()
    assert listings.count_levels(user=AnonymousUser()) == []


def test_policies_are_dated_and_paged_by_key() -> None:
    days = [dt.date(2026, 1, 1 + number // 2) for number in range(PAGE_SIZE + 5)]
    pages = [make_policy(signed_date=day) for day in days]
    newest_first = sorted(pages, key=lambda page: (page.signed_date, page.pk), reverse=True)
    address, seen = "/policies/", []
    while address:
        words = words_of(address)
        seen += [page.pk for page in newest_first if f'href="{page.url}"' in words]
        start = words.find('href="/policies/?before=')
        address = words[start + 6 : words.index('"', start + 6)] if start >= 0 else ""
    assert seen == [page.pk for page in newest_first]


def test_policies_stay_in_place_when_a_new_one_arrives() -> None:
    pages = [make_policy(signed_date=dt.date(2026, 1, 1 + number)) for number in range(PAGE_SIZE + 1)]
    key = f"{pages[1].signed_date}-{pages[1].pk}"
    make_policy(signed_date=dt.date(2026, 12, 1))
    assert f'href="{pages[0].url}"' in words_of(f"/policies/?before={key}")


@pytest.mark.parametrize("key", ["x", "2026-13-01-5", "2026-01-01-", "%00", "2026-01-01-" + "9" * 40])
def test_policies_say_that_a_key_is_broken(key: str) -> None:
    page = make_policy()
    words = words_of(f"/policies/?before={key}")
    assert "翻页位置无效" in words
    assert f'href="{page.url}"' in words


def test_key_names_day_and_page() -> None:
    assert read_key("2026-01-05-12") == (dt.date(2026, 1, 5), 12)
    assert read_key("2026-01-05") is None


def test_policy_shows_head_text_and_closing() -> None:
    page = make_policy("关于示例工作的通知（示例）", document_number="示例发〔2026〕3号")
    words = words_of(page.url)
    body = ("一、总体要求", "（一）", "示例工作应当公开、公平、公正。")
    for part in ("示例单位", "示例发〔2026〕3号", "2026年1月5日", *body):
        assert part in words, part
    closing = words[words.index('class="closing"') :]
    assert "2026年1月5日" in closing
    assert 'id="pt-1"' in words


def test_policy_links_what_it_cites_unless_it_is_restricted() -> None:
    rule = make_rule("示例工作规定（示例）", slug="cited")
    text = "关于示例的通知（示例）\n\n一、要求\n\n（一）依照《示例工作规定（示例）》第二条办理。\n"
    page = make_policy(text=text)
    link = f'href="{rule.edition.url}art-2/"'
    assert link in words_of(page.url)
    restrict(rule.rule)
    assert link not in words_of(page.url)
    assert "第二条" in words_of(page.url)


def test_meta_names_title_date_source_column_and_address() -> None:
    page = make_policy("示例“通知”（示例）", slug="meta", content_source="示例来源")
    words = words_of(page.url)
    assert '<meta name="ArticleTitle" content="示例“通知”（示例）">' in words
    assert '<meta name="ContentSource" content="示例来源">' in words
    assert '<meta name="ColumnName" content="政策文件">' in words
    assert '<meta name="PubDate" content="' in words
    assert '<link rel="canonical" href="http://localhost:8000/policies/meta/">' in words
    assert PolicyPage.objects.get().url in words


@pytest.mark.parametrize("address", ["/", "/rules/", "/policies/", "/prohibitions/"])
def test_pages_have_no_inline_style_or_script(address: str) -> None:
    make_list(show_in_menus=True)
    make_rule()
    make_policy()
    words = words_of(address)
    assert " style=" not in words
    assert "<script>" not in words
    assert " onclick=" not in words


def test_policy_has_the_parts_of_an_official_document() -> None:
    page = make_policy(
        "关于示例工作的通知（示例）",
        document_number="示例发〔2026〕3号",
        index_number="示例000-2026-00003",
        copied_to="示例市人大常委会办公室",
        printing_office="示例办公室",
        printed_on=dt.date(2026, 1, 8),
    )
    words = words_of(page.url)
    order = ("示例000-2026-00003", 'class="issuer">示例单位', "示例发〔2026〕3号</p>", "<h1>关于示例工作")
    places = [words.index(part) for part in (*order, "抄送", "示例市人大常委会办公室", "2026年1月8日印发")]
    assert places == sorted(places)


def test_policy_without_copies_has_no_imprint() -> None:
    words = words_of(make_policy().url)
    assert "imprint" not in words
    assert "附件" not in words


def test_policy_links_attachments_with_type_and_size() -> None:
    page = make_policy()
    attach(page, "承诺书样本", make_document("chengnuo.docx", b"x" * 2048))
    with_one = count_queries(lambda: words_of(page.url))
    for number in (2, 3):
        attach(page, f"附表{number}", make_document(f"fubiao{number}.pdf"))
    words = words_of(page.url)
    assert "/chengnuo.docx" in words
    assert "承诺书样本</a><span>DOCX · 2.0\xa0KB</span>" in words
    assert count_queries(lambda: words_of(page.url)) == with_one


def test_attachment_in_a_closed_collection_is_not_linked() -> None:
    page = make_policy()
    document = make_document("canary.pdf")
    attach(page, "内部附件", document)
    closed = Collection.get_first_root_node().add_child(name="内部")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    document.collection = closed
    document.save()
    words = words_of(page.url)
    assert "canary" not in words
    assert "限登录后查看" in words
