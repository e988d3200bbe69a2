"""Wagtail's bulk actions on pages, silent about pages of other units."""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction

from content.selectors.editing import explorable_pages


class WithinUnits(PageBulkAction):
    """Wagtail lists by title the pages an action is refused for, whoever they belong to."""

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, list[Any]]]:
        allowed, refused = super().get_actionable_objects()
        pages = refused["items_with_no_access"]
        known = explorable_pages(self.request.user).filter(pk__in=[page.pk for page in pages])
        keys = set(known.values_list("pk", flat=True))
        return allowed, {**refused, "items_with_no_access": [page for page in pages if page.pk in keys]}


class ScopedDelete(WithinUnits, DeleteBulkAction):
    """Delete several pages."""


class ScopedMove(WithinUnits, MoveBulkAction):
    """Move several pages."""


class ScopedPublish(WithinUnits, PublishBulkAction):
    """Publish several pages; for the installation's account."""


class ScopedUnpublish(WithinUnits, UnpublishBulkAction):
    """Take several pages offline; for the installation's account."""


ACTIONS = (ScopedDelete, ScopedMove, ScopedPublish, ScopedUnpublish)
