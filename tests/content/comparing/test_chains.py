from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from content.comparing.chains import heaviest_chain

PAIRS = st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)), st.integers(1, 9), max_size=24)


def heaviest_weight(weights: dict[tuple[int, int], int]) -> int:
    """The same sum by the whole table, as a check."""
    best = [[0] * 9 for _ in range(9)]
    for row in range(7, -1, -1):
        for column in range(7, -1, -1):
            together = best[row + 1][column + 1] + weights.get((row, column), 0)
            best[row][column] = max(best[row + 1][column], best[row][column + 1], together)
    return best[0][0]


@settings(max_examples=300, deadline=None)
@given(PAIRS)
def test_chain_keeps_order_and_none_is_heavier(weights: dict[tuple[int, int], int]) -> None:
    chain = heaviest_chain(weights)
    assert list(chain.items()) == sorted(chain.items())
    assert list(chain.values()) == sorted(set(chain.values()))
    assert sum(weights[pair] for pair in chain.items()) == heaviest_weight(weights)


def test_one_heavy_pair_gives_way_to_two_that_weigh_more_together() -> None:
    assert heaviest_chain({(0, 1): 0.9, (0, 0): 0.5, (1, 1): 0.5}) == {0: 0, 1: 1}
    assert heaviest_chain({}) == {}
