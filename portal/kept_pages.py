"""Decided for each kind of page: whether a visitor may be served a kept copy, and what it depends on.

None means never. A page or view that is not listed is not kept, and a test fails until it is decided.
"""

from __future__ import annotations

from collections.abc import Iterator

from content.models import (
    BasePage,
    CaseIndexPage,
    CasePage,
    ColumnPage,
    EditionPage,
    EventIndexPage,
    EventPage,
    HomePage,
    MaterialIndexPage,
    MaterialPage,
    NewsIndexPage,
    NewsPage,
    PolicyIndexPage,
    PolicyPage,
    ProhibitionIndexPage,
    ProhibitionListPage,
    RuleIndexPage,
    RulePage,
    TopicIndexPage,
    TopicPage,
)
from training.models import CourseIndexPage, CoursePage, LessonPage

TYPE_SIZE = "type"  # 老年模式 without script; every page has it
Parameters = tuple[str, ...] | None

PAGES: dict[type[BasePage], Parameters] = {
    HomePage: ("show",),
    RuleIndexPage: ("level", "after"),
    RulePage: (),
    EditionPage: (),
    PolicyIndexPage: ("before",),
    PolicyPage: (),
    ProhibitionIndexPage: ("sanction",),
    ProhibitionListPage: (),
    CaseIndexPage: ("before",),  # filtered by more, which have no end: those are made each time
    CasePage: (),
    MaterialIndexPage: ("kind", "before"),
    MaterialPage: (),
    NewsIndexPage: ("before",),
    NewsPage: (),
    TopicIndexPage: ("before",),
    TopicPage: ("before",),
    ColumnPage: ("before",),
    EventIndexPage: None,  # what is over and what is coming changes with the hour
    EventPage: None,
    CourseIndexPage: None,  # where people may enroll changes with the hour
    CoursePage: None,
    LessonPage: (),
}
# The views at addresses below pages, by the name their page's route() gives them.
VIEWS: dict[str, Parameters] = {
    "rule_on": ("card",),
    "provision": ("card",),
    "rule_comparison": ("show",),
    "prohibition_item": (),
    "case_statistics": (),
    "event_calendar": None,
    "events_calendar": None,
}


def decide(page: BasePage, view: str = "") -> Parameters:
    """What the answer of a page, or of a view below it, depends on; None: it is not kept."""
    own = VIEWS.get(view) if view else PAGES.get(type(page))
    return None if own is None else (*own, TYPE_SIZE)


def known_parameters() -> frozenset[str]:
    """Every parameter some kept answer depends on; an address with another one is never looked up."""
    return frozenset(_all_parameters())


def _all_parameters() -> Iterator[str]:
    yield TYPE_SIZE
    for parameters in (*PAGES.values(), *VIEWS.values()):
        yield from parameters or ()
