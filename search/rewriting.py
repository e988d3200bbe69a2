"""A query written again with one of its terms left out."""

from __future__ import annotations

from search.queries import ParsedQuery, QueryTerm


def without(parsed: ParsedQuery, term: QueryTerm) -> str:
    """What one would type for the same query without this term; "" where nothing is left."""
    kept = [write(other) for other in parsed.terms if other != term]
    return " ".join([*kept, *(f"-{write(other)}" for other in parsed.excluded)]) if kept else ""


def write(term: QueryTerm) -> str:
    """What one would type for a term."""
    if term.kind == "phrase":
        return f"“{term.text}”"
    if term.kind == "body":
        return f"机关:{term.text}"
    if term.kind == "number":
        sign, year, number = term.text.rsplit("-", 2)
        return f"{sign}〔{year}〕{number}号"
    return term.text
