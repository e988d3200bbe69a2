"""News and reports of experience."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.content.asking import words_of
from tests.factories.content import make_structure
from tests.factories.materials import make_image, make_news

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


def test_report_shows_head_and_text() -> None:
    page = make_news(
        "把纪律教育送到村（示例）",
        kind="experience",
        region="甲区",
        editor_in_charge="示例编辑",
        content_source="示例来源",
        body="<p>流动课堂一周记。</p>",
    )
    words = words_of(page.url)
    parts = (
        "把纪律教育送到村（示例）",
        "经验交流",
        "2026-04-01",
        "甲区",
        "来源：示例来源",
        "责任编辑：示例编辑",
    )
    for part in (*parts, "<p>流动课堂一周记。</p>", "打印自 清风"):
        assert part in words, part
    assert "<figure>" not in words


def test_picture_is_one_rendition_with_words_for_those_who_cannot_see_it() -> None:
    image = make_image("村民在听课")
    page = make_news(image=image)
    words = words_of(page.url)
    figure = words[words.index("<figure>") : words.index("</figure>")]
    assert 'alt="村民在听课"' in figure
    assert 'width="800" height="400"' in figure
    assert image.renditions.count() == 1
    assert '<meta property="og:image" content="http://localhost:8000/media/images/' in words


def test_empty_fields_leave_nothing_behind() -> None:
    words = words_of(make_news().url)
    assert "来源：" not in words
    assert "责任编辑" not in words
    assert "og:image" not in words


def test_column_lists_news_and_experience_with_region() -> None:
    page = make_news(region="乙区")
    words = words_of("/news/")
    assert f'href="{page.url}"' in words
    assert "乙区" in words
