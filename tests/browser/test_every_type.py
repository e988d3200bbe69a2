"""One page of every kind: made in the forms of the admin by an editor, reviewed, read on a phone.

A rule's edition goes the same way in ``test_story``, the buttons of the reviewers in ``test_publishing``:
here three people approve through the workflow without a browser.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.portal_process import REPO, Portal, environment
from tests.browser.test_story import signed_in, submit
from tests.factories.content import POLICY_TEXT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DAY = "2026-11-20"
REVIEWERS = ("demo-first", "demo-second", "demo-final")
# For each line "KEY REVIEWER…" the reviewers pass the page; answers with its address and whether it is live.
DESK = """
import sys
import django
django.setup()
from accounts.models import User
from content.models import BasePage
def decide(key, *reviewers):
    page = BasePage.objects.get(pk=key)
    for number in reviewers:
        state, user = page.current_workflow_task_state, User.objects.get(staff_number=number)
        task = state.task.specific
        assert "approve" in [action[0] for action in task.get_actions(page.specific, user)], number
        task.on_action(state, user, "approve")
    page = BasePage.objects.get(pk=key)
    return f"{page.url} {page.live}"
for line in sys.stdin:
    try:
        print(decide(*line.split()), flush=True)
    except Exception as error:
        print("Not passed:", repr(error), flush=True)
