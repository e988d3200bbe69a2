"""What the search adds to the Wagtail admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from search.admin import ReconciliationsView, reconcile_now
from search.rules import looks_after_index


class IndexMenuItem(MenuItem):
    """Shown to people who look after the index."""

    def is_shown(self, request: HttpRequest) -> bool:
        return looks_after_index(request.user)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    """Addresses under /admin/."""
    return [
        path("reports/index/", ReconciliationsView.as_view(), name="search_reconciliations"),
        path("reports/index/reconcile/", reconcile_now, name="search_reconcile_now"),
    ]


@hooks.register("register_reports_menu_item")
def register_reconciliations_item() -> MenuItem:
    """索引核对 in the reports menu."""
    address = reverse("search_reconciliations")
    return IndexMenuItem(_("索引核对"), address, name="index", icon_name="search", order=700)
