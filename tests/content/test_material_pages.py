"""Training materials: what is read, watched, looked through or saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from content.enums import MaterialKind
from content.models import MaterialPage
from tests.content.asking import count_queries, restrict, words_of
from tests.factories.accounts import make_user
from tests.factories.content import make_list, make_rule, make_structure
from tests.factories.materials import make_document, make_material

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


def make_video(**fields: Any) -> MaterialPage:
    return make_material(
        kind="video",
        file=make_document("shili.mp4", b"0123456789"),
        captions=make_document("shili.vtt", b"WEBVTT\n"),
        **fields,
    )


def frames_of(address: str) -> str:
    policy = Client().get(address)["Content-Security-Policy"]
    return next((part for part in policy.split("; ") if part.startswith("frame-src")), "")


def test_article_shows_its_text_and_what_is_known_of_it() -> None:
    page = make_material(
        "一条短信算不算拉票（示例）",
        body='<h2>先看规定</h2><p>示例正文，见<a href="https://example.com/">说明</a>。</p>',
        summary="从一条短信说起。",
        content_source="示例来源",
        minutes=6,
    )
    words = words_of(page.url)
    parts = ("<h2>先看规定</h2>", "从一条短信说起。", "来源：示例来源", "约 6 分钟", "文章", "2026-03-01")
    for part in parts:
        assert part in words, part
    assert "<iframe" not in words
    assert "<video" not in words
    assert " style=" not in words


def test_video_has_native_controls_captions_and_a_way_to_save_it() -> None:
    page = make_video()
    words = words_of(page.url)
    assert f'<source src="{page.file.url}" type="video/mp4">' in words
    assert '<video controls preload="metadata" playsinline>' in words
    assert f'src="{page.captions.url}" default>' in words
    assert "下载视频（MP4，10" in words
    assert frames_of(page.url) == ""


def test_video_can_be_asked_for_in_parts() -> None:
    """The players of iOS play nothing from a server that cannot do this."""
    answer = Client().get(make_video().file.url, headers={"Range": "bytes=2-5"})
    assert answer.status_code == 206
    assert answer["Content-Type"] == "video/mp4"
    assert b"".join(answer.streaming_content) == b"2345"


@pytest.mark.parametrize(("kind", "words"), [("pdf", "打开文档（PDF，"), ("slides", "打开课件（PDF，")])
def test_document_opens_by_a_button_and_is_framed_on_wide_screens(kind: str, words: str) -> None:
    page = make_material(kind=kind, file=make_document())
    shown = words_of(page.url)
    assert words in shown
    assert (
        f'src="{page.file.url}#navpanes=0&amp;view=FitH" title="{page.title}" loading="lazy"></iframe>'
        in shown
    )
    assert frames_of(page.url) == "frame-src 'self'"
    file = Client().get(page.file.url)
    assert file["Content-Type"] == "application/pdf"
    assert "attachment" not in file.get("Content-Disposition", "")
    assert file["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in file["Content-Security-Policy"]


def test_only_pages_with_a_document_may_hold_frames() -> None:
    make_material(kind="pdf", file=make_document())
    for address in ("/", "/materials/", make_material().url):
        assert frames_of(address) == ""


def test_slides_that_are_no_pdf_are_saved() -> None:
    page = make_material(kind="slides", file=make_document("shili.pptx"))
    words = words_of(page.url)
    assert "下载文件（PPTX，" in words
    assert "<iframe" not in words


def test_file_in_a_closed_collection_is_not_named_to_visitors() -> None:
    page = make_material(kind="pdf", file=make_document("canary.pdf"))
    closed = Collection.get_first_root_node().add_child(name="内部")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    page.file.collection = closed
    page.file.save()
    words = words_of(page.url)
    assert "canary" not in words
    assert "限登录后查看" in words
    reader = Client()
    reader.force_login(make_user())
    assert "canary.pdf" in reader.get(page.url).content.decode()


def test_items_and_bases_are_links() -> None:
    rule = make_rule("示例工作规定（示例）")
    taught = make_list("严禁甲", "严禁乙", generation="示例清单")
    page = make_material(
        items=[(taught, 2), (taught, 9)], basis="《示例工作规定（示例）》第二条\n《没有的规定》第一条"
    )
    words = words_of(page.url)
    assert f'<a href="{taught.url}item-2/">' in words
    assert "严禁乙" in words
    assert "严禁甲" not in words
    assert f'href="{rule.edition.url}art-2/"' in words
    assert words.count("本库暂无原文") == 1


def test_items_and_bases_that_are_closed_are_not_linked() -> None:
    rule, taught = make_rule("示例工作规定（示例）"), make_list("严禁金丝雀", slug="canary")
    page = make_material(items=[(taught, 1)], basis="《示例工作规定（示例）》第二条")
    restrict(rule.rule)
    restrict(taught)
    words = words_of(page.url)
    assert "金丝雀" not in words
    assert "canary" not in words
    assert rule.edition.url not in words


def test_page_costs_the_same_however_many_items() -> None:
    one = make_list("严禁甲", "严禁乙", "严禁丙")
    few = make_material(items=[(one, 1)])
    lists = [make_list("严禁甲", "严禁乙"), make_list("严禁丙")]
    many = make_material(items=[(one, 1), (one, 3), (lists[0], 2), (lists[1], 1)])
    costs = {count_queries(lambda page=page: words_of(page.url)) for page in (few, many)}
    assert len(costs) == 1


def test_column_filters_by_form() -> None:
    pages = {
        "article": make_material(),
        "video": make_video(),
        "pdf": make_material(kind="pdf", file=make_document()),
    }
    for kind in ("article", "video", "pdf"):
        words = words_of(f"/materials/?kind={kind}")
        assert [name for name, page in pages.items() if f'href="{page.url}"' in words] == [kind]
    everything = words_of("/materials/")
    assert all(f'href="{page.url}"' in everything for page in pages.values())
    assert "还没有发布“课件”形式的资料" in words_of("/materials/?kind=slides")


@pytest.mark.parametrize("kind", ["x", "%00", "%22%3E%3Cscript%3E"])
def test_column_answers_any_form(kind: str) -> None:
    page = make_material()
    words = words_of(f"/materials/?kind={kind}")
    assert f'href="{page.url}"' in words
    assert "没有这种形式" in words
    assert "<script>" not in words


def test_filter_stays_when_the_reader_goes_on() -> None:
    for _number in range(21):
        make_material()
    words = words_of(f"/materials/?kind={MaterialKind.ARTICLE}")
    assert "&amp;kind=article" in words
