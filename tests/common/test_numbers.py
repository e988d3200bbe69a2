"""Numbers as people send and read them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from common.numbers import GREATEST, key, number, numbers, plain


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("7", 7), ("007", 7), (str(GREATEST), GREATEST),
        ("", None), ("-1", None), ("+1", None), (" 1", None), ("1.0", None), ("1_0", None), ("x", None),
        ("²", None), ("３", None), ("٣", None), (str(GREATEST + 1), None),
        ("9" * 30, None), ("9" * 5000, None),
    ],
)  # fmt: skip
def test_a_text_is_a_number_or_none(text, value):
    assert number(text) == value


def test_a_number_beyond_the_bounds_is_none():
    assert [number(text, least=2, most=3) for text in "1234"] == [None, 2, 3, None]
    assert (key("7"), key("²")) == (7, 0)
    assert numbers(["3", "x", "", "9" * 30, "4"]) == [3, 4]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("10.00"), "10"),
        (Decimal("7.50"), "7.5"),
        ("0.25", "0.25"),
        (100, "100"),
        (Decimal("0.00"), "0"),
    ],
)
def test_a_decimal_number_has_no_needless_zeros_and_no_exponent(value, text):
    assert plain(value) == text
