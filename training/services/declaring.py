"""Hours a learner declares: handed in with evidence, approved or returned by the unit, then credited."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import auditing
from training.counting.converting import days_by, hours_by
from training.enums import (
    STANDING_DECLARATIONS,
    DeclarationState,
    HourBasis,
    HourSource,
    TrainingAction,
)
from training.evidence import LARGEST, MOST_FILES, SUFFIXES, safe_name, type_of
from training.models import CreditEntry, DeclarationChange, DeclarationEvidence, OfflineDeclaration
from training.selectors.declarations import may_review
from training.selectors.hour_rules import rule_for, snapshot
from training.services.crediting import hold_ledger, reverse

# Two people may have sat in the same hall with one notice: reviewers are told of a file seen before.
OPEN = (DeclarationState.SUBMITTED, DeclarationState.RETURNED)


class DeclarationError(Exception):
    """Why a declaration cannot be handed in or decided; the message is shown."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a learner states."""

    title: str
    organizer: str
    source: HourSource
    starts_on: dt.date
    ends_on: dt.date
    measure: HourBasis
    amount: Decimal


@transaction.atomic
def declare(
    *, learner: User, declared: Declared, files: Sequence[UploadedFile], at: dt.datetime, today: dt.date
) -> OfflineDeclaration:
    """Hand in a declaration for review.

    Raises:
        DeclarationError: it lies in the future, is longer than its days, was declared before, no rule gives
            hours for it, or the files are not what is accepted.

    Side effects:
        Stores the files; a row of the declaration's history.
    """
    hold_ledger(learner.pk)
    checked = _check_files(files, there=0)
    _check(learner, declared, today=today, but=None)
    declaration = OfflineDeclaration.objects.create(
        learner=learner,
        unit=learner.unit,
        state=DeclarationState.SUBMITTED,
        submitted_at=at,
        **_fields(declared),
    )
    _store(declaration, checked, at)
    _note(declaration, by=learner, at=at)
    return declaration


@transaction.atomic
def correct(
    *,
    declaration: OfflineDeclaration,
    declared: Declared,
    files: Sequence[UploadedFile],
    at: dt.datetime,
    today: dt.date,
) -> OfflineDeclaration:
    """Hand a declaration in again, with other words or more files; those handed in before stay.

    Raises:
        DeclarationError: as for ``declare``, or it was decided in the meantime.
    """
    hold_ledger(declaration.learner_id)
    locked = _lock(declaration, OPEN)
    checked = _check_files(files, there=locked.evidence.count())
    _check(locked.learner, declared, today=today, but=locked.pk)
    for name, value in _fields(declared).items():
        setattr(locked, name, value)
    locked.state, locked.reason, locked.submitted_at = DeclarationState.SUBMITTED, "", at
    locked.unit, locked.decided_at, locked.decided_by = locked.learner.unit, None, None
    locked.save()
    _store(locked, checked, at)
    _note(locked, by=locked.learner, at=at)
    return locked


@transaction.atomic
def take_back(*, declaration: OfflineDeclaration, at: dt.datetime) -> OfflineDeclaration:
    """The learner's own withdrawal, before it is approved; what was handed in stays on record.

    Raises:
        DeclarationError: it was approved, or withdrawn before.
    """
    locked = _lock(declaration, OPEN)
    return _set(locked, DeclarationState.WITHDRAWN, by=locked.learner, at=at)


@transaction.atomic
def approve(*, declaration: OfflineDeclaration, by: User, at: dt.datetime) -> CreditEntry:
    """Approve a declaration and credit its hours by the rules that were in force when the training ended.

    Raises:
        DeclarationError: not within the reviewer's reach, the reviewer's own, decided before, or no rule
            gives hours for it.
    """
    hold_ledger(declaration.learner_id)
    locked = _lock(declaration, (DeclarationState.SUBMITTED,))
    _check_reviewer(locked, by)
    rule = rule_for(source=HourSource(locked.source), basis=HourBasis(locked.measure), on=locked.ends_on)
    if rule is None:
        raise DeclarationError(_("现行规则没有规定这一类培训的学时，不能认定。"))
    locked.hours = hours_by(rule, locked.amount)
    _set(locked, DeclarationState.APPROVED, by=by, at=at)
    times = locked.changes.filter(state=DeclarationState.APPROVED).count()
    return CreditEntry.objects.create(
        learner_id=locked.learner_id,
        year=locked.ends_on.year,
        on=locked.ends_on,
        category=rule.category,
        source=locked.source,
        hours=locked.hours,
        days=days_by(rule, locked.amount),
        title=locked.title,
        key=f"declaration:{locked.pk}:{times}",
        declaration=locked,
        rule=snapshot(rule),
        evidence={"files": list(locked.evidence.order_by("pk").values_list("digest", flat=True))},
        at=at,
        by=by,
    )


@transaction.atomic
def send_back(*, declaration: OfflineDeclaration, by: User, at: dt.datetime, reason: str) -> None:
    """Return a declaration for correction.

    Raises:
        DeclarationError: not within reach, the reviewer's own, decided before, no reason.
    """
    locked = _lock(declaration, (DeclarationState.SUBMITTED,))
    _check_reviewer(locked, by)
    _set(locked, DeclarationState.RETURNED, by=by, at=at, reason=_reason(reason))


@transaction.atomic
def revoke(*, declaration: OfflineDeclaration, by: User, at: dt.datetime, reason: str) -> None:
    """Take an approval back: its hours are reversed, the declaration stays as it was.

    Raises:
        DeclarationError: not within reach, the reviewer's own, not approved, no reason.
    """
    hold_ledger(declaration.learner_id)
    locked = _lock(declaration, (DeclarationState.APPROVED,))
    _check_reviewer(locked, by)
    words = _reason(reason)
    for entry in locked.credits.filter(reversal_of__isnull=True, reversal__isnull=True):
        reverse(entry=entry, by=by, at=at, reason=words)
    _set(locked, DeclarationState.REVOKED, by=by, at=at, reason=words)


