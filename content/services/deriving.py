"""What follows from a published text: provisions, citations, numbers beside the neighboring editions."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from django.db import transaction
from django.db.models import Q

from common import generation
from content.comparing.comparison import compare_texts
from content.grammar.parser import parse
from content.grammar.rows import flatten
from content.models import (
    BasePage,
    Citation,
    EditionPage,
    PolicyPage,
    Provision,
    ProvisionMatch,
    RulePage,
)
from content.selectors.catalogue import Catalogue
from content.selectors.citations import list_sources_naming
from content.selectors.passages import Passage, cites, passages_of
from content.selectors.rules import spans_of
from content.services.citing import cite_passages
from content.validity import in_order

BATCH = 500


@transaction.atomic
def derive_page(*, page: BasePage, on: date) -> None:
    """Derive everything that follows from the live text of ``page``; does nothing for other kinds of pages.

    Args:
        on: today; the day a list's legal bases are read for.

    Side effects: replaces the page's provisions, citations and, for an edition, the matches of its rule.
    """
    if isinstance(page, EditionPage | PolicyPage):
        derive_provisions(page=page)
    if cites(page):
        derive_citations(page=page, on=on)
    if isinstance(page, EditionPage):
        derive_matches(rule=page.get_parent().specific)


def derive_provisions(*, page: EditionPage | PolicyPage) -> None:
    """Replace the provisions of ``page`` by those of its text; together they cover every character once."""
    rows = flatten(parse(page.text, grammar=page.grammar))
    generation.bump()  # rows written in bulk send no signal
    Provision.objects.filter(page_id=page.pk).delete()
    Provision.objects.bulk_create(
        [
            Provision(
                page_id=page.pk,
                eid=row.eid,
                kind=row.kind,
                order=row.order,
                depth=row.depth,
                parent_eid=row.parent_eid,
                label=row.label,
                heading=row.heading,
                text=row.text,
                own_start=row.own_start,
                own_end=row.own_end,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )


def derive_citations(*, page: BasePage, on: date, catalogue: Catalogue | None = None) -> None:
    """Replace the citations of ``page`` by those its text contains, resolved for the day of the text."""
    passages: list[Passage] = passages_of(page)
    found = cite_passages(page=page, passages=passages, on=on, catalogue=catalogue or Catalogue.load())
    generation.bump()
    Citation.objects.filter(source_id=page.pk).delete()
    Citation.objects.bulk_create(found, batch_size=BATCH)


def refresh_rule(*, rule_id: int, on: date) -> int:
    """Derive what depends on which editions of a rule are live: its table of numbers, and citations of it.

    Every live page is looked at again that names the rule and could not be led there, or was.

    Returns:
        The number of pages looked at again.
    """
    rule = RulePage.objects.filter(pk=rule_id).first()
    if rule is None:
        return 0
    derive_matches(rule=rule)
    sources = list_sources_naming(rule)
    catalogue = Catalogue.load()
    for page in sources:
        with transaction.atomic():
            derive_citations(page=page, on=on, catalogue=catalogue)
    return len(sources)


def forget_matches(*, edition: EditionPage) -> None:
    """Take an edition out of the table of numbers of its rule."""
    generation.bump()
    ProvisionMatch.objects.filter(Q(old_edition=edition) | Q(new_edition=edition)).delete()


@transaction.atomic
def derive_matches(*, rule: RulePage) -> None:
    """Replace the old-to-new numbers between the neighboring live editions of ``rule``."""
    editions = {page.pk: page for page in EditionPage.objects.child_of(rule).live()}
    ordered = [
        editions[span.pk] for span in in_order(spans_of(list(editions.values()))) if editions[span.pk].text
    ]
    generation.bump()
    ProvisionMatch.objects.filter(old_edition__in=EditionPage.objects.child_of(rule)).delete()
    for old, new in pairwise(ordered):
        ProvisionMatch.objects.bulk_create(_matches(old, new), batch_size=BATCH)


def _matches(old: EditionPage, new: EditionPage) -> list[ProvisionMatch]:
    old_tree = parse(old.text, grammar=old.grammar)
    comparison = compare_texts(old_tree, parse(new.text, grammar=new.grammar))
    statuses = {line.old_eid: line.status.value for line in comparison.concordance if line.old_eid}
    pairs = ((row.eid, comparison.new_eid(row.eid)) for row in flatten(old_tree))
    return [
        ProvisionMatch(
            old_edition=old,
            new_edition=new,
            old_eid=old_eid,
            new_eid=new_eid,
            status=statuses.get(old_eid, ""),
        )
        for old_eid, new_eid in pairs
        if new_eid
    ]
