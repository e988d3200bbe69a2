"""A video that plays and a document that is looked at in its page."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.portal_process import Portal

pytestmark = pytest.mark.browser

# Jumps into the third card, as a reader does, and says what the captions show there.
WATCH = """async () => {
    const video = document.querySelector("video");
    const until = (holds) => new Promise((done, failed) => {
        const started = Date.now();
        const look = () => holds() ? done()
            : Date.now() - started > 20000 ? failed(new Error(String(holds))) : setTimeout(look, 50);
        look();
    });
    await until(() => video.readyState >= 1);
    video.currentTime = 14;
    await until(() => !video.seeking);
    const cues = () => video.textTracks[0].activeCues;
    await until(() => cues() && cues().length === 1);
    return {duration: video.duration, words: cues()[0].text};
}"""


def test_video_plays_jumps_and_has_captions(portal: Portal, page: Any) -> None:
    page.goto(f"{portal.url}/materials/discipline-in-brief-video/")
    watched = page.evaluate(WATCH)
    assert 23 < watched["duration"] < 25
    assert "能不能公开" in watched["words"]


def test_document_is_framed_on_a_wide_screen_and_opened_by_a_button_on_a_phone(
    portal: Portal, page: Any, phone: Any
) -> None:
    address = f"{portal.url}/materials/pledge-handbook/"
    page.goto(address, wait_until="networkidle")
    assert page.locator("iframe").is_visible()
    assert any("pledge-handbook.pdf" in frame.url for frame in page.frames)
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(address, wait_until="networkidle")
    assert not phone.locator("iframe").is_visible()
    assert not [url for url in asked if url.endswith(".pdf")]
    button = phone.get_by_role("link", name="打开文档")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
