"""Whole numbers as addresses and forms send them, and decimal ones as people write them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

# The greatest key a database can hold.
GREATEST = 2**63 - 1
_DIGITS = len(str(GREATEST))


def number(text: str, *, least: int = 0, most: int = GREATEST) -> int | None:
    """The whole number a text is; None where it is none, or lies beyond these bounds.

    Digits are 0 to 9 alone: "²", "３" and "-1" are no numbers here, nor is what is too long for a key.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        return None
    value = int(text)
    return value if least <= value <= most else None


def key(text: str) -> int:
    """The key of a row that a text is; 0, which no row has, where it is none."""
    return number(text) or 0


def numbers(texts: Iterable[str]) -> list[int]:
    """Those of some texts that are numbers, such as the keys of the rows chosen in a list."""
    return [value for text in texts if (value := number(text)) is not None]


def plain(value: Decimal | int | str) -> str:
    """A decimal number without needless zeros and never with an exponent: 10, 7.5, 0.25."""
    return f"{Decimal(value).normalize():f}"