def _lock(declaration: OfflineDeclaration, states: Sequence[DeclarationState]) -> OfflineDeclaration:
    rows = OfflineDeclaration.objects.select_for_update(of=("self",)).select_related("learner__unit", "unit")
    locked = rows.get(pk=declaration.pk)
    if locked.state not in states:
        state = locked.get_state_display()
        raise DeclarationError(_("该申报已是“%(state)s”，请刷新后再看。") % {"state": state})
    return locked


def _check_reviewer(declaration: OfflineDeclaration, by: User) -> None:
    if declaration.learner_id == by.pk:
        raise DeclarationError(_("不能审核自己的申报。"))
    if not may_review(by, declaration):
        raise DeclarationError(_("该申报不在您的管理范围内。"))


def _check(learner: User, declared: Declared, *, today: dt.date, but: int | None) -> None:
    if declared.ends_on < declared.starts_on:
        raise DeclarationError(_("结束日期不能早于开始日期。"))
    if declared.ends_on > today:
        raise DeclarationError(_("培训结束以后才能申报。"))
    days = (declared.ends_on - declared.starts_on).days + 1
    most = {HourBasis.DAY: days, HourBasis.HALF_DAY: days * 2, HourBasis.HOUR: days * 24}
    if declared.amount > most.get(declared.measure, declared.amount):
        raise DeclarationError(_("申报的数量超过了起止日期之间的天数。"))
    if declared.amount <= 0:
        raise DeclarationError(_("数量必须大于零。"))
    if rule_for(source=declared.source, basis=declared.measure, on=declared.ends_on) is None:
        raise DeclarationError(
            _("现行规则没有规定这一类培训按这个单位折算学时。请换一个计算单位，或者联系培训管理员。")
        )
    same = OfflineDeclaration.objects.filter(
        learner=learner,
        state__in=STANDING_DECLARATIONS,
        source=declared.source,
        title=declared.title.strip(),
        starts_on=declared.starts_on,
        ends_on=declared.ends_on,
    )
    if (same.exclude(pk=but) if but is not None else same).exists():
        raise DeclarationError(_("同一次培训您已经申报过，不能重复申报。"))


def _check_files(files: Sequence[UploadedFile], *, there: int) -> list[tuple[str, str, bytes]]:
    """Name, type and content of each file, all of them accepted."""
    if not files and not there:
        raise DeclarationError(_("请附上证明材料。"))
    if there + len(files) > MOST_FILES:
        raise DeclarationError(_("证明材料最多 %(most)d 份。") % {"most": MOST_FILES})
    checked = []
    for file in files:
        name = file.name or ""
        if file.size is None or file.size > LARGEST:
            megabytes = LARGEST // 1024 // 1024
            raise DeclarationError(_("“%(name)s”超过 %(size)d MB。") % {"name": name, "size": megabytes})
        data = file.read()
        kind = type_of(data[:16])
        if kind is None:
            raise DeclarationError(_("“%(name)s”不是 PDF、JPG 或者 PNG 文件。") % {"name": name})
        checked.append((safe_name(name, kind), kind, data))
    return checked


def _store(
    declaration: OfflineDeclaration, checked: Sequence[tuple[str, str, bytes]], at: dt.datetime
) -> None:
    have = set(declaration.evidence.values_list("digest", flat=True))
    for name, kind, data in checked:
        digest = hashlib.sha256(data).hexdigest()
        if digest in have:
            continue
        have.add(digest)
        # The name on the disk says nothing of the person or the file.
        stored = ContentFile(data, name=uuid.uuid4().hex + SUFFIXES[kind])
        DeclarationEvidence.objects.create(
            declaration=declaration,
            file=stored,
            name=name,
            content_type=kind,
            size=len(data),
            digest=digest,
            added_at=at,
        )


def _fields(declared: Declared) -> dict[str, object]:
    return {
        "title": declared.title.strip(),
        "organizer": declared.organizer.strip(),
        "source": declared.source,
        "starts_on": declared.starts_on,
        "ends_on": declared.ends_on,
        "measure": declared.measure,
        "amount": declared.amount,
    }


def _set(
    locked: OfflineDeclaration, state: DeclarationState, *, by: User, at: dt.datetime, reason: str = ""
) -> OfflineDeclaration:
    locked.state, locked.reason = state, reason
    if by.pk != locked.learner_id:
        locked.decided_at, locked.decided_by = at, by
    locked.save()
    _note(locked, by=by, at=at)
    if by.pk != locked.learner_id:
        data = {
            "state": state.value,
            "learner": locked.learner_id,
            "hours": str(locked.hours),
            "reason": reason,
        }
        auditing.record(action=TrainingAction.DECLARATION_DECIDED, by=by, at=at, target=locked, data=data)
    return locked


def _note(declaration: OfflineDeclaration, *, by: User, at: dt.datetime) -> None:
    DeclarationChange.objects.create(
        declaration=declaration,
        state=declaration.state,
        at=at,
        by=by,
        reason=declaration.reason,
        data={
            "title": declaration.title,
            "source": declaration.source,
            "starts_on": declaration.starts_on.isoformat(),
            "ends_on": declaration.ends_on.isoformat(),
            "measure": declaration.measure,
            "amount": str(declaration.amount),
            "hours": str(declaration.hours) if declaration.hours is not None else None,
        },
    )


def _reason(text: str) -> str:
    words = text.strip()[:200]
    if not words:
        raise DeclarationError(_("请写明原因。"))
    return words
