"""What a page says of itself to machines: official meta tags, shares, schema.org."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.cache import cache
from wagtail.models import Site

from content.models import PortalSettings
from tests.content.asking import words_of
from tests.factories.content import make_policy, make_rule, make_structure
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


def test_nothing_typed_ends_the_data_block() -> None:
    evil = "</script><script>alert(1)</script>&\"'（示例）"
    words = words_of(make_news(evil).url)
    assert "<script>alert" not in words
    assert data_of(words)["NewsArticle"]["headline"] == evil
