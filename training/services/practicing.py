"""Practice: an answer is marked at once, nothing counts but the wrong-answer book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from training.grading.marking import share
from training.models import WrongItem
from training.services.reviewing import Marked, note_marks


@transaction.atomic
def practice(
    *, learner: User, question: Mapping[str, Any], response: list[str], streak: int, at: dt.datetime
) -> float:
    """Mark an answer given in practice.

    Args:
        question: frozen for this person (``drawing.freeze``).
        streak: how often in a row the item had been answered rightly when the question was shown; the same
            form sent again does not count twice.

    Returns:
        The share earned, from 0 to 1.

    Side effects:
        What is wrong is put into the book; what is right twice in a row leaves it.
    """
    part = share(question["kind"], question["answer"], response, partial=True)
    rows = WrongItem.objects.select_for_update().filter(learner=learner, item_id=question["item"])
    known = rows.values_list("right_in_a_row", flat=True).first()
    if known is None or known == streak:
        mark = Marked(question["item"], part == 1, response)
        note_marks(learner_id=learner.pk, marks=[mark], at=at)
    return float(part)
