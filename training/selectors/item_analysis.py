"""How items did: facility and discrimination, over any number of attempts with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from training.models import Answer, Attempt, Paper, QuizItem

# The share of attempts in the upper and the lower group. Kelley 1939: 27 % is where the difference of two
# groups is surest.
GROUP = 0.27
# Below this many answers nothing is said of an item.
ENOUGH = 30


class Doubt(StrEnum):
    """What is doubtful about an item."""

    NEGATIVE = "negative"
    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"
    WEAK = "weak"


DOUBT_NAMES = {
    Doubt.NEGATIVE: _("存疑：高分者反而答错，请核对答案"),
    Doubt.TOO_HARD: _("过难：正确率低于 10%"),
    Doubt.TOO_EASY: _("过易：正确率高于 95%"),
    Doubt.WEAK: _("区分度低于 0.2"),
}


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """Figures of one item.

    ``facility`` is the mean share of the points earned; ``discrimination`` that of the upper 27 % of the
    attempts less that of the lower (by score of the paper), None where one of the groups never had the item.
    """

    item: QuizItem
    answers: int
    facility: float
    discrimination: float | None
    doubt: Doubt | None

    @property
    def doubt_name(self) -> str:
        return str(DOUBT_NAMES[self.doubt]) if self.doubt else ""

    @property
    def percent(self) -> int:
        """Facility in percent."""
        return round(self.facility * 100)


def analyze(*, paper: Paper, first_only: bool = True) -> tuple[int, list[ItemFigures]]:
    """The figures of all items of a paper's graded attempts, the doubtful ones first; four queries.

    Args:
        first_only: of everybody's first attempt: later ones know the items.

    Returns:
        The number of attempts, and the figures.
    """
    attempts = Attempt.objects.filter(paper=paper, submitted_at__isnull=False)
    if first_only:
        attempts = attempts.filter(number=1)
    total = attempts.count()
    size = max(1, round(total * GROUP))
    rows = (
        Answer.objects.filter(attempt__in=attempts.values("pk"), share__isnull=False)
        .values("item_id")
        .annotate(
            answers=Count("pk"),
            facility=Avg("share"),
            upper=Avg("share", filter=Q(attempt__in=_group(attempts, "-score", size))),
            lower=Avg("share", filter=Q(attempt__in=_group(attempts, "score", size))),
        )
    )
    found = list(rows) if total else []
    items = QuizItem.objects.select_related("topic", "unit").in_bulk([row["item_id"] for row in found])
    figures = [_figures(items[row["item_id"]], row) for row in found]
    return total, sorted(figures, key=lambda each: (each.doubt is None, _severity(each), each.item.pk))


def _group(attempts: QuerySet[Attempt], order: str, size: int) -> QuerySet[Any]:
    # Those of equal score in an order of their own, so that no attempt is in both groups.
    tie = "pk" if order == "score" else "-pk"
    return attempts.order_by(order, tie).values("pk")[:size]


def _figures(item: QuizItem, row: Mapping[str, Any]) -> ItemFigures:
    upper, lower = row["upper"], row["lower"]
    discrimination = None if upper is None or lower is None else upper - lower
    doubt = _doubt(row["facility"], discrimination) if row["answers"] >= ENOUGH else None
    return ItemFigures(item, row["answers"], row["facility"], discrimination, doubt)


def _doubt(facility: float, discrimination: float | None) -> Doubt | None:
    if discrimination is not None and discrimination < 0:
        return Doubt.NEGATIVE
    if facility < 0.1:
        return Doubt.TOO_HARD
    if facility > 0.95:
        return Doubt.TOO_EASY
    if discrimination is not None and discrimination < 0.2:
        return Doubt.WEAK
    return None


def _severity(figures: ItemFigures) -> int:
    return list(Doubt).index(figures.doubt) if figures.doubt else len(Doubt)
