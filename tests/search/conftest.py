"""An index of its own for every test, and documents to put into it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from search.engines.tantivy_index import TantivyIndex
from search.exchange import SearchDocument, SearchQuery, SearchResult
from search.queries import parse

TODAY = 20261124


def make_document(page_id: int, number: int = 1, text: str = "", **fields: Any) -> SearchDocument:
    """An article of an invented rule."""
    values = {
        "eid": f"art-{number}",
        "kind": "rule",
        "title": "基层选举工作规范（示例）",
        "label": f"第{number}条",
        "path": "第一章 总则",
        "url": f"/rules/{page_id}/art-{number}/",
        "page_url": f"/rules/{page_id}/",
        "access_key": "public",
        "order": number,
    }
    return SearchDocument(page_id=page_id, text=text, **{**values, **fields})


@pytest.fixture
def index(tmp_path: Path) -> TantivyIndex:
    return TantivyIndex(tmp_path / "search")


@pytest.fixture
def search(index: TantivyIndex) -> Callable[..., SearchResult]:
    """Search as an anonymous reader on 2026-11-24, unless told otherwise."""

    def ask(typed: str, *keys: str, on: int = TODAY, **filters: Any) -> SearchResult:
        return index.search(SearchQuery(parse(typed), keys or ("public",), on, **filters))

    return ask


@pytest.fixture
def counts(index: TantivyIndex) -> Callable[..., dict[str, dict[str, int]]]:
    """The facets that have values, asked for in the same way."""

    def ask(typed: str, *keys: str, on: int = TODAY, **filters: Any) -> dict[str, dict[str, int]]:
        counted = index.facets(SearchQuery(parse(typed), keys or ("public",), on, **filters))
        return {name: {item.value: item.count for item in found} for name, found in counted.items() if found}

    return ask


def places(result: SearchResult) -> list[tuple[int, str]]:
    """The quoted provisions, in order."""
    return [(hit.document.page_id, hit.document.eid) for group in result.groups for hit in group.hits]
