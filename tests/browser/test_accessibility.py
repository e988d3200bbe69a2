"""Every page type, on a phone and on a wide screen: accessible, without errors, never too wide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.portal_process import Portal
from tests.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

NORMS = "/rules/grassroots-election-norms/"
PAGES = {
    "home": "/",
    "rule index": "/rules/",
    "rule": NORMS,
    "edition": f"{NORMS}2019-03-05/",
    "provision": f"{NORMS}art-18/",
    "provision of an edition": f"{NORMS}2019-03-05/art-17/",
    "on a date": f"{NORMS}on/2020-06-01/",
    "on a date without an edition": f"{NORMS}on/2010-01-01/",
    "comparison": f"{NORMS}compare/2019-03-05/2026-06-20/",
    "policy index": "/policies/",
    "policy": "/policies/talk-and-pledge-notice/",
    "policy point": "/policies/talk-and-pledge-notice/pt-2-2/",
    "prohibition index": "/prohibitions/",
    "prohibition list": "/prohibitions/nine-prohibitions-2016/",
    "prohibition item": "/prohibitions/nine-prohibitions-2016/item-2/",
    "event index": "/events/",
    "event": "/events/warning-film-screening/",
    "case index": "/cases/",
    "case index narrowed": "/cases/?item=2&region=甲区",
    "case": "/cases/votes-canvassed-in-group-chat/",
    "case statistics": "/cases/statistics/",
    "material index": "/materials/",
    "material index by form": "/materials/?kind=video",
    "article to study": "/materials/one-message-one-vote/",
    "video": "/materials/discipline-in-brief-video/",
    "document": "/materials/pledge-handbook/",
    "slides": "/materials/nine-prohibitions-slides/",
    "news index": "/news/",
    "news": "/news/moving-classroom/",
    "column": "/grassroots/",
    "topic index": "/topics/",
    "topic": "/topics/village-term-change/",
    "home by kind": "/?show=case",
    "search": "/search/?q=贿赂 选民",
    "search narrowed": "/search/?q=选举&kind=rule&kind=case&status=all&sort=newest&page=2",
    "search with some of the words": "/search/?q=宴请 选民 量子力学",
    "search without results": "/search/?q=量子力学",
    "search without results but with ways out": "/search/?q=选举&kind=rule&region=乙区&status=repealed",
    "search in large type": "/search/?q=拉票贿选&type=large",
    "search without words": "/search/",
    "sign-in": "/accounts/sign-in/",
    "not found": "/no-such-page/",
    "large type": f"{NORMS}art-18/?type=large",
}
GRAVE = {"serious", "critical"}
SCREENS = {"phone": PHONE, "wide": DESKTOP}


class Visit:
    """A visitor's window that notes what goes wrong while pages load."""

    def __init__(self, page: Any, portal: Portal) -> None:
        self.page, self.portal = page, portal
        self.trouble: list[str] = []
        page.on("console", lambda line: self.trouble.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("requestfailed", self._note_failure)

    def _note_failure(self, request: Any) -> None:
        # A player that wants the length of a video ends its request when it knows it; the viewer of PDFs, an
        # extension of the browser, what it asks of itself.
        ended = request.resource_type == "media" and request.failure == "net::ERR_ABORTED"
        if not ended and not request.url.startswith("chrome-extension:"):
            self.trouble.append(f"failed: {request.url}")

    def open(self, name: str) -> None:
        answer = self.page.goto(self.portal.url + PAGES[name], wait_until="networkidle")
        assert answer.status == (404 if name == "not found" else 200)
        if name == "not found":
            self.trouble = [line for line in self.trouble if "404" not in line]


@pytest.fixture(params=SCREENS)
def visit(request: pytest.FixtureRequest, browser: Any, portal: Portal) -> Iterator[Visit]:
    context = browser.new_context(
        viewport=SCREENS[request.param], locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    yield Visit(context.new_page(), portal)
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits_the_screen(visit, name):
    visit.open(name)
    width = visit.page.viewport_size["width"]
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    assert visit.trouble == []
    assert grave_issues(visit.page) == []


def grave_issues(page: Any) -> list[str]:
    """What axe finds serious or critical, with the place of each finding."""
    found = Axe().run(page).response["violations"]
    return [
        f"{issue['id']}: {node['target']} {node['failureSummary']}"
        for issue in found
        if issue["impact"] in GRAVE
        for node in issue["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_page_has_one_heading_a_title_and_a_language(portal, page, name):
    page.goto(portal.url + PAGES[name])
    assert page.locator("h1").count() == 1
    assert page.title().strip()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_first_tab_reaches_the_skip_link_which_leads_to_the_text(portal, page):
    page.goto(portal.url + PAGES["provision"])
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "跳到正文"
    box = focused.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id || location.hash") in {"main", "#main"}


@pytest.mark.parametrize("name", ["home", "provision", "comparison", "search", "sign-in"])
def test_focus_is_visible_at_every_stop(portal, page, name):
    page.goto(portal.url + PAGES[name], wait_until="networkidle")
    unmarked = []
    for _stop in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
                const place = document.activeElement;
                if (place === document.body) return {marked: true, place: ""};
                const style = getComputedStyle(place);
                const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
                return {marked: outlined || style.boxShadow !== "none", place: place.outerHTML.slice(0, 120)};
            }"""
        )
        if not seen["marked"]:
            unmarked.append(seen["place"])
    assert unmarked == []
