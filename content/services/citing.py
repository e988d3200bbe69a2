"""From the passages of a page to its citation rows."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate

from content.citing.recognizer import Citation as Found
from content.citing.recognizer import recognize
from content.citing.resolver import Failure, Reason, Resolver, Target
from content.citing.rule_text import declared_names
from content.enums import CitationState
from content.models import BasePage, CasePage, Citation, EditionPage, MaterialPage, PolicyPage
from content.offered import NamedStretch, kind_of
from content.selectors.catalogue import Catalogue
from content.selectors.passages import STRETCH, Passage

# Every provision of a range has a row, so that it shows who cites it. Of a longer range (whole parts of a
# code) only the first and the last: a thousand articles that each cite a thousand would be a million rows.
LONGEST_RANGE = 60

# What a citation that leads nowhere is called.
STATES = {
    Reason.UNKNOWN_RULE: CitationState.UNKNOWN_RULE,
    Reason.AMBIGUOUS_TITLE: CitationState.AMBIGUOUS,
    Reason.AMBIGUOUS_PROVISION: CitationState.AMBIGUOUS,
    Reason.NO_EDITION: CitationState.NO_EDITION,
    Reason.NO_PROVISION: CitationState.NO_PROVISION,
    Reason.RELATIVE: CitationState.NO_PROVISION,
}


def cite_passages(
    *, page: BasePage, passages: list[Passage], on: date, catalogue: Catalogue
) -> list[Citation]:
    """Recognize and resolve every citation of a page; unsaved rows, none twice.

    Args:
        on: today; the day meant by a page that has no date of its own.
    """
    resolver = Resolver(catalogue)
    own_rule = catalogue.own_key(page) if isinstance(page, EditionPage) else None
    title = page.get_parent().title if isinstance(page, EditionPage) else None
    day = _day_of(page) or on
    whole = "\n".join(passage.text for passage in passages)
    names = catalogue.name_index(declared_names(whole, catalogue.name_index()))
    rows: dict[tuple[str, int, int, str], Citation] = {}
    for passage in passages:
        for citation in recognize(passage.text, self_title=title, names=names, at=passage.at):
            answer = resolver.resolve(citation, self_rule=own_rule, on=day)
            for row in _rows(page, passage, citation, answer, catalogue):
                rows.setdefault((row.source_eid, row.start, row.end, row.target_eid), row)
    offered = kind_of(page)
    for stretch in offered.stretches(page) if offered else ():
        for row in _chosen(page, stretch, catalogue):
            rows.setdefault((row.source_eid, row.start, row.end, row.target_eid), row)
    return list(rows.values())


def _chosen(page: BasePage, stretch: NamedStretch, catalogue: Catalogue) -> list[Citation]:
    """The rows of provisions somebody chose: nothing is to be recognized, the edition is the one chosen."""
    rule = catalogue.rule_of_edition.get(stretch.edition_id)
    through = stretch.eids[-1] if len(stretch.eids) > 1 else ""
    eids = stretch.eids if len(stretch.eids) <= LONGEST_RANGE else (stretch.eids[0], through)
    return [
        Citation(
            source_id=page.pk,
            source_eid=STRETCH,
            start=0,
            end=max(len(stretch.quote), 1),
            quote=stretch.quote[:300],
            target_eid=eid,
            through_eid=through,
            target_rule_id=rule,
            target_edition_id=stretch.edition_id,
            state=CitationState.RESOLVED,
        )
        for eid in eids
        if rule is not None
    ]


def _day_of(page: BasePage) -> date | None:
    """The day whose law a text speaks of.

    For a list it is the day its bases were last published: a later edition is for editors to check, and must
    not move what they wrote to another article.
    """
    if isinstance(page, EditionPage):
        return page.effective_date or page.promulgation_date
    if isinstance(page, PolicyPage):
        return page.signed_date
    if isinstance(page, CasePage):
        return page.notified_on
    if isinstance(page, MaterialPage):
        return page.issued_on
    offered = kind_of(page)
    if offered is not None:
        return offered.day(page)
    return localdate(page.last_published_at) if page.last_published_at else None


def _rows(
    page: BasePage, passage: Passage, citation: Found, answer: Target | Failure, catalogue: Catalogue
) -> list[Citation]:
    common = {
        "source_id": page.pk,
        "source_eid": passage.eid,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote[:300],
        "cited_title": (citation.title or "")[:255],
    }
    if isinstance(answer, Failure):
        return [Citation(**common, target_eid=(citation.eid or "")[:80], state=STATES[answer.reason])]
    edition = int(answer.edition)
    through = answer.eids[-1] if len(answer.eids) > 1 else ""
    eids = answer.eids if len(answer.eids) <= LONGEST_RANGE else (answer.eids[0], through)
    return [
        Citation(
            **common,
            target_eid=eid,
            through_eid=through,
            target_rule_id=catalogue.rule_of_edition.get(edition),
            target_edition_id=edition,
            state=CitationState.RESOLVED,
        )
        for eid in eids or ("",)
    ]
