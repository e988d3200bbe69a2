"""Reading declarations of hours: one's own, and those of one's people."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from common.numbers import key
from training.counting.converting import hours_by
from training.enums import STANDING_DECLARATIONS, DeclarationState, HourBasis, HourSource
from training.models import DeclarationEvidence, OfflineDeclaration
from training.rules import may_manage, training_path
from training.selectors.hour_rules import rule_for

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Some declarations; ``after`` asks for the next page, "" where there is none."""

    rows: list[OfflineDeclaration]
    after: str


def declarations_of(learner: User) -> QuerySet[OfflineDeclaration]:
    """A learner's own, the latest first, with their files; two queries."""
    rows = OfflineDeclaration.objects.filter(learner=learner).select_related("decided_by")
    return rows.prefetch_related("evidence").order_by("-starts_on", "-pk")


def may_review(user: User, declaration: OfflineDeclaration) -> bool:
    """Whether somebody reviews a declaration: who looks after training where it was made, never one's own."""
    return declaration.learner_id != user.pk and may_manage(user, declaration.unit)


def reviewable(user: User | Any) -> QuerySet[OfflineDeclaration]:
    """The declarations somebody reviews: of the own subtree, without one's own."""
    path = training_path(user)
    if path is None:
        return OfflineDeclaration.objects.none()
    rows = OfflineDeclaration.objects.exclude(learner_id=user.pk)
    return rows.filter(unit__path__startswith=path) if path else rows


def review_list(user: User | Any, *, state: str = DeclarationState.SUBMITTED) -> QuerySet[OfflineDeclaration]:
    """The list of a reviewer, those that wait longest first, with people and units."""
    rows = reviewable(user).select_related("learner", "unit", "decided_by")
    rows = rows.filter(state=state) if state in DeclarationState.values else rows
    return rows.annotate(files=Count("evidence")).order_by("submitted_at", "pk")


def review_page(user: User | Any, *, state: str, after: str = "", size: int = PER_PAGE) -> ReviewPage:
    """One page of a reviewer's list. One query.

    Args:
        after: ``after`` of the page before; what cannot be read begins at the start.
    """
    rows = review_list(user, state=state)
    if (place := _read(after)) is not None:
        at, pk = place
        rows = rows.filter(Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=pk), submitted_at__gte=at)
    found = list(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return ReviewPage(found[:size], f"{last.submitted_at.isoformat()}_{last.pk}" if last else "")


def remarks_on(declarations: Iterable[OfflineDeclaration]) -> dict[int, list[tuple[str, int]]]:
    """What a reviewer should look at, by declaration, with how many; three queries.

    ``same_file``: other standing declarations, of whomever, with one of its files. ``same_days``: other
    standing declarations of the same person whose days meet these.
    """
    rows = list(declarations)
    files = DeclarationEvidence.objects.filter(declaration__in=rows).values_list("declaration_id", "digest")
    none: dict[int, set[str]] = {row.pk: set() for row in rows}
    mine = none | _by_declaration(files)
    digests = {digest for found in mine.values() for digest in found}
    elsewhere = DeclarationEvidence.objects.filter(
        digest__in=digests, declaration__state__in=STANDING_DECLARATIONS
    ).values_list("digest", "declaration_id")
    users: dict[str, set[int]] = {}
    for digest, pk in elsewhere:
        users.setdefault(digest, set()).add(pk)
    days = _same_days(rows)
    found: dict[int, list[tuple[str, int]]] = {}
    for row in rows:
        shared = {pk for digest in mine[row.pk] for pk in users.get(digest, ()) if pk != row.pk}
        remarks = [("same_file", len(shared)), ("same_days", days[row.pk])]
        found[row.pk] = [(name, number) for name, number in remarks if number]
    return found


def expected_hours(declaration: OfflineDeclaration) -> Decimal | None:
    """The hours an approval would credit; None where no rule gives any."""
    source, basis = HourSource(declaration.source), HourBasis(declaration.measure)
    rule = rule_for(source=source, basis=basis, on=declaration.ends_on)
    return hours_by(rule, declaration.amount) if rule is not None else None


def get_evidence(user: User, evidence_id: int) -> DeclarationEvidence | None:
    """A file, for the learner who handed it in and those who review the declaration; None for others."""
    rows = DeclarationEvidence.objects.select_related("declaration__learner", "declaration__unit")
    evidence = rows.filter(pk=evidence_id).first()
    if evidence is None:
        return None
    is_own = evidence.declaration.learner_id == user.pk
    return evidence if is_own or may_review(user, evidence.declaration) else None


def _read(after: str) -> tuple[dt.datetime, int] | None:
    moment, _underscore, pk = after.partition("_")
    try:
        at = dt.datetime.fromisoformat(moment).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
    return (at, key(pk)) if key(pk) else None


def _by_declaration(files: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for pk, digest in files:
        found.setdefault(pk, set()).add(digest)
    return found


def _same_days(rows: list[OfflineDeclaration]) -> Counter[int]:
    others = OfflineDeclaration.objects.filter(
        Q(learner__in={row.learner_id for row in rows}), state__in=STANDING_DECLARATIONS
    ).values_list("pk", "learner_id", "starts_on", "ends_on")
    met: Counter[int] = Counter()
    spans = list(others)
    for row in rows:
        met[row.pk] = sum(
            pk != row.pk and learner == row.learner_id and start <= row.ends_on and end >= row.starts_on
            for pk, learner, start, end in spans
        )
    return met
