"""What happens when a page is published, taken offline, moved, deleted or restricted."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.services import auditing
from common.jobs import JobName, enqueue
from content.enums import PublicationAction
from content.models import BasePage, EditionPage, RulePage
from content.services.deriving import derive_page, forget_matches
from content.services.extracting import plan_extraction
from content.services.listing import derive_listing, forget_listing, move_listings
from content.services.picturing import plan_pictures
from content.services.withdrawing import end_withdrawal

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def page_was_published(*, page: BasePage, by: User | None, at: datetime) -> None:
    """Derive what follows from the text and have it indexed, in the transaction of the publication.

    A rule goes public together with its first edition: the reviewers saw both.
    """
    if isinstance(page, EditionPage):
        _publish_rule_with_first_edition(page, by=by)
    derive_page(page=page, on=timezone.localdate(at))
    derive_listing(page=page)
    plan_pictures(page=page)
    plan_extraction(page=page)
    auditing.record(action=PublicationAction.PUBLISHED, by=by, at=at, target=page)
    end_withdrawal(page=page, by=by, at=at)
    _index_with_neighbors(page)


def page_was_scheduled(*, page: BasePage, by: User | None, at: datetime) -> None:
    """The page passed its reviews and waits for its hour: nothing of it is public yet."""
    hour = page.go_live_at.isoformat() if page.go_live_at else ""
    auditing.record(action=PublicationAction.SCHEDULED, by=by, at=at, target=page, data={"go_live_at": hour})


@transaction.atomic
def page_was_unpublished(*, page: BasePage, by: User | None, at: datetime) -> None:
    """Take the page out of the index and its rule's table of numbers.

    Wagtail says this of every page that is about to be deleted too, so nothing may be written here that
    refers to the page; what joins the editions around it follows in a job.
    """
    forget_listing(page_id=page.pk)
    if isinstance(page, EditionPage):
        forget_matches(edition=page)
    auditing.record(action=PublicationAction.UNPUBLISHED, by=by, at=at, target=page)
    _index_with_neighbors(page)


def page_was_deleted(*, page_id: int, label: str, by: User | None, at: datetime) -> None:
    """Take a deleted page out of the index."""
    auditing.record(action=PublicationAction.DELETED, by=by, at=at, data={"page_id": page_id, "title": label})
    enqueue(JobName.REMOVE_PAGE, page_id=page_id)


@transaction.atomic
def page_was_moved(*, page: BasePage, old: str, left: BasePage, by: User | None, at: datetime) -> None:
    """A page hangs under another one now; ``address_was_changed`` was told already.

    Args:
        old: its address within the tree before.
        left: the page it hung under; an edition leaves a gap between its neighbors there.
    """
    auditing.record(action=PublicationAction.MOVED, by=by, at=at, target=page, data={"from": old})
    if issubclass(page.specific_class, EditionPage):
        for rule in {left.pk, page.get_parent().pk}:
            enqueue(JobName.INDEX_SUBTREE, page_id=rule)
            enqueue(JobName.REFRESH_RULE, rule_id=rule)


def address_was_changed(*, page: BasePage) -> None:
    """List and index a page and all below it anew: it was moved or its slug changed."""
    move_listings(page=page)
    enqueue(JobName.INDEX_SUBTREE, page_id=page.pk)


@transaction.atomic
def access_was_changed(*, page: BasePage, by: User | None, at: datetime) -> None:
    """A view restriction was set or lifted: who may find the page and all below it changes."""
    auditing.record(action=PublicationAction.RESTRICTED, by=by, at=at, target=page)
    enqueue(JobName.INDEX_SUBTREE, page_id=page.pk)


def record_review(
    *, page: Any, action: PublicationAction, by: User | None, at: datetime, step: str = ""
) -> None:
    """Write the audit row of one step of the three reviews."""
    auditing.record(action=action, by=by, at=at, target=page, data={"step": step} if step else {})


def _publish_rule_with_first_edition(edition: EditionPage, *, by: User | None) -> None:
    rule = edition.get_parent().specific
    if isinstance(rule, RulePage) and rule.first_published_at is None:
        revision = rule.get_latest_revision() or rule.save_revision(user=by)
        rule.publish(revision, user=by, skip_permission_checks=True)


def _index_with_neighbors(page: BasePage) -> None:
    """Index the page and what depends on it.

    An edition changes when its neighbors begin and end to be in force, and what may be cited; a rule's title
    and level stand in the documents of its editions; a column taken offline takes along what is below it.
    """
    rule = page.get_parent() if isinstance(page, EditionPage) else page
    is_rule = isinstance(page, EditionPage | RulePage)
    # While Wagtail copies a tree the count of children is not written yet; a rule has editions anyway.
    enqueue(JobName.INDEX_SUBTREE if is_rule or rule.numchild else JobName.INDEX_PAGE, page_id=rule.pk)
    if is_rule:
        enqueue(JobName.REFRESH_RULE, rule_id=rule.pk)
