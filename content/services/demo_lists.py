"""The four prohibition lists of the demonstration: official headings, the project's own explanations."""

from __future__ import annotations

import tomllib
from typing import Any

from django.db import transaction

from accounts.models import OrgUnit
from content.enums import ListLevel, Sanction
from content.models import ItemCorrespondence, ProhibitionIndexPage, ProhibitionItem, ProhibitionListPage
from content.services.demo_documents import FOLDER

# The list the campaign is taught by stands in the main menu, under the name people use.
IN_MENU = {"nine-prohibitions-2016": "九严禁"}

_LEVELS = {str(level.label): level for level in ListLevel}
_SANCTIONS = {str(sanction.label): sanction.value for sanction in Sanction}


def read_lists() -> list[dict[str, Any]]:
    """The lists as typed, the earliest first."""
    read = tomllib.loads((FOLDER / "prohibitions.toml").read_text(encoding="utf-8"))
    return sorted(read["list"], key=lambda entry: entry["year"])


@transaction.atomic
def load_lists(*, unit: OrgUnit) -> int:
    """Publish the lists that are missing, with their items, legal bases and correspondences.

    Returns:
        The number of new lists; a list that is there is left as people changed it.
    """
    entries = read_lists()
    pages = {page.slug: page for page in ProhibitionListPage.objects.all()}
    missing = [entry for entry in entries if entry["slug"] not in pages]
    for entry in missing:
        pages[entry["slug"]] = _add_list(entry, unit)
    # Items name items of other lists in both directions: every list must be there first.
    for entry in missing:
        _connect(pages[entry["slug"]], entry, pages)
        pages[entry["slug"]].save_revision().publish(skip_permission_checks=True)
    return len(missing)


def _add_list(entry: dict[str, Any], unit: OrgUnit) -> ProhibitionListPage:
    page = ProhibitionListPage(
        title=entry["title"],
        slug=entry["slug"],
        short_title=IN_MENU.get(entry["slug"], ""),
        show_in_menus=entry["slug"] in IN_MENU,
        generation=entry["generation"],
        issuers="、".join(entry["issuers"]),
        level=_LEVELS[entry["level"]],
        year=entry["year"],
        document_title=entry["document"],
        document_number=entry["document_number"],
        completeness=entry["completeness_note"],
        unit=unit,
        live=False,
    )
    page.items = [_item(item) for item in entry["item"]]
    ProhibitionIndexPage.objects.get().add_child(instance=page)
    return page


def _item(entry: dict[str, Any]) -> ProhibitionItem:
    return ProhibitionItem(
        number=entry["number"],
        group=entry.get("group", ""),
        heading=entry["heading"],
        verified=entry["verified"],
        text=entry.get("text", ""),
        consequence=entry.get("consequence", ""),
        sanctions=[_SANCTIONS[verb] for verb in entry["sanctions"]],
        explanation=entry["explanation"],
        legal_basis="\n".join(entry["legal_basis"]),
    )


def _connect(page: ProhibitionListPage, entry: dict[str, Any], pages: dict[str, ProhibitionListPage]) -> None:
    links = {item["number"]: item["corresponds_to"] for item in entry["item"]}
    items = list(page.items.all())
    for item in items:
        item.correspondences = [
            ItemCorrespondence(target_list=pages[link["list"]], target_number=link["item"])
            for link in links[item.number]
        ]
    page.items = items  # the page saves the objects it was given, not others of the same rows
