"""Two editions of a rule compared article by article."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock
from content.comparing.alignment import Fate
from content.comparing.comparison import Comparison, Row
from content.models import RulePage
from content.selectors.comparison import EditionPair, compare_editions, find_pair, list_comparable
from content.selectors.rules import EditionEntry

ALL = "all"
_FILTERS = {
    "changed": (gettext_lazy("修改"), frozenset({Fate.CHANGED, Fate.RENUMBERED_CHANGED})),
    "added": (gettext_lazy("新增"), frozenset({Fate.ADDED})),
    "removed": (gettext_lazy("删去"), frozenset({Fate.REMOVED})),
    "renumbered": (gettext_lazy("仅移号"), frozenset({Fate.RENUMBERED})),
    "unchanged": (gettext_lazy("未变"), frozenset({Fate.UNCHANGED})),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the five figures: how many articles met a fate, and the filter that shows them."""

    code: str
    label: str
    count: int
    is_chosen: bool


def rule_comparison(request: HttpRequest, page: RulePage, *arguments: str) -> HttpResponse:
    """Compare two editions, older first; without slugs, those the form names or else the two latest.

    Raises:
        Http404: a slug is of no edition the reader may compare.
    """
    editions = list_comparable(page, user=request.user, on=clock.today())
    if not arguments:
        return _choose(request, page, editions)
    pair = find_pair(page, editions, *arguments)
    if pair is None:
        raise Http404(_("没有可以对比的这个版本。"))
    if pair.old.page.pk == pair.new.page.pk:
        return _refuse(request, page, editions, _("选中的是同一个版本，请选两个不同的版本。"), pair)
    if (pair.old.page.slug, pair.new.page.slug) != arguments:
        return HttpResponseRedirect(_address(page, pair))
    return _show(request, editions, pair)


def _choose(request: HttpRequest, page: RulePage, editions: list[EditionEntry]) -> HttpResponse:
    if len(editions) < 2:
        return _refuse(request, page, editions, _("这部规则目前只有一个可查看的版本，无从对比。"), None)
    one, other = request.GET.get("old", ""), request.GET.get("new", "")
    pair = find_pair(page, editions, one or editions[1].page.slug, other or editions[0].page.slug)
    if pair is None:
        raise Http404(_("没有可以对比的这个版本。"))
    if pair.old.page.pk == pair.new.page.pk:
        return _refuse(request, page, editions, _("选中的是同一个版本，请选两个不同的版本。"), pair)
    return HttpResponseRedirect(_address(page, pair))


def _refuse(
    request: HttpRequest, page: RulePage, editions: list[EditionEntry], reason: str, pair: EditionPair | None
) -> HttpResponse:
    context = {"page": page, "self": page, "editions": editions, "reason": reason, "pair": pair}
    context["trail"] = [_("对比")]
    return render(request, "content/rule_comparison.html", context)


def _show(request: HttpRequest, editions: list[EditionEntry], pair: EditionPair) -> HttpResponse:
    comparison = compare_editions(pair)
    wanted = request.GET.get("show", ALL)
    chosen = wanted if wanted in _FILTERS else ALL
    context = {
        "page": pair.rule,
        "self": pair.rule,
        "editions": editions,
        "pair": pair,
        "comparison": comparison,
        "figures": _figures(comparison, chosen),
        "rows": _rows(comparison, chosen),
        "chosen": chosen,
        "address": _address(pair.rule, pair),
        "chosen_label": _FILTERS[chosen][0] if chosen != ALL else "",
        "trail": [_("对比")],
    }
    return render(request, "content/rule_comparison.html", context)


def _figures(comparison: Comparison, chosen: str) -> list[Figure]:
    summary = comparison.summary
    return [
        Figure(code, str(label), getattr(summary, code), code == chosen)
        for code, (label, _statuses) in _FILTERS.items()
    ]


def _rows(comparison: Comparison, chosen: str) -> list[Row]:
    if chosen == ALL:
        return list(comparison.rows)
    statuses = _FILTERS[chosen][1]
    return [row for row in comparison.rows if row.status in statuses]


def _address(page: RulePage, pair: EditionPair) -> str:
    return f"{page.url}compare/{pair.old.page.slug}/{pair.new.page.slug}/"
