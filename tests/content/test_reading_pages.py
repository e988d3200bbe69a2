"""A rule as its readers see it: whole, one article, on another day, from other texts."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client

from common import clock
from content.models import EditionPage, PolicyPage, Provision, RulePage
from tests.content.asking import count_queries, restrict, words_of
from tests.factories.accounts import make_user
from tests.factories.content import make_list, make_policy, make_rule, make_structure, rule_text

pytestmark = pytest.mark.django_db

TITLE = "示例工作规定（示例）"
OLD_TEXT = """示例工作规定（示例）

（2019年1月1日公布）

第一章　总则

第一条　为了规范示例工作，制定本规定。

第二章　纪律

第二条　有下列情形之一的，依照本规定第三条处理：

（一）弄虚作假的；

（二）有其他情形的：

1. 拖延的；

2. 推诿的。

前款第（一）项所称弄虚作假，包括冒名顶替。

第三条　违反本规定的，责令改正。
"""
NEW_TEXT = OLD_TEXT.replace("（2019年1月1日公布）", "（2026年1月1日修订）").replace(
    "第二章　纪律\n\n第二条", "第二条　示例工作接受监督。\n\n第二章　纪律\n\n第三条"
).replace("第三条　违反", "第四条　违反").replace("本规定第三条处理", "本规定第四条处理")  # fmt: skip


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 7, 1))


@pytest.fixture
def rule() -> RulePage:
    """2019 to 2026-03-01 in three articles, then in four: article 2 became article 3."""
    make_rule(TITLE, slug="r", text=OLD_TEXT, promulgation_date=dt.date(2019, 1, 1))
    return make_rule(
        TITLE,
        slug="r",
        text=NEW_TEXT,
        promulgation_date=dt.date(2026, 1, 1),
        effective_date=dt.date(2026, 3, 1),
        change_kind="revision",
    ).rule


def plain(words: str) -> str:
    """The visible words of a page's main part."""
    main = words.partition('<main id="main"')[2].partition("</main>")[0]
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", main))


def test_rule_shows_the_text_in_force(rule: RulePage) -> None:
    words = plain(words_of("/rules/r/"))
    assert "第四条违反本规定的，责令改正。" in words
    assert "现行有效" in words
    assert "2026年3月1日起施行" in words


def test_every_character_of_the_articles_is_on_the_page(rule: RulePage) -> None:
    shown = plain(words_of("/rules/r/"))
    body = NEW_TEXT.partition("第一章")[2]
    for line in filter(None, re.sub(r"[ 　]", "", body).split("\n")):
        assert line in shown


def test_earlier_edition_says_that_it_is_not_in_force(rule: RulePage) -> None:
    words = plain(words_of("/rules/r/2019-01-01/"))
    assert "自2026年3月1日起不再有效" in words
    assert "看现行有效的2026年修订版" in words
    assert "第三条违反本规定的" in words


def test_edition_not_yet_in_force_says_so(rule: RulePage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 2, 1))
    assert "尚未生效，自2026年3月1日起施行" in plain(words_of("/rules/r/2026-01-01/"))
    assert "第三条违反本规定的" in plain(words_of("/rules/r/"))


@pytest.mark.parametrize(
    ("day", "article"),
    [
        ("2019-01-01", "第三条违反"),
        ("2026-02-28", "第三条违反"),
        ("2026-03-01", "第四条违反"),
        ("2999-01-01", "第四条违反"),
    ],
)
def test_any_day_gives_the_edition_of_that_day(rule: RulePage, day: str, article: str) -> None:
    assert article in plain(words_of(f"/rules/r/on/{day}/"))


def test_day_before_the_first_edition_is_answered_plainly(rule: RulePage) -> None:
    words = plain(words_of("/rules/r/on/2018-12-31/"))
    assert "2018年12月31日，这部规则没有有效的版本" in words
    assert "最早版本是2019年版，自2019年1月1日起有效" in words
    assert "责令改正" not in words


def test_day_after_the_end_is_answered_plainly() -> None:
    make_rule(TITLE, slug="ended", promulgation_date=dt.date(2019, 1, 1), end_date=dt.date(2020, 1, 1))
    words = plain(words_of("/rules/ended/on/2021-05-01/"))
    assert "当日它已经废止或者失效" in words
    assert "这部规则自2020年1月1日起不再有效" in plain(words_of("/rules/ended/"))


def test_typed_day_becomes_an_address(rule: RulePage) -> None:
    answer = Client().get("/rules/r/on/", {"date": "2019-06-01"})
    assert (answer.status_code, answer["Location"]) == (302, "/rules/r/on/2019-06-01/")


@pytest.mark.parametrize("day", ["昨天", "2019-13-01", "2019-02-30", "20190601", "\x00", "<b>"])
def test_bad_typed_day_is_answered_with_help(rule: RulePage, day: str) -> None:
    answer = Client().get("/rules/r/on/", {"date": day})
    assert answer.status_code == 400
    assert "请按 2026-09-01 的格式填写" in answer.content.decode()
    assert "<b>”" not in answer.content.decode()


