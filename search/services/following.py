"""Saved searches and followed rules of a person, the notices that came, and whether mail is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from search.enums import Digest, FollowEvent
from search.models import DigestChoice, FollowedRule, FollowNotice, SavedSearch
from search.models.following import MAX_ADDRESS

MOST_SEARCHES = 50
MOST_RULES = 200


class FollowingError(ValidationError):
    """It cannot be saved or followed; the message is for the person."""


@transaction.atomic
def save_search(
    *, user: User, name: str, address: str, seen: Sequence[int] | None, at: datetime
) -> tuple[SavedSearch, bool]:
    """Keep a search; one that is kept already stays as it is.

    Args:
        address: the query part of its result page, canonical.
        seen: the pages it finds now, newest first; None where that is not known.

    Returns:
        The saved search, and whether it is new.

    Raises:
        FollowingError: the person has fifty, or the address is too long.
    """
    kept = SavedSearch.objects.filter(user=user, address=address).first()
    if kept is not None:
        return kept, False
    if len(address) > MAX_ADDRESS:
        raise FollowingError(_("这个搜索的条件太多，保存不了，请减少词语或者筛选。"))
    _lock(user)
    if SavedSearch.objects.filter(user=user).count() >= MOST_SEARCHES:
        raise FollowingError(_("最多保存%(number)d个搜索，请先删去不用的。") % {"number": MOST_SEARCHES})
    return SavedSearch.objects.get_or_create(
        user=user,
        address=address,
        defaults={
            "name": name[:60],
            "created_at": at,
            "checked_at": None if seen is None else at,
            "seen": list(seen or ()),
        },
    )


@transaction.atomic
def remove_search(*, saved: SavedSearch) -> None:
    """Forget a saved search and what it told of."""
    FollowNotice.objects.filter(
        user_id=saved.user_id, about_id=saved.pk, event=FollowEvent.SEARCH_HIT
    ).delete()
    saved.delete()


def set_notify(*, saved: SavedSearch, notify: bool) -> None:
    """Tell of new results, or not; what came while nobody was told is not told of later."""
    saved.notify, saved.checked_at = notify, None
    saved.save(update_fields=["notify", "checked_at"])


@transaction.atomic
def follow_rule(*, user: User, rule_id: int, at: datetime) -> None:
    """Follow a rule the person may read.

    Raises:
        FollowingError: the person follows two hundred.
    """
    if FollowedRule.objects.filter(user=user, rule_id=rule_id).exists():
        return
    _lock(user)
    if FollowedRule.objects.filter(user=user).count() >= MOST_RULES:
        raise FollowingError(_("最多关注%(number)d部规则，请先取消不用的。") % {"number": MOST_RULES})
    FollowedRule.objects.get_or_create(user=user, rule_id=rule_id, defaults={"created_at": at})


def unfollow_rule(*, user: User, rule_id: int) -> None:
    """Follow a rule no longer; what was told stays."""
    FollowedRule.objects.filter(user=user, rule_id=rule_id).delete()


def mark_read(*, user: User, at: datetime, until: datetime) -> int:
    """Mark the notices read that were there when the page was shown; returns how many."""
    unread = FollowNotice.objects.filter(user=user, read_at__isnull=True, created_at__lte=until)
    return unread.update(read_at=at)


def choose_digest(*, user: User, frequency: Digest, at: datetime) -> None:
    """Choose how often mail is sent; what came before is not sent."""
    DigestChoice.objects.update_or_create(
        user=user, defaults={"frequency": frequency, "planned_on": timezone.localdate(at)}
    )
    FollowNotice.objects.filter(user=user, mailed_at__isnull=True).update(mailed_at=at)


def _lock(user: User) -> None:
    """Two requests at once must not pass the limit together."""
    User.objects.select_for_update().get(pk=user.pk)
