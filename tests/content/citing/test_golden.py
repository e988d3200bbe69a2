"""Every sentence of the golden set, citation by citation."""

from itertools import pairwise

import pytest

from tests.content.citing import (
    golden_negatives,
    golden_provisions,
    golden_ranges,
    golden_relative,
    golden_titles,
)
from tests.content.citing.golden import Case, Q

CASES: list[Case] = [
    *golden_provisions.SINGLE,
    *golden_provisions.LISTS,
    *golden_ranges.RANGES,
    *golden_ranges.MIXED,
    *golden_relative.SELF,
    *golden_relative.RELATIVE,
    *golden_relative.CARRIED,
    *golden_relative.THAT,
    *golden_titles.TITLES,
    *golden_titles.NAMES,
    *golden_titles.DECLARED,
    *golden_titles.EDITIONS,
    *golden_negatives.PLAIN,
    *golden_negatives.IN_RULES,
    *golden_negatives.AMONG_REAL,
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text[:40])
def test_golden_sentence_yields_its_citations(case: Case) -> None:
    found = case.recognize()

    assert [
        Q(c.quote, c.title, c.eid, c.through, c.edition_hint, c.paragraph_implied, c.carried) for c in found
    ] == list(case.expected)
    assert [case.text[c.start : c.end] for c in found] == [c.quote for c in found]
    assert all(before.end <= after.start for before, after in pairwise(found))


def test_golden_set_is_large_enough() -> None:
    assert len(CASES) >= 150
    assert sum(not case.expected for case in CASES) >= 25
