"""Wagtail's lists and reports of pages offer people to filter by; here, only those in sight.

Wagtail offers whoever ever owned, edited, locked or submitted a page, of any unit.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.views.reports.audit_logging import SiteHistoryReportFilterSet, get_users_for_filter
from wagtail.admin.views.reports.locked_pages import LockedPagesReportFilterSet
from wagtail.admin.views.reports.workflows import WorkflowReportFilterSet

from accounts.models import User
from accounts.selectors.people import people_in_sight

Offer = Callable[[HttpRequest], QuerySet[User]]

_FILTERS = (
    (PageFilterSet, "owner"),
    (PageFilterSet, "edited_by"),
    (LockedPagesReportFilterSet, "locked_by"),
    (WorkflowReportFilterSet, "requested_by"),
)


def _in_sight(offer: Offer) -> Offer:
    def offer_in_sight(request: HttpRequest) -> QuerySet[User]:
        assert isinstance(request.user, User)  # noqa: S101 - the admin asks for a sign-in first
        return people_in_sight(request.user).filter(pk__in=offer(request).values("pk"))

    return offer_in_sight


def _users_of_site_history(filters: SiteHistoryReportFilterSet) -> QuerySet[User]:
    return _in_sight(lambda request: get_users_for_filter(request.user))(filters.request)


def narrow_people_filters() -> None:
    """Put the condition into Wagtail's filters; it has no hook for them. Once, when the hooks are read."""
    for filter_set, name in _FILTERS:
        # Filter sets made from this one share its filters.
        declared = filter_set.base_filters[name]
        declared.queryset = _in_sight(declared.queryset)
    SiteHistoryReportFilterSet.get_users_queryset = _users_of_site_history
