"""From a page and the label somebody typed (第十五条) to the provision meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from content.models import BasePage, RulePage
from content.selectors.indexing import get_indexable_page
from content.selectors.rules import editions_below, spans_of
from content.validity import edition_on
from search.analysis.articles import find_articles
from search.analysis.folding import fold
from search.analysis.names import squeeze


class PlaceError(Exception):
    """There is no such place in what readers can find; the message is for people."""


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """``label`` as the text writes it; it and ``eid`` are "" for the whole page."""

    page_id: int
    eid: str = ""
    label: str = ""


def find_place(page: BasePage, typed: str, *, on: date) -> FoundPlace:
    """The page, or the provision of it with the label ``typed``; of a rule its edition in force.

    Raises:
        PlaceError: the page is not published, or it has no such provision.
    """
    page_id = _edition_in_force(page, on) if page.specific_class is RulePage else page.pk
    found = get_indexable_page(page_id)
    if found is None:
        raise PlaceError(_("这个页面没有发布，或者没有可供搜索的内容。请先发布，再来添加。"))
    wanted = _comparable(typed)
    if not wanted:
        return FoundPlace(page_id)
    labels = [place.label for place in found.provisions if place.label]
    for place in found.provisions:
        if place.label and _comparable(place.label) == wanted:
            return FoundPlace(page_id, place.eid, place.label)
    if not labels:
        raise PlaceError(_("这个页面不分条款，“条款”一栏请留空。"))
    raise PlaceError(
        _("这个页面没有“%(label)s”。页面上的条款从“%(first)s”到“%(last)s”，请照页面上的写法填写。")
        % {"label": typed.strip(), "first": labels[0], "last": labels[-1]}
    )


def _edition_in_force(rule: BasePage, on: date) -> int:
    editions = list(editions_below([rule.path]).filter(live=True))
    spans = spans_of(editions)
    span = edition_on(on, spans) or (spans[-1] if spans else None)
    if span is None:
        raise PlaceError(_("这部规则还没有已发布的版本。"))
    return int(span.pk)


def _comparable(label: str) -> str:
    folded = squeeze(fold(label))
    # 十五条, 15条 and 第十五条 are one article.
    return next((mention.token for mention in find_articles(folded, loose=True)), folded)
