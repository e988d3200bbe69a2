"""From an answer of the index to what the result page shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from content.enums import Status
from search.analysis.articles import label_token
from search.analysis.folding import fold
from search.enums import PageKind, Remark
from search.exchange import NO_END, HitGroup, SearchDocument, SearchQuery, SearchResult, SuggestQuery
from search.explaining import explain
from search.highlighting import highlight, snippet
from search.narrowing import value_label
from search.queries import ParsedQuery, QueryTerm, TypedStart

_SUGGESTED_WORDS = 40
_IN_FORCE_KINDS = frozenset({PageKind.RULE, PageKind.POLICY, PageKind.PROHIBITION})


@dataclass(frozen=True, slots=True)
class Quote:
    """One quoted provision; the texts are HTML with marks, ``reasons`` say why it was found."""

    document: SearchDocument
    label: SafeString
    path: SafeString
    text: SafeString
    url: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A day (2026-09-01) and what happened on it (施行)."""

    day: str
    what: str


@dataclass(frozen=True, slots=True)
class ResultEntry:
    """One document with its quoted provisions; ``total`` counts also those not quoted."""

    document: SearchDocument
    title: SafeString
    url: str
    status: Status | None  # None for what is no rule and holds no force
    facts: tuple[str, ...]
    dates: tuple[DatedFact, ...]
    quotes: tuple[Quote, ...]
    total: int
    more: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A page, or with a ``label`` one article, that somebody may mean; ``status`` only where not in force."""

    title: SafeString
    label: str
    url: str
    status: Status | None
    facts: tuple[str, ...]


def entries(result: SearchResult, parsed: ParsedQuery) -> list[ResultEntry]:
    """The documents found, marked and explained."""
    some = Remark.ANY_WORD in result.remarks
    return [_entry(group, parsed, some=some) for group in result.groups]


def suggestions(
    documents: tuple[SearchDocument, ...], query: SuggestQuery, terms: tuple[QueryTerm, ...]
) -> list[Suggestion]:
    """The documents the index offers, as options."""
    return [_suggestion(document, query, terms) for document in documents]


def related(documents: tuple[SearchDocument, ...], query: SearchQuery) -> list[Suggestion]:
    """Documents with one of the words in their titles."""
    wanted = SuggestQuery(TypedStart(), query.access_keys, query.on)
    return suggestions(documents, wanted, query.parsed.terms)


def remarks(parsed: ParsedQuery, result: SearchResult) -> list[str]:
    """What the reader should know: what was not understood, then how the answer came about."""
    return [problem.message for problem in parsed.problems] + [str(item.label) for item in result.remarks]


def plain_suggestion(document: SearchDocument, query: SuggestQuery) -> str:
    """What a suggestion offers, in words: the title, or an article of it."""
    return f"{document.title}{document.label}" if _is_article(document, query) else document.title


def speaks_of_force(document: SearchDocument, status: Status) -> Status | None:
    """A case or a report is not “in force”; but one that was withdrawn as repealed says so."""
    return status if document.kind in _IN_FORCE_KINDS or status is not Status.IN_FORCE else None


def _entry(group: HitGroup, parsed: ParsedQuery, *, some: bool) -> ResultEntry:
    document = group.document
    status = speaks_of_force(document, group.status)
    return ResultEntry(
        document=document,
        title=highlight(document.title, parsed.terms, beside=document.path + document.text),
        url=document.page_url,
        status=status,
        facts=_facts(document),
        dates=dates_of(document, status),
        quotes=tuple(_quote(hit.document, parsed, some=some) for hit in group.hits if hit.document.eid),
        total=group.total,
        more=group.more,
    )


def _quote(document: SearchDocument, parsed: ParsedQuery, *, some: bool) -> Quote:
    terms = parsed.terms
    return Quote(
        document=document,
        label=highlight(document.label, terms),
        path=highlight(document.path, terms, beside=document.title + document.text),
        text=snippet(document.text, terms, beside=document.title + document.path),
        url=document.url,
        reasons=explain(document, parsed, some=some),
    )


def _facts(document: SearchDocument) -> tuple[str, ...]:
    facts = (
        value_label("kind", document.kind),
        value_label("level", document.level),
        document.issuing_body,
        document.document_number,
        _edition(document),
    )
    return tuple(fact for fact in facts if fact)


def _edition(document: SearchDocument) -> str:
    """The edition as it is called; that of a text without editions is its day, which is said by itself."""
    if document.kind == PageKind.PROHIBITION:
        return _("%(year)s 年") % {"year": document.edition}
    return document.edition if document.kind in _IN_FORCE_KINDS else ""


def dates_of(document: SearchDocument, status: Status | None) -> tuple[DatedFact, ...]:
    """The days a reader wants to know: of publication, of coming into force, of an end that is past."""
    if document.kind == PageKind.PROHIBITION:
        return ()  # known by its year alone
    days = [(document.published_on, _published(document.kind))]
    if document.kind == PageKind.RULE and document.valid_from:
        # Where no day of publication is known the index has the day of coming into force in its place.
        days = days if document.published_on != document.valid_from else []
        days.append((document.valid_from, _("施行")))
    if status in {Status.MODIFIED, Status.REPEALED} and document.valid_from < document.valid_to < NO_END:
        days.append((document.valid_to, _("失效")))
    return tuple(DatedFact(_written(day), what) for day, what in days if day)


def _published(kind: str) -> str:
    words = {
        PageKind.RULE: _("公布"),
        PageKind.POLICY: _("成文"),
        PageKind.CASE: _("通报"),
        PageKind.EVENT: _("举行"),
    }
    return words.get(PageKind(kind), _("发布")) if kind in PageKind.values else ""


def _written(day: int) -> str:
    return f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}"


def _suggestion(document: SearchDocument, query: SuggestQuery, terms: tuple[QueryTerm, ...]) -> Suggestion:
    status = document.status_on(query.on)
    is_article = _is_article(document, query)
    facts: tuple[str, ...]
    if is_article:
        facts = (Truncator(document.text).chars(_SUGGESTED_WORDS),)
    else:
        facts = (value_label("kind", document.kind), document.edition, document.document_number)
    return Suggestion(
        title=highlight(document.title, terms, beside=document.label),
        label=document.label if is_article else "",
        url=document.url if is_article else document.page_url,
        status=None if status is Status.IN_FORCE else status,
        facts=tuple(fact for fact in facts if fact),
    )


def _is_article(document: SearchDocument, query: SuggestQuery) -> bool:
    asked = query.typed.article
    return bool(asked) and label_token(fold(document.label)) == asked
