"""On a phone: sign in, search, filter, save the search, jump by citation, follow a rule, be told of news."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from content.services.demo_people import PASSWORD
from tests.browser.portal_process import REPO, Portal, environment
from tests.browser.test_accessibility import NORMS, SCREENS, grave_issues
from tests.browser.test_large_type import LOW_TARGETS, SMALL_WORDS

pytestmark = pytest.mark.browser

PUBLISH = """
import datetime as dt
from content.enums import ChangeKind
from content.models import EditionPage, RulePage
from content.services.importing import RuleDraft, import_rule
from common import clock
rule = RulePage.objects.get(slug="grassroots-election-norms")
draft = RuleDraft(
    title=rule.title, text="第一条 选举应当公开。\\n\\n第二条 本规范自印发之日起施行。\\n",
    promulgation_date=clock.today(), level_of_effect=rule.level_of_effect, issuing_body=rule.issuing_body,
    change_kind=ChangeKind.REVISION,
)
import_rule(draft=draft, by=None, at=clock.now(), publish=True)
"""
COUNT_CLICKS = """
from search.services import tracing
from search.models import SearchClick, SearchTrace
from common import clock
import datetime as dt
tracing.take_in(at=clock.now() + dt.timedelta(minutes=3))
print("clicks", SearchClick.objects.count(), SearchTrace.objects.filter(clicked_position=1).count())
"""


def run(portal: Portal, code: str) -> str:
    """Run code as an operator of the portal would."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=REPO,
        env={**environment(portal.folder), "QINGFENG_SITE_URL": portal.url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def wait_for(found: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.5)


def is_fine(page: Any, *, large: bool = False) -> None:
    """axe, width, size of words and of targets."""
    assert grave_issues(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert page.evaluate(LOW_TARGETS, 56 if large else 44) == []
    if large:
        assert page.evaluate(SMALL_WORDS, 18) == []


def _is_trouble(line: Any) -> bool:
    """An error that is the portal's; axe itself writes its results as one."""
    return line.type == "error" and not line.text.startswith("axe.run results")


def test_reader_on_a_phone_is_told_of_a_new_edition(browser: Any, portal: Portal) -> None:
    context = browser.new_context(
        viewport=SCREENS["phone"], has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda line: trouble.append(line.text) if _is_trouble(line) else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(f"{portal.url}/accounts/sign-in/")
    page.fill('input[name="username"]', "demo-editor")
    page.fill('input[name="password"]', PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url(f"{portal.url}/")

    page.goto(f"{portal.url}/search/?q=选举", wait_until="networkidle")
    is_fine(page)
    page.get_by_role("button", name="保存这个搜索").click()
    page.get_by_text("已保存这个搜索").wait_for()
    with page.expect_request("**/search/click/"):
        page.locator(".hits a").first.click()

    page.goto(f"{portal.url}/search/?q=选举", wait_until="networkidle")
    page.locator(".fac-box summary").first.tap()
    page.locator(".fac-box").get_by_role("link", name="规则条文").tap()
    page.wait_for_url("**/search/?q=*kind=rule*")
    assert "规则条文" in page.locator(".chips").inner_text()
    assert {*page.locator(".hit .p span:first-child").all_inner_texts()} == {"规则条文"}

    page.fill("#find-q", "基层选举工作规范第18条")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{NORMS}**art-18/?cited=*")
    page.get_by_role("navigation", name="位置").get_by_role("link", name="基层选举工作规范").tap()
    page.wait_for_url(f"{portal.url}{NORMS}*")
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="关注本规则").click()
    page.get_by_text("已关注").wait_for()
    page.get_by_role("button", name="取消关注").wait_for()
    is_fine(page)

    run(portal, PUBLISH)
    portal.start_worker()

    def is_told() -> bool:
        page.goto(portal.url, wait_until="networkidle")
        return bool(page.locator(".acct .count").count())

    wait_for(is_told)
    is_fine(page)
    page.locator(".acct [data-signed-in]").click()
    page.wait_for_url("**/search/saved/")
    assert "发布了新的版本" in page.locator(".notices").inner_text()
    assert "选举" in page.locator(".kept").first.inner_text()
    is_fine(page)
    page.goto(f"{portal.url}/search/saved/?type=large", wait_until="networkidle")
    is_fine(page, large=True)
    page.get_by_role("button", name="全部标为已读").click()
    page.wait_for_url("**/search/saved/")
    page.wait_for_load_state("networkidle")
    assert page.locator(".acct .count").count() == 0
    assert trouble == []
    assert run(portal, COUNT_CLICKS).split()[-3:] == ["clicks", "1", "1"]
    context.close()


def test_without_script_a_rule_can_be_followed(browser: Any, portal: Portal) -> None:
    context = browser.new_context(viewport=SCREENS["phone"], locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(portal.url + NORMS)
    page.get_by_role("link", name="关注本规则").click()
    page.fill('input[name="username"]', "demo-editor")
    page.fill('input[name="password"]', PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url("**/search/follow/*/")
    button = page.get_by_role("main").get_by_role("button")
    if button.inner_text() == "取消关注":  # the other test's
        button.click()
        page.get_by_role("link", name="关注本规则").click()
    page.get_by_role("button", name="关注本规则").click()
    assert "已关注" in page.locator(".messages").inner_text()
    context.close()
