"""Events and counts of many enrollments at once."""

from __future__ import annotations

import datetime as dt

from django.db.models import CharField, Count, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from training.enums import EventKind
from training.models import CountDelta, Enrollment, LearningEvent
from training.models.boards import CELL, NO_DAY, NONE
from training.services.bulk_sql import insert_from


def record_of(enrollments: QuerySet[Enrollment], *, kind: EventKind, at: dt.datetime) -> int:
    """Write an event that happens once to each of many enrollments, in the caller's transaction.

    Its key is the kind and the enrollment, as in ``activating``: what was written before is left out.
    """
    key = Concat(Value(f"{kind.value}:"), Cast("pk", CharField()))
    return insert_from(
        LearningEvent, enrollments, {"key": key, "kind": kind, "enrollment": F("pk"), "at": at}
    )


def note_counts(enrollments: QuerySet[Enrollment], *, enrolled: int) -> int:
    """Note how active enrollments change the counts, each by ``enrolled``, in the caller's transaction.

    As ``summarizing.note_changes``, without bringing the rows here: there may be a cell for each of them.

    Returns:
        How many cells change.
    """
    cells = enrollments.order_by().values(*CELL).annotate(number=Count("pk"))
    columns = {
        "unit_id": Coalesce("unit_id", NONE),
        "version_id": F("version_id"),
        "klass_id": Coalesce("klass_id", NONE),
        "due_on": Coalesce("due_on", NO_DAY),
        "enrolled": F("number") * enrolled,
        "completed": 0,
    }
    return insert_from(CountDelta, cells, columns)
