"""A trainer's day: a class is made and filled, people check in, the board is read, the class is closed."""

from __future__ import annotations

import datetime as dt
import io
import re
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from content.services.demo_people import PASSWORD
from tests.browser.portal_process import Portal
from tests.browser.test_following import run
from tests.browser.test_story import signed_in
from tests.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAME = "浏览器测试班（示例）"
JOBS = "from tasks.relay import run_due_jobs; run_due_jobs()"
# From the trainer's city down to the town of demo-reader.
WAY = ("甲区", "示例甲一镇")


def local(moment: dt.datetime) -> str:
    return moment.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%dT%H:%M")


def make_class(page: Any, portal: Portal, now: dt.datetime) -> str:
    """Fill in the form and one line of the timetable that goes on now; returns the address of the class."""
    page.goto(f"{portal.url}/admin/training/classes/add/")
    page.select_option('select[name="version"]', index=1)
    page.fill('[name="name"]', NAME)
    page.fill('[name="starts_on"]', local(now)[:10])
    page.fill('[name="ends_on"]', local(now + dt.timedelta(days=1))[:10])
    page.fill('[name="capacity"]', "5")
    page.locator("form#w-editor-form").evaluate("(form) => form.requestSubmit()")
    page.wait_for_url("**/timetable/")
    address = page.url.removesuffix("timetable/")
    page.fill('[name="snew-starts_at"]', local(now - dt.timedelta(minutes=10)))
    page.fill('[name="snew-ends_at"]', local(now + dt.timedelta(minutes=30)))
    page.fill('[name="snew-title"]', "示例开班课")
    page.fill('[name="snew-hours"]', "3")
    page.get_by_role("button", name="保存这节课").click()
    page.locator("summary", has_text="示例开班课").wait_for()
    for state in ("open", "running"):
        page.goto(f"{address}state/?to={state}")
        page.get_by_role("button", name="确认").click()
        page.wait_for_url(address)
    return str(address)


def invite(page: Any, address: str, now: dt.datetime) -> str:
    page.goto(f"{address}invitations/")
    page.fill('[name="expires_at"]', local(now + dt.timedelta(days=1)))
    page.get_by_role("button", name="生成邀请链接").click()
    return str(page.locator("input.qf-link").input_value())


@contextmanager
def visitor(browser: Any) -> Any:
    """A phone nobody has signed in with yet."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


def sign_in_here(page: Any) -> None:
    """On the sign-in page one was led to."""
    page.fill('input[name="username"]', "demo-reader")
    page.fill('input[name="password"]', PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()


def code_shown(page: Any, screen: str) -> str:
    """The address in the picture on the screen, as the screen's own script is told it."""
    page.goto(screen)
    assert page.locator("[data-code] svg").count() == 1
    said = page.request.get(f"{screen}code/").json()
    return str(said["address"])


def drill(page: Any, portal: Portal) -> None:
    """The board of this class alone, from the city down to the town of the one who takes part."""
    page.goto(f"{portal.url}/admin/training/board/")
    page.select_option('select[name="course"]', index=1)
    page.get_by_role("button", name="筛选").click()
    page.select_option('select[name="klass"]', label=NAME)
    page.get_by_role("button", name="筛选").click()
    for unit in WAY:
        line = page.locator("tr", has=page.get_by_role("link", name=unit))
        assert line.locator('[data-label="报名"]').inner_text() == "1"
        line.get_by_role("link", name=unit).click()
        page.locator("dl").get_by_text("报名").wait_for()
    assert "klass=" in page.url  # what was chosen goes along
    assert page.locator(".qf-board__figures dd").all_inner_texts() == ["1", "0", "0", "0.0%"]


def export(page: Any, portal: Portal) -> list[tuple[Any, ...]]:
    """Ask for the list of the unit one looks at; its lines once the job has made it."""
    page.get_by_role("button", name="导出名单").click()
    page.wait_for_url("**/admin/training/exports/")
    page.get_by_text("已开始生成名单").wait_for()
    assert page.get_by_role("link", name="下载").count() == 0
    run(portal, JOBS)
    page.get_by_role("link", name="刷新进度").click()
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="下载").click()
    assert downloaded.value.suggested_filename.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(Path(downloaded.value.path()).read_bytes()))
    return list(book.active.iter_rows(values_only=True))


def close(page: Any, address: str) -> None:
    """Upload the three papers, record who is left, close."""
    page.goto(f"{address}closing/")
    assert page.get_by_role("button", name="结班").count() == 0
    for kind in ("plan", "check_in_sheet", "final_timetable"):
        page.goto(f"{address}documents/")
        page.select_option('select[name="kind"]', kind)
        paper = {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
        page.set_input_files('input[name="file"]', paper)
        page.get_by_role("button", name="上传").click()
        page.get_by_role("link", name=f"{kind}.pdf").wait_for()
    page.goto(f"{address}timetable/")  # it ended early
    page.locator("summary", has_text="示例开班课").click()
    line = page.locator("details", has_text="示例开班课")
    line.locator('[name$="-ends_at"]').fill(local(dt.datetime.now(dt.UTC)))
    line.get_by_role("button", name="保存这节课").click()
    page.goto(f"{address}closing/")
    page.check('input[name="sure"]')
    page.get_by_role("button", name="结班").click()
    page.get_by_text("出勤合格").wait_for()


def test_class_from_the_form_over_check_in_and_board_to_its_close(browser, portal):
    now = dt.datetime.now(dt.UTC)
    with signed_in(browser, portal, "demo-trainer") as page, visitor(browser) as phone:
        address = make_class(page, portal, now)
        link = invite(page, address, now)
        phone.goto(link)
        sign_in_here(phone)
        phone.get_by_role("main").get_by_role("button").first.click()
        phone.wait_for_load_state()
        page.goto(f"{address}roster/")
        assert page.get_by_text("demo-reader").count() == 1

        screen = address + re.search(
            r"sessions/\d+/", page.request.get(f"{address}attendance/").text()
        ).group(0)
        with visitor(browser) as other_phone:  # not signed in: the sign-in must not lose the check-in
            other_phone.goto(code_shown(page, f"{screen}screen/"))
            sign_in_here(other_phone)
            other_phone.get_by_role("button", name="确认签到").click()
            other_phone.get_by_role("heading", name="签到成功").wait_for()
        page.goto(f"{screen}screen/")
        assert page.locator("[data-present]").inner_text() == "1"

        drill(page, portal)
        headings, *lines = export(page, portal)
        assert headings[:3] == ("单位", "姓名", "工号")
        named = [dict(zip(headings, line, strict=True)) for line in lines]
        assert [(line["姓名"], line["工号"], line["班次"]) for line in named] == [
            ("示例读者", "demo-reader", NAME)
        ]
        assert named[0]["单位"].endswith(" / ".join(WAY))

        close(page, address)
        assert "已结班" in page.locator("main").inner_text()
