"""What happens when a page is published, taken offline, moved, deleted or restricted."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.services import auditing
from common.jobs import JobName, enqueue
from content.enums import PublicationAction
from content.models import BasePage, EditionPage, RulePage
from content.services.deriving import derive_matches, derive_page

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def page_was_published(*, page: BasePage, by: User | None, at: datetime) -> None:
    """Derive what follows from the text and have it indexed, in the transaction of the publication.

    A rule goes public together with its first edition: the reviewers saw both.
    """
    if isinstance(page, EditionPage):
        _publish_rule_with_first_edition(page, by=by)
    derive_page(page=page, on=at.date())
    auditing.record(action=PublicationAction.PUBLISHED, by=by, at=at, target=page)
    _index_with_neighbors(page)


@transaction.atomic
def page_was_unpublished(*, page: BasePage, by: User | None, at: datetime) -> None:
    """Take the page out of the index and its rule's table of numbers."""
    if isinstance(page, EditionPage):
        derive_matches(rule=page.get_parent().specific)
    auditing.record(action=PublicationAction.UNPUBLISHED, by=by, at=at, target=page)
    _index_with_neighbors(page)


def page_was_deleted(*, page_id: int, label: str, by: User | None, at: datetime) -> None:
    """Take a deleted page out of the index."""
    auditing.record(action=PublicationAction.DELETED, by=by, at=at, data={"page_id": page_id, "title": label})
    enqueue(JobName.REMOVE_PAGE, page_id=page_id)


def address_was_changed(*, page: BasePage) -> None:
    """Index a page and all below it anew: it was moved or its slug changed."""
    enqueue(JobName.INDEX_SUBTREE, page_id=page.pk)


@transaction.atomic
def access_was_changed(*, page: BasePage, at: datetime) -> None:
    """A view restriction was set or lifted: who may find the page and all below it changes."""
    auditing.record(action=PublicationAction.RESTRICTED, by=None, at=at, target=page)
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
    """An edition changes when its neighbors begin and end to be in force, and what may be cited."""
    if not isinstance(page, EditionPage):
        enqueue(JobName.INDEX_PAGE, page_id=page.pk)
        return
    rule = page.get_parent()
    enqueue(JobName.INDEX_SUBTREE, page_id=rule.pk)
    enqueue(JobName.RESOLVE_CITATIONS, rule_id=rule.pk)