NOWHERE = (
    "on/2019-13-01/ on/x/ on/2019-06-01/art-99/ on/2019-06-01/art-1/x/ art-99/ art-2-item-9/ art-0/ ch-9/ "
    "2019-01-01/art-4/ art-3-para-1-item-9/"
)


@pytest.mark.parametrize("tail", NOWHERE.split())
def test_address_of_nothing_is_not_found(rule: RulePage, tail: str) -> None:
    assert Client().get(f"/rules/r/{tail}").status_code == 404


def test_article_shows_its_words_citation_chapter_and_neighbors(rule: RulePage) -> None:
    page = words_of("/rules/r/art-3/")
    words = plain(page)
    assert "第三条有下列情形之一的，依照本规定第四条处理：（一）弄虚作假的；" in words
    assert "第二章纪律" in words
    assert "违反本规定的" not in words
    assert f'data-copy="《{TITLE}》第三条"' in page
    assert 'href="/rules/r/2026-01-01/art-2/" rel="prev"' in page
    assert 'href="/rules/r/2026-01-01/art-4/" rel="next"' in page


def test_paragraphs_items_and_subitems_have_citations_of_their_own(rule: RulePage) -> None:
    page = words_of("/rules/r/art-3/")
    for place in ("第三条第一款", "第三条第一款第（一）项", "第三条第一款第（二）项第2目", "第三条第二款"):
        assert f'data-copy="《{TITLE}》{place}"' in page


def test_items_of_an_article_with_one_paragraph_leave_the_paragraph_out() -> None:
    make_rule(TITLE, slug="one", text=f"{TITLE}\n\n第一条　禁止下列行为：\n\n（一）甲；\n\n（二）乙。\n")
    page = words_of("/rules/one/art-1/")
    assert f'data-copy="《{TITLE}》第一条第（二）项"' in page
    assert "第一款" not in page


def test_citation_of_a_former_text_names_its_edition(rule: RulePage) -> None:
    assert f'data-copy="《{TITLE}》（2019年版）第二条"' in words_of("/rules/r/2019-01-01/art-2/")


def test_article_leads_to_its_counterparts(rule: RulePage) -> None:
    page = words_of("/rules/r/art-3/")
    assert 'href="/rules/r/2019-01-01/art-2/">2019年版 第二条</a>' in page
    assert '2019年版 <span class="muted">无对应条文' in words_of("/rules/r/art-2/")
    old = words_of("/rules/r/2019-01-01/art-2/")
    assert 'class="link" href="/rules/r/2026-01-01/art-3/">看现行有效的2026年修订版' in old


def test_article_of_a_day(rule: RulePage) -> None:
    assert "有下列情形之一的" in plain(words_of("/rules/r/on/2020-01-01/art-2/"))
    assert "示例工作接受监督" in plain(words_of("/rules/r/on/2026-05-01/art-2/"))


def test_line_below_an_article_leads_to_its_place(rule: RulePage) -> None:
    eid = Provision.objects.get(page__slug="2026-01-01", text__startswith="推诿").eid
    answer = Client().get(f"/rules/r/{eid}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/rules/r/2026-01-01/art-3/#{eid}")


def test_chapter_shows_its_articles_alone(rule: RulePage) -> None:
    words = plain(words_of("/rules/r/ch-2/"))
    assert "第三条有下列情形之一的" in words
    assert "第四条违反" in words
    assert "示例工作接受监督" not in words


def test_card_holds_the_article_and_no_frame(rule: RulePage) -> None:
    card = words_of("/rules/r/art-3/?card=1")
    assert "弄虚作假的" in card
    assert "<html" not in card
    assert 'href="/rules/r/2026-01-01/art-3/"' in card


def test_cross_references_are_links(rule: RulePage) -> None:
    page = words_of("/rules/r/art-3/")
    assert '<a class="x" href="/rules/r/2026-01-01/art-4/">本规定第四条</a>' in page
    assert re.search(
        r'<a class="x" href="/rules/r/2026-01-01/art-3/#art-3[^"]*item-1">前款第（一）项</a>', page
    )


def test_who_cites_an_article_stands_beside_it(rule: RulePage) -> None:
    make_rule(
        "示例办法（示例）",
        f"依照《{TITLE}》第三条第二款处理。",
        slug="citing",
        promulgation_date=dt.date(2026, 4, 1),
    )
    make_policy(
        "关于示例的通知（示例）",
        slug="citing-notice",
        signed_date=dt.date(2026, 5, 1),
        text=f"关于示例的通知（示例）\n\n一、要求\n\n（一）学习《{TITLE}》第三条。\n",
    )
    page = words_of("/rules/r/art-3/")
    aside = page.partition('id="cited"')[2]
    assert "示例办法（示例）" in aside
    assert 'href="/policies/citing-notice/pt-1/#pt-1-1"' in aside
    assert "第三条" in words_of("/rules/r/").partition('id="cited"')[2]
    assert "2 处引用" in words_of("/rules/r/")


