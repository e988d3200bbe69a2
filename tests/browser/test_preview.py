"""The preview panel: an editor sees the draft in a frame beside the form."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.portal_process import Portal
from tests.browser.test_story import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHANGED = "关于谈心谈话的通知（改动中，示例）"


def a_notice(portal: Portal) -> int:
    """The number of a page among the policy texts of the demonstration."""
    with closing(sqlite3.connect(portal.folder / "portal.sqlite3")) as database:
        (number,) = database.execute("select min(basepage_ptr_id) from content_policypage").fetchone()
    return int(number)


def test_editor_sees_the_unsaved_draft_beside_the_form(browser, portal):
    with signed_in(browser, portal, "demo-editor") as page:
        page.goto(f"{portal.url}/admin/pages/{a_notice(portal)}/edit/")
        page.fill("#id_title", CHANGED)
        page.locator("[data-side-panel-toggle='preview']").click()
        frame = page.frame_locator("[data-w-preview-target='iframe']").last
        expect(frame.locator("h1")).to_have_text(CHANGED, timeout=20_000)
