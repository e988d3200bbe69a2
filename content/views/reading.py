"""The texts of rules and policies at the addresses below their pages: one article, another day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from common import clock
from content.models import EditionPage, PolicyPage, Provision, RulePage
from content.selectors.articles import (
    ArticlePassage,
    get_edition_passage,
    get_policy_passage,
    get_rule_passage,
)
from content.selectors.citations import article_of, provision_url
from content.selectors.rules import get_timeline
from content.selectors.whole_texts import get_text_in_force

ON_DATE = "content/rule_on.html"
PASSAGE = "content/passage.html"
CARD = "content/components/passage_card.html"


def rule_on(request: HttpRequest, page: RulePage, day: str = "", eid: str = "") -> HttpResponse:
    """A rule, or one article of it, as it stood on a day; without a day, today's article.

    Raises:
        Http404: the address holds no day of the calendar, or the text of that day has no such article.
    """
    if not day and not eid:
        return _asked_by_form(request, page)
    on = _read_day(day) if day else clock.today()
    if on is None:
        raise Http404(_("网址里的日期不对。"))
    if eid:
        passage = get_rule_passage(page, article_of(eid), user=request.user, on=on)
        return _show_passage(request, passage, eid)
    timeline = get_timeline(page, user=request.user, on=on)
    text = get_text_in_force(timeline, user=request.user)
    shown = {"page": page, "self": page, "timeline": timeline, "text": text, "on": on, "today": clock.today()}
    return render(request, ON_DATE, {**shown, "trail": [_("某日有效版本")]})


def provision(request: HttpRequest, page: EditionPage | PolicyPage, eid: str) -> HttpResponse:
    """One article or chapter of an edition, or one point of a policy text.

    Raises:
        Http404: the text has none of that id.
    """
    if isinstance(page, PolicyPage):
        return _show_passage(request, get_policy_passage(page, article_of(eid), user=request.user), eid)
    passage = get_edition_passage(page, article_of(eid), user=request.user, on=clock.today())
    return _show_passage(request, passage, eid)


def _asked_by_form(request: HttpRequest, page: RulePage) -> HttpResponse:
    """The day typed into the form becomes an address; a bad one is sent back with a word of help."""
    words = request.GET.get("date", "").strip()
    day = _read_day(words)
    if day is not None:
        return HttpResponseRedirect(f"{page.url}on/{day.isoformat()}/")
    timeline = get_timeline(page, user=request.user, on=clock.today())
    shown = {"page": page, "self": page, "timeline": timeline, "asked": words, "today": clock.today()}
    return render(request, ON_DATE, {**shown, "trail": [_("某日有效版本")]}, status=400 if words else 200)


def _read_day(words: str) -> date | None:
    """A day written 2026-09-01; None for anything else."""
    try:
        return date.fromisoformat(words) if len(words) == len("2026-09-01") else None
    except ValueError:
        return None


def _show_passage(request: HttpRequest, passage: ArticlePassage | None, eid: str) -> HttpResponse:
    if passage is None:
        raise Http404(_("这份文本没有这一条。"))
    if eid != passage.head.eid:  # a line below an article has its place on the article's page
        if not Provision.objects.filter(page_id=passage.page.pk, eid=eid).exists():
            raise Http404(_("这份文本没有这一款项。"))
        return HttpResponseRedirect(provision_url(passage.page, eid))
    if "card" in request.GET:
        return render(request, CARD, {"passage": passage})
    return render(request, PASSAGE, _context(passage))


def _context(passage: ArticlePassage) -> dict[str, Any]:
    page = passage.page
    return {"page": page, "self": page, "passage": passage, "today": clock.today(), "trail": [passage.name]}
