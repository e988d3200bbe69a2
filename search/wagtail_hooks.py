"""What the search adds to the Wagtail admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.permissions import policy_registry, register_permission_policy

from search import trace_hooks  # noqa: F401 - registers itself with Wagtail
from search.admin.reconciliations import ReconciliationsView, reconcile_now
from search.admin.report import EvaluationView, may_judge
from search.admin.viewsets import CurationGroup
from search.models import CommonQuestion, JudgedQuery, StopWord, Synonym
from search.rules import CityWidePolicy, OwnPagesPolicy, looks_after_index

for _model in (Synonym, StopWord, JudgedQuery):
    register_permission_policy(_model, CityWidePolicy(_model))
register_permission_policy(CommonQuestion, OwnPagesPolicy(CommonQuestion))
# Exact, so that it holds beside the one Wagtail registers later for the same model.
register_permission_policy(SearchPromotion, CityWidePolicy(SearchPromotion), exact_class=True)


@hooks.register("register_admin_viewset")
def register_curation() -> CurationGroup:
    """同义词, 停用词, 常见问法, 评测问题."""
    return CurationGroup()


@hooks.register("register_admin_urls")
def register_reports() -> list[URLPattern]:
    """Addresses under /admin/."""
    return [
        path("reports/search-evaluation/", EvaluationView.as_view(), name="search_evaluation"),
        path("reports/index/", ReconciliationsView.as_view(), name="search_reconciliations"),
        path("reports/index/reconcile/", reconcile_now, name="search_reconcile_now"),
    ]


class EvaluationItem(MenuItem):
    """Shown to people who keep the judged queries."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_judge(request.user)


@hooks.register("register_reports_menu_item")
def register_evaluation_item() -> MenuItem:
    """搜索评测 in the reports menu."""
    address = reverse("search_evaluation")
    return EvaluationItem(_("搜索评测"), address, name="search-evaluation", icon_name="glasses", order=630)


@hooks.register("construct_settings_menu")
def hide_pinned(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Wagtail shows its promoted results to whoever has the permission; they are the whole city's."""
    policy = policy_registry.get_by_type(SearchPromotion)
    if not policy.user_has_any_permission(request.user, ["add", "change", "delete"]):
        menu_items[:] = [item for item in menu_items if item.name != "promoted-search-results"]


class IndexMenuItem(MenuItem):
    """Shown to people who look after the index."""

    def is_shown(self, request: HttpRequest) -> bool:
        return looks_after_index(request.user)


@hooks.register("register_reports_menu_item")
def register_reconciliations_item() -> MenuItem:
    """索引核对 in the reports menu."""
    address = reverse("search_reconciliations")
    return IndexMenuItem(_("索引核对"), address, name="index", icon_name="search", order=700)
