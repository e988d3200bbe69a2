"""Proving the figures of the boards by a recount, and repairing them where they differ."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction

from accounts.services import auditing
from training.enums import TrainingAction
from training.models import CompletionCount
from training.selectors.recounting import COUNTS, DELTAS, Drift, find_drift, truth, truth_parameters
from training.services.place_counts import PlaceDrift, recount
from training.services.summarizing import hold_counts

_TOLD = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a comparison found; ``repaired`` says that it was put right."""

    drift: list[Drift]
    repaired: bool


def reconcile(*, at: dt.datetime, repair: bool = True) -> Outcome:
    """Recount all enrollments, compare with the boards, and rebuild the counts where any differs.

    Looking holds up nobody. A repair keeps other folds away for its second or two, and on SQLite other
    writers too; it leaves a record with the first twenty cells in the audit log.
    """
    drift = find_drift()
    if not drift or not repair:
        return Outcome(drift, repaired=False)
    told = [f"{cell.unit_id}/{cell.version_id}/{cell.klass_id}/{cell.due_on}" for cell in drift[:_TOLD]]
    data = {"cells": len(drift), "first": told}
    with transaction.atomic():
        rebuild()
        auditing.record(action=TrainingAction.COUNTS_REPAIRED, by=None, at=at, data=data)
    return Outcome(drift, repaired=True)


@transaction.atomic
def reconcile_places(*, at: dt.datetime, repair: bool = True) -> list[PlaceDrift]:
    """Compare the places of classes that are counted as taken with the enrollments that hold one.

    Args:
        repair: count anew where they differ; leaves a record in the audit log.
    """
    wrong = recount(repair=repair)
    if wrong and repair:
        told = [f"{drift.klass_id}/{drift.quota_id}" for drift in wrong[:_TOLD]]
        data = {"places": len(wrong), "first": told}
        auditing.record(action=TrainingAction.PLACES_REPAIRED, by=None, at=at, data=data)
    return wrong


@transaction.atomic
def rebuild() -> None:
    """Set all counts to what a recount gives, and forget the changes that are in it.

    What is written meanwhile stays a change to be folded: recount and forgetting see one state.
    """
    hold_counts(wait=True)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One statement has one view of the database; two would have two.
            cursor.execute(f"WITH seen AS (DELETE FROM {DELTAS}) {_set_all()}", truth_parameters())  # noqa: S608
        else:
            cursor.execute(_set_all(), truth_parameters())
            cursor.execute(f"DELETE FROM {DELTAS}")  # noqa: S608 - our table
    CompletionCount.objects.filter(enrolled=0, completed=0).delete()


def _set_all() -> str:
    """Counts of every cell there is or was; one without enrollments becomes nothing."""
    cell = "unit_id, version_id, klass_id, due_on"
    return f"""INSERT INTO {COUNTS} ({cell}, enrolled, completed)
        SELECT {cell}, SUM(enrolled), SUM(completed) FROM ({truth()}
            UNION ALL SELECT {cell}, 0, 0 FROM {COUNTS}) AS cells
        WHERE 1 = 1 GROUP BY {cell}
        ON CONFLICT ({cell}) DO UPDATE SET enrolled = excluded.enrolled, completed = excluded.completed"""  # noqa: S608
