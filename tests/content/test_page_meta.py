"""What a page says of itself to machines: official meta tags, shares, schema.org."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.core.cache import cache
from wagtail.models import Site

from content.models import PortalSettings, ProhibitionIndexPage
from tests.content.asking import restrict, words_of
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_policy, make_rule, make_structure
from tests.factories.materials import make_material, make_news, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


def data_of(words: str) -> dict[str, dict[str, Any]]:
    """The data blocks by type."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', words, re.DOTALL)
    blocks = [json.loads(block) for block in found]
    return {block["@type"]: block for block in blocks}


def test_site_is_named_with_domain_and_code() -> None:
    words = words_of("/")
    assert '<meta name="SiteName" content="清风">' in words
    assert '<meta name="SiteDomain" content="localhost:8000">' in words
    assert "SiteIDCode" not in words
    slots = {"site_code": "示例0000", "organizer": "示例单位", "filing_number": "示例备0号"}
    PortalSettings.objects.update_or_create(site=Site.objects.get(), defaults=slots)
    words = words_of("/")
    assert '<meta name="SiteIDCode" content="示例0000">' in words
    for part in ("主办单位：示例单位", "备案号：示例备0号", "网站标识码：示例0000"):
        assert part in words, part


def test_report_carries_the_official_tags_and_those_of_shares() -> None:
    page = make_news(
        "示例动态（示例）", editor_in_charge="示例编辑", content_source="示例来源", summary="摘要。"
    )
    words = words_of(page.url)
    for name, value in {
        "ArticleTitle": page.title,
        "ContentSource": "示例来源",
        "Author": "示例编辑",
        "ColumnName": "工作动态",
        "ColumnType": "工作动态",
        "description": "摘要。",
    }.items():
        assert f'<meta name="{name}" content="{value}">' in words, name
    for name, value in {"og:title": page.title, "og:description": "摘要。", "og:type": "article"}.items():
        assert f'<meta property="{name}" content="{value}">' in words, name


def test_data_blocks_describe_page_and_way() -> None:
    page = make_news("示例动态（示例）", content_source="示例来源")
    data = data_of(words_of(page.url))
    assert data["NewsArticle"]["headline"] == page.title
    assert data["NewsArticle"]["publisher"]["name"] == "示例来源"
    assert data["NewsArticle"]["url"] == f"http://localhost:8000{page.url}"
    steps = data["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["首页", "工作动态", page.title]
    assert steps[1]["item"] == "http://localhost:8000/news/"


@pytest.mark.parametrize(
    ("kind", "make"), [("LearningResource", make_material), ("CollectionPage", make_topic)]
)
def test_other_pages_say_what_they_are(kind: str, make: Any) -> None:
    page = make("示例（示例）")
    assert data_of(words_of(page.url))[kind]["name"] == "示例（示例）"


def test_texts_of_law_are_legislation() -> None:
    edition = make_rule("示例规定（示例）", document_number="示例发〔2020〕1号").edition
    for page in (edition, make_policy(document_number="示例发〔2020〕1号")):
        assert data_of(words_of(page.url))["Legislation"]["legislationIdentifier"] == "示例发〔2020〕1号"


def test_rule_is_described_by_the_edition_in_force() -> None:
    facts: dict[str, Any] = {"short_names": ("示例简称",), "issuing_body": "示例机关", "subject": "换届"}
    make_rule("示例规定（示例）", "旧文。", promulgation_date=dt.date(2020, 1, 1), **facts)
    rule = make_rule(
        "示例规定（示例）",
        "新文。",
        promulgation_date=dt.date(2025, 6, 1),
        effective_date=dt.date(2025, 9, 1),
        document_number="示例发〔2025〕2号",
        **facts,
    ).rule
    words = words_of(rule.url)
    found = data_of(words)["Legislation"]
    assert found["legislationIdentifier"] == "示例发〔2025〕2号"
    assert found["legislationDate"] == "2025-06-01"
    assert found["legislationDateOfApplicability"] == "2025-09-01"
    assert found["temporalCoverage"] == "2025-09-01/.."
    assert found["legislationLegalForce"] == "https://schema.org/InForce"
    assert found["legislationPassedBy"] == {"@type": "Organization", "name": "示例机关"}
    assert found["alternateName"] == ["示例简称"]
    assert '<meta name="Keywords" content="换届,示例简称">' in words
    former = data_of(words_of(f"{rule.url}2020-01-01/"))["Legislation"]
    assert former["legislationLegalForce"] == "https://schema.org/NotInForce"
    assert former["temporalCoverage"] == "2020-01-01/2025-08-31"


def test_keywords_are_tags_and_items() -> None:
    target = make_list("严禁拉票贿选", "严禁另一行为", slug="list")
    case = make_case(items=[(target, 1)])
    case.tags.add("村居换届")
    case.save_revision().publish()
    words = words_of(case.url)
    found = re.search(r'<meta name="Keywords" content="(.*?)">', words)
    assert found is not None
    assert set(found.group(1).split(",")) == {"村居换届", "严禁拉票贿选"}
    assert '<meta name="Keywords" content="严禁另一行为">' in words_of(f"{target.url}item-2/")


def test_items_of_a_closed_list_are_no_keywords() -> None:
    target = make_list("严禁内部行为", slug="list")
    case = make_case(items=[(target, 1)])
    restrict(target)
    assert "严禁内部行为" not in words_of(case.url)


def test_page_without_such_words_has_no_keywords() -> None:
    assert "Keywords" not in words_of(make_news().url)


def test_nothing_typed_ends_the_data_block() -> None:
    evil = "</script><script>alert(1)</script>&\"'（示例）"
    words = words_of(make_news(evil).url)
    assert "<script>alert" not in words
    assert data_of(words)["NewsArticle"]["headline"] == evil


def test_keywords_name_no_item_of_a_list_nobody_reaches() -> None:
    case = make_case(items=[(make_list("严禁金丝雀"), 1)])
    assert 'name="Keywords" content="严禁金丝雀"' in words_of(case.url)
    ProhibitionIndexPage.objects.get().unpublish()
    assert "金丝雀" not in words_of(case.url)
