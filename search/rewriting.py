"""A query written again with one of its terms left out."""

from __future__ import annotations

from content.enums import Status
from search.enums import PageKind
from search.language.conditions import Filters
from search.queries import ParsedQuery, QueryTerm


def without(parsed: ParsedQuery, term: QueryTerm) -> str:
    """What one would type for the same query without this term; "" where nothing is left."""
    kept = [write(other) for other in parsed.terms if other != term]
    if not kept:
        return ""
    excluded = (f"-{write(other)}" for other in parsed.excluded)
    return " ".join([*kept, *excluded, *write_filters(parsed.filters)])


def write_filters(filters: Filters) -> list[str]:
    """What one would type for the conditions that are no words."""
    written = []
    if filters.kinds:
        written.append("类型:" + "、".join(str(PageKind(kind).label) for kind in sorted(filters.kinds)))
    if filters.years:
        written.append("年份:" + "、".join(map(str, sorted(filters.years))))
    if filters.statuses == frozenset(Status):
        written.append("效力:全部")
    elif filters.statuses:
        written.append("效力:" + "、".join(str(status.label) for status in sorted(filters.statuses)))
    return written


def write(term: QueryTerm) -> str:
    """What one would type for a term."""
    if term.kind == "phrase":
        return f"“{term.text}”"
    if term.kind == "body":
        return f"机关:{term.text}"
    if term.kind == "number":
        numbers = "、".join(_number(token) for token in term.tokens)
        return f"文号:{numbers}" if len(term.tokens) > 1 else numbers
    return term.text


def _number(token: str) -> str:
    sign, year, number = token.rsplit("-", 2)
    return f"{sign}〔{year}〕{number}号"
