"""What the rules base adds to the Wagtail admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.pages.workflow import PreviewRevisionForTaskView, WorkflowPageViewMixin
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView

from content import publishing_hooks, revision_comparison  # noqa: F401 - register themselves with Wagtail
from content.models import BasePage
from content.rich_text import GuardedLinkHandler
from content.selectors.editing import choosable_pages, editable_pages, is_editor, is_explorable
from content.services.extracting import files_were_moved
from content.views.bulk_actions import ACTIONS
from content.views.cases import case_statistics
from content.views.comparison import rule_comparison
from content.views.events import event_calendar, events_calendar
from content.views.exposed_files import ExposedFilesView
from content.views.home import DeskPanel, ReturnedPanel
from content.views.importing import ImportView
from content.views.prohibitions import prohibition_item
from content.views.reading import provision, rule_on
from content.views.reports import CitationChecksView, UnresolvedCitationsView, check_citation_view

# This report names the page edited last, whoever it belongs to.
PageTypesUsageReportView.any_permission_required = ["bulk_delete"]  # which no role has


def _say_not_in_review(view: Any) -> None:
    messages.error(view.request, translate("这个页面目前不在审核中。"))


# Wagtail's own words name the page, whoever asks for its number.
WorkflowPageViewMixin.add_not_in_moderation_error = _say_not_in_review
PreviewRevisionForTaskView.add_error_message = _say_not_in_review

# What pages answer at the addresses below their own; their ``route()`` names the view.
PAGE_VIEWS: dict[str, Callable[..., HttpResponse]] = {
    "case_statistics": case_statistics,
    "event_calendar": event_calendar,
    "events_calendar": events_calendar,
    "prohibition_item": prohibition_item,
    "provision": provision,
    "rule_comparison": rule_comparison,
    "rule_on": rule_on,
}


class EditorsMenuItem(MenuItem):
    """Shown to people who may add pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_editor(request.user)


# Behind Wagtail's own check of view restrictions, which comes first in the chain.
@hooks.register("on_serve_page", order=100)
def serve_addresses_below_pages(serve_next: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand a request to the view its page's ``route()`` named."""

    def serve(page: BasePage, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse:
        if "view" not in kwargs:
            return serve_next(page, request, args, kwargs)
        return PAGE_VIEWS[kwargs["view"]](request, page, *kwargs["arguments"])

    return serve


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    """Addresses under /admin/."""
    return [
        path("rules/import/", ImportView.as_view(), name="content_import"),
        path("reports/unresolved-citations/", UnresolvedCitationsView.as_view(), name="content_unresolved"),
        path("reports/citation-checks/", CitationChecksView.as_view(), name="content_checks"),
        path("reports/exposed-files/", ExposedFilesView.as_view(), name="content_exposed_files"),
        path("reports/citation-checks/done/", check_citation_view, name="content_check_done"),
    ]


@hooks.register("register_admin_menu_item")
def register_import_item() -> MenuItem:
    """导入规则 in the main menu."""
    return EditorsMenuItem(
        _("导入规则"), reverse("content_import"), name="import-rules", icon_name="upload", order=110
    )


@hooks.register("register_reports_menu_item")
def register_unresolved_item() -> MenuItem:
    """未关联引用 in the reports menu."""
    return EditorsMenuItem(
        _("未关联引用"),
        reverse("content_unresolved"),
        name="unresolved-citations",
        icon_name="link",
        order=600,
    )


@hooks.register("register_reports_menu_item")
def register_checks_item() -> MenuItem:
    """引用核对 in the reports menu."""
    return EditorsMenuItem(
        _("引用核对"), reverse("content_checks"), name="citation-checks", icon_name="check", order=610
    )


@hooks.register("register_reports_menu_item")
def register_exposed_files_item() -> MenuItem:
    """受限页面引用的公开文件 in the reports menu."""
    return EditorsMenuItem(
        _("受限页面引用的公开文件"),
        reverse("content_exposed_files"),
        name="exposed-files",
        icon_name="doc-full",
        order=620,
    )


@hooks.register("insert_global_admin_css")
def insert_admin_css() -> SafeString:
    """Styles of our own screens."""
    return format_html('<link rel="stylesheet" href="{}">', static("content/admin/content-admin.css"))


@hooks.register("construct_reports_menu")
def hide_report_of_page_types(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out of the menu what the report's own check refuses."""
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name != "page-types-usage"]


@hooks.register("construct_explorer_page_queryset")
def explore_own_units(parent_page: BasePage, pages: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """Wagtail filters the rows; the page above them is checked here."""
    if not is_explorable(parent_page, request.user):
        raise PermissionDenied
    return pages


@hooks.register("construct_page_chooser_queryset")
def choose_own_or_public(pages: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """Choosers offer the person's own pages and what they may read on the site."""
    parent = request.resolver_match.kwargs.get("parent_page_id") if request.resolver_match else None
    choosable = choosable_pages(request.user)
    if parent is not None and not choosable.filter(pk=parent).exists():
        raise PermissionDenied
    return pages.filter(pk__in=choosable.values("pk"))


@hooks.register("before_edit_page")
def refuse_revert_under_review(request: HttpRequest, page: BasePage) -> HttpResponse | None:
    """An old version saved during a review would replace the text the reviewers are reading."""
    view = request.resolver_match.url_name if request.resolver_match else ""
    if view != "revisions_revert" or not page.workflow_in_progress:
        return None
    messages.error(request, translate("文稿正在审核，不能恢复旧版本；请先撤回。"))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_copy_page")
def refuse_copy_of_other_units(request: HttpRequest, page: BasePage) -> None:
    """Copying a page with all below it would take other units' drafts along."""
    below = page.get_descendants()
    if below.exclude(pk__in=editable_pages(request.user).values("pk")).exists():
        raise PermissionDenied


@hooks.register("construct_homepage_panels")
def add_home_panels(request: HttpRequest, panels: list[Any]) -> None:  # noqa: ARG001 - Wagtail's signature
    """Texts that came back, and what editors have to look at."""
    panels += [DeskPanel(), ReturnedPanel()]


# After Wagtail's own, which they replace.
for _action in ACTIONS:
    hooks.register("register_bulk_action", _action, order=100)


@hooks.register("after_bulk_action")
def tell_of_moved_files(
    request: HttpRequest,  # noqa: ARG001 - Wagtail's signature
    action_type: str,
    objects: list[Any],
    action: Any,  # noqa: ARG001
) -> None:
    """Files put into a collection together, in the transaction of it: their words may be closed now."""
    if action_type == "add_to_collection":
        files_were_moved(files=objects)


@hooks.register("register_rich_text_features", order=1)
def guard_links(features: Any) -> None:
    """Links to pages in formatted text say nothing of a page that is not for everybody."""
    features.register_link_type(GuardedLinkHandler)
