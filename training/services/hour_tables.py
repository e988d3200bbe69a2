"""New versions of the tables of hours: what was in force is never edited."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.services import auditing
from training.enums import TableState, TrainingAction
from training.models import HourRuleTable, TargetTable

T = TypeVar("T", HourRuleTable, TargetTable)
_LINES = {HourRuleTable: "rules", TargetTable: "targets"}


@transaction.atomic
def copy_as_new_version(*, table: T, by: User, at: dt.datetime) -> T:
    """Make a draft with the lines of a table and the next number of its name."""
    kind = type(table)
    newest = kind._default_manager.filter(name=table.name).aggregate(newest=Max("version"))["newest"]
    lines = list(getattr(table, _LINES[kind]).all())
    draft = kind._default_manager.get(pk=table.pk)
    draft.pk, draft.version, draft.state, draft.effective_to = None, newest + 1, TableState.DRAFT, None
    draft.save(force_insert=True)
    for line in lines:
        line.pk, line.table = None, draft
        line.save(force_insert=True)
    note_table(table=draft, by=by, at=at, done="copied")
    return draft


def note_table(*, table: HourRuleTable | TargetTable, by: User, at: dt.datetime, done: str) -> None:
    """Write to the audit log what was done with a table."""
    data = {"done": done, "version": table.version, "state": table.state}
    auditing.record(action=TrainingAction.HOURS_TABLE_CHANGED, by=by, at=at, target=table, data=data)
