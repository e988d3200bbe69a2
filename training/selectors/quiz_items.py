"""Items of the bank by what they rest on."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from content.enums import CitationState
from content.selectors.catalogue import Catalogue
from training.models import ItemCitation, QuizItem


def items_to_check(*, on: dt.date) -> QuerySet[QuizItem]:
    """Items in use that rest on an edition no longer in force on that day: 依据有新版本.

    Saving an item leads its basis to the edition in force then, so it leaves the list. Four queries.
    """
    return QuizItem.objects.filter(Exists(_outdated(on)), active=True)


def _outdated(on: dt.date) -> QuerySet[ItemCitation]:
    cited = ItemCitation.objects.filter(state=CitationState.RESOLVED, target_edition__isnull=False)
    rules = set(cited.values_list("target_rule_id", flat=True).distinct())
    catalogue = Catalogue.load()
    in_force = {rule: catalogue.edition(str(rule), year=None, on=on) for rule in rules if rule is not None}
    condition = Q(pk__in=[])
    for rule, edition in in_force.items():
        if edition is not None:
            condition |= Q(target_rule_id=rule) & ~Q(target_edition_id=int(edition))
    return cited.filter(condition, item=OuterRef("pk"))
