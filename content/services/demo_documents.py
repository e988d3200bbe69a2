"""The invented rules and policy texts of the demonstration."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.models import PageViewRestriction

from accounts.models import OrgUnit, User
from content.enums import ChangeKind, LevelOfEffect
from content.models import EditionPage, PolicyIndexPage, PolicyPage, RulePage
from content.services.importing import ImportedRule, RuleDraft, import_rule

FOLDER = Path(__file__).resolve().parents[1] / "demo"
SOURCE = "示例文本，由本项目编写"

_LEVELS = {str(level.label): level for level in LevelOfEffect}
_CHANGES = {str(kind.label): kind for kind in ChangeKind}


def read_documents(name: str = "documents.toml") -> list[dict[str, Any]]:
    """The entries of a list of texts in the demonstration folder, the earliest first."""
    entries = tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))["document"]
    return sorted(entries, key=lambda entry: entry["promulgation_date"])


def load_rules(*, at: datetime, unit: OrgUnit) -> int:
    """Publish the rules that are missing, past the three reviews, the earliest first.

    Returns:
        The number of new editions; an edition that is there is left as people changed it.
    """
    entries = [entry for entry in read_documents() if entry["kind"] == "rule"]
    missing = [entry for entry in entries if not _edition_exists(entry)]
    for entry in missing:
        import_rule(draft=draft_of(entry), by=None, at=at, unit=unit, publish=True)
    return len(missing)


def load_policies(*, unit: OrgUnit) -> int:
    """Publish the policy texts that are missing. Returns how many."""
    entries = [entry for entry in read_documents() if entry["kind"] == "policy"]
    missing = [entry for entry in entries if not PolicyPage.objects.filter(slug=entry["slug"]).exists()]
    for entry in missing:
        _add_policy(entry, unit)
    return len(missing)


@transaction.atomic
def submit_waiting(*, by: User, at: datetime, unit: OrgUnit) -> int:
    """Leave a text in the review queue, submitted by ``by``, waiting for the first review.

    Returns:
        The number of texts submitted; a text that is there, reviewed or not, is left alone.
    """
    missing = [entry for entry in read_documents("waiting.toml") if not _edition_exists(entry)]
    for entry in missing:
        imported = import_rule(draft=draft_of(entry), by=by, at=at, unit=unit)
        _submit(imported, by=by)
    return len(missing)


def draft_of(entry: dict[str, Any]) -> RuleDraft:
    """An entry of the list and its text as a draft of an edition."""
    return RuleDraft(
        title=entry["title"],
        text=_text_of(entry),
        slug=entry["slug"],
        promulgation_date=entry["promulgation_date"],
        effective_date=entry["effective_date"],
        level_of_effect=_LEVELS[entry["level"]],
        issuing_body=entry["issuing_body"],
        change_kind=_CHANGES[entry["change_kind"]],
        document_number=entry["document_number"],
        region=entry["region"],
        subject=entry["subject"],
        short_names=tuple(entry["short_names"]),
        content_source=SOURCE,
    )


def _submit(imported: ImportedRule, *, by: User) -> None:
    workflow = imported.edition.get_workflow()
    workflow.start(imported.edition, by)


def _edition_exists(entry: dict[str, Any]) -> bool:
    day: date = entry["promulgation_date"]
    rules = RulePage.objects.filter(slug=entry["slug"])
    return any(EditionPage.objects.child_of(rule).filter(promulgation_date=day).exists() for rule in rules)


def _text_of(entry: dict[str, Any]) -> str:
    return (FOLDER / entry["file"]).read_text(encoding="utf-8")


@transaction.atomic
def _add_policy(entry: dict[str, Any], unit: OrgUnit) -> None:
    page = PolicyPage(
        title=entry["title"],
        slug=entry["slug"],
        text=_text_of(entry),
        issuing_body=entry["issuing_body"],
        document_number=entry["document_number"],
        signed_date=entry["promulgation_date"],
        index_number=entry.get("index_number", ""),
        copied_to=entry.get("copied_to", ""),
        printing_office=entry.get("printing_office", ""),
        printed_on=entry.get("printed_on"),
        content_source=SOURCE,
        unit=unit,
        live=False,
    )
    PolicyIndexPage.objects.get().add_child(instance=page)
    if entry.get("sign_in_only"):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    page.save_revision().publish(skip_permission_checks=True)
