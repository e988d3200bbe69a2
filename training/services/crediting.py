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
from training.counting.converting import hours_by
from training.enums import CourseNature, HourBasis, HourCategory, HourSource, TrainingAction
from training.models import Completion, CourseVersion, CreditEntry, TrainingClass
from training.rules import may_manage
from training.selectors.attended import attended_hours
from training.selectors.hour_rules import rule_for, snapshot
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
    key = f"completion:{completion.pk}"
    if CreditEntry.objects.filter(key=key).exists():
        return None
    return _credit(completion, key=key)


@transaction.atomic
def credit_class(*, klass: TrainingClass, by: User | None, at: dt.datetime) -> int:
    """Credit the hours of a class to everybody who was there, in the transaction that closes it.

    Hours attended by the timetable, less leave of single hours, times what the rule in force on the last day
    gives; every half day somebody attended is half a day of training. Who had to leave gets nothing.

    Returns:
        How many lines were written; called again, none.
    """
    rule = rule_for(source=HourSource.CLASS, basis=HourBasis.HOUR, on=klass.ends_on)
    if rule is None:
        return 0
    there = set(klass.credits.values_list("key", flat=True))
    entries = [
        CreditEntry(
            learner_id=attended.learner_id,
            year=klass.ends_on.year,
            on=klass.ends_on,
            category=rule.category,
            source=HourSource.CLASS,
            nature=_nature(klass.version),
            hours=hours_by(rule, attended.hours),
            days=attended.days,
            title=klass.name,
            key=f"class:{klass.pk}:{attended.enrollment_id}",
            enrollment_id=attended.enrollment_id,
            klass=klass,
            rule=snapshot(rule),
            evidence={"present": str(attended.hours), "sessions": list(attended.sessions)},
            at=at,
            by=by,
        )
        for attended in attended_hours(klass)
    ]
    due = [entry for entry in entries if entry.hours > 0 and entry.key not in there]
    CreditEntry.objects.bulk_create(due, batch_size=500)
    return len(due)


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


@transaction.atomic
def reverse_by_trainer(*, entry: CreditEntry, by: User, at: dt.datetime, reason: str) -> CreditEntry:
    """冲销 by hand, for hours that should not have been credited.

    Raises:
        CreditError: one's own hours, a person out of reach, or what ``reverse`` refuses. Hours of a
            declaration are taken back by revoking it, so that it does not stand without hours.
    """
    if entry.learner_id == by.pk:
        raise CreditError(_("不能冲销自己的学时。"))
    if not may_manage(by, entry.learner.unit):
        raise CreditError(_("该学员不在您的管理范围内。"))
    if entry.declaration_id is not None:
        raise CreditError(_("申报认定的学时，请在学时审核里撤销认定。"))
    return reverse(entry=entry, by=by, at=at, reason=reason)


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
        nature=_nature(completion.version),
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


def _nature(version: CourseVersion) -> str:
    page = version.course.page
    return page.nature if page is not None else CourseNature.ELECTIVE
