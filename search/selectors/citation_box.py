"""What the citations typed into the search box lead to, by whatever engine, for whoever asks.

A rule the viewer may not read is not in the answers of the index to them: it is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from content.citing.recognizer import Citation
from content.citing.resolver import Failure, Reason, Resolver
from content.enums import LevelOfEffect, Status
from content.selectors.catalogue import citable_ids
from content.selectors.citations import article_of
from search.analysis.articles import article_token
from search.analysis.citations import Mention, TypedCitations, read_citations, read_mentions
from search.analysis.folding import fold
from search.analysis.names import names_of, squeeze
from search.analysis.numbers import own_number_tokens
from search.enums import Found, PageKind
from search.exchange import LookUp, SearchDocument, day_number
from search.port import SearchIndex
from search.selectors.engine import ask_engine

MOST_DOCUMENTS = 200  # editions of the rules whose names a text may end with
_CITED_KINDS = frozenset({PageKind.RULE, PageKind.POLICY})
Documents = tuple[SearchDocument, ...]
# Levels from the highest. Neither of 地方性法规 and 规章 is above the other (立法法第一百零六条).
_RANKS = {level.value: -place for place, level in enumerate(LevelOfEffect)}
_RANKS[LevelOfEffect.DEPARTMENT_RULE.value] = _RANKS[LevelOfEffect.LOCAL_REGULATION.value]
_LOWEST = min(_RANKS.values())


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """What one citation leads to.

    ``eid`` and ``through`` are the provision asked for ("" for a document as a whole) and the last of a
    range; ``document`` is the article, or where there is none the beginning of the rule. ``choices`` are the
    rules that share the name, each by its article or, where it has none, its beginning; of a rule whose text
    has no such article, the articles of that number in its other editions.
    """

    found: Found
    document: SearchDocument
    eid: str = ""
    through: str = ""
    year: int | None = None
    choices: Documents = ()

    @property
    def url(self) -> str:
        """Where to read it: the provision, the article without that 款, the rule without that article."""
        if not self.eid or self.found in {Found.NO_ARTICLE, Found.NO_EDITION}:
            return self.document.page_url
        below = self.eid != self.document.eid and self.found is Found.PLACE
        return f"{self.document.url}#{self.eid}" if below else self.document.url


@dataclass(frozen=True, slots=True)
class CitationAnswer:
    """The places named; ``alone`` says that nothing else was typed."""

    places: tuple[CitedPlace, ...] = ()
    alone: bool = False

    @property
    def target(self) -> CitedPlace | None:
        """Where to take the reader at once: the one place that was typed and nothing else."""
        sole = self.places[0] if self.alone and len(self.places) == 1 else None
        return sole if sole and sole.found is Found.PLACE and not sole.through else None


def resolve(
    typed: str, *, access_keys: tuple[str, ...], on: date, index: SearchIndex | None = None
) -> CitationAnswer:
    """Find what is cited; an empty answer where nothing is, or the engine cannot tell.

    Two look-ups for each citation; 款 and 项 cost a query of the database.

    Args:
        on: the day whose text is meant where no year is typed.
        index: an index other than the installation's own; its failures are raised.
    """

    def read(asked: SearchIndex) -> CitationAnswer:
        box = _Box(asked, access_keys, day_number(on))
        return box.by_number(typed) or box.by_name(typed)

    # Where there is nothing to look up the engine is not asked: that must not count as an answer of it.
    if not own_number_tokens(typed) and not any(each.names for each in read_mentions(typed).mentions):
        return CitationAnswer()
    return read(index) if index else ask_engine(read) or CitationAnswer()


@dataclass(frozen=True, slots=True)
class _Box:
    index: SearchIndex
    access_keys: tuple[str, ...]
    on: int

    def by_number(self, typed: str) -> CitationAnswer | None:
        """A document number and nothing else, of one document and no other."""
        tokens = own_number_tokens(typed)
        if not tokens:
            return None
        found = self._look_up(number=tokens[0])
        if len(found) != 1:
            return CitationAnswer()
        return CitationAnswer((CitedPlace(Found.PLACE, found[0]),), alone=True)

    def by_name(self, typed: str) -> CitationAnswer:
        """Every article cited by the name of its rule, in order; each once."""
        mentions = read_mentions(typed)
        named = [self._rules(mentions, place) for place in range(len(mentions.mentions))]
        if not any(name for name, _leads in named):
            return CitationAnswer()
        read, alone = read_citations(mentions, [name for name, _leads in named])
        places = []
        for each in read:
            name, leads = named[each.place]
            places.append(self._place(name, leads, each.citation))
        return CitationAnswer(tuple(dict.fromkeys(places)), alone)

    def _look_up(self, *, names: Sequence[str] = (), number: str = "", article: str = "") -> Documents:
        wanted = LookUp(
            self.access_keys, names=tuple(names), number=number, article=article, limit=MOST_DOCUMENTS
        )
        return self.index.look_up(wanted)

    # ---- rules ----------------------------------------------------------------------
    def _rules(self, typed: TypedCitations, place: int) -> tuple[str, Documents]:
        """The longest name before a number that is a rule's, and the beginnings of its editions."""
        mention = typed.mentions[place]
        if not mention.names:
            return "", ()
        found = [lead for lead in self._look_up(names=tuple(mention.names)) if lead.kind in _CITED_KINDS]
        called = {lead: _names(lead) for lead in found}
        for name in mention.names:
            leads = tuple(lead for lead in found if name in called[lead])
            if leads:
                full = any(squeeze(lead.title) == name for lead in leads)
                known = full or typed.may_name(place, name)
                return (
                    (name, _surest(leads, _written_name(typed, mention, name), self.on))
                    if known
                    else ("", ())
                )
        return "", ()

    def _edition(self, leads: Documents, year: int | None) -> SearchDocument | None:
        """The edition of a year, else the one in force, else the latest."""
        latest_last = sorted(leads, key=_started)
        if year is not None:
            return next((lead for lead in reversed(latest_last) if lead.year == year), None)
        in_force = (lead for lead in reversed(latest_last) if _holds(lead, self.on))
        return next(in_force, latest_last[-1])

    # ---- provisions -----------------------------------------------------------------
    def _place(self, name: str, leads: Documents, citation: Citation) -> CitedPlace:
        eid, year = citation.eid or "", citation.edition_hint
        articles = self._look_up(names=(name,), article=_token(eid))
        rules = _by_rule(leads)
        if len(rules) > 1:
            editions = [self._edition(each, year) or each[0] for each in rules]
            choices = tuple(_article(articles, edition) or edition for edition in editions)
            return CitedPlace(Found.SEVERAL, choices[0], eid, year=year, choices=choices)
        edition = self._edition(leads, year)
        if edition is None:
            newest = self._edition(leads, None) or leads[0]
            return CitedPlace(Found.NO_EDITION, newest, eid, year=year)
        article = _article(articles, edition)
        if article is None:
            pages = {lead.page_id for lead in leads}
            former = sorted((each for each in articles if each.page_id in pages), key=_started, reverse=True)
            return CitedPlace(Found.NO_ARTICLE, edition, eid, choices=tuple(former))
        place = CitedPlace(Found.PLACE, article, eid, citation.through)
        return place if eid == article_of(eid) and not citation.through else _with_lines(place, citation)


