"""The invented materials, reports, topics and columns of the demonstration."""

from __future__ import annotations

import tomllib
from typing import Any

from django.db import transaction

from accounts.models import OrgUnit
from content.enums import MaterialKind, NewsKind
from content.models import (
    BasePage,
    ColumnPage,
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
from content.services.demo_documents import FOLDER, SOURCE, read_documents
from content.services.demo_files import store_file

TAUGHT_LIST = "nine-prohibitions-2016"

_MATERIAL_KINDS = {str(kind.label): kind for kind in MaterialKind}
_NEWS_KINDS = {str(kind.label): kind for kind in NewsKind}


def read_materials(section: str) -> list[dict[str, Any]]:
    """The entries of one section as typed: ``material``, ``news``, ``topic`` or ``column``."""
    read: dict[str, list[dict[str, Any]]] = tomllib.loads(
        (FOLDER / "materials.toml").read_text(encoding="utf-8")
    )
    return read[section]


@transaction.atomic
def load_materials(*, unit: OrgUnit) -> int:
    """Publish the training materials that are missing, with their files. Returns how many."""
    missing = _missing("material", MaterialPage)
    if missing:
        taught = ProhibitionListPage.objects.get(slug=TAUGHT_LIST)
        column = MaterialIndexPage.objects.get()
        for entry in missing:
            _publish(column, _material(entry, taught), entry, unit)
    return len(missing)


@transaction.atomic
def load_news(*, unit: OrgUnit) -> int:
    """Publish the news and reports that are missing. Returns how many."""
    missing = _missing("news", NewsPage)
    for entry in missing:
        page = NewsPage(
            kind=_NEWS_KINDS[entry["kind"]],
            reported_on=entry["date"],
            region=entry["region"],
            editor_in_charge=entry["editor"],
            summary=entry["summary"],
            body=entry["body"].strip(),
        )
        _publish(NewsIndexPage.objects.get(), page, entry, unit)
    return len(missing)


@transaction.atomic
def load_topics(*, unit: OrgUnit) -> int:
    """Open the topics that are missing, when the pages they choose are there. Returns how many."""
    missing = _missing("topic", TopicPage)
    for entry in missing:
        by_slug = dict(BasePage.objects.filter(slug__in=entry["choices"]).values_list("slug", "pk"))
        page: Any = TopicPage(
            opened_on=entry["date"], introduction=entry["introduction"], query_tag=entry.get("tag", "")
        )
        page.query_list = ProhibitionListPage.objects.filter(slug=entry.get("list", "")).first()
        page.choices = [TopicChoice(page_id=by_slug[slug]) for slug in entry["choices"] if slug in by_slug]
        _publish(TopicIndexPage.objects.get(), page, entry, unit)
    return len(missing)


@transaction.atomic
def load_columns(*, unit: OrgUnit) -> int:
    """Open the columns of saved queries that are missing. Returns how many."""
    missing = _missing("column", ColumnPage)
    for entry in missing:
        page = ColumnPage(introduction=entry["introduction"], kinds=entry["kinds"], query_tag=entry["tag"])
        _publish(HomePage.objects.get(), page, entry, unit)
    return len(missing)


@transaction.atomic
def load_attachments() -> int:
    """Attach what belongs to a policy text that has no attachments yet. Returns how many."""
    attached = 0
    for entry in [entry for entry in read_documents() if "attachment" in entry]:
        title, name = entry["attachment"]["title"], entry["attachment"]["file"]
        page = PolicyPage.objects.filter(slug=entry["slug"]).first()
        if page is None or page.attachments.exists():
            continue
        page.attachments = [PolicyAttachment(title=title, file=store_file(title, name))]
        page.save_revision().publish(skip_permission_checks=True)
        attached += 1
    return attached


def _missing(section: str, model: type[BasePage]) -> list[dict[str, Any]]:
    there = set(model.objects.values_list("slug", flat=True))
    return [entry for entry in read_materials(section) if entry["slug"] not in there]


def _material(entry: dict[str, Any], taught: ProhibitionListPage) -> MaterialPage:
    page = MaterialPage(
        kind=_MATERIAL_KINDS[entry["kind"]],
        issued_on=entry["date"],
        summary=entry["summary"],
        minutes=entry.get("minutes"),
        body=entry["body"].strip(),
        basis=entry["basis"].strip(),
        file=store_file(entry["title"], entry["file"]) if "file" in entry else None,
        captions=store_file(f"{entry['title']} 字幕", entry["captions"]) if "captions" in entry else None,
    )
    page.items = [MaterialItem(target_list=taught, target_number=number) for number in entry["items"]]
    return page


def _publish(column: BasePage, page: Any, entry: dict[str, Any], unit: OrgUnit) -> None:
    page.title, page.slug, page.unit = entry["title"], entry["slug"], unit
    page.content_source, page.live = SOURCE, False
    column.add_child(instance=page)
    page.tags.add(*entry.get("tags", ()))
    page.save_revision().publish(skip_permission_checks=True)
