"""Pages the search knows as one document each: cases, materials, news, topics and events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from content.models import BasePage, CasePage, EventPage, MaterialPage, NewsPage, TopicPage
from content.offered import kind_of
from content.selectors.passages import plain_text


@dataclass(frozen=True, slots=True)
class SingleText:
    """The words of such a page, a paragraph each line, and the day a list shows for it."""

    kind: str  # case, material, news, topic, event, or that of another package
    text: str
    day: date
    issuing_body: str = ""
    region: str = ""


def single_text_of(page: BasePage) -> SingleText | None:
    """What the index may hold of a page of these kinds, None for any other.

    Only what stands in the page itself: headings of other pages may be restricted where this one is not.
    """
    offered = kind_of(page)
    read = offered.text if offered else _READERS.get(type(page))
    return read(page) if read else None


def _case(page: CasePage) -> SingleText:
    people = [
        f"{person.label}（{person.post}）：{'、'.join([*person.outcome_labels, person.remark]).strip('、')}"
        for person in page.people.all()
    ]
    text = _joined(page.facts, *people, page.broken_rules, page.warning)
    return SingleText("case", text, page.notified_on, page.issuing_body, page.region)


def _material(page: MaterialPage) -> SingleText:
    return SingleText("material", _joined(page.summary, plain_text(page.body), page.basis), page.issued_on)


def _news(page: NewsPage) -> SingleText:
    return SingleText(
        "news", _joined(page.summary, plain_text(page.body)), page.reported_on, region=page.region
    )


def _topic(page: TopicPage) -> SingleText:
    return SingleText("topic", page.introduction, page.opened_on)


def _event(page: EventPage) -> SingleText:
    text = _joined(page.description, page.place, page.audience)
    return SingleText("event", text, localdate(page.starts_at), page.organizer)


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


_READERS: dict[type[BasePage], Callable[[Any], SingleText]] = {
    CasePage: _case,
    MaterialPage: _material,
    NewsPage: _news,
    TopicPage: _topic,
    EventPage: _event,
}
