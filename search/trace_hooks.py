"""What the traces add to the Wagtail admin; imported by ``wagtail_hooks``."""

from __future__ import annotations

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from content.publishing_hooks import EditorsReportItem
from search.views.reports import TopSearchesView, ZeroSearchesView


@hooks.register("register_admin_urls")
def register_search_reports() -> list[URLPattern]:
    """Addresses under /admin/."""
    top, zero = TopSearchesView, ZeroSearchesView
    return [
        path("reports/searches/", top.as_view(), name="search_top"),
        path("reports/searches/results/", top.as_view(results_only=True), name="search_top_results"),
        path("reports/searches-without-results/", zero.as_view(), name="search_zero"),
        path(
            "reports/searches-without-results/results/",
            zero.as_view(results_only=True),
            name="search_zero_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_top_item() -> MenuItem:
    """热门搜索 in the reports menu."""
    address = reverse("search_top")
    return EditorsReportItem(_("热门搜索"), address, name="top-searches", icon_name="search", order=630)


@hooks.register("register_reports_menu_item")
def register_zero_item() -> MenuItem:
    """零结果搜索 in the reports menu."""
    address = reverse("search_zero")
    return EditorsReportItem(_("零结果搜索"), address, name="zero-searches", icon_name="warning", order=640)
