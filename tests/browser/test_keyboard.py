"""The main tasks with the keyboard alone: every stop is seen, none holds the focus, Escape closes cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.portal_process import Portal
from tests.browser.test_accessibility import NORMS
from tests.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

LONGEST_WAY = 260
# What has the focus: whether it is on the screen, is marked, and is not covered by something else.
STOP = """() => {
    const place = document.activeElement;
    if (!place || place === document.body) return null;
    const box = place.getBoundingClientRect(), style = getComputedStyle(place);
    const field = place.closest(".find");
    const marked = [style, field && getComputedStyle(field)].some(
        one => one && one.outlineStyle !== "none" && parseFloat(one.outlineWidth) > 0);
    const x = Math.min(Math.max(box.x + 3, 0), innerWidth - 1);
    const y = Math.min(Math.max(box.y + Math.min(box.height, 40) / 2, 0), innerHeight - 1);
    const above = document.elementFromPoint(x, y);
    return {
        what: place.outerHTML.slice(0, 100),
        marked,
        seen: box.width > 0 && box.bottom > 0 && box.y < innerHeight && box.right > 0 && box.x < innerWidth,
        covered: !(above && (place.contains(above) || above.contains(place))),
    };
}"""


class Walker:
    """Somebody without a mouse."""

    def __init__(self, page: Any, portal: Portal) -> None:
        self.page, self.portal = page, portal

    def open(self, address: str) -> None:
        self.page.goto(self.portal.url + address, wait_until="networkidle")

    def tab_to(self, selector: str) -> Any:
        """Press Tab until what the selector names has the focus; every stop on the way is looked at."""
        for _press in range(LONGEST_WAY):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(STOP)
            if stop is None:
                continue
            assert stop["seen"], stop
            assert stop["marked"], stop
            assert not stop["covered"], stop
            if self.page.evaluate("words => document.activeElement.matches(words)", selector):
                return self.page.evaluate_handle("document.activeElement").as_element()
        raise AssertionError(f"no way to {selector}")

    def follow(self, selector: str, address: str | re.Pattern[str]) -> None:
        """Tab to a link and open it."""
        self.tab_to(selector)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(address)
        self.page.wait_for_load_state("networkidle")


@pytest.fixture(params=["wide", "phone"])
def walker(request: pytest.FixtureRequest, browser: Any, portal: Portal) -> Iterator[Walker]:
    context = browser.new_context(
        viewport=DESKTOP if request.param == "wide" else PHONE,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        permissions=["clipboard-read", "clipboard-write"],
    )
    yield Walker(context.new_page(), portal)
    context.close()


def test_from_a_question_to_the_article_its_citation_and_the_comparison(walker: Walker) -> None:
    page = walker.page
    walker.open("/")
    walker.tab_to("#find-q")
    page.keyboard.type("“选民登记”")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    walker.follow(f".hit blockquote a[href^='{NORMS}']", re.compile(r"/art-\d+/"))
    button = walker.tab_to("button[data-copy^='《']")
    citation = button.get_attribute("data-copy")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == citation
    assert page.evaluate("document.activeElement.matches('[data-copy]')")
    walker.follow("main a[href*='/compare/']", "**/compare/**")
    assert page.locator("h1").inner_text()


def test_from_the_home_page_to_an_item_and_a_case(walker: Walker) -> None:
    walker.open("/")
    walker.follow(".nine a[href$='/item-2/']", "**/item-2/")
    walker.follow("main a[href^='/cases/']", "**/cases/**")
    assert walker.page.locator("h1").count() == 1


def test_skip_link_saves_the_way_through_the_menu(walker: Walker) -> None:
    walker.open(f"{NORMS}art-18/")
    walker.tab_to(".skip")
    walker.page.keyboard.press("Enter")
    walker.page.keyboard.press("Tab")
    assert walker.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_card_of_a_citation_opens_with_the_focus_and_closes_with_escape(walker: Walker) -> None:
    page = walker.page
    walker.open(NORMS)
    link = walker.tab_to("#text a.x")
    page.locator("#refcard").wait_for(state="visible")
    page.keyboard.press("Escape")
    page.locator("#refcard").wait_for(state="hidden")
    assert link.evaluate("place => place === document.activeElement")
    page.keyboard.press("Tab")
    assert not link.evaluate("place => place === document.activeElement")


@pytest.mark.parametrize("address", ["/", "/events/", "/cases/", f"{NORMS}art-18/", "/search/?q=贿赂"])
def test_no_place_holds_the_focus(walker: Walker, address: str) -> None:
    """Tab goes through the whole page and comes round; Shift+Tab goes back."""
    walker.open(address)
    walker.tab_to(".skip")
    walker.tab_to("footer .size")
    walker.page.keyboard.press("Shift+Tab")
    assert walker.page.evaluate("document.activeElement.matches('footer a')")
    walker.tab_to(".skip")
