"""The transcript of a year: every line of the ledger, what was completed, what was taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Min
from django.utils import timezone

from accounts.models import User
from training.enums import HourCategory
from training.models import Completion, CreditEntry
from training.selectors.hours import Standing, standing_of


@dataclass(frozen=True, slots=True)
class Line:
    """One line: hours credited, or a completion without hours. Taken back, it is shown struck through."""

    on: dt.date
    title: str
    category: str
    source: str
    hours: Decimal
    by_rule: str
    is_reversed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one counter with what still holds of them."""

    label: str
    lines: tuple[Line, ...]

    @property
    def hours(self) -> Decimal:
        """Hours of the lines that hold."""
        return sum((line.hours for line in self.lines if not line.is_reversed), Decimal(0))


@dataclass(frozen=True, slots=True)
class Transcript:
    """A year of one person. ``cut`` are hours beyond caps of sources, which do not count."""

    year: int
    years: tuple[int, ...]
    standing: Standing
    sections: tuple[Section, ...]
    others: tuple[Line, ...]
    cut: Decimal

    @property
    def hours(self) -> Decimal:
        """All hours of the year that hold, before caps."""
        return sum((section.hours for section in self.sections), Decimal(0))


def transcript_of(learner: User, *, year: int, today: dt.date) -> Transcript:
    """A person's transcript of a year; nine queries."""
    rows = CreditEntry.objects.filter(learner=learner, year=year, reversal_of__isnull=True)
    entries = list(rows.select_related("reversal").order_by("on", "pk"))
    sections = tuple(
        Section(str(category.label), tuple(_line(row) for row in entries if row.category == category))
        for category in HourCategory
    )
    standing = standing_of(learner, year=year, today=today)
    counted = sum((credit.hours for credit in standing.credits if credit.year == year), Decimal(0))
    whole = sum((section.hours for section in sections), Decimal(0))
    return Transcript(
        year=year,
        years=_years(learner, today),
        standing=standing,
        sections=sections,
        others=_without_hours(learner, year),
        cut=max(Decimal(0), whole - counted),
    )


def _line(entry: CreditEntry) -> Line:
    reversal = getattr(entry, "reversal", None)
    return Line(
        on=entry.on,
        title=entry.title,
        category=entry.category,
        source=entry.get_source_display(),
        hours=entry.hours,
        by_rule=entry.rule.get("label", ""),
        is_reversed=reversal is not None,
        reason=reversal.reason if reversal is not None else "",
    )


def _without_hours(learner: User, year: int) -> tuple[Line, ...]:
    """Completions that gave no line of their own: courses without hours, or completed again in the year."""
    rows = Completion.objects.filter(learner=learner, at__year=year, credits__isnull=True)
    return tuple(
        Line(
            on=timezone.localdate(row.at),
            title=row.version.title,
            category="",
            source="",
            hours=Decimal(0),
            by_rule="",
            is_reversed=hasattr(row, "revocation"),
            reason=row.revocation.reason if hasattr(row, "revocation") else "",
        )
        for row in rows.select_related("version", "revocation").order_by("at", "pk")
    )


def _years(learner: User, today: dt.date) -> tuple[int, ...]:
    """The years that can be chosen: from the first with hours to the present one, the latest first."""
    first = CreditEntry.objects.filter(learner=learner).aggregate(first=Min("year"))["first"]
    return tuple(range(today.year, min(first or today.year, today.year) - 1, -1))
