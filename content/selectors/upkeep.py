"""What editors keep an eye on after publication: due reviews and readers' error reports."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from content.enums import ReportState
from content.models import BasePage, ErrorReport, PortalSettings, ReviewReminder
from content.selectors.editing import editable_pages
from content.selectors.rules import edition_name

if TYPE_CHECKING:
    from accounts.models import User


def reminder_span() -> timedelta:
    """How long before a page's review date its unit is told (网站信息)."""
    settings = PortalSettings.objects.order_by("-site__is_default_site", "pk").first() or PortalSettings()
    return timedelta(days=settings.reminder_days)


def pages_due(*, on: date) -> QuerySet[BasePage]:
    """Live pages whose review date is near or over, the longest overdue first."""
    latest = on + reminder_span()
    pages: QuerySet[BasePage] = BasePage.objects.filter(live=True, review_by__lte=latest)
    return pages.select_related("unit", "content_type").order_by("review_by", "path")


def list_unannounced(*, on: date) -> list[tuple[BasePage, date]]:
    """Those of them whose unit was not told of this date yet, with the date."""
    told = set(
        ReviewReminder.objects.filter(page__live=True, due_on__lte=on + reminder_span()).values_list(
            "page_id", "due_on"
        )
    )
    due = [(page, page.review_by) for page in pages_due(on=on) if page.review_by is not None]
    return [(page, day) for page, day in due if (page.pk, day) not in told]


def due_for(user: User | Any, *, on: date) -> QuerySet[BasePage]:
    """Pages ``user`` answers for that are due for review."""
    return pages_due(on=on).filter(pk__in=editable_pages(user).values("pk"))


def reports_for(user: User | Any) -> QuerySet[ErrorReport]:
    """Error reports on pages ``user`` answers for: open ones first, then the latest."""
    is_open = Case(When(state=ReportState.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    reports = ErrorReport.objects.filter(page__in=editable_pages(user).values("pk"))
    beside = reports.select_related("page__unit", "page__editionpage", "handled_by")
    return beside.defer("page__editionpage__text").order_by(is_open, "-reported_at", "-pk")


def reported_edition(report: ErrorReport) -> str:
    """The edition of a rule that a report is about (2026年修订版); "" for a page of another kind."""
    edition = getattr(report.page, "editionpage", None)
    return edition_name(edition) if edition is not None else ""


def open_reports_for(user: User | Any) -> QuerySet[ErrorReport]:
    """Those that nobody dealt with yet, the oldest first."""
    return reports_for(user).filter(state=ReportState.OPEN).order_by("reported_at", "pk")


def next_review(*, today: date) -> date:
    """The date proposed when a review is completed: a year from today."""
    try:
        return today.replace(year=today.year + 1)
    except ValueError:  # 29 February
        return today.replace(year=today.year + 1, day=28)
