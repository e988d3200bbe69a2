"""What a person follows and was told of, as far as it is theirs to read now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from content.models import BasePage, RulePage
from content.selectors.visibility import PUBLIC, access_keys, reachable_pages
from search.enums import Digest, FollowEvent
from search.models import DigestChoice, FollowedRule, FollowNotice, SavedSearch

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

MOST_NOTICES = 100


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice: ``what`` happened, in words; no title and no address where there is no page to show."""

    pk: int
    event: FollowEvent
    what: str
    title: str
    url: str
    created_at: datetime
    is_unread: bool
    is_public: bool


@dataclass(frozen=True, slots=True)
class FollowedLine:
    """One followed rule; without a title where the person may not read it now, or it is gone."""

    rule_id: int
    title: str
    url: str


def count_unread(user: User) -> int:
    """How many unread notices a person can be shown, of the latest hundred; a fixed number of queries."""
    unread = FollowNotice.objects.filter(user=user, read_at__isnull=True)
    rows = list(unread.order_by("-created_at").values_list("event", "page_id")[:MOST_NOTICES])
    if not rows:
        return 0
    readable = _readable(user, {page_id for _event, page_id in rows})
    return sum(1 for event, page_id in rows if page_id in readable or event == FollowEvent.WITHDRAWN)


def list_notices(user: User) -> list[NoticeLine]:
    """The latest notices whose pages the person may read now; a fixed number of queries."""
    notices = FollowNotice.objects.filter(user=user).order_by("-created_at", "-pk")[:MOST_NOTICES]
    return lines_of(user, list(notices))


def list_saved(user: User) -> list[SavedSearch]:
    """The saved searches, the latest first."""
    return list(SavedSearch.objects.filter(user=user).defer("seen").order_by("-created_at", "-pk"))


def get_saved(user: User, saved_id: int) -> SavedSearch | None:
    """One of the person's own."""
    return SavedSearch.objects.filter(user=user, pk=saved_id).first()


def list_followed(user: User) -> list[FollowedLine]:
    """The followed rules, the latest first; two queries beside those of visibility."""
    rows = FollowedRule.objects.filter(user=user).order_by("-created_at", "-pk")
    ids = list(rows.values_list("rule_id", flat=True))
    pages = _readable(user, ids)
    return [
        FollowedLine(rule_id, pages[rule_id].title, pages[rule_id].url or "")
        if rule_id in pages
        else FollowedLine(rule_id, "", "")
        for rule_id in ids
    ]


def is_following(user: User, rule_id: int) -> bool:
    """Whether the person follows a rule."""
    return FollowedRule.objects.filter(user=user, rule_id=rule_id).exists()


def get_readable_rule(user: User | AnonymousUser, rule_id: int) -> RulePage | None:
    """A rule somebody may read now."""
    found: RulePage | None = reachable_pages(user, RulePage.objects.filter(pk=rule_id)).first()
    return found


def digest_of(user: User) -> Digest:
    """How often the person wants mail."""
    frequency = DigestChoice.objects.filter(user=user).values_list("frequency", flat=True).first()
    return Digest(frequency) if frequency else Digest.NONE


def lines_of(user: User, notices: Sequence[FollowNotice]) -> list[NoticeLine]:
    """These notices of a person, as far as their pages may be read now; a fixed number of queries."""
    of_cases = {notice.about_id for notice in notices if notice.event == FollowEvent.NEW_CASE}
    pages = _readable(user, {notice.page_id for notice in notices} | of_cases)
    keys = access_keys(list(pages.values()))
    public = {page_id: page for page_id, page in pages.items() if keys[page_id] == PUBLIC}
    names = _names(user, notices)
    lines = []
    for notice in notices:
        event, page = FollowEvent(notice.event), pages.get(notice.page_id)
        if page is None and event is not FollowEvent.WITHDRAWN:
            continue
        cited = public.get(notice.about_id) if event is FollowEvent.NEW_CASE else None
        lines.append(
            NoticeLine(
                pk=notice.pk,
                event=event,
                what=_what(event, cited.title if cited else names.get(notice.about_id, "")),
                title=page.title if page else "",
                url=(page.url or "") if page else "",
                created_at=notice.created_at,
                is_unread=notice.read_at is None,
                is_public=notice.page_id in public,
            )
        )
    return lines


def _what(event: FollowEvent, name: str) -> str:
    """What happened, with the name of the rule a case cites or of the saved search."""
    label = str(event.label)
    if event is FollowEvent.NEW_CASE and name:
        return f"《{name}》{label}"
    return f"{label}（{name}）" if event is FollowEvent.SEARCH_HIT and name else label


def _names(user: User, notices: Iterable[FollowNotice]) -> dict[int, str]:
    """The names of the saved searches that found something."""
    ids = {notice.about_id for notice in notices if notice.event == FollowEvent.SEARCH_HIT}
    if not ids:
        return {}
    return dict(SavedSearch.objects.filter(user=user, pk__in=ids).values_list("pk", "name"))


def _readable(user: User, ids: Iterable[int]) -> dict[int, BasePage]:
    """The pages of these numbers that the person may read and that lists lead to, by number."""
    found = reachable_pages(user, BasePage.objects.filter(pk__in=set(ids)))
    return {page.pk: page for page in found}
