"""A citation typed on a phone: to the article and on to the full-text search, also without script."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.portal_process import Portal
from tests.browser.test_accessibility import NORMS, grave_issues
from tests.browser.test_large_type import LOW_TARGETS, SMALL_WORDS
from tests.conftest import PHONE

pytestmark = pytest.mark.browser

TYPED = "请问基层选举工作规范第１８条怎么规定"
SEVERAL = "基层选举工作规范第18条、第900条"


def test_citation_leads_to_the_article_and_on_to_the_full_text_search(phone: Any, portal: Portal) -> None:
    phone.goto(portal.url)
    phone.fill("#find-q", TYPED)
    phone.keyboard.press("Enter")
    phone.wait_for_url(re.compile(rf"{NORMS}.*art-18/\?cited="))
    assert "第十八条" in phone.locator("h1").inner_text()
    assert "已按引用直达：《基层选举工作规范（示例）》第十八条" in phone.locator(".arrived").inner_text()
    assert grave_issues(phone) == []
    phone.get_by_role("link", name="改为全文检索").tap()
    phone.wait_for_url("**/search/?q=*&full=1")
    assert phone.input_value("#find-q") == TYPED
    assert phone.locator(".cite").count() == 0
    assert phone.locator(".hit").count() > 0


def test_without_scripts_the_way_is_the_same(browser: Any, portal: Portal) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(portal.url)
    page.fill("#find-q", TYPED)
    page.keyboard.press("Enter")
    page.wait_for_url("**/art-18/?cited=*")
    page.get_by_role("link", name="改为全文检索").click()
    page.wait_for_url("**/search/?q=*&full=1")
    assert page.locator(".hit").count() > 0
    context.close()


@pytest.mark.parametrize("size", ["", "&type=large"])
def test_cards_are_accessible_and_fit_a_phone(phone: Any, portal: Portal, size: str) -> None:
    phone.goto(f"{portal.url}/search/?q={SEVERAL}{size}", wait_until="networkidle")
    words = phone.locator(".cite").all_inner_texts()
    assert len(words) == 2
    assert "没有第九百条，共 " in words[1]
    assert grave_issues(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= phone.viewport_size["width"]
    lowest, smallest = (56, 18) if size else (44, 13)
    assert phone.evaluate(SMALL_WORDS, smallest) == []
    assert phone.evaluate(LOW_TARGETS, lowest) == []
