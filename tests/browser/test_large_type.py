"""老年模式: the switch, and every kind of page in it on a phone and on a wide screen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_accessibility import NORMS, PAGES, grave_issues
from tests.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

SCREENS = {"phone": PHONE, "wide": DESKTOP}
# A point of a policy leads on to its place in the text, without what stands behind "?".
LARGE = [name for name in PAGES if name not in {"not found", "large type", "policy point"}]
# What is touched and stands alone; links inside a sentence or a list of words are as high as its line.
LOW_TARGETS = """lowest => [...document.querySelectorAll(
        "button, select, summary, input:not([type=hidden]), .btn, .nav a, .crumb a, .choices a, .tabs a, "
        + ".rows a, .nine a, .dock a, .around a, .sec-h > a, .top a, footer a")]
    .filter(place => !place.closest("[hidden], .visually-hidden, .skip, .trap, wagtail-userbar"))
    .map(place => [place.matches("[type=checkbox], [type=radio]") && place.closest("label") || place, place])
    .map(([target, place]) => [target.getBoundingClientRect(), place])
    .filter(([box]) => box.width > 0 && box.height < lowest - 0.5)
    .map(([box, place]) => `${Math.round(box.height)} ${place.outerHTML.slice(0, 90)}`)"""
SMALL_WORDS = """smallest => [...document.querySelectorAll("body *")]
    .filter(place => [...place.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
    .filter(place => !place.closest("svg, [hidden], .visually-hidden, .skip, .trap, wagtail-userbar, script"))
    .filter(place => place.getBoundingClientRect().width > 2)
    .filter(place => parseFloat(getComputedStyle(place).fontSize) < smallest)
    .map(place => place.outerHTML.slice(0, 90))"""


def large(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}type=large"


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", LARGE)
def test_page_in_large_type(browser: Any, portal: Any, name: str, screen: str) -> None:
    context = browser.new_context(viewport=SCREENS[screen], locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.goto(portal.url + large(PAGES[name]), wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= SCREENS[screen]["width"]
    assert page.evaluate(SMALL_WORDS, 18) == []
    assert page.evaluate(LOW_TARGETS, 56) == []
    assert grave_issues(page) == []
    context.close()


@pytest.mark.parametrize("name", ["home", "rule", "provision", "policy index", "event index", "search"])
def test_targets_on_a_phone(phone: Any, portal: Any, name: str) -> None:
    phone.goto(portal.url + PAGES[name], wait_until="networkidle")
    assert phone.evaluate(LOW_TARGETS, 44) == []


def test_switch_shows_its_state_and_is_remembered(page: Any, portal: Any) -> None:
    page.goto(portal.url + PAGES["home"])
    switch = page.locator("footer .size")
    assert (switch.inner_text(), switch.get_attribute("aria-pressed")) == ("老年模式", "false")
    switch.click()
    assert (switch.inner_text(), switch.get_attribute("aria-pressed")) == ("退出老年模式", "true")
    assert page.url == portal.url + "/"
    page.goto(portal.url + PAGES["provision"])
    top = page.locator(".top .size")
    assert (top.inner_text(), top.get_attribute("aria-pressed")) == ("退出老年模式", "true")
    top.focus()
    page.keyboard.press("Space")
    assert (top.inner_text(), top.get_attribute("aria-pressed")) == ("老年模式", "false")
    page.reload()
    assert not page.evaluate("document.documentElement.classList.contains('large')")


def test_switch_works_without_scripts_and_keeps_the_question(browser: Any, portal: Any) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal.url}/search/?q=贿赂")
    page.locator(".top .size").click()
    assert "type=large" in page.url
    assert page.locator("html.large").count() == 1
    assert page.locator("#find-q").input_value() == "贿赂"
    page.locator(".top .size").click()
    assert page.locator("html.large").count() == 0
    context.close()


def test_address_switches_too(page: Any, portal: Any) -> None:
    page.goto(portal.url + large(f"{NORMS}art-18/"))
    assert page.locator("html.large").count() == 1
    page.goto(portal.url + f"{NORMS}art-18/")
    assert page.locator("html.large").count() == 1
