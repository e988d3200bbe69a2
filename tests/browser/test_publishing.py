"""Case notices from the form to the end: returned, corrected, reviewed, timed, read, merged, expired."""

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
from tests.browser.test_story import signed_in, submit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TITLE = "换届期间打招呼拉票问题（示例）"
TARGET = "选举前宴请选民问题（示例）"
EXPIRING = "限期公示的问题（示例）"
# What `publish_scheduled` does when its hour has come, without waiting for it.
CALENDAR = """
import datetime, sys, unittest.mock
import django
django.setup()
from django.core.management import call_command
with unittest.mock.patch("django.utils.timezone.now", lambda: datetime.datetime.fromisoformat(sys.argv[1])):
    call_command("publish_scheduled")
"""
COMMENT = "请补充通报机关的全称"


def column_of(portal: Portal) -> int:
    """The key of the column of case notices."""
    with sqlite3.connect(portal.folder / "portal.sqlite3") as database:
        return int(database.execute("select basepage_ptr_id from content_caseindexpage").fetchone()[0])


def create(page: Any, portal: Portal, title: str = TITLE, expires: dt.datetime | None = None) -> str:
    """Fill in the form of a case notice and submit it; returns the address of its editor."""
    page.goto(f"{portal.url}/admin/pages/add/content/casepage/{column_of(portal)}/")
    page.fill('[name="title"]', title)
    page.fill('[name="notified_on"]', "2026-11-20")
    page.fill('[name="issuing_body"]', "示例纪委")
    page.fill('[name="year"]', "2026")
    page.fill('[name="facts"]', "2026年3月，某镇干部张某在推荐考察期间，打电话请人关照。")
    page.fill('[name="warning"]', "打招呼就是破坏规矩。")
    if expires is not None:
        set_hour(page, "expire_at", expires)
    page.locator("form#page-edit-form").press("Escape")
    submit(page)
    with sqlite3.connect(portal.folder / "portal.sqlite3") as database:
        found = database.execute("select id from content_basepage where draft_title = ?", [title]).fetchone()
    return f"{portal.url}/admin/pages/{found[0]}/edit/"


def set_hour(page: Any, name: str, hour: dt.datetime) -> None:
    """Fill in a field of the closed dialog of the schedule."""
    words = hour.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M")
    page.locator(f'[name="{name}"]').evaluate("(field, words) => { field.value = words; }", words)


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
        set_hour(page, "go_live_at", goes_live)
        submit(page)


def approve(browser: Any, portal: Portal, staff_number: str, address: str) -> None:
    with signed_in(browser, portal, staff_number) as page:
        page.goto(address)
        press(page, "approve")
        page.wait_for_url(lambda url: "/edit/" not in url)


def keep_the_calendar(portal: Portal, at: dt.datetime) -> None:
    """What the beat does each minute, in the minute ``at``."""
    command = [sys.executable, "-c", CALENDAR, at.isoformat()]
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
    goes_live = dt.datetime.now(dt.UTC).replace(second=0, microsecond=0) + dt.timedelta(days=1)
    correct(browser, portal, address, goes_live)
    for reviewer in ("demo-first", "demo-second", "demo-final"):
        approve(browser, portal, reviewer, address)

    cases = f"{portal.url}/cases/"
    phone.goto(cases)
    assert phone.get_by_role("link", name=TITLE).count() == 0  # it waits for its hour
    keep_the_calendar(portal, goes_live - dt.timedelta(minutes=1))
    phone.reload()
    assert phone.get_by_role("link", name=TITLE).count() == 0
    keep_the_calendar(portal, goes_live + dt.timedelta(minutes=1))
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


def test_case_notice_is_offline_when_its_time_is_over(browser, phone, portal):
    portal.start_worker()
    expires = dt.datetime.now(dt.UTC).replace(second=0, microsecond=0) + dt.timedelta(days=30)
    with signed_in(browser, portal, "demo-editor") as page:
        address = create(page, portal, EXPIRING, expires)
    for reviewer in ("demo-first", "demo-second", "demo-final"):
        approve(browser, portal, reviewer, address)
    cases = f"{portal.url}/cases/"
    phone.goto(cases)
    phone.get_by_role("link", name=EXPIRING).first.tap()
    phone.wait_for_url(re.compile(r"/cases/[^/]+/$"))
    read = phone.url

    keep_the_calendar(portal, expires + dt.timedelta(minutes=1))
    phone.goto(cases)
    assert phone.get_by_role("link", name=EXPIRING).count() == 0
    assert phone.goto(read).status == 404
    with signed_in(browser, portal, "demo-editor") as page:
        page.goto(f"{portal.url}/admin/pages/{column_of(portal)}/")
        row = page.locator("tr", has=page.get_by_role("link", name=EXPIRING)).first
        assert "过期" in row.inner_text()
