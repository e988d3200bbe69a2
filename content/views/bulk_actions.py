"""Wagtail's bulk actions on pages, silent about pages of other units."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction

from common import clock
from content.enums import WithdrawalReason
from content.forms.withdrawing import BulkWithdrawForm
from content.selectors.editing import explorable_pages
from content.services.withdrawing import withdraw


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
    """Withdraw several pages for one reason; merging, which needs a target, is done page by page."""

    display_name = gettext_lazy("撤下")
    aria_label = gettext_lazy("撤下选中的页面")
    template_name = "content/admin/bulk_withdraw.html"
    form_class = BulkWithdrawForm

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "words": self.cleaned_form.cleaned_data}

    @classmethod
    def execute_action(
        cls,
        objects: list[Any],
        user: Any = None,
        words: dict[str, Any] | None = None,
        permission_checker: Any = None,
        **_: Any,
    ) -> tuple[int, int]:
        """Withdraw the pages, and those below them if that was ticked.

        Returns:
            How many were chosen and how many came along.
        """
        said = words or {}
        below = _live_below(objects, permission_checker) if said.get("include_descendants") else []
        for page in [*objects, *below]:
            if page.specific_class.objects.filter(pk=page.pk, live=True).exists():
                withdraw(
                    page=page,
                    reason=WithdrawalReason(said["reason"]),
                    explanation=said["explanation"],
                    by=user,
                    at=clock.now(),
                )
        return len(objects), len(below)


def _live_below(objects: list[Any], may: Any) -> list[Any]:
    chosen = {page.pk for page in objects}
    found = {below.pk: below for page in objects for below in page.get_descendants().live().specific()}
    return [page for pk, page in found.items() if pk not in chosen and may(page)]


ACTIONS = (ScopedDelete, ScopedMove, ScopedPublish, ScopedUnpublish)
