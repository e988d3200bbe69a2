"""Suggestions of the search box: keyboard, input method, slow network, axe at both widths and in 老年模式."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.portal_process import Portal
from tests.browser.test_accessibility import NORMS, SCREENS, grave_issues
from tests.browser.test_large_type import LOW_TARGETS, SMALL_WORDS

pytestmark = pytest.mark.browser

OPTIONS = "#find-list [role=option]"
# Longer than the script waits before it asks.
QUIET = 600


class Box:
    """Somebody at the search box of the header; ``asked`` are the words sent to the portal."""

    def __init__(self, page: Any, portal: Portal) -> None:
        self.page, self.portal = page, portal
        self.field = page.locator("#find-q")
        self.list = page.locator("#find-list")
        self.asked: list[str] = []
        self.trouble: list[str] = []
        page.on("request", self._note)
        page.on("console", lambda line: self.trouble.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))

    def _note(self, request: Any) -> None:
        if "/search/suggest/" in request.url:
            self.asked.append(request.url)

    def open(self, address: str = "/") -> None:
        self.page.goto(self.portal.url + address, wait_until="networkidle")

    def type(self, words: str) -> None:
        """Type into the box and wait for the list."""
        self.field.press_sequentially(words)
        self.list.wait_for(state="visible")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def chosen(self) -> str:
        """The words of the option a screen reader is told of, "" where it is told of none."""
        words: str = self.field.evaluate(
            """field => {
                const id = field.getAttribute("aria-activedescendant");
                const marked = [...document.querySelectorAll("#find-list [aria-selected=true]")];
                if (!id) return marked.length ? "marked without being named" : "";
                const option = document.getElementById(id);
                return marked.length === 1 && marked[0] === option ? option.innerText : "other one marked";
            }"""
        )
        return words

    def expanded(self) -> str | None:
        state: str | None = self.field.get_attribute("aria-expanded")
        assert (state == "true") is self.list.is_visible()
        return state


@pytest.fixture(params=SCREENS)
def box(request: pytest.FixtureRequest, browser: Any, portal: Portal) -> Iterator[Box]:
    context = browser.new_context(
        viewport=SCREENS[request.param], locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    visitor = Box(context.new_page(), portal)
    yield visitor
    assert visitor.trouble == []
    context.close()


def test_arrows_choose_and_enter_opens_the_page(box: Box) -> None:
    box.open()
    assert (box.expanded(), box.chosen()) == ("false", "")
    box.type("选举")
    number = box.page.locator(OPTIONS).count()
    assert number >= 3
    assert box.expanded() == "true"
    assert box.chosen() == ""
    assert str(number) in box.page.locator("#find-said").inner_text()
    box.press("ArrowDown")
    first = box.chosen()
    box.press("ArrowDown")
    second = box.chosen()
    assert first != second
    box.press("ArrowUp")
    assert box.chosen() == first
    box.press("ArrowUp")
    assert box.chosen() == ""
    box.press("ArrowUp")
    assert box.chosen() == box.page.locator(OPTIONS).last.inner_text()
    box.press("ArrowDown", "ArrowDown", "ArrowDown")
    assert box.chosen() == second
    assert box.field.input_value() == "选举"
    address = box.page.locator(OPTIONS).nth(1).get_attribute("href")
    assert box.page.evaluate("document.activeElement.id") == "find-q"
    box.press("Enter")
    box.page.wait_for_url(f"**{address}")


def test_article_that_is_being_typed_is_one_enter_away(box: Box) -> None:
    box.open()
    box.type("选举工作规范第十八")
    assert "第十八条" in box.page.locator(OPTIONS).first.inner_text()
    box.press("ArrowDown", "Enter")
    box.page.wait_for_url(re.compile(rf"{NORMS}.*art-18/$"))
    assert "第十八条" in box.page.locator("h1").inner_text()


def test_enter_without_a_choice_searches(box: Box) -> None:
    box.open()
    box.type("选举")
    box.press("Enter")
    box.page.wait_for_url("**/search/?q=*")
    box.page.wait_for_timeout(QUIET)
    assert box.expanded() == "false"


def test_escape_closes_and_keeps_the_words(box: Box) -> None:
    box.open()
    box.type("选举")
    box.press("ArrowDown", "Escape")
    assert (box.expanded(), box.chosen(), box.field.input_value()) == ("false", "", "选举")
    assert box.page.locator("#find-said").inner_text() == ""
    box.press("ArrowDown")
    assert box.expanded() == "true"
    assert box.chosen() == box.page.locator(OPTIONS).first.inner_text()


def test_tab_leaves_the_list_behind(box: Box) -> None:
    box.open()
    box.type("选举")
    box.press("ArrowDown", "Tab")
    assert box.expanded() == "false"
    assert box.page.evaluate("document.activeElement.matches('.top .find button')")


def test_words_that_fit_nothing_or_are_taken_back_close_the_list(box: Box) -> None:
    box.open()
    box.type("选举")
    box.field.fill("量子力学")
    box.list.wait_for(state="hidden")
    box.field.fill("选举")
    box.list.wait_for(state="visible")
    box.field.fill("")
    box.list.wait_for(state="hidden")
    box.press("ArrowDown")
    assert box.expanded() == "false"


def test_fast_typing_asks_once(box: Box) -> None:
    box.open()
    box.type("选举工作规范")
    box.page.wait_for_timeout(QUIET)
    assert len(box.asked) <= 2  # one, or two on a machine that stops in between


def test_a_mouse_opens_what_it_points_at(box: Box) -> None:
    box.open()
    box.type("选举")
    option = box.page.locator(OPTIONS).nth(1)
    address = option.get_attribute("href")
    option.click()
    box.page.wait_for_url(f"**{address}")


def test_nothing_is_asked_while_an_input_method_composes(box: Box) -> None:
    box.open()
    box.field.focus()
    keyboard = box.page.context.new_cdp_session(box.page)
    for letters in ("x", "xuan", "xuan'ju"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)},
        )
    box.page.wait_for_timeout(QUIET)
    assert box.field.input_value() == "xuan'ju"
    assert box.asked == []
    keyboard.send("Input.insertText", {"text": "选举"})
    box.list.wait_for(state="visible")
    assert box.field.input_value() == "选举"
    assert len(box.asked) == 1


def test_answer_that_comes_late_is_thrown_away(box: Box) -> None:
    held: list[Any] = []

    def answer(route: Any) -> None:
        if not held:
            held.append(route)  # the first question hangs
        else:
            route.continue_()

    box.open()
    box.page.route("**/search/suggest/**", answer)
    box.field.fill("监督")
    while not held:
        box.page.wait_for_timeout(50)
    box.field.fill("选举工作规范")
    box.list.wait_for(state="visible")
    shown = box.list.inner_html()
    held[0].fulfill(body='<a id="find-option-1" role="option" href="/late/">晚到的</a>')
    box.page.wait_for_timeout(QUIET)
    assert box.list.inner_html() == shown


def test_same_number_of_suggestions_is_said_again(box: Box) -> None:
    box.open()
    box.type("选举")
    said = box.page.locator("#find-said")
    words = said.inner_text()
    said.evaluate(
        """place => {
            window.said = [];
            new MutationObserver(() => window.said.push(place.textContent)).observe(place, {childList: true});
        }"""
    )
    box.field.fill("")
    box.field.fill("选举")
    box.page.wait_for_function("words => window.said.at(-1) === words", arg=words)
    assert box.page.evaluate("window.said") == ["", words]


def test_failure_of_the_portal_leaves_the_box_as_it_is(browser: Any, portal: Portal) -> None:
    page = browser.new_page()
    page.goto(portal.url, wait_until="networkidle")
    page.route("**/search/suggest/**", lambda route: route.fulfill(status=500, body="<a role=option>x</a>"))
    page.locator("#find-q").press_sequentially("选举")
    page.wait_for_timeout(QUIET)
    assert page.locator("#find-list").is_hidden()
    page.close()


@pytest.mark.parametrize("words", ["选举", "规范第十八"])
@pytest.mark.parametrize("size", ["", "?type=large"])
def test_open_list_is_accessible_and_fits(box: Box, size: str, words: str) -> None:
    box.open(f"/{size}")
    box.type(words)
    box.press("ArrowDown")
    assert grave_issues(box.page) == []
    width = box.page.viewport_size["width"]
    assert box.page.evaluate("document.documentElement.scrollWidth") <= width
    lowest, smallest = (56, 18) if size else (44, 13)
    assert box.page.evaluate(SMALL_WORDS, smallest) == []
    assert box.page.evaluate(LOW_TARGETS, lowest) == []
    for place in box.page.locator(OPTIONS).all():
        found = place.bounding_box()
        assert found["x"] >= 0
        assert found["x"] + found["width"] <= width
    on_top = """() => [...document.querySelectorAll("#find-list [role=option]")].every(option => {
        const box = option.getBoundingClientRect();
        return option.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
    })"""
    assert box.page.evaluate(on_top)


def test_combobox_says_what_it_is(box: Box) -> None:
    box.open()
    box.type("选举")
    described = box.page.locator("#find-q").evaluate(
        "f => ['role', 'aria-autocomplete', 'aria-controls', 'autocomplete'].map(n => f.getAttribute(n))"
    )
    assert described == ["combobox", "list", "find-list", "off"]
    assert box.page.get_by_role("combobox", name="搜索").count() == 1
    assert box.page.get_by_role("listbox", name="搜索建议").get_by_role("option").count() >= 3


def test_without_scripts_the_box_searches(browser: Any, portal: Portal) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(portal.url)
    assert page.locator("#find-list").is_hidden()
    assert page.locator("#find-q").get_attribute("role") is None
    page.locator("#find-q").fill("选举")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    assert page.locator(".hit").count() > 0
    context.close()
