"""Events of the campaign: study sessions, classes, tours, screenings."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.url_routing import RouteResult

from content.enums import EventKind
from content.models.base import BasePage


class EventIndexPage(BasePage):
    """The column of events."""

    introduction = models.TextField(_("导语"), blank=True)
    in_navigation = True
    max_count = 1
    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.EventPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("活动栏目")

    def route(self, request: Any, path_components: list[str]) -> RouteResult:
        """The column answers with all public events as iCalendar under ``calendar/``."""
        if self.live and path_components == ["calendar"]:
            return RouteResult(self, kwargs={"view": "events_calendar", "arguments": []})
        return super().route(request, path_components)


class EventPage(BasePage):
    """One event with time, place and organizer; ``calendar/`` below it gives it as iCalendar."""

    kind = models.CharField(_("类别"), max_length=16, choices=EventKind.choices)
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    place = models.CharField(_("地点"), max_length=120)
    organizer = models.CharField(_("主办单位"), max_length=120)
    audience = models.CharField(_("参加对象"), max_length=200, blank=True)
    description = models.TextField(_("内容"), blank=True)

    parent_page_types = ["content.EventIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldRowPanel([FieldPanel("place"), FieldPanel("organizer")]),
                FieldPanel("audience"),
            ],
            _("活动信息"),
        ),
        FieldPanel("description"),
    ]

    class Meta:
        verbose_name = _("活动")
        indexes = [models.Index(fields=["ends_at"], name="event_by_end")]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=EventKind.values), name="event_kind_known"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="event_ends_after_start"
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("结束时间必须晚于开始时间。")})

    def route(self, request: Any, path_components: list[str]) -> RouteResult:
        """An event answers with its iCalendar entry under ``calendar/``."""
        if self.live and path_components == ["calendar"]:
            return RouteResult(self, kwargs={"view": "event_calendar", "arguments": []})
        return super().route(request, path_components)
