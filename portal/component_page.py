"""All components in all their states on one page, for those who work on the look; not on a server.

The page is built from the partials the portal itself uses, with invented things that are never stored.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.enums import EventKind, ListingKind, Status
from content.models import EditionPage, EventPage, HomePage, Listing, RulePage
from content.selectors.columns import ColumnSlice
from content.selectors.events import EventEntry, describe_event
from content.selectors.reading import Block, Line, Piece
from content.selectors.rules import EditionEntry, Timeline
from portal.component_samples import samples
from portal.search_samples import search_samples
from portal.training_samples import training_samples
from search.citation_cards import CitationCard, Option
from search.enums import PageKind
from search.highlighting import mark
from search.presenting import Suggestion

_TOKEN = re.compile(r"(--[a-z]+(?:-\d+|-line|-ink)?): (#[0-9a-f]{3,6})")
_DAY = dt.date(2026, 11, 25)


@require_safe
def component_page(request: HttpRequest) -> HttpResponse:
    """The page of components.

    Raises:
        Http404: it is switched off (``COMPONENTS_PAGE``), as on every server.
    """
    home = HomePage.objects.first() if settings.COMPONENTS_PAGE else None
    if home is None:
        raise Http404
    timelines = [_timeline(home, status) for status in Status]
    context: dict[str, Any] = {
        "home": home,
        "colors": _colors(),
        "statuses": list(Status),
        "lines": _lines(home),
        "first_slice": ColumnSlice((), "2026-11-01-1", True),
        "middle_slice": ColumnSlice((), "2026-10-01-1", False),
        "last_slice": ColumnSlice((), "", False),
        "events": _events(home),
        "timelines": [(timeline, timeline.entries[-1]) for timeline in timelines],
        "blocks": _blocks(),
        "suggestions": _suggestions(),
        "citations": _citations(),
        "arrived_at": {"title": "示例规定", "name": "第三条"},
        **samples(home, timelines[0].entries[-1]),
        **search_samples(),
        **training_samples(),
    }
    return render(request, "component_page.html", context)


def _colors() -> list[tuple[str, str]]:
    """The colors of the style sheet itself, so that a new one cannot be missing here."""
    found = finders.find("portal/css/tokens.css")
    sheet = Path(str(found)).read_text(encoding="utf-8") if found else ""
    return list(dict(_TOKEN.findall(sheet)).items())


def _lines(home: HomePage) -> list[Listing]:
    titles = ("示例：一行放得下的标题", "示例：" + "很长的标题会换到第二行，" * 4)
    return [
        Listing(
            kind=kind,
            title=titles[number % 2],
            note="示例办发〔2026〕8号" if number % 2 else "",
            listed_on=_DAY - dt.timedelta(days=number),
            published_on=_DAY,
            url_path=home.url_path,
        )
        for number, kind in enumerate(ListingKind)
    ]


def _events(home: HomePage) -> list[EventEntry]:
    now = timezone.now()
    starts = (now + dt.timedelta(days=3), now - dt.timedelta(hours=1), now - dt.timedelta(days=9))
    return [
        describe_event(
            EventPage(
                title="示例：活动",
                kind=kind,
                starts_at=start,
                ends_at=start + dt.timedelta(hours=2),
                place="示例礼堂",
                organizer="示例单位",
                url_path=home.url_path,
            ),
            at=now,
        )
        for start, kind in zip(starts, EventKind, strict=False)
    ]


def _timeline(home: HomePage, status: Status) -> Timeline:
    rule = RulePage(title="示例规定", url_path=home.url_path)
    editions = [
        EditionPage(pk=pk, title="示例规定", promulgation_date=_DAY, url_path=home.url_path) for pk in (1, 2)
    ]
    ended = status in {Status.MODIFIED, Status.REPEALED}
    current = EditionEntry(editions[0], "2026年修订版", _DAY, True, None, Status.IN_FORCE)
    shown = EditionEntry(editions[1], "2019年版", _DAY, True, _DAY if ended else None, status)
    entries = (shown,) if status in {Status.IN_FORCE, Status.REPEALED} else (current, shown)
    return Timeline(rule, _DAY, entries, status)


def _suggestions() -> list[Suggestion]:
    title = mark("示例：选举工作规范", [(3, 5)])
    return [
        Suggestion(title, "", "#", None, (str(PageKind.RULE.label), "2026年修订版", "示例办发〔2026〕8号")),
        Suggestion(title, "", "#", Status.REPEALED, (str(PageKind.RULE.label), "2019年版")),
        Suggestion(title, "第三条", "#", None, ("示例条文的文字，" * 5,)),
    ]


def _citations() -> list[CitationCard]:
    title, words = "示例规定", "示例条文的文字，" * 5
    options = tuple(Option(title, "#", ("第三条", "2026年版", region)) for region in ("甲县", "乙县"))
    return [
        CitationCard(title, "第三条第二款", "#", "2026年版", Status.IN_FORCE, text=words),
        CitationCard(title, "第三条", "#", "2019年版", Status.MODIFIED, text=words),
        CitationCard(
            title, "", "#", "2026年版", Status.IN_FORCE, message=f"《{title}》没有第九百条，共 69 条。"
        ),
        CitationCard(title, "", "", "", None, message="有几份规则叫这个名称，请选择：", options=options),
    ]


def _blocks() -> list[Block]:
    plain = (Piece("示例条文的文字，其中"), Piece("引用第三条", "#"), Piece("的规定。"))
    lines = [
        Line("art-1-para-1", "paragraph", "", "", plain),
        Line("art-1-para-1-item-1", "item", "（一）", "", plain),
    ]
    return [
        Block("ch-1", "第一章", "总则", (), is_heading=True, kind="chapter"),
        Block("art-1", "第一条", "", ("第一章 总则",), lines),
    ]
