"""Site map, robots.txt and the pages that say why there is nothing to see."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.views.defaults import bad_request, permission_denied, server_error

from tests.content.asking import restrict, words_of
from tests.factories.content import make_list, make_policy, make_rule, make_structure

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


def test_missing_page_offers_ways_on() -> None:
    answer = Client().get("/there/is/no/such/page/")
    assert answer.status_code == 404
    words = answer.content.decode()
    assert "没有找到这个页面" in words
    assert 'action="/search/"' in words
    assert "回到首页" in words
    assert "主导航" in words


def test_refused_page_offers_sign_in() -> None:
    request = RequestFactory().get("/")
    words = permission_denied(request, PermissionError()).content.decode()
    assert "没有查看权限" in words
    assert "登录" in words


def test_server_error_page_needs_no_database() -> None:
    with CaptureQueriesContext(connection) as queries:
        words = server_error(RequestFactory().get("/")).content.decode()
        bad = bad_request(RequestFactory().get("/"), ValueError()).content.decode()
    assert len(queries) == 0
    assert "系统出错了" in words
    assert 'action="/search/"' in words
    assert "请求无法处理" in bad


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_have_no_inline_style_or_script(name: str) -> None:
    words = get_template(name).render({}, RequestFactory().get("/"))
    assert " style=" not in words
    assert "<script>" not in words


def test_site_map_leads_to_pages_articles_in_force_and_items() -> None:
    make_rule("示例规定（示例）", slug="mapped", promulgation_date=dt.date(2019, 1, 1))
    make_rule("示例规定（示例）", promulgation_date=dt.date(2020, 1, 1), change_kind="revision")
    make_policy(slug="notice")
    make_list("严禁甲", slug="list")
    words = words_of("/sitemap.xml")
    rule = ("/rules/mapped/", "/rules/mapped/2019-01-01/", "/rules/mapped/2020-01-01/art-3/")
    for path in (*rule, "/policies/notice/"):
        assert f"<loc>http://testserver{path}</loc>" in words, path
    assert "<loc>http://testserver/prohibitions/list/item-1/</loc>" in words
    assert "/rules/mapped/2019-01-01/art-" not in words


def test_site_map_leaves_out_articles_of_repealed_and_restricted_rules() -> None:
    make_rule("示例甲规定（示例）", slug="ended", end_date=dt.date(2021, 1, 1))
    restrict(make_rule("示例乙规定（示例）", slug="closed").rule)
    words = words_of("/sitemap.xml")
    assert "/rules/ended/" in words
    assert "art-" not in words
    assert "closed" not in words


def test_long_site_map_is_split(monkeypatch: pytest.MonkeyPatch) -> None:
    make_rule("示例规定（示例）", slug="mapped")
    make_list("严禁甲", "严禁乙", slug="list")
    restrict(make_policy(slug="closed"))
    whole = re.findall(r"<loc>([^<]+)</loc>", words_of("/sitemap.xml"))
    monkeypatch.setattr("django.contrib.sitemaps.Sitemap.limit", 4)
    cache.clear()
    words = words_of("/sitemap.xml")
    files = [place.replace("&amp;", "&") for place in re.findall(r"<loc>([^<]+)</loc>", words)]
    assert "<sitemapindex" in words
    assert "http://testserver/sitemap-pages.xml?p=2" in files
    parts = [re.findall(r"<loc>([^<]+)</loc>", words_of(file)) for file in files]
    assert max(len(part) for part in parts) <= 4
    assert sorted(place for part in parts for place in part) == sorted(whole)
    assert not any("closed" in place or "calendar" in place for place in whole)
    assert Client().get("/sitemap-nothing.xml").status_code == 404
    assert Client().get("/sitemap-pages.xml?p=99").status_code == 404


def test_robots_are_kept_from_the_admin_and_led_to_the_site_map() -> None:
    answer = Client().get("/robots.txt")
    words = answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in words
    assert "Disallow: /search/" in words
    assert "Sitemap: http://testserver/sitemap.xml" in words
