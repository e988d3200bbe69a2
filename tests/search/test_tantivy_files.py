"""A broken Tantivy index on disk says so and is built anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engines.tantivy_index import TantivyIndex
from search.exchange import SearchQuery
from search.port import EngineUnavailableError
from search.queries import parse
from tests.search.conftest import TODAY, make_document


@pytest.mark.parametrize("damage", ["meta", "segments", "gone", "pointer"])
def test_corrupt_index_answers_empty_and_rebuilds(damage: str, tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    index.replace_page(1, [make_document(1, 1, "选举")])
    _damage(tmp_path, damage)
    fresh = TantivyIndex(tmp_path)
    with pytest.raises(EngineUnavailableError):
        fresh.search(SearchQuery(parse("选举"), ("public",), TODAY))
    assert not fresh.health().ok
    with fresh.rebuilding() as session:
        session.add([make_document(1, 1, "选举")])
    assert (fresh.health().ok, fresh.health().documents) == (True, 1)


def _damage(root: Path, damage: str) -> None:
    (home,) = root.iterdir()
    (generation,) = home.glob("generation-*")
    if damage == "meta":
        (generation / "meta.json").write_text("{no json")
    elif damage == "pointer":
        (home / "current").write_bytes(b"\xff\x00/..")
    else:
        for file in generation.iterdir():
            if damage == "gone" or file.suffix in {".idx", ".term", ".store", ".fast"}:
                file.unlink()


def test_writing_to_a_corrupt_index_says_so(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    index.replace_page(1, [make_document(1, 1, "选举")])
    _damage(tmp_path, "meta")
    with pytest.raises(EngineUnavailableError):
        TantivyIndex(tmp_path).replace_page(1, [make_document(1, 1, "选举")])
