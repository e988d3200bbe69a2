"""Pictures in the sizes pages show them in: made after a publication, so that no reader waits for one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db.models import Model
from wagtail.fields import RichTextField
from wagtail.images.models import AbstractImage, SourceImageIOError
from wagtail.models import ReferenceIndex
from wagtail.rich_text import expand_db_html

from common.jobs import JobName, enqueue
from content.models import BasePage, NewsPage, TopicPage
from content.selectors.topics import CARD_PICTURE

logger = logging.getLogger(__name__)

# The sizes in which templates show the picture of a page (``page.image``).
SIZES: dict[type[BasePage], tuple[str, ...]] = {
    NewsPage: ("max-960x640",),
    TopicPage: ("fill-1200x360", CARD_PICTURE),
}


def plan_pictures(*, page: Any) -> None:
    """Have the pictures of a page made, in the transaction of its publication; nothing where it has none."""
    if getattr(page, "image_id", None) or any("<embed" in text for text in _rich_texts(page)):
        enqueue(JobName.MAKE_PICTURES, page_id=page.pk)


def picture_was_changed(*, image: AbstractImage) -> None:
    """Have the pictures of all pages made that show this one: another file, or another focus."""
    used = ReferenceIndex.get_references_to(image).values_list("object_id", "base_content_type__model")
    pages = sorted({int(pk) for pk, model in used if model == BasePage._meta.model_name})
    for pk in pages:
        enqueue(JobName.MAKE_PICTURES, page_id=pk)


def make_pictures(*, page_id: int) -> None:
    """Make what is missing; a page that is gone or offline needs none."""
    found = BasePage.objects.filter(pk=page_id, live=True).first()
    if found is None:
        return
    page: Any = found.specific
    image: AbstractImage | None = getattr(page, "image", None)
    makers: list[Callable[[], object]] = [
        partial(image.get_rendition, size) for size in SIZES.get(type(page), ()) if image is not None
    ]
    # As the page itself does, which makes the pictures in it.
    makers += [partial(expand_db_html, text) for text in _rich_texts(page)]
    for make in makers:
        try:
            make()
        except SourceImageIOError as error:
            logger.warning("A picture of page %s is not on the disk: %s", page_id, error)


def _rich_texts(page: Model) -> Iterator[str]:
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField):
            yield getattr(page, field.name) or ""
