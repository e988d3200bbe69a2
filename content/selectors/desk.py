"""What waits for a person in the admin: counts, the first few of each, and where the rest is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from wagtail.models import Revision, TaskState, WorkflowState

from content.deadlines import Waiting, add_working_days
from content.models import BasePage, PortalSettings
from content.selectors.editing import editable_pages
from content.selectors.reviews import list_returned
from content.selectors.upkeep import due_for, open_reports_for

if TYPE_CHECKING:
    from accounts.models import User

SHOWN = 5


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One thing to do."""

    title: str
    url: str
    note: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class DeskGroup:
    """Things of one kind; ``url`` leads to all of them, "" where the lines are all there is."""

    name: str
    count: int
    lines: tuple[DeskLine, ...]
    nothing: str
    url: str = ""


def review_desk(user: User, *, at: datetime) -> list[DeskGroup]:
    """For reviewers: what waits for their decision, the longest waiting first."""
    states, days = TaskState.objects.reviewable_by(user), review_days()
    lines = [_waiting_line(state, at, days) for state in _first(states)]
    return [DeskGroup(_("等我审核"), states.count(), tuple(lines), _("没有等您审核的文稿。"))]


def editing_desk(user: User, *, at: datetime) -> list[DeskGroup]:
    """For editors: their drafts, and what goes on with the pages of their units."""
    own = editable_pages(user)
    today = localdate(at)
    due, reports = due_for(user, on=today), open_reports_for(user)
    return [
        _drafts(user, own),
        _under_review(own, at),
        _returned(user),
        _scheduled(own),
        DeskGroup(
            _("待复核"),
            due.count(),
            tuple(
                DeskLine(
                    page.title,
                    reverse("content_due_done", args=[page.pk]),
                    f"{page.review_by}",
                    page.review_by is not None and page.review_by < today,
                )
                for page in due[:SHOWN]
            ),
            _("没有到期的页面。"),
            reverse("content_due"),
        ),
        DeskGroup(
            _("读者纠错"),
            reports.count(),
            tuple(
                DeskLine(
                    report.page.title,
                    reverse("content_report", args=[report.pk]),
                    f"{localtime(report.reported_at):%Y-%m-%d}",
                )
                for report in reports[:SHOWN]
            ),
            _("没有待处理的纠错。"),
            reverse("content_reports"),
        ),
    ]


def waiting_of(state: TaskState, *, at: datetime, days: int) -> Waiting:
    """How long a text has waited for this review and when it should be done."""
    since = localdate(state.started_at)
    return Waiting(since, add_working_days(since, days), localdate(at))


def review_days() -> int:
    """How many working days one review may take (网站信息)."""
    settings = PortalSettings.objects.order_by("-site__is_default_site", "pk").first() or PortalSettings()
    return settings.review_days


def _first(states: QuerySet[TaskState]) -> list[TaskState]:
    rows = states.select_related("task", "workflow_state").prefetch_related("workflow_state__content_object")
    return [row for row in rows.order_by("started_at", "pk")[:SHOWN] if row.workflow_state.content_object]


def _waiting_line(state: TaskState, at: datetime, days: int) -> DeskLine:
    waiting = waiting_of(state, at=at, days=days)
    page = state.workflow_state.content_object
    note = _("%(step)s，已等 %(days)d 天，应于 %(due)s 前完成") % {
        "step": state.task.name,
        "days": waiting.days,
        "due": waiting.due_on,
    }
    title = page.get_admin_display_title()
    return DeskLine(title, reverse("wagtailadmin_pages:edit", args=[page.pk]), note, waiting.is_late)


def _key(outer: str = "pk") -> Cast:
    """A page's key as Wagtail's generic relations store it."""
    return Cast(OuterRef(outer), output_field=CharField())


def _drafts(user: User, own: QuerySet[BasePage]) -> DeskGroup:
    """What the person began or changed last, and nobody looks at yet."""
    open_states = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
    under_way = WorkflowState.objects.filter(status__in=open_states, object_id=_key())
    drafts = (
        own.filter(Q(live=False) | Q(has_unpublished_changes=True))
        .filter(Q(latest_revision__user=user) | Q(owner=user, live=False))
        .filter(withdrawal__isnull=True, expired=False)
        .exclude(live=False, rulepage__isnull=False)  # a rule goes public with its first edition
        .exclude(Exists(under_way))
        .exclude(Exists(_on_calendar()))
    )
    lines = [_page_line(page) for page in drafts.order_by("-latest_revision_created_at", "-pk")[:SHOWN]]
    return DeskGroup(_("我的草稿"), drafts.count(), tuple(lines), _("没有未提交的草稿。"))


def _page_line(page: BasePage) -> DeskLine:
    changed = page.latest_revision_created_at
    note = _("%(time)s 保存") % {"time": f"{localtime(changed):%Y-%m-%d %H:%M}"} if changed else ""
    return DeskLine(page.get_admin_display_title(), _edit(page.pk), note)


def _under_review(own: QuerySet[BasePage], at: datetime) -> DeskGroup:
    states = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        workflow_state__object_id__in=own.annotate(key=Cast("pk", output_field=CharField())).values("key"),
    )
    days = review_days()
    lines = [_waiting_line(state, at, days) for state in _first(states)]
    url = reverse("wagtailadmin_reports:workflow")
    return DeskGroup(_("审核中"), states.count(), tuple(lines), _("没有在审的文稿。"), url)


def _returned(user: User) -> DeskGroup:
    returned = list_returned(user)
    lines = [
        DeskLine(entry.page.get_admin_display_title(), _edit(entry.page.pk), entry.comment or entry.step)
        for entry in returned
        if entry.may_edit
    ]
    return DeskGroup(_("退回的文稿"), len(lines), tuple(lines[:SHOWN]), _("没有退回的文稿。"))


def _on_calendar() -> QuerySet[Revision]:
    return Revision.page_revisions.filter(approved_go_live_at__isnull=False, object_id=_key())


def _scheduled(own: QuerySet[BasePage]) -> DeskGroup:
    hour = _on_calendar().order_by("approved_go_live_at").values("approved_go_live_at")[:1]
    pages: QuerySet[Any] = own.annotate(goes_live_at=hour).filter(goes_live_at__isnull=False)
    lines = [
        DeskLine(
            page.get_admin_display_title(), _edit(page.pk), f"{localtime(page.goes_live_at):%Y-%m-%d %H:%M}"
        )
        for page in pages.order_by("goes_live_at", "pk")[:SHOWN]
    ]
    return DeskGroup(_("定时发布"), pages.count(), tuple(lines), _("没有定时发布的文稿。"))


def _edit(pk: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[pk])
