"""What somebody may practice, and their wrong-answer book."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from accounts.models import OrgUnit
from training.models import QuizItem, Topic, WrongItem
from training.selectors.quizzes import may_review

if TYPE_CHECKING:
    from accounts.models import User


def practice_topics(user: User) -> QuerySet[Any]:
    """Topics open to practice, of the person's own unit and those above it; with their ``size``."""
    active = Count("items", filter=Q(items__active=True))
    rows = Topic.objects.filter(_reaching(user), practice=True).annotate(size=active)
    return rows.filter(size__gt=0).order_by("name")


def next_item(topic: Topic, *, after: int) -> tuple[QuizItem, int] | None:
    """The item of a topic that follows the one with this id, the first one after the last, and its place."""
    items = QuizItem.objects.filter(topic=topic, active=True).order_by("pk")
    item = items.filter(pk__gt=after).first() or items.first()
    return None if item is None else (item, items.filter(pk__lte=item.pk).count())


def get_practice_item(topic: Topic, item_id: int) -> QuizItem | None:
    """An item of a topic that is in use."""
    return QuizItem.objects.filter(topic=topic, active=True, pk=item_id).first()


def list_wrong(user: User, *, at: dt.datetime) -> list[WrongItem]:
    """The book, the latest first, without what a paper's review policy does not show yet (``may_review``)."""
    rows = WrongItem.objects.filter(learner_id=user.pk, cleared_at__isnull=True, item__active=True)
    rows = rows.select_related("item__topic", "attempt").order_by("-last_wrong_at", "-pk")
    allowed: dict[int | None, bool] = {None: True}
    found = list(rows.defer("attempt__sheet"))
    for row in found:
        if row.attempt is not None and row.attempt_id not in allowed:
            allowed[row.attempt_id] = may_review(row.attempt, at=at)
    return [row for row in found if allowed[row.attempt_id]]


def get_wrong(user: User, item_id: int, *, at: dt.datetime) -> WrongItem | None:
    """One item of the book, as far as it may be shown."""
    rows = WrongItem.objects.filter(learner_id=user.pk, item_id=item_id, item__active=True)
    row = rows.select_related("item__topic", "attempt").first()
    if row is None or (row.attempt is not None and not may_review(row.attempt, at=at)):
        return None
    return row


def streak_of(user: User, item_id: int) -> int:
    """How often in a row somebody answered an item of their book rightly; 0 for one that is not in it."""
    rows = WrongItem.objects.filter(learner_id=user.pk, item_id=item_id)
    return rows.values_list("right_in_a_row", flat=True).first() or 0


def _reaching(user: User) -> Q:
    path = user.unit.path if user.unit is not None else ""
    step = OrgUnit.steplen
    above = [path[: step * (depth + 1)] for depth in range(len(path) // step)]
    return Q(unit__isnull=True) | Q(unit__path__in=above)
