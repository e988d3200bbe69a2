"""Which edition of a rule is in force on a day, and what 效力 each has: pure rules over dates."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from content.enums import ChangeKind, Status


@dataclass(frozen=True, slots=True)
class EditionSpan:
    """The dates of one edition; ``ends_on`` is the first day it is no longer in force by its own terms."""

    pk: int
    promulgated_on: date
    effective_on: date | None
    ends_on: date | None
    kind: str

    @property
    def starts_on(self) -> date:
        """The day it comes into force; where that is not known, the day it was promulgated."""
        return self.effective_on or self.promulgated_on

    @property
    def repeals(self) -> bool:
        """Whether this edition is the decision that ends the rule."""
        return self.kind == ChangeKind.REPEAL


def in_order(spans: Iterable[EditionSpan]) -> list[EditionSpan]:
    """Earliest first; of two that start on one day the later promulgated counts."""
    return sorted(spans, key=lambda span: (span.starts_on, span.promulgated_on, span.pk))


def end_of(span: EditionSpan, spans: Iterable[EditionSpan]) -> date | None:
    """The first day ``span`` is no longer in force: its own end or the start of the next edition."""
    following = _following(span, spans)
    ends = [day for day in (span.ends_on, following[0].starts_on if following else None) if day is not None]
    return min(ends) if ends else None


def edition_on(day: date, spans: Iterable[EditionSpan]) -> EditionSpan | None:
    """The edition in force on ``day``, or None: before the first, between two, or after repeal.

    Never falls back to a text of another time.
    """
    ordered = in_order(spans)
    started = [span for span in ordered if span.starts_on <= day]
    if not started:
        return None
    last = started[-1]
    if last.repeals or (last.ends_on is not None and day >= last.ends_on):
        return None
    return last


def status_of(span: EditionSpan, spans: Collection[EditionSpan], day: date) -> Status:
    """效力 of one edition on ``day``."""
    if span.starts_on > day:
        return Status.NOT_YET
    if edition_on(day, spans) == span:
        return Status.IN_FORCE
    following = _following(span, spans)
    if following and following[0].starts_on <= day and not following[0].repeals:
        return Status.MODIFIED  # also when what replaced it was repealed in its turn
    return Status.REPEALED


def ends_repealed(span: EditionSpan, spans: Iterable[EditionSpan]) -> bool:
    """What becomes of an edition in the end: 已废止 where no text follows it, else 已修改."""
    following = _following(span, spans)
    return not following or following[0].repeals


def _following(span: EditionSpan, spans: Iterable[EditionSpan]) -> list[EditionSpan]:
    ordered = in_order(spans)
    return ordered[ordered.index(span) + 1 :]


def status_of_rule(spans: Iterable[EditionSpan], day: date) -> Status:
    """效力 of the rule as a whole on ``day``."""
    ordered = in_order(spans)
    if edition_on(day, ordered) is not None:
        return Status.IN_FORCE
    if any(span.starts_on <= day for span in ordered):
        return Status.REPEALED
    return Status.NOT_YET
