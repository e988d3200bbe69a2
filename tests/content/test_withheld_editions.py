"""An edition restricted by itself: nobody is shown its words, nobody told that an older one still holds."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from common import clock
from content.enums import Status
from content.models import EditionPage, RulePage
from content.selectors.addresses import list_public_articles
from content.selectors.rules import get_timeline, list_rules
from tests.content.asking import count_queries, restrict, words_of
from tests.factories.accounts import make_user
from tests.factories.content import make_rule, make_structure
from tests.factories.publishing import client_of

pytestmark = pytest.mark.django_db
TITLE, CANARY = "示例工作规定（示例）", "金丝雀"
OLD, NEW = dt.date(2019, 1, 1), dt.date(2021, 1, 1)
ADDRESSES = (
    "/rules/",
    "/rules/r/",
    "/rules/r/art-1/",
    "/rules/r/compare/",
    "/rules/r/2019-01-01/",
    "/rules/r/2019-01-01/art-1/",
    "/rules/r/2019-01-01/art-1/?card=1",
    "/rules/r/on/",
    "/rules/r/on/2020-06-01/",
    "/rules/r/on/2022-06-01/",
)


@pytest.fixture
def rule() -> RulePage:
    """A rule of 2019 whose revision of 2021 is for people with an account."""
    make_structure()
    make_rule(TITLE, "依法办事。", slug="r", promulgation_date=OLD)
    change = {
        "promulgation_date": NEW,
        "change_kind": "revision",
        "document_number": f"{CANARY}发〔2021〕1号",
    }
    made = make_rule(TITLE, f"{CANARY}接受监督。", slug="r", **change)
    restrict(made.edition)
    return RulePage.objects.get(slug="r")


@pytest.mark.parametrize("address", ADDRESSES)
def test_visitor_reads_nothing_of_the_withheld_edition(rule: RulePage, address: str) -> None:
    answer = Client().get(address)
    words = answer.content.decode()
    assert CANARY not in words
    assert "2021年修订版" not in words
    assert "/2021-01-01/" not in words


@pytest.mark.parametrize(
    "address", ["/rules/", "/rules/r/", "/rules/r/2019-01-01/", "/rules/r/2019-01-01/art-1/"]
)
def test_visitor_is_not_told_that_the_older_one_holds(rule: RulePage, address: str) -> None:
    words = words_of(address)
    assert 'class="badge modified"' in words
    assert 'class="badge in_force"' not in words


def test_visitor_is_told_since_when_the_older_one_does_not_hold(rule: RulePage) -> None:
    assert "这是旧版本，自2021年1月1日起不再有效。" in words_of("/rules/r/")


def test_day_is_answered_as_it_was(rule: RulePage) -> None:
    assert "依法办事" in words_of("/rules/r/on/2020-06-01/")
    later = words_of("/rules/r/on/2022-06-01/")
    assert "2022年6月1日有效的版本不在您可以阅读的范围内" in later
    assert "没有有效的版本" not in later
    assert "依法办事" not in later
    assert Client().get("/rules/r/art-1/").status_code == 404
    assert Client().get("/rules/r/on/2022-06-01/art-1/").status_code == 404


def test_who_may_read_it_finds_it_in_force(rule: RulePage) -> None:
    client = client_of(make_user())
    words = client.get("/rules/r/").content.decode()
    assert CANARY in words
    assert 'class="badge in_force"' in words
    assert CANARY in client.get("/rules/r/on/2022-06-01/").content.decode()


def test_site_map_holds_no_article_that_is_no_longer_in_force(rule: RulePage) -> None:
    assert list_public_articles(on=clock.today()) == []


def test_withheld_repeal_ends_the_rule_for_everybody(rule: RulePage) -> None:
    EditionPage.objects.filter(slug="2021-01-01").update(change_kind="repeal")
    assert "这部规则自2021年1月1日起不再有效" in words_of("/rules/r/2019-01-01/")


def test_draft_counts_for_nobody() -> None:
    make_structure()
    made = make_rule(TITLE, "依法办事。", slug="r", promulgation_date=OLD)
    make_rule(TITLE, "接受监督。", slug="r", promulgation_date=NEW, change_kind="revision", publish=False)
    timeline = get_timeline(made.rule, user=make_user(), on=clock.today())
    assert [entry.status for entry in timeline.entries] == [Status.IN_FORCE]
    assert 'class="badge in_force"' in words_of("/rules/r/2019-01-01/")


def test_it_costs_no_query_more(rule: RulePage) -> None:
    visitor = AnonymousUser()
    withheld = count_queries(lambda: list_rules(user=visitor, on=clock.today()))
    one = count_queries(lambda: get_timeline(rule, user=visitor, on=clock.today()))
    make_rule(TITLE, f"{CANARY}。", slug="r", promulgation_date=dt.date(2022, 1, 1), change_kind="revision")
    restrict(EditionPage.objects.get(slug="2022-01-01"))
    assert count_queries(lambda: list_rules(user=visitor, on=clock.today())) == withheld
    assert count_queries(lambda: get_timeline(rule, user=visitor, on=clock.today())) == one
