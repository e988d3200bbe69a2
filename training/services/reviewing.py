"""Keeping the wrong-answer books (错题本)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from training.models import Attempt, WrongItem

RIGHT_TO_LEAVE = 2


@dataclass(frozen=True, slots=True)
class Marked:
    """How an item was answered."""

    item_id: int
    is_right: bool
    response: list[str]


def note_marks(
    *, learner_id: int, marks: Sequence[Marked], at: dt.datetime, attempt: Attempt | None = None
) -> None:
    """Put what was wrong into the learner's book; what was right twice in a row leaves it.

    Args:
        attempt: where the items were answered; None in practice.
    """
    by_item = {mark.item_id: mark for mark in marks}
    known = {
        row.item_id: row for row in WrongItem.objects.filter(learner_id=learner_id, item__in=list(by_item))
    }
    for item_id, row in known.items():
        _note(row, by_item[item_id], at, attempt)
    new = [
        WrongItem(
            learner_id=learner_id,
            item_id=mark.item_id,
            attempt=attempt,
            response=mark.response,
            last_wrong_at=at,
        )
        for mark in by_item.values()
        if not mark.is_right and mark.item_id not in known
    ]
    WrongItem.objects.bulk_create(new, ignore_conflicts=True)
    fields = ["attempt", "response", "times_wrong", "right_in_a_row", "last_wrong_at", "cleared_at"]
    WrongItem.objects.bulk_update(list(known.values()), fields)


def _note(row: WrongItem, mark: Marked, at: dt.datetime, attempt: Attempt | None) -> None:
    if mark.is_right:
        row.right_in_a_row += 1
        if row.right_in_a_row >= RIGHT_TO_LEAVE and row.cleared_at is None:
            row.cleared_at = at
        return
    row.attempt, row.response = attempt, mark.response
    row.times_wrong += 1
    row.right_in_a_row, row.last_wrong_at, row.cleared_at = 0, at, None
