import pytest

from content.grammar.sequence import Sequence
from content.grammar.tree import WarningCode

GAP, REPEAT, ORDER = WarningCode.GAP, WarningCode.REPEAT, WarningCode.ORDER


@pytest.mark.parametrize(
    ("numbers", "codes"),
    [
        ([(1,), (2,), (3,)], [None, None, None]),
        ([(1,), (1, 1), (1, 2), (2,)], [None, None, None, None]),
        ([(1,), (1, 2)], [None, GAP]),
        ([(2,)], [GAP]),
        ([(1,), (3,), (4,)], [None, GAP, None]),
        ([(1,), (2,), (2,), (3,)], [None, None, REPEAT, None]),
        ([(1,), (50,), (3,), (4,)], [None, GAP, ORDER, None]),
        ([(1,), (2,), (1,)], [None, None, REPEAT]),
    ],
)
def test_check_warns_once_per_slip(numbers: list[tuple[int, ...]], codes: list[WarningCode | None]) -> None:
    sequence = Sequence()
    assert [sequence.check(number) for number in numbers] == codes