"""


class Desk:
    """Where the reviewers of a portal sit."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.process = subprocess.Popen(
            [sys.executable, "-c", DESK],
            cwd=REPO,
            env=environment(portal.folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, *words: str) -> tuple[str, bool]:
        """The address of a page and whether it is published, once the reviewers named have passed it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(*words, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        assert answer.startswith("/"), answer
        path, live = answer.split()
        return f"{self.portal.url}{path}", live == "True"


@dataclass(frozen=True)
class Kind:
    """What an editor enters for one page, and what a reader then finds besides its title."""

    model: str
    column: str
    fields: dict[str, str]
    words: tuple[str, ...]
    ticked: tuple[tuple[str, str], ...] = ()
    more: tuple[Callable[[Any], None], ...] = ()
    picture: str = ""


def add(page: Any, formset: str) -> None:
    """Open an empty line of an inline panel."""
    page.locator(f"#id_{formset}-ADD").click()
    page.locator(f"#inline_child_{formset}-0").wait_for()


def write_body(page: Any) -> None:
    """Type a paragraph and a heading into the rich text."""
    page.locator('[data-contentpath="body"] [contenteditable="true"]').click()
    page.keyboard.type("## 学习体会")
    page.keyboard.press("Enter")
    page.keyboard.type("会前谈话，会后签字。")


def name_a_person(page: Any) -> None:
    add(page, "people")
    page.fill('[name="people-0-label"]', "张某")
    page.fill('[name="people-0-post"]', "时任某镇副镇长")
    page.check('[name="people-0-outcomes"][value="serious_warning"]')


def choose_an_item(page: Any) -> None:
    """The second of the nine prohibitions, chosen in the dialog of pages."""
    add(page, "items")
    page.fill('[name="items-0-target_number"]', "2")
    page.locator("#inline_child_items-0").get_by_role("button", name="选择").first.click()
    dialog = page.locator(".modal")
    dialog.get_by_role("link", name="九严禁").first.click()
    dialog.wait_for(state="detached")
    expect(page.locator("#inline_child_items-0")).to_contain_text("九严禁")


def upload(page: Any, place: str, file: dict[str, Any], title: str) -> None:
    """Upload a file in the dialog that the button of ``place`` opens, and choose it."""
    page.locator(place).get_by_role("button", name="选择").first.click()
    dialog = page.locator(".modal")
    dialog.get_by_role("tab", name="上传").click()
    form = dialog.locator("form", has=page.locator('[type="file"]'))
    form.locator('[type="file"]').set_input_files(file)
    form.locator('[name$="title"]').fill(title)
    form.locator('[type="submit"]').click()
    dialog.wait_for(state="detached")


def attach_a_file(page: Any) -> None:
    add(page, "attachments")
    page.fill('[name="attachments-0-title"]', "承诺书样式")
    file = {"name": "form.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 example"}
    upload(page, "#inline_child_attachments-0", file, "承诺书样式（示例）")


def add_a_picture(page: Any) -> None:
    picture = BytesIO()
    Image.new("RGB", (1200, 800), "#8c1c13").save(picture, "PNG")
    file = {"name": "picture.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    upload(page, '[data-contentpath="image"]', file, "示例插图")


def list_an_item(page: Any) -> None:
    add(page, "items")
    page.fill('[name="items-0-number"]', "1")
    page.fill('[name="items-0-heading"]', "严禁封官许愿")
    page.fill('[name="items-0-text"]', "不得以职务作许诺。")
    page.fill('[name="items-0-legal_basis"]', "《基层选举工作规范（示例）》第十八条")
    page.check('[name="items-0-sanctions"][value="removed"]')


KINDS = {
    "policy text": Kind(
        "policypage",
        "policyindexpage",
        {"text": POLICY_TEXT, "issuing_body": "示例市委组织部", "signed_date": DAY},
        ("示例市委组织部", "每一个步骤都要有记录", "承诺书样式"),
        more=(attach_a_file,),
    ),
    "case notice": Kind(
        "casepage",
        "caseindexpage",
        {
            "notified_on": DAY,
            "issuing_body": "示例市纪委",
            "year": "2026",
            "facts": "2026年3月，某镇干部张某在推荐考察期间请人关照。",
            "warning": "引以为戒。",
        },
        ("请人关照", "时任某镇副镇长", "党内严重警告", "严禁拉票贿选"),
        more=(name_a_person, choose_an_item),
    ),
    "material": Kind(
        "materialpage",
        "materialindexpage",
        {"issued_on": DAY, "summary": "示例摘要。"},
        ("示例摘要", "学习体会", "会前谈话，会后签字"),
        more=(write_body,),
    ),
    "news": Kind(
        "newspage",
        "newsindexpage",
        {"reported_on": DAY, "region": "甲区"},
        ("甲区", "学习体会", "会前谈话，会后签字"),
        more=(write_body, add_a_picture),
        picture="figure img",
    ),
    "topic": Kind(
        "topicpage",
        "topicindexpage",
        {"opened_on": DAY, "introduction": "示例专题导语。", "query_tag": "村居换届"},
        ("示例专题导语", "一条短信算不算拉票"),
        ticked=(("kinds", "material"),),
    ),
    "column of a saved query": Kind(
        "columnpage",
        "homepage",
        {"introduction": "示例栏目导语。"},
        ("示例栏目导语", "流动课堂一周记"),
        ticked=(("kinds", "news"), ("kinds", "experience")),
    ),
    "event": Kind(
        "eventpage",
        "eventindexpage",
        {
            "kind": "lecture_tour",
            "starts_at": "2026-12-01 09:00",
            "ends_at": "2026-12-01 11:00",
            "place": "示例会堂",
            "organizer": "示例单位",
            "description": "宣讲纪律要求。",
        },
        ("巡回宣讲", "示例会堂", "宣讲纪律要求"),
    ),
    "prohibition list": Kind(
        "prohibitionlistpage",
        "prohibitionindexpage",
        {"generation": "示例清单", "issuers": "示例机关", "level": "municipal", "year": "2026"},
        ("示例机关", "市级", "严禁封官许愿", "免职"),
        more=(list_an_item,),
    ),
}


@pytest.fixture(scope="module")
def editor(browser: Any, portal: Portal) -> Iterator[Any]:
    """A window of the editor, signed in once."""
    with signed_in(browser, portal, "demo-editor") as page:
        yield page


@pytest.fixture(scope="module")
def desk(portal: Portal) -> Iterator[Desk]:
    opened = Desk(portal)
    yield opened
    opened.process.kill()
    opened.process.communicate()


def key_of(portal: Portal, query: str, *values: str) -> str:
    with closing(sqlite3.connect(portal.folder / "portal.sqlite3")) as database:
        found = database.execute(query, values).fetchall()
    assert len(found) == 1, found
    return str(found[0][0])


def enter(page: Any, portal: Portal, kind: Kind, title: str) -> None:
    """Open the empty form below the column and fill it in."""
    column = key_of(portal, f"select basepage_ptr_id from content_{kind.column}")
    page.goto(f"{portal.url}/admin/pages/add/content/{kind.model}/{column}/")
    page.fill('[name="title"]', title)
    for name, value in kind.fields.items():
        place = page.locator(f'#page-edit-form [name="{name}"]')
        if place.evaluate("place => place.tagName") == "SELECT":
            place.select_option(value)
        else:
            place.fill(value)
            place.press("Escape")  # closes a calendar
    for name, value in kind.ticked:
        page.check(f'[name="{name}"][value="{value}"]')
    for step in kind.more:
        step(page)


def preview(page: Any, title: str) -> None:
    """The page as it is typed, beside its form."""
    toggle = page.locator("[data-side-panel-toggle='preview']")
    toggle.click()
    frame = page.frame_locator("[data-w-preview-target='iframe']").last
    expect(frame.locator("h1")).to_have_text(title, timeout=20_000)
    toggle.click()  # left open, it would be open in the next form, before anything is typed there


def read(phone: Any, address: str, title: str, kind: Kind) -> None:
    trouble: list[str] = []
    phone.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
    phone.on("pageerror", lambda error: trouble.append(str(error)))
    assert phone.goto(address, wait_until="networkidle").status == 200
    assert phone.locator("h1").all_inner_texts() == [title]
    shown = phone.get_by_role("main").inner_text()
    assert [word for word in kind.words if word not in shown] == []
    if kind.picture:
        assert phone.locator(kind.picture).evaluate("picture => picture.naturalWidth") > 300
    assert phone.evaluate("document.documentElement.scrollWidth") <= phone.viewport_size["width"] == 360
    assert trouble == []


@pytest.mark.parametrize("name", KINDS)
def test_page_is_made_in_the_admin_and_read_on_a_phone(
    editor: Any, phone: Any, portal: Portal, desk: Desk, name: str
) -> None:
    kind, title = KINDS[name], f"新做的一页（{KINDS[name].model}，示例）"
    enter(editor, portal, kind, title)
    preview(editor, title)
    submit(editor)
    key = key_of(portal, "select id from content_basepage where draft_title = ?", title)
    address, live = desk.tell(key)
    assert not live
    assert phone.goto(address).status == 404
    assert desk.tell(key, *REVIEWERS) == (address, True)
    read(phone, address, title, kind)
