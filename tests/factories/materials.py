"""Invented materials, news, topics, columns and events (示例), published or as drafts."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from content.models import (
    BasePage,
    ColumnPage,
    EventPage,
    HomePage,
    MaterialIndexPage,
    MaterialItem,
    MaterialPage,
    NewsIndexPage,
    NewsPage,
    PolicyAttachment,
    PolicyPage,
    ProhibitionListPage,
    TopicChoice,
    TopicIndexPage,
    TopicPage,
)
from tests.factories.events import make_event

_numbers = itertools.count(1)


def make_document(name: str = "shili.pdf", content: bytes = b"%PDF-1.4 shili") -> Document:
    """A stored file."""
    document = Document(title=f"示例文件 {name}", file=ContentFile(content, name=name))
    document._set_document_file_metadata()  # as the admin's form does
    document.save()
    return document


def make_image(title: str = "示例图片", *, name: str = "test.png") -> Image:
    """A stored picture."""
    return Image.objects.create(title=title, file=get_test_image_file(filename=name, size=(800, 400)))


def make_material(
    title: str = "", *, items: Iterable[tuple[ProhibitionListPage, int]] = (), **fields: Any
) -> MaterialPage:
    """An article to study, unless told otherwise."""
    number = next(_numbers)
    fields.setdefault("slug", f"material-{number}")
    fields.setdefault("issued_on", dt.date(2026, 3, 1))
    fields.setdefault("body", "<p>示例正文。</p>")
    publish = fields.pop("publish", True)
    page = MaterialPage(title=title or f"示例资料之{number}（示例）", live=False, **fields)
    page.items = [MaterialItem(target_list=target, target_number=item) for target, item in items]
    return _add(MaterialIndexPage.objects.get(), page, publish)


def make_news(title: str = "", **fields: Any) -> NewsPage:
    """A report."""
    number = next(_numbers)
    fields.setdefault("slug", f"news-{number}")
    fields.setdefault("reported_on", dt.date(2026, 4, 1))
    fields.setdefault("body", "<p>示例报道。</p>")
    publish = fields.pop("publish", True)
    page = NewsPage(title=title or f"示例动态之{number}（示例）", live=False, **fields)
    return _add(NewsIndexPage.objects.get(), page, publish)


def make_topic(title: str = "", *, choices: Iterable[BasePage] = (), **fields: Any) -> TopicPage:
    """A topic without a query lists everything."""
    number = next(_numbers)
    fields.setdefault("slug", f"topic-{number}")
    fields.setdefault("opened_on", dt.date(2026, 5, 1))
    publish = fields.pop("publish", True)
    page = TopicPage(title=title or f"示例专题之{number}（示例）", live=False, **fields)
    page.choices = [TopicChoice(page_id=chosen.pk) for chosen in choices]
    return _add(TopicIndexPage.objects.get(), page, publish)


def make_column(title: str = "", **fields: Any) -> ColumnPage:
    """A column of a saved query."""
    number = next(_numbers)
    fields.setdefault("slug", f"column-{number}")
    publish = fields.pop("publish", True)
    page = ColumnPage(title=title or f"示例栏目之{number}（示例）", live=False, **fields)
    return _add(HomePage.objects.get(), page, publish)


def make_coming_event(title: str = "", *, starts_at: dt.datetime | None = None, **fields: Any) -> EventPage:
    """A lecture of two hours, by default tomorrow."""
    start = starts_at or timezone.now() + dt.timedelta(days=1)
    fields.setdefault("kind", "lecture_tour")
    return make_event(title, starts_at=start, ends_at=start + dt.timedelta(hours=2), **fields)


def attach(page: PolicyPage, title: str, document: Document) -> None:
    """Give a policy text an attachment and publish it again."""
    page.attachments = [*page.attachments.all(), PolicyAttachment(title=title, file=document)]
    page.save_revision().publish()


def _add(parent: BasePage, page: Any, publish: bool) -> Any:
    parent.add_child(instance=page)
    if publish:
        page.save_revision().publish()
    return page
