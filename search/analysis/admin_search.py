"""Text and queries for the Wagtail admin's page search, which runs in the database's own full-text index.

That index splits at blanks, so it is given tokens: every single character and every pair of a Chinese run (a
reader of the admin types one character or more of a title), Latin words whole. A query becomes the pairs of
what was typed, or the one character.
"""

from __future__ import annotations

from search.analysis.folding import fold
from search.analysis.tokens import runs

MAX_QUERY_TOKENS = 40


def segment_text(text: str) -> str:
    """The tokens of a text to be indexed."""
    tokens: list[str] = []
    for run in runs(fold(text)):
        if run.kind == "word":
            tokens.append(run.text)
            continue
        if run.kind == "year":  # 二〇一六 as a year, and as the characters somebody is typing
            tokens += run.tokens
        tokens += [*run.text, *(run.text[index : index + 2] for index in range(len(run.text) - 1))]
    return " ".join(tokens)


def segment_query(text: str) -> str:
    """The tokens of a query, "" where it holds no word at all."""
    tokens: list[str] = []
    for run in runs(fold(text)):
        if run.kind in {"word", "year"}:
            tokens.append(run.text if run.kind == "word" else run.tokens[0])
        else:
            tokens += [run.text[index : index + 2] for index in range(len(run.text) - 1)] or [run.text]
    return " ".join(list(dict.fromkeys(tokens))[:MAX_QUERY_TOKENS])
