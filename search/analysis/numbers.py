"""Document numbers (发文字号) as tokens: 示例办发[2016]1号 and 示例办发〔2016〕１号 are one."""

from __future__ import annotations

from common.document_numbers import DocumentNumber, find_all, search_key
from search.analysis.folding import fold


def own_number_tokens(document_number: str) -> tuple[str, ...]:
    """The tokens of a document's own number: with and without the issuer's sign."""
    key = search_key(fold(document_number))
    if not key:
        return ()
    sign, year, number = key.rsplit("-", 2)
    return (key, f"-{year}-{number}") if sign else (key,)


def mentioned_number_tokens(text: str) -> tuple[str, ...]:
    """The tokens of the document numbers a text mentions, each with its issuer's sign."""
    return tuple(dict.fromkeys(map(_token, find_all(fold(text)))))


def take_numbers(folded: str) -> tuple[tuple[str, ...], str]:
    """Take the document numbers out of what a reader typed, with or without the issuer's sign.

    Returns:
        Their tokens, and the folded text without them.
    """
    numbers = find_all(folded, loose=True)
    if not numbers:
        whole = search_key(folded)
        return ((whole,), "") if whole else ((), folded)
    rest, at = [], 0
    for found in numbers:
        rest.append(folded[at : found.start])
        at = found.end
    return tuple(dict.fromkeys(map(_token, numbers))), " ".join((*rest, folded[at:]))


def _token(found: DocumentNumber) -> str:
    return f"{found.sign}-{found.year}-{found.number}"
