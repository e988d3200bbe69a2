"""Pages written many at a time: treebeard's paths and Django's parent and child rows directly."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from wagtail.models import Locale

from common import clock
from content.models import BasePage

BATCH = 1_000
T = TypeVar("T")


def in_batches(rows: Iterable[T], size: int = BATCH) -> Iterable[list[T]]:
    """Lists of at most ``size``."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


class Shelf:
    """Places below one page, handed out in order."""

    def __init__(self, parent: BasePage) -> None:
        self.parent = parent
        self.count = parent.numchild
        self._locale = Locale.objects.get()
        self._now = clock.now()

    def place(self, model: type[BasePage], *, title: str, slug: str, **fields: Any) -> Any:
        """An unsaved live page at the next place."""
        self.count += 1
        parent = self.parent
        return model(
            title=title,
            draft_title=title,
            slug=slug,
            depth=parent.depth + 1,
            path=BasePage._get_path(parent.path, parent.depth + 1, self.count),
            url_path=f"{parent.url_path}{slug}/",
            content_type=ContentType.objects.get_for_model(model),
            locale=self._locale,
            live=True,
            has_unpublished_changes=False,
            first_published_at=self._now,
            last_published_at=self._now,
            **fields,
        )


@transaction.atomic
def write_pages(pages: list[Any]) -> None:
    """Write pages of one class with their rows of both tables, and count them in their parents."""
    model = type(pages[0])
    number = (BasePage.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    names = [field.attname for field in BasePage._meta.concrete_fields if not field.primary_key]
    rows = []
    for pk, page in enumerate(pages, start=number):
        page.pk = page.id = page.basepage_ptr_id = pk
        rows.append(BasePage(pk=pk, **{name: getattr(page, name) for name in names}))
    BasePage.objects.bulk_create(rows, batch_size=BATCH)
    own = model._meta.local_concrete_fields
    for batch in in_batches(pages, 500):
        model._base_manager.all()._insert(batch, fields=own, using="default")
    _count(pages)


def _count(pages: list[Any]) -> None:
    below: dict[str, int] = {}
    for page in pages:
        above = page.path[: -page.steplen]
        below[above] = below.get(above, 0) + 1
    for path, number in below.items():
        BasePage.objects.filter(path=path).update(numchild=models.F("numchild") + number)
