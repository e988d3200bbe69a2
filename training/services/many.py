"""Events and counts of many enrollments at once."""

from __future__ import annotations

import datetime as dt

from django.db.models import CharField, Count, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from training.enums import EventKind
from training.models import Enrollment, LearningEvent
from training.services.bulk_sql import insert_from
from training.services.summarizing import CountChange


def record_of(enrollments: QuerySet[Enrollment], *, kind: EventKind, at: dt.datetime) -> int:
    """Write an event that happens once to each of many enrollments, in the caller's transaction.

    Its key is the kind and the enrollment, as in ``activating``: what was written before is left out.
    """
    key = Concat(Value(f"{kind.value}:"), Cast("pk", CharField()))
    return insert_from(
        LearningEvent, enrollments, {"key": key, "kind": kind, "enrollment": F("pk"), "at": at}
    )


def cells_of(enrollments: QuerySet[Enrollment], *, enrolled: int) -> list[CountChange]:
    """By how much active enrollments change the counts of their cells, each by ``enrolled``."""
    fields = ("unit_id", "version_id", "klass_id", "due_on")
    rows = enrollments.order_by().values_list(*fields).annotate(number=Count("pk"))
    return [
        CountChange(
            unit_id=unit_id,
            version_id=version_id,
            klass_id=klass_id,
            due_on=due_on,
            enrolled=enrolled * number,
            completed=0,
        )
        for unit_id, version_id, klass_id, due_on, number in rows
    ]
