"""What publishing adds to the Wagtail admin; imported by ``wagtail_hooks``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import UnpublishMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.wagtail_hooks import PageListingUnpublishButton
from wagtail.api.v2.router import WagtailAPIRouter

from content.models import BasePage
from content.selectors.editing import is_editor
from content.selectors.withdrawals import is_withdrawn
from content.views.admin_api import ReadOnlyPages
from content.views.attachment_texts import AttachmentTextsView
from content.views.upkeep import CompleteReviewView, DueReportView, ErrorReportsView, HandleReportView
from content.views.withdrawing import WithdrawView

# Wagtail's own buttons, for the same people and in the same places, lead to the form that asks for a reason.
PageListingUnpublishButton.label = _("撤下…")
PageListingUnpublishButton.url_name = "content_withdraw"
UnpublishMenuItem.label = _("撤下…")


def _withdraw_url(_item: UnpublishMenuItem, context: dict[str, Any]) -> str:
    return reverse("content_withdraw", args=[context["page"].pk])


UnpublishMenuItem.get_url = _withdraw_url


class ReinstateButton(PageListingUnpublishButton):
    """The way back for a page that is offline; Wagtail's button is shown for live pages only."""

    label = _("恢复…")
    icon_name = "undo"

    def is_shown(self, user: Any) -> bool:
        if self.page.live or not self.page.permissions_for_user(user).can_set_view_restrictions():
            return False
        return is_withdrawn(self.page)


@hooks.register("register_page_listing_more_buttons")
def add_reinstate_to_listing(
    page: BasePage,
    user: Any,  # noqa: ARG001 - Wagtail's signature
    next_url: str | None = None,
) -> Iterator[Any]:
    """恢复… in the menu of a row."""
    yield ReinstateButton(page=page, next_url=next_url, priority=40)


@hooks.register("register_page_header_buttons")
def add_reinstate_to_header(
    page: BasePage,
    user: Any,  # noqa: ARG001 - Wagtail's signature
    view_name: str,  # noqa: ARG001 - Wagtail's signature
    next_url: str | None = None,
) -> Iterator[Any]:
    """恢复… above a page."""
    yield ReinstateButton(page=page, next_url=next_url, priority=60)


@hooks.register("register_admin_urls")
def register_publishing_urls() -> list[URLPattern]:
    """Addresses under /admin/."""
    due, reports, texts = DueReportView, ErrorReportsView, AttachmentTextsView
    texts_name = "content_attachment_texts"
    return [
        path("pages/<int:page_id>/withdraw/", WithdrawView.as_view(), name="content_withdraw"),
        path("reports/due/", due.as_view(), name="content_due"),
        path("reports/due/results/", due.as_view(results_only=True), name="content_due_results"),
        path("reports/due/<int:page_id>/", CompleteReviewView.as_view(), name="content_due_done"),
        path("reports/errors/", reports.as_view(), name="content_reports"),
        path("reports/errors/results/", reports.as_view(results_only=True), name="content_reports_results"),
        path("reports/errors/<int:report_id>/", HandleReportView.as_view(), name="content_report"),
        path("reports/attachment-texts/", texts.as_view(), name=texts_name),
        path(
            "reports/attachment-texts/results/",
            texts.as_view(results_only=True),
            name=f"{texts_name}_results",
        ),
    ]


@hooks.register("construct_admin_api")
def read_pages_only(router: WagtailAPIRouter) -> None:
    """In place of Wagtail's own pages, which can also be acted on."""
    router.register_endpoint("pages", ReadOnlyPages)


class EditorsReportItem(MenuItem):
    """Shown to people who may add pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_editor(request.user)


@hooks.register("register_reports_menu_item")
def register_due_item() -> MenuItem:
    """待复核 in the reports menu."""
    address = reverse("content_due")
    return EditorsReportItem(_("待复核"), address, name="due", icon_name="calendar-check", order=590)


@hooks.register("register_reports_menu_item")
def register_reports_item() -> MenuItem:
    """读者纠错 in the reports menu."""
    address = reverse("content_reports")
    return EditorsReportItem(_("读者纠错"), address, name="error-reports", icon_name="warning", order=595)


@hooks.register("register_reports_menu_item")
def register_attachment_texts_item() -> MenuItem:
    """附件文字 in the reports menu."""
    return EditorsReportItem(
        _("附件文字"),
        reverse("content_attachment_texts"),
        name="attachment-texts",
        icon_name="doc-full-inverse",
        order=625,
    )


@hooks.register("before_unpublish_page")
def ask_for_a_reason(request: HttpRequest, page: BasePage) -> HttpResponse:
    """Nothing is taken offline without a reason; Wagtail's own form has no place for one."""
    messages.warning(request, translate("撤下页面须说明原因，请在这里办理。"))
    return redirect("content_withdraw", page.pk)
