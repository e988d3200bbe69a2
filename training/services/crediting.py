"""Writing the ledger of hours: what was earned, and lines against it.

A course gives its hours once in a year, however many of its versions somebody completes in it: a second
completion adds what it gives more. Every line has a key, so whatever comes twice is credited once.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import auditing
from training.enums import CourseNature, HourCategory, HourSource, TrainingAction
from training.models import Completion, CreditEntry
from training.selectors.ledger import credited_for_course, standing_completions, unreversed


class CreditError(Exception):
    """A line that cannot be written; the message is shown."""


@transaction.atomic
def credit_completion(*, completion: Completion) -> CreditEntry | None:
    """Credit the hours of a completed course, in the caller's transaction.

    Returns:
        The new line; None where the course gives no hours, gave them in this year, or this was credited.
    """
    hold_ledger(completion.learner_id)
    if unreversed(completion=completion).exists():
        return None
    return _credit(completion, key=f"completion:{completion.pk}")


@transaction.atomic
def reverse(*, entry: CreditEntry, by: User | None, at: dt.datetime, reason: str) -> CreditEntry:
    """Write the line against a line; once written, the same is returned again.

    Raises:
        CreditError: the line is itself one against another, or there is no reason.
    """
    if entry.reversal_of_id is not None:
        raise CreditError(_("冲销记录不能再冲销。"))
    if not reason.strip():
        raise CreditError(_("请填写冲销原因。"))
    hold_ledger(entry.learner_id)
    written = CreditEntry.objects.filter(reversal_of=entry).first()
    if written is not None:
        return written
    against = CreditEntry.objects.create(
        **{name: getattr(entry, name) for name in _KEPT},
        hours=-entry.hours,
        days=-entry.days,
        key=f"reversal:{entry.pk}",
        reversal_of=entry,
        reason=reason.strip()[:200],
        at=at,
        by=by,
    )
    auditing.record(
        action=TrainingAction.CREDIT_REVERSED,
        by=by,
        at=at,
        target=entry,
        data={"hours": str(entry.hours), "reason": against.reason},
    )
    return against


@transaction.atomic
def reverse_completion(
    *, completion: Completion, by: User | None, at: dt.datetime, reason: str
) -> list[CreditEntry]:
    """Take back the hours of a completion that was revoked; another of the same course may count instead.

    Returns:
        The lines written against it.
    """
    hold_ledger(completion.learner_id)
    reversals = [
        reverse(entry=entry, by=by, at=at, reason=reason)
        for entry in unreversed(completion=completion).order_by("pk")
    ]
    if reversals:
        others = standing_completions(completion).exclude(pk=completion.pk).order_by("-hours", "pk")
        best = others.first()
        if best is not None:
            _credit(best, key=f"completion:{best.pk}:for:{reversals[-1].pk}")
    return reversals


def hold_ledger(learner_id: int) -> None:
    """Wait for other transactions that write this person's ledger."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=learner_id)


_KEPT = (
    *("learner_id", "year", "on", "category", "source", "nature", "title", "rule"),
    *("completion_id", "enrollment_id", "klass_id", "declaration_id"),
)


def _credit(completion: Completion, *, key: str) -> CreditEntry | None:
    on = timezone.localdate(completion.at)
    course = completion.version.course
    more = completion.hours - credited_for_course(completion.learner_id, course.pk, on.year)
    if more <= 0:
        return None
    return CreditEntry.objects.create(
        learner_id=completion.learner_id,
        year=on.year,
        on=on,
        category=HourCategory.ONLINE,
        source=HourSource.ONLINE,
        nature=course.page.nature if course.page is not None else CourseNature.ELECTIVE,
        hours=more,
        days=Decimal(0),
        title=completion.version.title,
        key=key,
        completion=completion,
        enrollment_id=completion.enrollment_id,
        rule=completion.version.hours_rule,
        evidence={"digest": completion.digest},
        at=completion.at,
    )
