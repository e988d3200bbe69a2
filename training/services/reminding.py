"""Reminders before deadlines: each given once on the site, and sent by mail once at most."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.mailing import hand_over
from training.models import CalendarAddress, Reminder
from training.selectors.reminding import reminders_due, sessions_due, with_words
from training.services.noticing import give

SLICE = 1000
MOST_LINES = 30


def plan_reminders(*, at: dt.datetime) -> int:
    """Give the reminders of the day that were not given yet, with a job for each person's mail.

    Returns:
        How many are new. Repeating it gives none twice: one per enrollment, kind and day.
    """
    on = timezone.localdate(at)
    given, after = 0, 0
    while due := reminders_due(on=on, after=after, limit=SLICE):
        given += give(due, at=at)
        after = due[-1].enrollment_id
    sessions = sessions_due(on=on)
    for start in range(0, len(sessions), SLICE):
        given += give(sessions[start : start + SLICE], at=at)
    return given


def mail_reminders(*, learner_id: int, at: dt.datetime) -> int:
    """Mail a person the reminders not mailed yet; returns the number of mails, 0 or 1.

    They are marked, and the mark committed, before the mail is handed over: a worker killed in between sends
    nothing, and nothing is sent twice. The reminder itself stays on the site.

    Raises:
        OSError: the mail server did not take it; where it certainly did not, they are free again.
    """
    learner = User.objects.filter(pk=learner_id, is_active=True).exclude(email="").first()
    if learner is None:
        return 0
    taken = _take(learner, at)
    if not taken:
        return 0
    marked = Reminder.objects.filter(pk__in=[one.pk for one in taken])
    return hand_over(_message(learner, taken), free=lambda: marked.update(mailed_at=None))


@transaction.atomic
def _take(learner: User, at: dt.datetime) -> list[Reminder]:
    waiting = Reminder.objects.filter(learner=learner, mailed_at__isnull=True, read_at__isnull=True)
    taken = list(waiting.select_for_update().order_by("created_at", "pk")[:MOST_LINES])
    Reminder.objects.filter(pk__in=[one.pk for one in taken]).update(mailed_at=at)
    told = with_words(Reminder.objects.filter(pk__in=[one.pk for one in taken]))
    return list(told.order_by("day", "pk"))


def _message(learner: User, reminders: list[Reminder]) -> EmailMessage:
    lines = [_line(one) for one in reminders]
    address = settings.SITE_URL + reverse("training:home")
    body = "\n".join([_("您的培训有以下提醒："), "", *lines, "", _("登录查看：{url}").format(url=address)])
    return EmailMessage(_("清风：培训提醒（{n}项）").format(n=len(lines)), body, None, [learner.email])


def _line(one: Reminder) -> str:
    klass = one.enrollment.klass
    name = klass.name if klass is not None else one.enrollment.version.title
    reason = getattr(one, "reason", "")
    why = _("（原因：{reason}）").format(reason=reason) if reason else ""
    return f"· {one.day:%Y-%m-%d} {one.get_kind_display()}：{name}{why}"


def put_away(*, learner: User, shown_at: dt.datetime, at: dt.datetime) -> int:
    """Mark a learner's reminders as read, those given up to the moment the page was shown."""
    unread = Reminder.objects.filter(learner=learner, read_at__isnull=True, created_at__lte=shown_at)
    return unread.update(read_at=at)


def renew_calendar(*, learner: User, at: dt.datetime) -> str:
    """Give a learner's calendar an address; one that it had answers nothing from now on."""
    fresh = {"token": secrets.token_urlsafe(32), "created_at": at}
    return CalendarAddress.objects.update_or_create(learner=learner, defaults=fresh)[0].token
