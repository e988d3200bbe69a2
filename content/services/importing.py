"""Bringing a rule text into the knowledge base."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services import auditing
from content.citing.names import normalize_name
from content.enums import ChangeKind, Grammar, LevelOfEffect, PublicationAction
from content.models import EditionPage, RuleIndexPage, RulePage
from content.rules import import_obstacle
from content.selectors.rules import edition_name

if TYPE_CHECKING:
    from accounts.models import OrgUnit, User


class ImportOutcome(StrEnum):
    """What an import did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class RuleImportError(ValidationError):
    """The text cannot become an edition as it stands; the message is for the editor."""


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A text with everything that makes it an edition of a rule."""

    title: str
    text: str
    promulgation_date: date
    level_of_effect: LevelOfEffect
    issuing_body: str
    change_kind: ChangeKind = ChangeKind.ENACTMENT
    grammar: Grammar = Grammar.AUTO
    effective_date: date | None = None
    end_date: date | None = None
    document_number: str = ""
    region: str = ""
    subject: str = ""
    short_names: tuple[str, ...] = ()
    slug: str = ""
    content_source: str = ""


@dataclass(frozen=True, slots=True)
class ImportedRule:
    """The edition an import ended in."""

    outcome: ImportOutcome
    rule: RulePage
    edition: EditionPage


@transaction.atomic
def import_rule(
    *, draft: RuleDraft, by: User | None, at: datetime, unit: OrgUnit | None = None, publish: bool = False
) -> ImportedRule:
    """Save a text as a draft edition of its rule, creating the rule where there is none of that title.

    Run again with the same title and promulgation date it finds the edition of the first run: the same text
    changes nothing, another text becomes a new revision.

    Args:
        unit: the organisation unit that will answer for the pages.
        publish: publish at once, past the three reviews; for loading by the operator of the installation
            only.

    Raises:
        RuleImportError: a field does not pass, or the rule is another unit's; nothing is saved.
    """
    rule = find_rule(draft.title)
    edition = find_edition(rule, draft.promulgation_date) if rule is not None else None
    if by is not None and (obstacle := import_obstacle(by, index=_index(), rule=rule, edition=edition)):
        raise RuleImportError(obstacle)
    if edition is not None and edition.workflow_in_progress:
        raise RuleImportError(_("这个版本正在审核，暂时不能更新。"))
    rule = rule or _create_rule(draft, by=by, unit=unit)
    outcome = ImportOutcome.UPDATED
    if edition is None:
        edition, outcome = _create_edition(rule, draft, by=by, unit=unit), ImportOutcome.CREATED
    elif not _fill(edition, draft) and (edition.live or not publish):
        return ImportedRule(ImportOutcome.UNCHANGED, rule, edition)
    _check(edition)
    revision = edition.save_revision(user=by)
    auditing.record(
        action=PublicationAction.IMPORTED,
        by=by,
        at=at,
        target=edition,
        data={"outcome": outcome, "publish": publish},
    )
    if publish:
        edition.publish(revision, user=by, skip_permission_checks=True)
        edition.refresh_from_db()
        rule.refresh_from_db()
    return ImportedRule(outcome, rule, edition)


def find_rule(title: str) -> RulePage | None:
    """The rule of that title, however its brackets and blanks are typed."""
    wanted = normalize_name(title)
    return next((rule for rule in RulePage.objects.all() if normalize_name(rule.title) == wanted), None)


def find_edition(rule: RulePage, promulgated_on: date) -> EditionPage | None:
    """The edition of that day as its latest draft has it: what waits counts, not what is published."""
    found = EditionPage.objects.child_of(rule).filter(promulgation_date=promulgated_on).first()
    return found.get_latest_revision_as_object() if found is not None else None


def _index() -> RuleIndexPage:
    index = RuleIndexPage.objects.first()
    if index is None:
        raise RuleImportError(_("还没有建立规则库栏目。"))
    return index


def _create_rule(draft: RuleDraft, *, by: User | None, unit: OrgUnit | None) -> RulePage:
    index = _index()
    rule = RulePage(
        title=draft.title,
        slug=_free_slug(index, draft.slug),
        level_of_effect=draft.level_of_effect,
        issuing_body=draft.issuing_body,
        region=draft.region,
        subject=draft.subject,
        short_names="\n".join(draft.short_names),
        live=False,
        owner=by,
        unit=unit,
    )
    index.add_child(instance=rule)
    rule.save_revision(user=by)
    return rule


def _free_slug(index: RuleIndexPage, slug: str) -> str:
    """``slug``, or a number: it never changes and needs no transliteration of a Chinese title."""
    taken = set(index.get_children().values_list("slug", flat=True))
    if slug and slug not in taken:
        return slug
    number = len(taken) + 1
    while (candidate := f"{slug}-{number}" if slug else f"r{number}") in taken:
        number += 1
    return candidate


def _create_edition(
    rule: RulePage, draft: RuleDraft, *, by: User | None, unit: OrgUnit | None
) -> EditionPage:
    edition = EditionPage(
        title=edition_title(draft),
        slug=draft.promulgation_date.isoformat(),
        promulgation_date=draft.promulgation_date,
        live=False,
        owner=by,
        unit=unit,
    )
    _fill(edition, draft)
    edition.short_title = edition_name(edition)
    _check(edition)
    rule.add_child(instance=edition)
    return edition


def edition_title(draft: RuleDraft) -> str:
    """How the edition is called where its rule is not in sight: 监察法（2024年修正）."""
    year = draft.promulgation_date.year
    return f"{draft.title}（{year}年{ChangeKind(draft.change_kind).label}）"


def _fill(edition: EditionPage, draft: RuleDraft) -> bool:
    """Set the edition's fields from the draft; whether anything changed."""
    wanted = {
        "text": draft.text,
        "grammar": draft.grammar,
        "change_kind": draft.change_kind,
        "document_number": draft.document_number,
        "effective_date": draft.effective_date,
        "end_date": draft.end_date,
        "content_source": draft.content_source,
    }
    changed = any(getattr(edition, name) != value for name, value in wanted.items())
    for name, value in wanted.items():
        setattr(edition, name, value)
    return changed


def _check(edition: EditionPage) -> None:
    try:
        edition.full_clean(
            exclude=["path", "depth", "url_path", "content_type", "translation_key", "locale", "slug"]
        )
        edition.clean()
    except ValidationError as error:
        raise RuleImportError(error.messages) from error
