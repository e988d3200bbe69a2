"""Who cites what: links in a text, back-links on a provision, what editors have to look at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common import memo
from content.addressing import page_at
from content.citing.names import normalize_name, without_state
from content.citing.writing import cite
from content.enums import CitationState
from content.models import (
    BasePage,
    CasePage,
    Citation,
    EditionPage,
    MaterialPage,
    PolicyPage,
    ProhibitionListPage,
    ProvisionMatch,
    RulePage,
)
from content.offered import offered_kinds
from content.routes import is_provision_id
from content.selectors.passages import WITHOUT_ADDRESS, cites
from content.selectors.reading import Link
from content.selectors.visibility import closed_paths

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

_LINK_FIELDS = ("source_eid", "start", "end", "target_eid")
_EDITION, _RULE = (
    [f"target_{page}_id", *(f"target_{page}__{name}" for name in ("path", "url_path", "live"))]
    for page in ("edition", "rule")
)
_SOURCE_FIELDS = ("source_id", "source__content_type_id", "source__title", "source__url_path")
KIND_NAMES: dict[type, Any] = {
    EditionPage: _("规则"),
    PolicyPage: _("政策文件"),
    ProhibitionListPage: _("纪律清单"),
    CasePage: _("案例通报"),
    MaterialPage: _("学习资料"),
}


def kind_names() -> dict[type, str]:
    """What pages that cite are called, in the order of a list of back-links."""
    offered = {model: kind.name for model, kind in offered_kinds()}
    return {model: str(name) for model, name in (KIND_NAMES | offered).items()}


class _Source(NamedTuple):
    """A page that cites, as far as a list of back-links shows it."""

    pk: int
    content_type: int
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Backlink:
    """A place that cites a provision."""

    kind: str
    title: str
    place: str
    url: str


def links_of(
    page: BasePage, *, user: User | AnonymousUser, eids: Collection[str] | None = None
) -> dict[str, list[Link]]:
    """The citations of a published page as links, by stable id of the provision they stand in.

    Only to what ``user`` may read; one query.

    Args:
        eids: of these provisions only.
    """
    rows = Citation.objects.filter(source_id=page.pk, target_rule__isnull=False).order_by("id")
    if eids is not None:
        rows = rows.filter(source_eid__in=eids)
    closed = closed_paths(user)
    links: dict[str, list[Link]] = defaultdict(list)
    for eid, start, end, target_eid, *targets in rows.values_list(*_LINK_FIELDS, *_EDITION, *_RULE):
        # The edition, else the rule; chosen here, for SQL that chooses takes Django longer than the database.
        pk, path, address, live = targets[:4] if targets[0] is not None else targets[4:]
        if live and not path.startswith(closed):
            target = page_at(BasePage, pk, address)
            links[eid].append(Link(start, end, provision_url(target, target_eid)))
    return links


def provision_url(page: BasePage, eid: str) -> str:
    """The address of a provision: the page of its article, at the provision; the page itself for ""."""
    base = page.url or ""
    if not eid:
        return base
    article = article_of(eid)
    if not is_provision_id(article):  # the preamble and the closing have no page of their own
        return base
    return f"{base}{article}/" if article == eid else f"{base}{article}/#{eid}"


def article_of(eid: str) -> str:
    """The id with a page of its own: art-75 for art-75-para-2, pt-2 for pt-2-1-3, chapters for themselves."""
    if eid.startswith("pt-"):
        return "-".join(eid.split("-")[:2])
    return eid.partition("-para-")[0].partition("-item-")[0]


def count_backlinks(rule: RulePage, edition: EditionPage, *, user: User | AnonymousUser) -> Counter[str]:
    """How many readable places cite each article of ``edition``; a fixed number of queries.

    A citation of an earlier edition counts for the article that continues the cited one.
    """
    counts: Counter[str] = Counter()
    for eid, places in _backlink_places(rule, edition, user=user).items():
        counts[eid] = len(places)
    return counts


def list_backlinks(
    rule: RulePage, edition: EditionPage, article: str, *, user: User | AnonymousUser
) -> list[Backlink]:
    """The readable places that cite one article or anything below it, rules first."""
    places = _backlink_places(rule, edition, user=user, article=article).get(article, {})
    entries = [_backlink(source, eid) for source, eid in places]
    kinds = list(kind_names().values())
    return sorted(entries, key=lambda entry: (kinds.index(entry.kind), entry.title, entry.place))


def _backlink(source: _Source, eid: str) -> Backlink:
    model: Any = ContentType.objects.get_for_id(source.content_type).model_class()
    kind = kind_names().get(model, "")
    page = page_at(BasePage, source.pk, source.address)
    if model is ProhibitionListPage:
        return Backlink(kind, source.title, f"第{eid.removeprefix('item-')}项", f"{page.url}{eid}/")
    try:
        place = cite(None, eid) if eid else ""
    except ValueError:  # the preamble and the closing have no number
        place = ""
    return Backlink(kind, source.title, place, provision_url(page, eid if place else ""))


def _backlink_places(
    rule: RulePage, edition: EditionPage, *, user: User | AnonymousUser, article: str = ""
) -> dict[str, dict[tuple[_Source, str], None]]:
    """By article of ``edition``: the (page, provision) pairs that cite it, without its own text.

    Args:
        article: read what cites this one alone.
    """
    cited = _citing(rule, edition, article) if article else Q(target_edition__isnull=False)
    rows = (
        Citation.objects.filter(cited, target_rule_id=rule.pk, source__live=True)
        .order_by("source_id", "id")
        .values_list("target_edition_id", "target_eid", "source_eid", "source__path", *_SOURCE_FIELDS)
    )
    closed = (*closed_paths(user), rule.path)  # what the rule says of itself is not counted
    found_in = [row for row in rows if not row[3].startswith(closed)]
    elsewhere = any(row[0] != edition.pk for row in found_in)
    onward = _onward(rule, edition) if elsewhere else {}
    places: dict[str, dict[tuple[_Source, str], None]] = defaultdict(dict)
    for target_edition, eid, source_eid, _path, *source in found_in:
        found = eid if target_edition == edition.pk else onward.get((target_edition, article_of(eid)), "")
        if found:
            # A case that names an article in its facts and among the rules broken is one place to read.
            place = "" if source_eid in WITHOUT_ADDRESS else source_eid
            places[article_of(found)][(_Source(*source), place)] = None
    return places


def _citing(rule: RulePage, edition: EditionPage, article: str) -> Q:
    """Citations of an article, its counterparts in other editions, what is below them; and a few more."""
    counterparts = {
        (other, article_of(eid))
        for (other, eid), reached in _onward(rule, edition).items()
        if reached == article
    }
    return reduce(or_, (_near(*place) for place in ((edition.pk, article), *sorted(counterparts))))


def _near(edition: int, article: str) -> Q:
    """The condition on citations of an article and all below it, with some neighbors.

    Article 1 and article 10 start alike; who asks tells them apart by ``article_of``. It spares rows, not
    reading: SQLite looks through all citations of the rule or edition.
    """
    return Q(target_edition_id=edition, target_eid__startswith=article)


def leading_to(edition: int, article: str) -> Q:
    """The same without the neighbors, for who does not look at the rows: ``article_of`` in SQL."""
    steps = ("-",) if article.startswith("pt-") else ("-para-", "-item-")
    below = reduce(or_, (Q(target_eid__startswith=f"{article}{step}") for step in steps))
    return Q(target_edition_id=edition) & (Q(target_eid=article) | below)


def _onward(rule: RulePage, edition: EditionPage) -> dict[tuple[int, str], str]:
    """From (other edition, article) to the article of ``edition`` that continues or preceded it."""
    return memo.remember(("content.onward", edition.pk), lambda: _follow(rule, edition))


def _follow(rule: RulePage, edition: EditionPage) -> dict[tuple[int, str], str]:
    rows = ProvisionMatch.objects.filter(new_edition__path__startswith=rule.path)
    matches = list(rows.values_list("old_edition_id", "old_eid", "new_edition_id", "new_eid"))
    forward = {(old, old_eid): (new, new_eid) for old, old_eid, new, new_eid in matches}
    backward = {(new, new_eid): (old, old_eid) for old, old_eid, new, new_eid in reversed(matches)}
    reached: dict[tuple[int, str], str] = {}
    for steps in (forward, backward):
        for start in steps:
            place: tuple[int, str] | None = start
            while place is not None and place[0] != edition.pk:
                place = steps.get(place)
            if place is not None:
                reached.setdefault(start, article_of(place[1]))
    return reached


def find_counterparts(rule: RulePage, edition: EditionPage, article: str) -> dict[int, str]:
    """By other edition: the article that became, or came from, ``article`` of ``edition``; one query."""
    found: dict[int, str] = {}
    for (other, eid), reached in _onward(rule, edition).items():
        if reached == article:
            found.setdefault(other, article_of(eid))
    return found


def list_sources_naming(rule: RulePage) -> list[BasePage]:
    """Live pages that cite this rule, or name it in a citation that led nowhere."""
    names = {normalize_name(name) for name in rule.names} | {
        without_state(normalize_name(name)) for name in rule.names
    }
    unresolved = Citation.objects.exclude(state=CitationState.RESOLVED)
    naming = {
        source
        for source, title in unresolved.values_list("source_id", "cited_title").distinct()
        if {normalize_name(title), without_state(normalize_name(title))} & names
    }
    citing = set(Citation.objects.filter(target_rule_id=rule.pk).values_list("source_id", flat=True))
    pages = BasePage.objects.filter(pk__in=naming | citing, live=True).specific()
    return [page for page in pages if cites(page)]


def unresolved_citations() -> QuerySet[Citation]:
    """Citations of live pages that lead nowhere, for editors."""
    return (
        Citation.objects.filter(source__live=True)
        .filter(~Q(state=CitationState.RESOLVED))
        .select_related("source")
        .order_by("state", "cited_title", "id")
    )
