"""我的学习 and the transcript, each person's own."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import signed_in
from common import clock
from common.numbers import number
from training.selectors.gaps import gaps_of
from training.selectors.hours import standing_of
from training.selectors.learning import learning_of, next_study
from training.selectors.reminding import unread_reminders
from training.selectors.transcripts import transcript_of

# There was no such training before.
_FIRST_YEAR = 1980


@require_safe
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """我的学习: what to go on with, what is due, what waits, hours owed and what would close the gap."""
    user, now, today = signed_in(request), clock.now(), clock.today()
    standing = standing_of(user, year=today.year, today=today)
    context = {
        "learning": learning_of(user, at=now, today=today),
        "standing": standing,
        "gaps": {gap.counter.target.pk: gap for gap in gaps_of(standing, at=now)},
        "today": today,
        "reminders": unread_reminders(user),
    }
    return render(request, "training/learning.html", context)


@require_safe
@never_cache
@login_required
def transcript(request: HttpRequest) -> HttpResponse:
    """学习档案: the hours of one year.

    Raises:
        Http404: the year is none, or has not come yet.
    """
    today = clock.today()
    wanted = request.GET.get("year", "")
    year = number(wanted, least=_FIRST_YEAR, most=today.year) if wanted else today.year
    if year is None:
        raise Http404
    user = signed_in(request)
    context = {"transcript": transcript_of(user, year=year, today=today), "today": today, "person": user}
    return render(request, "training/transcript.html", context)


@require_safe
@never_cache
def box(request: HttpRequest) -> HttpResponse:
    """我的学习 on the home page, for who is signed in; for others nothing."""
    if not request.user.is_authenticated:
        return HttpResponse("")
    user, today = signed_in(request), clock.today()
    standing = standing_of(user, year=today.year, today=today)
    context = {"standing": standing, "study": next_study(user, today=today)}
    return render(request, "training/learning_box.html", context)
