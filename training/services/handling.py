"""What a trainer does to several people of a class at once; each is one call of the service that owns it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.refusals import words_of
from training.enums import PeopleAction
from training.models import Enrollment, TrainingClass
from training.services.approving import approve, reject
from training.services.arranging import ClassError, lock_class
from training.services.extending import extend
from training.services.seats import lock_classes
from training.services.transferring import transfer
from training.services.withdrawing import withdraw


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done, and what that takes: a reason, a class to go to, a day."""

    action: PeopleAction
    reason: str = ""
    target: TrainingClass | None = None
    due_on: dt.date | None = None


@dataclass(slots=True)
class Handled:
    """For how many it was done, and why not for the others, by name."""

    done: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def handle_people(
    *, klass: TrainingClass, enrollments: Iterable[int], order: Order, by: User, at: dt.datetime
) -> Handled:
    """Do something for people of a class; who it cannot be done for holds up nobody.

    Raises:
        ClassError: the class is not the person's, is closed or canceled, or the order lacks something.
    """
    _check(order)
    outcome = Handled()
    with transaction.atomic():
        lock_classes([klass.pk, order.target.pk if order.target is not None else None])
        stored = lock_class(klass, by=by)
        people = Enrollment.objects.filter(klass=stored, pk__in=list(enrollments)).select_related("learner")
        for enrollment in people.order_by("pk"):
            try:
                with transaction.atomic():
                    _DOING[order.action](enrollment, order, by, at)
            except ValidationError as error:
                outcome.refused.append((enrollment.learner.name, words_of(error)))
            else:
                outcome.done += 1
    return outcome


def _check(order: Order) -> None:
    if order.action == PeopleAction.TRANSFER and order.target is None:
        raise ClassError(_("请选择转入的班次。"))
    if order.action == PeopleAction.EXTEND and order.due_on is None:
        raise ClassError(_("请填写延期到哪一天。"))
    if order.action != PeopleAction.APPROVE and not order.reason.strip():
        raise ClassError(_("请填写原因。"))


def _transfer(enrollment: Enrollment, order: Order, by: User, at: dt.datetime) -> None:
    assert order.target is not None  # noqa: S101 - _check
    transfer(enrollment=enrollment, klass=order.target, by=by, at=at, reason=order.reason)


def _extend(enrollment: Enrollment, order: Order, by: User, at: dt.datetime) -> None:
    assert order.due_on is not None  # noqa: S101 - _check
    extend(enrollment=enrollment, due_on=order.due_on, by=by, at=at, reason=order.reason)


_DOING: dict[PeopleAction, Callable[[Enrollment, Order, User, dt.datetime], object]] = {
    PeopleAction.APPROVE: lambda row, _order, by, at: approve(enrollment=row, by=by, at=at),
    PeopleAction.REJECT: lambda row, order, by, at: reject(enrollment=row, by=by, at=at, reason=order.reason),
    PeopleAction.WITHDRAW: lambda row, order, by, at: withdraw(
        enrollment=row, by=by, at=at, reason=order.reason
    ),
    PeopleAction.TRANSFER: _transfer,
    PeopleAction.EXTEND: _extend,
}