def test_hidden_pages_cite_nothing_and_are_no_link_target(rule: RulePage) -> None:
    hidden = make_rule("金丝雀办法（示例）", f"依照《{TITLE}》第三条处理。", slug="canary").rule
    make_rule("公开办法（示例）", "依照《金丝雀办法（示例）》第一条处理。", slug="open")
    restrict(hidden)
    for address in ("/rules/r/", "/rules/r/art-3/", "/rules/r/2019-01-01/art-2/"):
        assert "金丝雀" not in words_of(address)
    assert "/rules/canary/" not in words_of("/rules/open/")
    assert "/rules/canary/" not in words_of("/rules/open/art-1/")


ADDRESSES = (
    "2026-01-01/ art-3/ art-3/?card=1 2026-01-01/art-3/ on/2026-06-01/ on/2026-06-01/art-3/ compare/ on/"
)


@pytest.mark.parametrize("tail", ["", *ADDRESSES.split()])
def test_restricted_rule_asks_for_sign_in_at_every_address(rule: RulePage, tail: str) -> None:
    restrict(rule)
    answer = Client().get(f"/rules/r/{tail}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/sign-in/")


@pytest.mark.parametrize(
    "tail",
    ["2026-01-01/", "2026-01-01/art-3/", "on/2026-06-01/", "", "art-3/", "compare/2019-01-01/2026-01-01/"],
)
def test_restricted_edition_gives_no_word_away(rule: RulePage, tail: str) -> None:
    restrict(EditionPage.objects.get(slug="2026-01-01"))
    answer = Client().get(f"/rules/r/{tail}")
    assert "示例工作接受监督" not in answer.content.decode()


def test_signed_in_reader_opens_what_is_restricted(rule: RulePage) -> None:
    restrict(rule)
    client = Client()
    client.force_login(make_user(), backend="accounts.backends.StaffNumberOrPhoneBackend")
    assert client.get("/rules/r/art-3/").status_code == 200


def test_draft_is_at_no_address() -> None:
    make_rule(TITLE, slug="draft", publish=False)
    for tail in ("", "2020-01-01/", "art-1/", "on/2026-01-01/", "2020-01-01/art-1/"):
        assert Client().get(f"/rules/draft/{tail}").status_code == 404


def test_rule_without_a_published_edition_says_so() -> None:
    rule = make_rule(TITLE, slug="bare", publish=False).rule
    rule.save_revision().publish()
    assert "还没有发布的版本" in words_of("/rules/bare/")
    assert "本站还没有发布它的任何版本" in words_of("/rules/bare/on/2026-01-01/")


def test_point_of_a_policy_text_has_a_page() -> None:
    policy = make_policy("示例通知（示例）", slug="notice")
    page = words_of("/policies/notice/pt-1/")
    assert "示例工作应当公开、公平、公正。" in page
    assert "不得弄虚作假" not in page
    assert 'href="/policies/notice/pt-2/" rel="next"' in page
    assert Client().get("/policies/notice/pt-1-2/")["Location"] == "/policies/notice/pt-1/#pt-1-2"
    assert Client().get("/policies/notice/pt-9/").status_code == 404
    restrict(PolicyPage.objects.get(pk=policy.pk))
    assert Client().get("/policies/notice/pt-1/").status_code == 302


def test_item_of_a_list_has_a_page() -> None:
    make_list("严禁示例行为", slug="some-list")
    assert "严禁示例行为" in words_of("/prohibitions/some-list/item-1/")
    assert Client().get("/prohibitions/some-list/item-2/").status_code == 404


def make_cited_rule(slug: str, *, articles: int, editions: int, citing: int) -> None:
    """A rule whose articles cite one another, in several editions, each article 1 cited by other rules."""
    title = f"{slug}办法（示例）"
    for edition in range(editions):
        words = [f"第{n}项工作依照本办法第一条办理，第{edition}版。" for n in range(articles)]
        make_rule(
            title,
            slug=slug,
            text=rule_text(title, words),
            promulgation_date=dt.date(2020 + edition, 1, 1),
            change_kind="revision" if edition else "enactment",
        )
    for number in range(citing):
        words_citing = f"依照《{title}》第一条办理。"
        make_rule(f"援引{slug}的办法之{number}（示例）", words_citing, promulgation_date=dt.date(2026, 1, 1))


@pytest.mark.parametrize(
    "tail", ["", "art-1/", "art-1/?card=1", "on/2026-06-01/", "2020-01-01/", "2020-01-01/art-1/"]
)
def test_query_count_is_flat_in_articles_editions_and_citations(tail: str) -> None:
    make_cited_rule("few", articles=2, editions=2, citing=1)
    make_cited_rule("many", articles=12, editions=4, citing=4)
    few = count_queries(lambda: words_of(f"/rules/few/{tail}"))
    assert count_queries(lambda: words_of(f"/rules/many/{tail}")) == few
