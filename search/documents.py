"""From a published page to the documents of the index."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from content.enums import LevelOfEffect
from content.selectors.indexing import IndexablePage, IndexableProvision
from search.exchange import NO_END, NO_START, SearchDocument, day_number

# Of two texts that say the same the higher one is the one to cite (立法法 第五章: levels of effect), and one
# that no longer holds comes after one that does. How strong: measured (docs/search.md). A stronger prior
# finds more for questions about statutes and loses those about regulations.
LEVEL_PRIOR = {
    LevelOfEffect.PARTY_CONSTITUTION: 1.68,
    LevelOfEffect.PARTY_REGULATION: 1.68,
    LevelOfEffect.STATUTE: 1.68,
    LevelOfEffect.JUDICIAL_INTERPRETATION: 1.49,
    LevelOfEffect.ADMINISTRATIVE_REGULATION: 1.36,
    LevelOfEffect.DEPARTMENT_RULE: 1.22,
    LevelOfEffect.LOCAL_REGULATION: 1.05,
    LevelOfEffect.NORMATIVE_DOCUMENT: 1.0,
}
IN_FORCE_PRIOR = 1.25

# Common questions of a page by provision; "" for the whole page.
Questions = Mapping[str, tuple[str, ...]]
NO_QUESTIONS: Questions = {}


def build_documents(
    page: IndexablePage, *, on: date, questions: Questions = NO_QUESTIONS
) -> tuple[SearchDocument, ...]:
    """The documents of a page: one per provision, or one for the page where it has none, then its files'.

    The first leads; a page of a file never does.

    The one thing that changes by itself is ``prior``, and with it the version of a mark: on the day a text
    ends it no longer ranks higher (``search.services.turning``).

    Args:
        on: today; a text that still holds on that day ranks higher.
        questions: those of the whole page go to the document that speaks for it; those of a provision that
            is no longer there are left out.
    """
    own = page.provisions or (IndexableProvision("", "", "", "", page.url, 0),)
    return tuple(
        _document(page, provision, on, questions, leads=not place)
        for place, provision in enumerate((*own, *page.attached))
    )


def _document(
    page: IndexablePage, provision: IndexableProvision, on: date, questions: Questions, *, leads: bool
) -> SearchDocument:
    starts, ends = _span(page)
    dated = page.published_on or page.valid_from
    return SearchDocument(
        page_id=page.page_id,
        eid=provision.eid,
        kind=page.kind,
        title=page.title,
        label=provision.label,
        path=provision.path,
        text=provision.text,
        url=provision.url,
        page_url=page.url,
        access_key=page.access_key,
        order=provision.order,
        rule_id=page.rule_id,
        edition=page.edition,
        level=page.level,
        issuing_body=page.issuing_body,
        region=page.region,
        document_number=page.document_number,
        year=dated.year if dated else 0,
        published_on=day_number(dated) if dated else 0,
        items=tuple(dict.fromkeys((*page.items, *provision.items))),
        valid_from=starts,
        valid_to=ends,
        repealed=page.repealed,
        names=page.names,
        questions=_questions(questions, provision.eid, leads=leads),
        leads=leads,
        prior=_prior(page, on),
    )


def _questions(questions: Questions, eid: str, *, leads: bool) -> tuple[str, ...]:
    own = questions.get(eid, ()) if eid else ()
    return (*own, *questions.get("", ())) if leads else own


def _span(page: IndexablePage) -> tuple[int, int]:
    starts = day_number(page.valid_from) if page.valid_from else NO_START
    if page.valid_to:
        ends = day_number(page.valid_to)
        return min(starts, ends), ends  # what was repealed before it began never comes into force
    # Repealed on a day nobody noted: never in force as far as a search is concerned.
    return starts, starts if page.repealed else NO_END


def _prior(page: IndexablePage, on: date) -> float:
    level = LEVEL_PRIOR.get(LevelOfEffect(page.level), 1.0) if page.level in LevelOfEffect.values else 1.0
    holds = page.valid_to > on if page.valid_to else not page.repealed
    return level * (IN_FORCE_PRIOR if holds else 1.0)
