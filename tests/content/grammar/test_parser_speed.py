"""Parsing takes time in proportion to length, whatever the text; `make bench-texts` prints seconds."""

import pytest

from benchmarks.texts import HARD
from content.grammar.parser import parse
from tests.growth import grows_in_proportion


@pytest.mark.parametrize("name", HARD)
def test_parse_takes_time_in_proportion_to_length(name: str) -> None:
    text = HARD[name]
    assert grows_in_proportion(parse, text[: len(text) // 10], text, times=10)


@pytest.mark.parametrize("name", HARD)
def test_hard_texts_are_kept_to_the_last_character(name: str) -> None:
    assert parse(HARD[name]).root.print() == HARD[name]
