"""The lines of the rule tables that are in force on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q

from training.counting.converting import hours_by, rule_for_amount, rule_for_lesson
from training.enums import HourBasis, HourSource, LessonKind, TableState
from training.models import HourRule, HourRuleTable

# Hours of lectures come from the timetable of the class, of what was learned elsewhere from a declaration.
_ELSEWHERE = frozenset({LessonKind.SESSION, LessonKind.EXTERNAL})


def in_force(on: dt.date, prefix: str = "") -> Q:
    """The condition that a versioned table is in force on a day.

    Args:
        prefix: the way to the table, such as ``table__``.
    """
    return Q(
        Q(**{f"{prefix}effective_to__isnull": True}) | Q(**{f"{prefix}effective_to__gt": on}),
        **{f"{prefix}state": TableState.IN_FORCE, f"{prefix}effective_from__lte": on},
    )


def rules_in_force(*sources: HourSource, on: dt.date) -> list[HourRule]:
    """The lines for these sources; where several tables have some, those of the newest come first."""
    rules = HourRule.objects.filter(in_force(on, "table__"), source__in=sources).select_related("table")
    return list(rules.order_by("-table__effective_from", "table_id", "sort_order", "pk"))


def lesson_hours(
    *, kind: LessonKind, seconds: int, rules: Sequence[HourRule]
) -> tuple[Decimal, dict[str, Any]]:
    """Hours a lesson gives, and the line that says so with its source; nothing where no line fits.

    Args:
        seconds: length of the lesson.
        rules: those of learning online (``rules_in_force``) on the day of publication.
    """
    if kind in _ELSEWHERE:
        return Decimal(0), {}
    rule = rule_for_lesson(rules, kind=kind, seconds=seconds)
    return (hours_by(rule), snapshot(rule)) if rule is not None else (Decimal(0), {})


def rule_for(*, source: HourSource, basis: HourBasis, on: dt.date) -> HourRule | None:
    """The line that converts an amount in this unit on a day; None where there is none."""
    return rule_for_amount(rules_in_force(source, on=on), source=source, basis=basis)


def leave_limit(on: dt.date) -> HourRuleTable | None:
    """The table that limits leave on a day (``leave_one_in``); None where none does."""
    tables = HourRuleTable.objects.filter(in_force(on), leave_one_in__isnull=False)
    return tables.order_by("-effective_from", "pk").first()


def snapshot(rule: HourRule) -> dict[str, Any]:
    """A line as it is kept with the hours it gave: what, by which table and document."""
    return {
        "rule": rule.pk,
        "label": rule.label,
        "basis": rule.basis,
        "hours": str(rule.hours),
        "multiplier": str(rule.multiplier),
        "category": rule.category,
        "table": rule.table.name,
        "version": rule.table.version,
        "issuer": rule.table.issuer,
        "document": rule.table.document,
    }