def _names(lead: SearchDocument) -> frozenset[str]:
    return frozenset(name for called in (lead.title, *lead.names) for name in names_of(called))


def _written_name(typed: TypedCitations, mention: Mention, name: str) -> str:
    span = mention.names[name]
    return _spelling(typed.text[span.start : span.end])


def _spelling(title: str) -> str:
    """A title with its punctuation, to tell 强奸、猥亵 from 强奸猥亵."""
    return "".join(fold(title).split()).strip("《》,、")


def _surest(leads: Documents, written: str, on: int) -> Documents:
    """Of rules with one name: spelled so, called so in full, with a text in force, of the highest level."""
    wishes: tuple[Callable[[Documents], bool], ...] = (
        lambda rule: any(_spelling(lead.title) == written for lead in rule),
        lambda rule: any(squeeze(lead.title) == squeeze(written) for lead in rule),
        lambda rule: any(_holds(lead, on) for lead in rule),
    )
    rules = _by_rule(leads)
    for wish in wishes:
        rules = [rule for rule in rules if wish(rule)] or rules
    highest = max(_level(rule) for rule in rules)
    return tuple(lead for rule in rules if _level(rule) == highest for lead in rule)


def _by_rule(leads: Iterable[SearchDocument]) -> list[Documents]:
    rules: dict[tuple[str, int], Documents] = {}
    for lead in leads:
        key = ("rule", lead.rule_id) if lead.rule_id is not None else ("page", lead.page_id)
        rules[key] = (*rules.get(key, ()), lead)
    return list(rules.values())


def _level(rule: Documents) -> int:
    """The rank in law of the highest edition; the lowest where no level is known."""
    return max((_RANKS.get(lead.level, _LOWEST) for lead in rule), default=_LOWEST)


def _started(document: SearchDocument) -> tuple[int, int, int]:
    return document.valid_from, document.published_on, document.page_id


def _holds(lead: SearchDocument, on: int) -> bool:
    return lead.status_on(on) is Status.IN_FORCE


def _token(eid: str) -> str:
    numbers = [int(number) for number in article_of(eid).split("-")[1:]]
    return article_token(*numbers[:2]) if eid.startswith("art-") else ""


def _article(articles: Collection[SearchDocument], edition: SearchDocument) -> SearchDocument | None:
    return next((article for article in articles if article.page_id == edition.page_id), None)


def _with_lines(place: CitedPlace, citation: Citation) -> CitedPlace:
    """The same place once its 款, 项 or range is known to be in the text; one query."""
    catalogue = _OneText(citable_ids(place.document.page_id))
    read = Resolver(catalogue).resolve(replace(citation, title=_OneText.NAME))
    if not isinstance(read, Failure):
        through = read.eids[-1] if len(read.eids) > 1 else ""
        return replace(place, eid=read.eids[0], through=through)
    unclear = read.reason is Reason.AMBIGUOUS_PROVISION
    return replace(place, found=Found.UNCLEAR_LINE if unclear else Found.NO_LINE, through="")


@dataclass(frozen=True, slots=True)
class _OneText:
    """A catalogue of one text, for a citation whose rule is known."""

    eids: Sequence[str]
    NAME = "text"

    def names(self) -> Iterable[tuple[str, str]]:
        return [(self.NAME, self.NAME)]

    def edition(self, rule: str, *, year: int | None, on: date | None) -> str | None:  # noqa: ARG002
        return rule

    def provisions(self, edition: str) -> Sequence[str]:  # noqa: ARG002
        return self.eids
