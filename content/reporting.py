"""Which pages a reader may report an error of, and how much may be said."""

from __future__ import annotations

from typing import Any

from content.models import (
    CasePage,
    EditionPage,
    MaterialPage,
    NewsPage,
    PolicyPage,
    ProhibitionListPage,
    RulePage,
)

# Pages with words of their own; columns and the home page only list others.
REPORTABLE = (CasePage, EditionPage, MaterialPage, NewsPage, PolicyPage, ProhibitionListPage, RulePage)
LONGEST_QUOTE = 300
SHORTEST_REMARK, LONGEST_REMARK = 5, 500
# The project's own limit: room for a class that reads together behind one address, not for a script.
REPORTS_PER_HOUR = 20


def is_reportable(page: Any) -> bool:
    """Whether a reader may report an error of this (specific) page."""
    return isinstance(page, REPORTABLE)
