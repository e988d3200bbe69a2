"""A citation in the search box: where the browser is sent, what the page there offers, what cards say."""

from __future__ import annotations

import datetime as dt
import html
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from content.models import RulePage
from tasks.relay import run_due_jobs
from tests.content.asking import count_queries, restrict
from tests.factories.accounts import make_user
from tests.factories.content import make_policy, make_rule, make_structure, rule_text

pytestmark = pytest.mark.django_db
TITLE = "示例工作条例（示例）"
ARTICLES = (
    "为了规范示例工作，制定本条例。",
    "示例工作应当公开。\n\n有下列情形之一的，从重处理：\n\n（一）拒不改正的；\n\n（二）情节严重的。",
    "甲情形：\n\n（一）第一种；\n\n（二）第二种。\n\n乙情形：\n\n（一）另一种；\n\n（二）再一种。",
)
AT = "/rules/example/2024-01-01"


@pytest.fixture(autouse=True)
def _published(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    cache.clear()
    make_structure()
    for year, kind, articles in ((2018, "enactment", ARTICLES[:2]), (2024, "revision", ARTICLES)):
        make_rule(
            TITLE,
            slug="example",
            short_names=("示例条例", "示例工作条例"),
            text=rule_text(TITLE, articles),
            promulgation_date=dt.date(year, 1, 1),
            change_kind=kind,
        )
    run_due_jobs()


def ask(typed: str, client: Client | None = None, **more: str) -> HttpResponse:
    answer: Any = (client or Client()).get("/search/", {"q": typed, **more})
    return answer


def led_to(typed: str, **more: str) -> str:
    """Where the browser is sent, without what was typed; "" where it is not."""
    answer = ask(typed, **more)
    address = answer.headers.get("Location", "")
    return re.sub(r"\?cited=[^#]*", "", address) if answer.status_code == 302 else ""


def cards(typed: str, **more: str) -> list[str]:
    """The words of each card."""
    answer = ask(typed, **more)
    assert answer.status_code == 200
    found = re.findall(r'<li class="cite">(.*?)\n</li>', answer.content.decode(), re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", card)).split()) for card in found]


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("示例条例第二条", f"{AT}/art-2/"),
        ("《示例工作条例（示例）》第2条", f"{AT}/art-2/"),
        ("示例条例第２条怎么规定", f"{AT}/art-2/"),
        ("示例条例第二条第二款", f"{AT}/art-2/#art-2-para-2"),
        ("示例条例第2条第2款第2项", f"{AT}/art-2/#art-2-para-2-item-2"),
        ("示例条例第二条第（二）项", f"{AT}/art-2/#art-2-para-2-item-2"),
        ("示例条例（2018年）第二条", "/rules/example/2018-01-01/art-2/"),
        ("示例条例2018版第2条第1款", "/rules/example/2018-01-01/art-2/#art-2-para-1"),
    ],
)
def test_citation_alone_leads_to_its_place(typed: str, address: str) -> None:
    assert led_to(typed) == address
    assert Client().get(address.partition("#")[0]).status_code == 200


def test_page_reached_offers_the_full_text_search_without_script() -> None:
    typed = '示例条例第2条 的 "规定"'
    address = ask(typed).headers["Location"]
    page = Client().get(address).content.decode()
    assert f"已按引用直达：《{TITLE}》第二条" in page
    way = html.unescape(re.findall(r'href="([^"]+)" rel="nofollow">改为全文检索', page)[0])
    results = Client().get(way)
    assert results.status_code == 200
    words = results.content.decode()
    assert f'value="{html.escape(typed)}"' in words
    assert 'class="cites"' not in words
    assert "full=1" in words  # its filters stay in the full-text search
    assert "已按引用直达" not in Client().get(f"{AT}/art-2/").content.decode()


def test_words_of_the_address_are_not_put_into_the_page() -> None:
    page = Client().get(f"{AT}/art-2/?cited=紧急通知<script>").content.decode()
    arrived = page.partition('class="arrived"')[2].partition("</p>")[0]
    assert "紧急通知" not in unquote(re.sub(r'href="[^"]*"', "", arrived))
    assert "<script>" not in arrived


@pytest.mark.django_db(transaction=True)  # inside a test's transaction nothing is kept
def test_page_reached_by_a_citation_is_not_kept() -> None:
    """Nobody else gets what was typed, and the kept page stays one."""
    reached = ask("示例条例第二条").headers["Location"]
    plain = f"{AT}/art-2/"
    client = Client()
    assert client.get(plain).headers["X-Cache"] == "miss"
    assert "X-Cache" not in client.get(reached).headers
    assert "X-Cache" not in client.get(reached).headers
    kept = client.get(plain)
    assert kept.headers["X-Cache"] == "hit"
    assert "已按引用直达" not in kept.content.decode()


