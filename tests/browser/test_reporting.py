"""纠错 in the browser: from selected words, or with the keyboard, to the editor's list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.portal_process import Portal
from tests.browser.test_accessibility import NORMS, SCREENS, grave_issues
from tests.browser.test_large_type import LOW_TARGETS, SMALL_WORDS
from tests.browser.test_story import signed_in

pytestmark = pytest.mark.browser

ARTICLE = f"{NORMS}art-18/"
EDITION = "2026年修订版"
# The first words of the article's text, and where they stand on the screen.
WORDS = """length => {
    const article = document.querySelector("#main p[id^='art-18']");
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    let node = walker.nextNode();
    while (node.textContent.trim().length < length) node = walker.nextNode();
    const start = node.textContent.search(/\\S/), range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, start + length);
    const box = range.getClientRects()[0];
    return {words: range.toString(), x: box.left + 1, y: box.top + box.height / 2, end: box.right - 1};
}"""


class Reader:
    """Somebody who reads an article, in normal type or in 老年模式."""

    def __init__(self, page: Any, portal: Portal, size: str) -> None:
        self.page, self.portal, self.size = page, portal, size
        self.button = page.locator(".report-button")
        self.trouble: list[str] = []
        page.on("console", lambda line: self.trouble.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))

    def open(self, address: str = ARTICLE) -> None:
        query = "?type=large" if self.size == "large" else ""
        self.page.goto(self.portal.url + address + query, wait_until="networkidle")
        self.is_fine()

    def select(self, length: int = 8) -> str:
        """Drag over the first words of the article; returns them."""
        self.page.evaluate("getSelection().removeAllRanges()")  # selected words would be dragged away
        self.page.locator("#main p[id^='art-18']").first.scroll_into_view_if_needed()
        place = self.page.evaluate(WORDS, length)
        self.page.mouse.move(place["x"], place["y"])
        self.page.mouse.down()
        self.page.mouse.move(place["end"], place["y"], steps=5)
        self.page.mouse.up()
        words: str = self.page.evaluate("String(getSelection())")
        assert place["words"].startswith(words)
        assert len(words) >= 4  # as many as the line holds
        return words

    def is_fine(self) -> None:
        """The page is as it should be for this reader: axe, width, size of words and targets."""
        width = self.page.viewport_size["width"]
        large = self.size == "large"
        assert self.page.locator("html.large").count() == large
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width
        assert grave_issues(self.page) == []
        if large:
            assert self.page.evaluate(SMALL_WORDS, 18) == []
        assert self.page.evaluate(LOW_TARGETS, 56 if large else 44) == []
        assert self.trouble == []


@pytest.fixture(params=[(screen, size) for screen in SCREENS for size in ("normal", "large")], ids="-".join)
def reader(request: pytest.FixtureRequest, browser: Any, portal: Portal) -> Iterator[Reader]:
    screen, size = request.param
    context = browser.new_context(viewport=SCREENS[screen], locale="zh-CN", timezone_id="Asia/Shanghai")
    yield Reader(context.new_page(), portal, size)
    context.close()


def seen_by_editor(browser: Any, portal: Portal, remark: str) -> str:
    """What the editor reads of a report: its line in the list, then the report itself."""
    with signed_in(browser, portal, "demo-editor") as page:
        page.goto(f"{portal.url}/admin/reports/errors/")
        line = page.locator("table tbody tr", has_text=remark)
        assert line.count() == 1
        words = line.inner_text()
        line.get_by_role("link").first.click()
        page.wait_for_url(re.compile(r"/admin/reports/errors/\d+/$"))
        return f"{words}\n{page.locator('main').inner_text()}"


def test_selected_words_become_a_report(reader: Reader, browser: Any, portal: Portal) -> None:
    page = reader.page
    reader.open()
    assert reader.button.is_hidden()
    words = reader.select()
    reader.button.wait_for(state="visible")
    box = reader.button.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]
    assert box["height"] >= (56 if reader.size == "large" else 44)
    reader.is_fine()
    # A press that lasts keeps the selection and counts.
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(500)
    page.mouse.up()
    page.wait_for_url("**/report-error/?*")
    assert page.get_by_label("有错的原文").input_value() == words
    reader.is_fine()
    remark = f"{page.viewport_size['width']} {reader.size}：这里少了一个字。"
    page.get_by_label("问题和建议").fill(remark)
    page.get_by_role("main").get_by_role("button", name="提交").click()
    page.wait_for_url("**/report-error/thanks/?*")
    assert page.locator("h1").inner_text() == "纠错已提交，谢谢"
    reader.is_fine()
    seen = seen_by_editor(browser, portal, remark)
    for expected in ("基层选举工作规范（示例）", EDITION, "第十八条", words):
        assert seen.count(expected) >= 2, expected
    page.get_by_role("main").get_by_role("link", name="返回原文").click()
    page.wait_for_url(re.compile(re.escape(NORMS)))


def test_report_with_the_keyboard_alone(reader: Reader, browser: Any, portal: Portal) -> None:
    page = reader.page
    reader.open()
    page.locator("a[data-report]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/report-error/?*")
    assert "eid=art-18" in page.url
    page.locator("#main").focus()
    remark = f"键盘 {page.viewport_size['width']} {reader.size}：条号写错了。"
    for label, words in (("有错的原文", "选举"), ("问题和建议", remark)):
        tab_until(page, lambda label=label: page.get_by_label(label).evaluate(IS_FOCUSED))
        page.keyboard.insert_text(words)
    tab_until(page, lambda: page.evaluate("document.activeElement.matches('main button[type=submit]')"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/report-error/thanks/?*")
    assert "第十八条" in seen_by_editor(browser, portal, remark)


IS_FOCUSED = "field => field === document.activeElement"


def tab_until(page: Any, reached: Any) -> None:
    """Press Tab until what is wanted has the focus, through visible fields only."""
    for _press in range(20):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('.trap')")
        if reached():
            return
    raise AssertionError("no way there")


def test_refusal_says_what_is_missing_and_is_accessible(reader: Reader) -> None:
    page = reader.page
    reader.open()
    page.locator("a[data-report]").click()
    page.wait_for_url("**/report-error/?*")
    page.get_by_label("问题和建议").fill("错了")
    page.get_by_role("main").get_by_role("button", name="提交").click()
    page.get_by_role("alert").wait_for()
    reader.trouble = [line for line in reader.trouble if "400" not in line]
    reader.is_fine()
    assert page.get_by_label("问题和建议").input_value() == "错了"
    described = page.get_by_label("问题和建议").evaluate(
        "field => [field.getAttribute('aria-invalid'), field.getAttribute('aria-describedby')]"
    )
    assert described[0] == "true"
    assert all(page.locator(f"#{name}").count() == 1 for name in described[1].split())
    page.get_by_role("alert").get_by_role("link").click()
    assert page.get_by_label("问题和建议").evaluate(IS_FOCUSED)


def test_button_follows_the_selection_and_goes_with_it(reader: Reader) -> None:
    page = reader.page
    reader.open()
    reader.select()
    reader.button.wait_for(state="visible")
    page.keyboard.press("Escape")
    reader.button.wait_for(state="hidden")
    reader.select(6)
    reader.button.wait_for(state="visible")
    page.evaluate("getSelection().removeAllRanges()")
    reader.button.wait_for(state="hidden")
    # Words of the header are no words of the page.
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.nav'))")
    page.wait_for_timeout(500)
    assert reader.button.is_hidden()


def test_whole_text_names_the_article_selected(browser: Any, portal: Portal) -> None:
    page = browser.new_page(viewport=SCREENS["wide"])
    page.goto(portal.url + NORMS, wait_until="networkidle")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#art-18 p'))")
    button = page.locator(".report-button")
    button.wait_for(state="visible")
    assert "eid=art-18" in button.get_attribute("href")
    button.click()
    page.wait_for_url("**/report-error/?*")
    remark = "全文页：这一条有错字。"
    page.get_by_label("问题和建议").fill(remark)
    page.get_by_role("main").get_by_role("button", name="提交").click()
    page.wait_for_url("**/report-error/thanks/?*")
    seen = seen_by_editor(browser, portal, remark)
    assert EDITION in seen
    assert "第十八条" in seen
    page.close()
