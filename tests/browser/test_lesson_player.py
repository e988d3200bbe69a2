"""The player: what is skipped is not counted, what is forged is refused, what is watched completes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from content.services.demo_people import PASSWORD
from tests.browser.portal_process import Portal
from tests.browser.test_accessibility import SCREENS
from tests.browser.test_following import is_fine, run

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILM = Path(__file__).parent / "lesson.webm"  # 20 s of ffmpeg's own test picture
MAKE = f"""
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from accounts.models import User
from tests.factories.training import make_enrollment, make_version
from training.enums import LessonKind
film = get_document_model()(title="示例视频（示例）")
film.file.save("lesson.webm", ContentFile(open({str(FILM)!r}, "rb").read()), save=True)
version = make_version(LessonKind.VIDEO, LessonKind.ARTICLE)
version.lessons.filter(position=1).update(seconds=20, needed_seconds=18, content={{"file": film.pk}})
text = "<p>示例正文。</p>" * 30
version.lessons.filter(position=2).update(seconds=4, needed_seconds=3, content={{"body": text}})
make_enrollment(version, learner=User.objects.get(staff_number="demo-editor"))
print("lessons", *version.lessons.values_list("pk", flat=True))
"""
STORED = """
import json
from training.models import LessonProgress
mine = LessonProgress.objects.filter(enrollment__learner__staff_number="demo-editor")
row = mine.order_by("pk").first()
print("stored", json.dumps([row.ranges, row.refused_seconds, row.completed_at is not None]))
"""


def stored(portal: Portal) -> list[Any]:
    read: list[Any] = json.loads(run(portal, STORED).partition("stored ")[2])
    return read


def wait_for_second(page: Any, second: float) -> None:
    page.wait_for_function(
        "second => document.querySelector('video').currentTime >= second", arg=second, timeout=60_000
    )


def go_to(page: Any, second: int) -> None:
    page.locator("[data-seek]").evaluate(
        "(bar, second) => { bar.value = second; bar.dispatchEvent(new Event('input')); }", second
    )


def test_learner_on_a_phone_skips_is_told_and_completes(browser: Any, portal: Portal) -> None:
    video, article = run(portal, MAKE).split()[-2:]
    context = browser.new_context(
        viewport=SCREENS["phone"], has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(f"{portal.url}/accounts/sign-in/")
    page.fill('input[name="username"]', "demo-editor")
    page.fill('input[name="password"]', PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url(f"{portal.url}/")

    page.goto(f"{portal.url}/learning/lessons/{video}/", wait_until="networkidle")
    is_fine(page)
    with page.expect_response("**/start/"):
        page.get_by_role("button", name="播放").click()
    wait_for_second(page, 3)
    go_to(page, 14)
    page.get_by_text("拖动跳过了").wait_for()
    with page.expect_response("**/beat/") as answered:
        wait_for_second(page, 19.5)
    token = json.loads(answered.value.request.post_data)["token"]
    page.get_by_text("还差").first.wait_for()
    ranges, _refused, is_completed = stored(portal)
    assert not is_completed
    assert [pair for pair in ranges if pair[0] < 14 < pair[1]] == []
    assert not any(start <= second < end for start, end in ranges for second in range(6, 13))

    forged = {"token": token + "x", "seq": 900, "segments": [[0, 20]], "position": 20}
    assert context.request.post(f"{portal.url}/learning/beat/", data=forged).status == 403
    assert not stored(portal)[2]

    page.reload(wait_until="networkidle")
    page.locator("[data-speed]").select_option("1.5")
    page.get_by_role("button", name="播放").click()
    go_to(page, 0)
    page.get_by_text("本课已完成").first.wait_for(timeout=60_000)
    assert stored(portal)[2]
    page.get_by_role("link", name="下一课").click()
    page.wait_for_url(f"**/learning/lessons/{article}/")
    page.mouse.wheel(0, 200)
    page.get_by_text("本课已完成").first.wait_for(timeout=60_000)
    is_fine(page)
    assert trouble == []
    context.close()


def test_without_script_the_text_can_be_read_and_the_page_says_what_is_not_counted(
    browser: Any, portal: Portal
) -> None:
    _video, article = run(portal, MAKE).split()[-2:]
    context = browser.new_context(viewport=SCREENS["phone"], locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal.url}/learning/lessons/{article}/")
    page.fill('input[name="username"]', "demo-editor")
    page.fill('input[name="password"]', PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url("**/learning/lessons/*/")
    assert "示例正文" in page.locator(".story-body").inner_text()
    assert "学习时间不能计入" in page.locator(".credit").inner_text()
    context.close()
