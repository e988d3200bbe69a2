"""The learner's calendar feed, and putting reminders away."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import signed_in
from common import clock
from common.calendars import CONTENT_TYPE
from training.calendars import write_calendar
from training.selectors.reminding import calendar_token_of, deadlines_of, learner_of, sessions_of
from training.services import reminding


@require_safe
@never_cache
@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """日历订阅: one's address, where one has one, and how to use it."""
    token = calendar_token_of(signed_in(request))
    address = settings.SITE_URL + reverse("training:calendar_feed", args=[token]) if token else ""
    return render(request, "training/calendar.html", {"address": address})


@require_safe
@never_cache
def calendar_feed(_request: HttpRequest, token: str) -> HttpResponse:
    """The calendar at its secret address: a phone's calendar asks without signing in.

    Raises:
        Http404: nobody has this address now.
    """
    learner = learner_of(token)
    if learner is None:
        raise Http404
    written = write_calendar(deadlines_of(learner), sessions_of(learner), at=clock.now())
    return HttpResponse(written, content_type=CONTENT_TYPE)


@require_POST
@never_cache
@login_required
def renew_calendar(request: HttpRequest) -> HttpResponse:
    """Another address for one's calendar."""
    reminding.renew_calendar(learner=signed_in(request), at=clock.now())
    messages.success(request, _("新的订阅地址已生成。"))
    return redirect("training:calendar")


@require_POST
@never_cache
@login_required
def put_away(request: HttpRequest) -> HttpResponse:
    """Mark the reminders one was shown as read."""
    try:
        shown_at = parse_datetime(request.POST.get("shown_at", ""))
    except ValueError:
        shown_at = None
    if shown_at is not None and shown_at.tzinfo is not None:
        reminding.put_away(learner=signed_in(request), shown_at=shown_at, at=clock.now())
    return redirect("training:home")
