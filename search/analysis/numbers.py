"""Document numbers (发文字号) as tokens: 示例办发[2016]1号 and 示例办发〔2016〕１号 are one."""

from __future__ import annotations

from common.document_numbers import find_all, search_key


def own_number_tokens(document_number: str) -> tuple[str, ...]:
    """The tokens of a document's own number: with and without the issuer's sign."""
    key = search_key(document_number)
    if not key:
        return ()
    sign, year, number = key.rsplit("-", 2)
    return (key, f"-{year}-{number}") if sign else (key,)


def mentioned_number_tokens(text: str) -> tuple[str, ...]:
    """The tokens of the document numbers a text mentions, each with its issuer's sign."""
    return tuple(dict.fromkeys(f"{found.sign}-{found.year}-{found.number}" for found in find_all(text)))


def take_numbers(typed: str) -> tuple[tuple[str, ...], str]:
    """Take the document numbers out of what a reader typed.

    Returns:
        Their tokens, and the text without them.
    """
    whole = search_key(typed)
    if whole:
        return (whole,), ""
    rest, at = [], 0
    for found in find_all(typed):
        rest.append(typed[at : found.start])
        at = found.end
    return mentioned_number_tokens(typed), " ".join((*rest, typed[at:]))
