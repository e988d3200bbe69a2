"""Corpora of articles and questions in files, one JSON object a line.

Articles (gzip): ``id``, ``law``, ``version``, ``category``, ``heading``, ``article``, ``text``; a document of
the index for each, a page for each version of a law. Questions: ``query`` and ``relevant``, the ids of the
articles that answer it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content.enums import LevelOfEffect
from search.documents import IN_FORCE_PRIOR, LEVEL_PRIOR
from search.exchange import SearchDocument

_STATUTES = (
    "宪法",
    "宪法相关法",
    "行政法",
    "民法典",
    "民法商法",
    "刑法",
    "社会法",
    "经济法",
    "诉讼与非诉讼程序法",
)
_LEVELS = {
    **dict.fromkeys(_STATUTES, LevelOfEffect.STATUTE),
    "行政法规": LevelOfEffect.ADMINISTRATIVE_REGULATION,
    "司法解释": LevelOfEffect.JUDICIAL_INTERPRETATION,
    "部门规章": LevelOfEffect.DEPARTMENT_RULE,
    "DLC": LevelOfEffect.LOCAL_REGULATION,
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the ids of the articles that answer it."""

    text: str
    relevant: frozenset[str]


class BadCorpusError(Exception):
    """A file cannot be read as articles or questions; the message names file and line."""


def read_articles(paths: Iterable[Path], questions: Iterable[Question] = ()) -> Iterator[SearchDocument]:
    """The documents of some files of articles; ``edition`` holds the article's id.

    Args:
        paths: read one after another, also one more than once; pages are numbered through.
        questions: common questions (常见问法) attached to the articles that answer them.

    Raises:
        BadCorpusError: a line is no article.
    """
    attached: dict[str, list[str]] = {}
    for question in questions:
        for article_id in sorted(question.relevant):
            attached.setdefault(article_id, []).append(question.text)
    pages: dict[tuple[int, str, str], int] = {}
    order: dict[int, int] = {}
    for place, path in enumerate(paths):
        for line in read_lines(path):
            page_id = pages.setdefault((place, line["law"], line.get("version", "")), len(pages) + 1)
            order[page_id] = order.get(page_id, 0) + 1
            yield document_of(line, page_id, order[page_id], tuple(attached.get(line["id"], ())))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The articles of a file as they are written there.

    Raises:
        BadCorpusError: a line is no article.
    """
    return _lines(path, "id", "law", "article", "text")


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a file.

    Raises:
        BadCorpusError: a line is no question.
    """
    return tuple(
        Question(line["query"], frozenset(line["relevant"])) for line in _lines(path, "query", "relevant")
    )


def _lines(path: Path, *needed: str) -> Iterator[dict[str, Any]]:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            for number, text in enumerate(file, start=1):
                line = json.loads(text) if text.strip() else None
                if line is None:
                    continue
                if not isinstance(line, dict) or any(name not in line for name in needed):
                    raise BadCorpusError(f"{path}, line {number}: needs {', '.join(needed)}")
                yield line
    except (OSError, ValueError, EOFError) as error:
        raise BadCorpusError(f"{path} cannot be read: {error}") from error


def document_of(
    line: dict[str, Any], page_id: int, order: int, questions: tuple[str, ...] = ()
) -> SearchDocument:
    """An article as the index takes it; ``order`` is its place on its page, from 1."""
    level = _LEVELS.get(line.get("category", ""))
    return SearchDocument(
        page_id=page_id,
        eid=f"art-{order}",
        kind="rule",
        title=line["law"],
        label=line["article"],
        path=line.get("heading", ""),
        text=line["text"],
        url=f"/{page_id}/{order}/",
        page_url=f"/{page_id}/",
        access_key="public",
        order=order,
        edition=line["id"],
        level=level or "",
        questions=questions,
        leads=order == 1,
        prior=(LEVEL_PRIOR.get(level, 1.0) if level else 1.0) * IN_FORCE_PRIOR,
    )
