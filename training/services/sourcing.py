"""From the basis typed under a quiz item to the provisions it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from content.citing.recognizer import recognize
from content.citing.resolver import Failure, Resolver
from content.enums import CitationState
from content.selectors.catalogue import Catalogue
from content.services.citing import STATES
from training.models import ItemCitation, QuizItem


@transaction.atomic
def resolve_sources(*, items: Iterable[QuizItem], on: dt.date) -> int:
    """Replace the citations of these items by what their basis says on that day. Returns how many there are.

    A range (第三条至第五条) is one citation of its first provision.
    """
    catalogue = Catalogue.load()
    names, resolver = catalogue.name_index(), Resolver(catalogue)
    rows: list[ItemCitation] = []
    asked = list(items)
    for item in asked:
        found: dict[tuple[int, int, str], ItemCitation] = {}
        for citation in recognize(item.basis, names=names):
            answer = resolver.resolve(citation, on=on)
            row = ItemCitation(item=item, start=citation.start, end=citation.end)
            if isinstance(answer, Failure):
                row.state, row.target_eid = STATES[answer.reason], (citation.eid or "")[:80]
            else:
                edition = int(answer.edition)
                row.state, row.target_edition_id = CitationState.RESOLVED, edition
                row.target_rule_id = catalogue.rule_of_edition.get(edition)
                row.target_eid = answer.eids[0] if answer.eids else ""
            found.setdefault((row.start, row.end, row.target_eid), row)
        rows += found.values()
    ItemCitation.objects.filter(item__in=asked).delete()
    ItemCitation.objects.bulk_create(rows)
    return len(rows)
