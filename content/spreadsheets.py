"""Words that a spreadsheet must not take for a formula."""

from __future__ import annotations

from typing import Any

# Excel, WPS and LibreOffice calculate what begins so, and readers write some of the words (CSV injection).
_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def harmless(value: Any) -> str:
    """The value as text; with an apostrophe before it where a program would calculate it."""
    words = "" if value is None else str(value)
    return f"'{words}" if words.startswith(_STARTS) else words
