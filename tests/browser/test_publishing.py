"""A case notice through its whole life: returned, corrected, reviewed, on the calendar, read, merged away."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import subprocess
import sys
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.browser.portal_process import REPO, Portal, environment
from tests.browser.test_story import signed_in, submit, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TITLE = "换届期间打招呼拉票问题（示例）"
TARGET = "选举前宴请选民问题（示例）"
COMMENT = "请补充通报机关的全称"


def column_of(portal: Portal) -> int:
    """The key of the column of case notices."""
    with sqlite3.connect(portal.folder / "portal.sqlite3") as database:
        return int(database.execute("select basepage_ptr_id from content_caseindexpage").fetchone()[0])


def create(page: Any, portal: Portal) -> str:
    """Fill in the form of a case notice and submit it; returns the address of its editor."""
    page.goto(f"{portal.url}/admin/pages/add/content/casepage/{column_of(portal)}/")
    page.fill('[name="title"]', TITLE)
    page.fill('[name="notified_on"]', "2026-11-20")
    page.fill('[name="issuing_body"]', "示例纪委")
    page.fill('[name="year"]', "2026")
    page.fill('[name="facts"]', "2026年3月，某镇干部张某在推荐考察期间，打电话请人关照。")
    page.fill('[name="warning"]', "打招呼就是破坏规矩。")
    page.locator("form#page-edit-form").press("Escape")
    submit(page)
    with sqlite3.connect(portal.folder / "portal.sqlite3") as database:
        found = database.execute("select id from content_basepage where draft_title = ?", [TITLE]).fetchone()
    return f"{portal.url}/admin/pages/{found[0]}/edit/"


def press(page: Any, action: str) -> None:
    """Press a button of a review step."""
    button = page.locator(f'button[data-workflow-action-name="{action}"]').first
    if not button.is_visible():
        page.locator("footer [data-w-dropdown-target='toggle'], footer .w-dropdown__toggle").first.click()
    button.click()


def send_back(browser: Any, portal: Portal, address: str) -> None:
    """The first reviewer returns the text with a comment."""
    with signed_in(browser, portal, "demo-first") as page:
        assert page.locator(".qf-desk").get_by_role("link", name=TITLE).count() == 1
        page.goto(address)
        press(page, "reject")
        dialog = page.locator(".modal")
        dialog.locator('textarea[name="comment"]').fill(COMMENT)
        dialog.locator('[type="submit"]').click()
        page.wait_for_url(lambda url: "/edit/" not in url)


def correct(browser: Any, portal: Portal, address: str, goes_live: dt.datetime) -> None:
    """The editor finds the comment, corrects, sets the hour and submits again."""
    with signed_in(browser, portal, "demo-editor") as page:
        assert COMMENT in page.locator("main").inner_text()
        page.goto(address)
        page.fill('[name="issuing_body"]', "中共示例市纪律检查委员会")
        hour = goes_live.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M")
        page.locator('[name="go_live_at"]').evaluate("(field, hour) => { field.value = hour; }", hour)
        submit(page)


def approve(browser: Any, portal: Portal, staff_number: str, address: str) -> None:
    with signed_in(browser, portal, staff_number) as page:
        page.goto(address)
        press(page, "approve")
        page.wait_for_url(lambda url: "/edit/" not in url)


def keep_the_calendar(portal: Portal) -> None:
    """What the beat does each minute."""
    command = [sys.executable, "manage.py", "publish_scheduled"]
    subprocess.run(command, cwd=REPO, env=environment(portal.folder), check=True, capture_output=True)


def merge_away(browser: Any, portal: Portal, number: str) -> None:
    """The final reviewer withdraws the notice in favor of another one."""
    with signed_in(browser, portal, "demo-final") as page:
        page.goto(f"{portal.url}/admin/pages/{number}/withdraw/")
        page.get_by_label("已合并到其他页面").check()
        page.fill('[name="explanation"]', "两份通报内容相同，合并为一份。")
        page.get_by_role("button", name="选择一个页面").first.click()
        page.locator('.modal input[name="q"]').fill("宴请")
        page.locator(".modal").get_by_role("link", name=TARGET).first.click()
        page.locator(".modal").wait_for(state="detached")
        page.get_by_role("button", name="确认撤下").click()
        page.wait_for_url(lambda url: "/withdraw/" not in url)
        assert "已撤下" in page.locator("body").inner_text()


def test_case_notice_is_returned_reviewed_scheduled_read_and_merged(browser, phone, portal):
    portal.start_worker()  # it also fills the index of the admin's choosers
    with signed_in(browser, portal, "demo-editor") as page:
        address = create(page, portal)
    number = re.search(r"/pages/(\d+)/", address)[1]
    send_back(browser, portal, address)
    goes_live = dt.datetime.now(dt.UTC).replace(second=0, microsecond=0) + dt.timedelta(minutes=2)
    correct(browser, portal, address, goes_live)
    for reviewer in ("demo-first", "demo-second", "demo-final"):
        approve(browser, portal, reviewer, address)

    cases = f"{portal.url}/cases/"
    phone.goto(cases)
    assert phone.get_by_role("link", name=TITLE).count() == 0  # it waits for its hour
    wait_for(lambda: dt.datetime.now(dt.UTC) > goes_live, seconds=130)
    keep_the_calendar(portal)
    phone.goto(cases)
    phone.get_by_role("link", name=TITLE).first.tap()
    phone.wait_for_url(re.compile(r"/cases/[^/]+/$"))
    assert "中共示例市纪律检查委员会" in phone.get_by_role("main").inner_text()
    old = phone.url

    merge_away(browser, portal, number)
    phone.goto(old)
    assert phone.url != old
    assert phone.get_by_role("heading", level=1).inner_text() == TARGET
    phone.goto(cases)
    assert phone.get_by_role("link", name=TITLE).count() == 0
