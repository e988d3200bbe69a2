"""The whole way of a rule: pasted by an editor, passed by three reviewers, found and cited on a phone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import TimeoutError as Waited

from content.services.demo_people import PASSWORD
from tests.browser.portal_process import Portal
from tests.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULE = "/rules/conduct-supervision-measures/"
# A second edition of a rule of the demonstration; article 4 is numbered 5 by mistake.
PASTED = """换届纪律监督办法（示例）

（2025年2月18日示例组发〔2025〕12号印发　2025年10月8日示例组发〔2025〕40号修订印发　自2025年11月1日起施行）

第一条　为了加强换届纪律监督，营造风清气正的换届环境，根据《基层选举工作规范（示例）》和有关规定，制定本办法。

第二条　本办法适用于对县、乡两级领导班子换届和村（居）民委员会换届选举中遵守换届纪律情况的监督。

第三条　对拉票、贿选问题线索，应当在十个工作日内处理并反馈。

实名举报人可以要求书面答复。

第五条　查核问题线索应当由两名以上工作人员进行，收集的证据应当逐项登记、编号。

查核人员应当回避与本人有利害关系的线索。

第五条　本办法自2025年11月1日起施行。
"""
CITATION = "《换届纪律监督办法（示例）》第三条"


@contextmanager
def signed_in(browser: Any, portal: Portal, staff_number: str) -> Iterator[Any]:
    """A window of a person who signed in with the staff number."""
    context = browser.new_context(viewport=DESKTOP, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{portal.url}/accounts/sign-in/?next=/admin/")
    page.fill('input[name="username"]', staff_number)
    page.fill('input[name="password"]', PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url("**/admin/")
    yield page
    context.close()


def import_edition(page: Any) -> str:
    """Paste, correct what the preview warns of, save. Returns the address of the draft's editor."""
    page.get_by_role("link", name="导入规则").click()
    page.fill('textarea[name="pasted"]', PASTED)
    page.get_by_role("button", name="识别并预览").click()
    counts = page.locator(".qf-outline__counts")
    assert "5 条" in counts.inner_text()
    assert "处提示" in counts.inner_text()
    assert page.locator(".qf-tree__row", has_text="逐项登记").count() == 1
    assert "新版本" in page.locator("main").inner_text()
    page.fill('textarea[name="text"]', PASTED.replace("第五条　查核", "第四条　查核"))
    page.get_by_role("button", name="重新识别").click()
    assert "处提示" not in counts.inner_text()
    assert page.input_value('input[name="promulgation_date"]') == "2025-10-08"
    assert page.input_value('input[name="effective_date"]') == "2025-11-01"
    page.select_option('select[name="level_of_effect"]', label="规范性文件")
    page.fill('input[name="issuing_body"]', "中共示例市委组织部")
    page.get_by_role("button", name="保存为草稿").click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    return str(page.url)


def submit(page: Any) -> None:
    """Hand the draft to the three reviews; the form saves itself first, so wait for the list that follows."""
    button = page.locator('button[name="action-submit"]')
    if not button.is_visible():
        page.locator("footer [data-w-dropdown-target='toggle'], footer .w-dropdown__toggle").first.click()
    button.click()
    try:
        page.wait_for_url(re.compile(r"/admin/pages/\d+/(\?.*)?$"))
    except Waited as error:  # the form again, which says what it refuses
        said = page.locator(".messages, .error-message, .w-field__errors").all_inner_texts()
        raise AssertionError([words for words in said if words.strip()]) from error


def approve(browser: Any, portal: Portal, staff_number: str, address: str) -> None:
    """Find the draft among what waits for this reviewer and approve it."""
    with signed_in(browser, portal, staff_number) as page:
        assert page.locator("main").get_by_role("link", name="换届纪律监督办法（示例）（2025年修订）").count()
        page.goto(address)
        button = page.locator('button[data-workflow-action-name="approve"]').first
        if not button.is_visible():
            page.locator("footer [data-w-dropdown-target='toggle'], footer .w-dropdown__toggle").first.click()
        button.click()
        page.wait_for_url(lambda url: "/edit/" not in url)


def wait_for(found: Callable[[], bool], *, seconds: float) -> None:
    """Return as soon as ``found``; a test that waits so long has failed."""
    started = time.monotonic()
    while not found():
        assert time.monotonic() - started < seconds
        time.sleep(0.2)


def test_rule_goes_from_the_editor_to_a_reader_on_a_phone(browser, portal):
    portal.start_worker()
    with signed_in(browser, portal, "demo-editor") as page:
        address = import_edition(page)
        assert page.goto(f"{portal.url}{RULE}2025-10-08/").status == 404
        page.goto(address)
        submit(page)
    approve(browser, portal, "demo-first", address)
    approve(browser, portal, "demo-second", address)
    context = browser.new_context(
        viewport=PHONE,
        locale="zh-CN",
        is_mobile=True,
        has_touch=True,
        permissions=["clipboard-read", "clipboard-write"],
    )
    phone = context.new_page()
    assert phone.goto(f"{portal.url}{RULE}2025-10-08/").status == 404
    approve(browser, portal, "demo-final", address)
    wait_for(lambda: search(phone, portal) == 1, seconds=60)  # how soon: make bench-publication
    read(phone, portal)
    context.close()


def search(phone: Any, portal: Portal) -> int:
    """How many hits an anonymous reader gets for a phrase of the new edition."""
    phone.goto(f"{portal.url}/")
    phone.fill("#find-q", "“可以要求书面答复”")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/search/**")
    return int(phone.locator(".hit blockquote").count())


def read(phone: Any, portal: Portal) -> None:
    """From the hit to the article, its citation, another day, and the comparison."""
    phone.locator(".hit blockquote a").first.tap()
    phone.wait_for_url(re.compile(r"/art-3"))
    assert "书面答复" in phone.get_by_role("main").inner_text()
    phone.get_by_role("button", name="复制引用").first.tap()
    phone.wait_for_timeout(300)
    assert CITATION in phone.evaluate("navigator.clipboard.readText()")

    phone.goto(f"{portal.url}{RULE}")
    phone.fill('input[name="date"]', "2025-06-01")
    phone.locator('form:has(input[name="date"]) button[type="submit"]').tap()
    phone.wait_for_url("**/on/2025-06-01/**")
    assert "第二十条" in phone.get_by_role("main").inner_text()
    assert "书面答复" not in phone.get_by_role("main").inner_text()

    phone.goto(f"{portal.url}{RULE}")
    phone.get_by_role("link", name=re.compile("对比")).first.tap()
    phone.wait_for_url("**/compare/**")
    row = phone.locator("tr", has_text="查核问题线索")
    assert "、编号" in row.locator("ins").first.inner_text()
    assert row.locator("ins").first.inner_text().count("查核") == 0