@pytest.mark.parametrize(
    "more", [{"full": "1"}, {"status": "all"}, {"kind": "rule"}, {"page": "2"}, {"sort": "newest"}]
)
def test_search_that_was_refined_is_not_left(more: dict[str, str]) -> None:
    assert ask("示例条例第二条", **more).status_code == 200
    assert bool(cards("示例条例第二条", **more)) is ("full" not in more)


def test_several_citations_have_a_card_each() -> None:
    make_rule("另一办法（示例）", "另一办法的条文。", short_names=("另一办法",))
    run_due_jobs()
    first, second = cards("示例条例第二条第一款和另一办法第一条")
    assert first == f"《{TITLE}》第二条第一款 现行有效 2024年修订版 示例工作应当公开。"
    assert "《另一办法（示例）》第一条" in second
    assert "另一办法的条文。" in second


def test_card_of_a_former_edition_says_so() -> None:
    (card,) = cards("示例条例（2018年）第二条 公开")
    assert "已修改" in card
    assert "2018年版" in card


def test_range_is_one_card() -> None:
    (card,) = cards("示例条例第一条至第三条")
    assert card.startswith(f"《{TITLE}》第一条至第三条")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("示例条例第九百条", f"《{TITLE}》没有第九百条，共 3 条。"),
        ("示例条例第三百条第二款", f"《{TITLE}》没有第三百条，共 3 条。"),
        (
            "示例条例（2018年）第三条",
            f"没有第三条，共 2 条。其他版本中的这一条： 《{TITLE}》 第三条 2024年修订版",
        ),
        ("示例条例第二条第九款", f"《{TITLE}》没有第二条第九款，以下是该条全文。"),
        ("示例条例第三条第（一）项", "这一条有几款都列有这一项，请写明第几款，或者在条文中查看。"),
        ("示例条例（2011年）第二条", f"库中没有《{TITLE}》2011年的版本。"),
    ],
)
def test_what_is_not_there_is_said(typed: str, words: str) -> None:
    (card,) = cards(typed)
    assert words in card
    assert f"《{TITLE}》" in card


def test_two_rules_of_one_name_are_offered() -> None:
    for region in ("甲县", "乙县"):
        make_rule(f"{region}办法（示例）", "条文。", short_names=("同名办法",), region=region)
    run_due_jobs()
    (card,) = cards("同名办法第一条")
    assert card.startswith("有几份规则叫这个名称，请选择：")
    assert "《甲县办法（示例）》" in card
    assert "乙县" in card


def test_document_number_alone_leads_to_its_document() -> None:
    make_policy(slug="numbered", document_number="示例办发〔2026〕8号")
    run_due_jobs()
    assert led_to("示例办发[2026]8号") == "/policies/numbered/"
    page = Client().get(ask("示例办发[2026]8号").headers["Location"]).content.decode()
    assert "改为全文检索" in page


def test_rule_that_is_not_for_the_reader_is_as_if_it_were_not_there() -> None:
    secret = make_rule("金丝雀规定（示例）", "金丝雀须知。", short_names=("金规",)).rule
    restrict(secret)
    run_due_jobs()
    for typed in ("金规第一条", "金规第九百条", "金规第一条第九款", "金规第一条和示例条例第一条"):
        before = ask(typed)
        assert before.status_code == 200
        assert "金丝雀" not in before.content.decode()
    member = Client()
    member.force_login(make_user(), backend="accounts.backends.StaffNumberOrPhoneBackend")
    assert ask("金规第一条", member).status_code == 302
    hidden = {typed: without_token(ask(typed)) for typed in ("金规第一条", "金规第九百条")}
    RulePage.objects.get(pk=secret.pk).delete()
    run_due_jobs()
    assert hidden == {typed: without_token(ask(typed)) for typed in hidden}


def without_token(answer: HttpResponse) -> str:
    """The page without the token of its trace, which is another each time something is found."""
    return re.sub(r'data-trace="[^"]+"', "", answer.content.decode())


@pytest.mark.django_db(transaction=True)  # inside a test's transaction nothing is kept
def test_jump_and_cards_cost_few_queries() -> None:
    ask("示例条例第二条")  # reads the words editors keep, which then stay in memory
    assert count_queries(lambda: ask("示例条例第二条")) <= 1
    one = count_queries(lambda: ask("示例条例第二条第一款 公开"))
    assert count_queries(lambda: ask("示例条例第二条第一款、第二款 公开")) - one <= 2
