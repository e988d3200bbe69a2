"""A learner's way on a phone: catalogue, enrollment, video, quiz, certificate, which a stranger verifies."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from content.services.demo_people import PASSWORD
from tests.browser.portal_process import Portal
from tests.browser.test_accessibility import SCREENS
from tests.browser.test_following import is_fine, run
from tests.browser.test_lesson_player import go_to, wait_for_second

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILM = Path(__file__).parent / "lesson.webm"  # 20 s; 12 of them are needed
COURSE, LEARNER = "从目录到证书（示例）", "示例读者"
VIDEO, QUIZ = "示例视频课", "示例测验课"
HOURS = "0.75"  # a micro lesson 0.25, a passed quiz 0.5: the table every installation begins with
MAKE = f"""
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from tests.factories.quizzes import make_item, make_paper
from tests.factories.training import make_course, make_lesson, publish_page
from training.enums import ItemKind, LessonKind
from training.models import CoursePage, CourseVersion
film = get_document_model()(title="示例视频（示例）")
film.file.save("lesson.webm", ContentFile(open({str(FILM)!r}, "rb").read()), save=True)
paper = make_paper(*(make_item(kind) for kind in (ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.TRUE_FALSE)))
course = make_course({COURSE!r}, lessons=0, publish=False, summary="先看视频，再做测验。")
make_lesson(course, {VIDEO!r}, kind=LessonKind.VIDEO, body="", file=film, seconds=20, threshold=60)
make_lesson(course, {QUIZ!r}, kind=LessonKind.QUIZ, body="", paper=paper)
publish_page(CoursePage.objects.get(pk=course.pk))
version = CourseVersion.objects.get(course__page=course)
assert version.lessons.count() == 2
"""
STORED = f"""
import json
from training.models import LessonProgress
row = LessonProgress.objects.get(enrollment__learner__name={LEARNER!r}, lesson__title={VIDEO!r})
print("stored", json.dumps([row.ranges, row.completed_at is not None]))
"""
JOBS = "from tasks.relay import run_due_jobs; run_due_jobs()"
# What is right of the three kinds of items, by the words of the options: their letters are shuffled.
RIGHT = {"单选题": ["记录在案"], "多选题": ["给予纪律处分", "宣布无效"], "判断题": ["错误"]}


def stored(portal: Portal) -> list[Any]:
    """The credited stretches of the video, and whether it is completed."""
    read: list[Any] = json.loads(run(portal, STORED).partition("stored ")[2])
    return read


def enroll(page: Any, portal: Portal) -> None:
    """From the catalogue to the first lesson; on the way one signs in."""
    page.goto(f"{portal.url}/courses/", wait_until="networkidle")
    is_fine(page)
    page.get_by_role("link", name=COURSE).tap()
    page.get_by_role("heading", name=COURSE).wait_for()
    page.get_by_role("main").get_by_role("link", name="登录").tap()
    page.fill('input[name="username"]', "demo-reader")
    page.fill('input[name="password"]', PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").tap()
    box = page.get_by_role("region", name="我的报名")
    box.get_by_role("link", name="报名").wait_for()
    is_fine(page)
    box.get_by_role("link", name="报名").tap()
    page.wait_for_url("**/enroll/")
    is_fine(page)
    page.get_by_role("button", name="确认报名").tap()
    page.get_by_text("报名成功，可以开始学习。").wait_for()
    box.get_by_role("link", name="开始学习").tap()
    page.wait_for_url("**/learning/lessons/*/")


def watch(page: Any, portal: Portal) -> None:
    """Skip the middle and be told that it does not count; then watch it."""
    page.wait_for_load_state("networkidle")
    with page.expect_response("**/start/"):
        page.get_by_role("button", name="播放").tap()
    wait_for_second(page, 2)
    go_to(page, 15)
    page.get_by_text("拖动跳过了").wait_for()
    with page.expect_response("**/beat/"):
        wait_for_second(page, 19.5)
    page.locator("[data-credit-line]", has_text="还差").wait_for()
    is_fine(page)
    ranges, is_completed = stored(portal)
    assert not is_completed
    assert ranges
    assert not any(start < 15 and end > 8 for start, end in ranges)

    page.reload(wait_until="networkidle")
    assert "还差" in page.locator("[data-credit-line]").inner_text()
    page.get_by_role("button", name="播放").tap()
    go_to(page, 1)
    page.locator("[data-credit-line]", has_text="本课已完成").wait_for(timeout=60_000)
    assert stored(portal)[1]


def answer(page: Any) -> None:
    """Take the paper: every answer is kept as soon as it is chosen."""
    page.get_by_role("link", name="下一课").tap()
    page.get_by_role("heading", name=QUIZ, level=1).wait_for()
    page.get_by_role("link", name="进入测验").tap()
    page.wait_for_url("**/learning/quizzes/**")
    is_fine(page)
    page.get_by_role("button", name="开始作答").tap()
    page.wait_for_url("**/learning/attempts/*/")
    for question in page.locator("[data-question]").all():
        kind = re.split(r"\s", question.locator(".kind").inner_text())[0]
        for words in RIGHT[kind]:
            question.locator("label", has_text=words).tap()
        question.get_by_text("已保存").wait_for()
    page.wait_for_load_state("networkidle")
    is_fine(page)
    page.reload(wait_until="networkidle")
    assert page.locator("[data-question] [data-state]").all_inner_texts() == ["已保存"] * 3
    assert page.locator("[data-question] input:checked").count() == 4
    assert "已答 3 题，共 3 题" in page.locator("[data-count]").inner_text()
    page.get_by_role("button", name="交卷").tap()
    page.wait_for_url("**/result/")
    page.get_by_role("heading", name="及格", exact=True).wait_for()
    assert page.locator(".score b").inner_text() == "100"
    assert "课程已完成" in page.locator("main").inner_text()
    is_fine(page)


def certificate(page: Any, portal: Portal) -> str:
    """From the result to the certificate, issued meanwhile; returns the address that verifies it."""
    run(portal, JOBS)
    page.get_by_role("main").get_by_role("link", name="我的证书").tap()
    page.wait_for_url("**/learning/certificates/")
    mine = page.locator(".certs li", has_text=COURSE)
    assert f"{HOURS} 学时" in mine.inner_text()
    is_fine(page)
    file = page.request.get(portal.url + mine.get_by_role("link", name="打开证书").get_attribute("href"))
    assert file.headers["content-type"] == "application/pdf"
    assert file.body().startswith(b"%PDF-")
    address: str = mine.get_by_role("link", name="查验页").get_attribute("href")
    return portal.url + address


def verify(browser: Any, address: str) -> None:
    """Somebody without an account, on another machine; with a wrong code nothing is told."""
    context = browser.new_context(viewport=SCREENS["phone"], locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.goto(address)
    shown = page.locator("main").inner_text()
    assert "证书有效" in page.locator(".verdict").inner_text()
    assert all(words in shown for words in (LEARNER, f"《{COURSE}》", HOURS))
    is_fine(page)

    page.fill('input[name="c"]', "2222222222")
    page.get_by_role("button", name="查验").click()
    page.get_by_text("没有查到这份证书").wait_for()
    shown = page.locator("main").inner_text()
    assert not any(words in shown for words in ("证书有效", LEARNER, COURSE, HOURS))
    is_fine(page)
    context.close()


def test_learner_goes_from_the_catalogue_to_a_certificate_anybody_can_verify(
    browser: Any, portal: Portal
) -> None:
    run(portal, MAKE)
    context = browser.new_context(
        viewport=SCREENS["phone"], has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    enroll(page, portal)
    watch(page, portal)
    answer(page)
    address = certificate(page, portal)
    assert trouble == []
    context.close()
    verify(browser, address)
