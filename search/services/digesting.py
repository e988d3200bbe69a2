"""Mail about what one follows: one mail a day or a week, each notice in one mail at most.

A notice is marked, and the mark committed, before the mail is handed over: a worker killed in between sends
nothing, and nothing is ever sent twice. The notice itself stays on the site.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.jobs import JobName, enqueue
from common.mailing import hand_over
from search.enums import Digest
from search.models import DigestChoice, FollowNotice
from search.selectors.following import NoticeLine, lines_of

BATCH = 500
MOST_LINES = 50
_SALT = "search.unsubscribe"


def plan_digests(*, at: datetime) -> int:
    """Plan the mails of people whose day it is, 500 at most, then ask for another job if more wait."""
    today = timezone.localdate(at)
    with transaction.atomic():
        due = list(_due(today)[:BATCH])
        for choice in due:
            enqueue(JobName.SEND_DIGEST, user_id=choice.user_id)
        DigestChoice.objects.filter(pk__in=[choice.pk for choice in due]).update(planned_on=today)
        if len(due) == BATCH:
            enqueue(JobName.PLAN_DIGESTS)
    return len(due)


def send_digest(*, user_id: int, at: datetime) -> int:
    """Mail a person what is new and still theirs to read; returns the number of mails, 0 or 1.

    Raises:
        OSError: the mail server did not take it; where it certainly did not, the notices are free again.
    """
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    choice = DigestChoice.objects.filter(user_id=user_id).exclude(frequency=Digest.NONE).first()
    if user is None or choice is None:
        return 0
    with transaction.atomic():
        ids, lines = _take(user, at)
    if not lines:
        return 0
    taken = FollowNotice.objects.filter(pk__in=ids)
    return hand_over(_message(user, lines), free=lambda: taken.update(mailed_at=None))


def unsubscribe_token(user_id: int) -> str:
    """What in a mail lets its reader do without more of them, without signing in."""
    return signing.dumps(user_id, salt=_SALT)


def subscriber_of(token: str) -> User | None:
    """The person such a token was made for."""
    try:
        user_id = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=user_id).first()


def _due(today: date) -> QuerySet[DigestChoice]:
    daily = Q(frequency=Digest.DAILY) & (Q(planned_on__isnull=True) | Q(planned_on__lt=today))
    week_ago = today - timedelta(days=7)
    weekly = Q(frequency=Digest.WEEKLY) & (Q(planned_on__isnull=True) | Q(planned_on__lte=week_ago))
    return DigestChoice.objects.filter(daily | weekly, user__is_active=True).order_by("pk")


def _take(user: User, at: datetime) -> tuple[list[int], list[NoticeLine]]:
    """Mark what is due, in the caller's transaction; what the person may not read now is in no mail."""
    fresh = FollowNotice.objects.filter(user=user, mailed_at__isnull=True, read_at__isnull=True)
    notices = list(fresh.select_for_update().order_by("created_at", "pk")[:MOST_LINES])
    ids = [notice.pk for notice in notices]
    FollowNotice.objects.filter(pk__in=ids).update(mailed_at=at)
    return ids, lines_of(user, notices)


def _message(user: User, lines: list[NoticeLine]) -> EmailMessage:
    stop = settings.SITE_URL + reverse("search:unsubscribe", args=[unsubscribe_token(user.pk)])
    body = [_("您在清风关注的内容有更新："), ""]
    for line in lines:
        # The address of a page says what it is about: one not meant for everybody does not travel either.
        address = line.url if line.is_public and line.url else reverse("search:following")
        body += [_line(line), settings.SITE_URL + address, ""]
    body += [
        _("全部提醒：%(address)s") % {"address": settings.SITE_URL + reverse("search:following")},
        _("不再接收这种邮件：%(address)s") % {"address": stop},
    ]
    return EmailMessage(
        _("清风：您关注的内容有%(number)d条更新") % {"number": len(lines)},
        "\n".join(body),
        None,
        [user.email],
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )


def _line(line: NoticeLine) -> str:
    """One notice in words; a title not meant for everybody does not travel by mail."""
    if not line.title:
        return f"· {line.what}"
    title = line.title if line.is_public else _("（登录后查看）")
    return f"· {line.what}：{' '.join(title.split())}"
