"""Events: their pages, the column, the calendars."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from content.enums import EventState
from content.models import EventIndexPage, EventPage
from content.periods import write_hours, write_period
from content.selectors.events import PAGE_SIZE, state_of
from content.services.demo_events import load_events, read_events
from tests.content.asking import restrict, words_of
from tests.factories.accounts import make_unit
from tests.factories.content import make_structure
from tests.factories.events import local, make_event

pytestmark = pytest.mark.django_db

NOW = local(2026, 11, 25, 12, 0)


@pytest.fixture(autouse=True)
def _portal(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    make_structure()
    monkeypatch.setattr("common.clock.now", lambda: NOW)


def calendar_at(address: str) -> tuple[Any, Calendar]:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer, Calendar.from_ical(answer.content)


@pytest.mark.parametrize(
    ("start", "end", "period", "hours"),
    [
        ((2026, 11, 28, 9, 0), (2026, 11, 28, 11, 30), "2026年11月28日（星期六）9:00至11:30", "9:00–11:30"),
        (
            (2026, 11, 28, 9, 0),
            (2026, 11, 30, 17, 5),
            "2026年11月28日（星期六）9:00至11月30日（星期一）17:05",
            "至 11-30",
        ),
        (
            (2026, 12, 31, 20, 0),
            (2027, 1, 1, 8, 0),
            "2026年12月31日（星期四）20:00至2027年1月1日（星期五）8:00",
            "至 2027-01-01",
        ),
        ((2026, 11, 28, 0, 0), (2026, 11, 28, 23, 59), "2026年11月28日（星期六）全天", "全天"),
        ((2026, 11, 28, 0, 0), (2026, 11, 29, 0, 0), "2026年11月28日（星期六）全天", "全天"),
        (
            (2026, 11, 28, 0, 0),
            (2026, 11, 30, 0, 0),
            "2026年11月28日（星期六）至11月29日（星期日）",
            "至 11-29",
        ),
        (
            (2026, 11, 28, 19, 0),
            (2026, 11, 29, 0, 0),
            "2026年11月28日（星期六）19:00至11月29日（星期日）0:00",
            "19:00–0:00",
        ),
    ],
)
def test_period_is_written_as_in_a_notice(
    start: tuple[int, ...], end: tuple[int, ...], period: str, hours: str
) -> None:
    for moment in (local(*start), local(*start).astimezone(dt.UTC)):
        assert write_period(moment, local(*end)) == period
        assert write_hours(moment, local(*end)) == hours


def test_state_follows_the_clock() -> None:
    page = make_event()
    assert state_of(page, page.starts_at - dt.timedelta(seconds=1)) is EventState.UPCOMING
    assert state_of(page, page.starts_at) is EventState.RUNNING
    assert state_of(page, page.ends_at) is EventState.ENDED


def test_event_ends_after_it_starts() -> None:
    with pytest.raises(IntegrityError):
        make_event(ends_at=local(2026, 11, 28, 9, 0))


def test_page_says_when_where_who_and_what() -> None:
    page = make_event(audience="示例干部", description="第一段。\n\n<b>第二段</b>")
    words = words_of(page.url)
    for said in (
        "2026年11月28日（星期六）9:00至11:30",
        "示例礼堂",
        "示例单位",
        "示例干部",
        "即将开始",
        "专题学习",
    ):
        assert said in words, said
    assert "&lt;b&gt;第二段" in words
    assert f"{page.url}calendar/" in words


def test_past_event_offers_no_calendar_file() -> None:
    words = words_of(make_event(starts_at=local(2026, 11, 1, 9, 0)).url)
    assert "已结束" in words
    assert "加入日历" not in words


def test_column_lists_what_is_coming_first() -> None:
    make_event("后天的活动（示例）", starts_at=local(2026, 11, 27, 9, 0))
    make_event("正在进行的活动（示例）", starts_at=local(2026, 11, 25, 11, 0))
    make_event("上周的活动（示例）", starts_at=local(2026, 11, 18, 9, 0))
    make_event("上月的活动（示例）", starts_at=local(2026, 10, 18, 9, 0))
    words = words_of("/events/")
    order = [
        words.index(f">{title}</a>")
        for title in (
            "正在进行的活动（示例）",
            "后天的活动（示例）",
            "上周的活动（示例）",
            "上月的活动（示例）",
        )
    ]
    assert order == sorted(order)
    assert words.index("近期活动") < order[0] < words.index("已经结束的活动") < order[2]


def test_column_is_filtered_by_kind() -> None:
    make_event("学习（示例）")
    make_event("宣讲（示例）", kind="lecture_tour")
    words = words_of("/events/?kind=lecture_tour")
    assert "宣讲（示例）" in words
    assert "学习（示例）" not in words
    assert "没有这个类别" in words_of("/events/?kind=nothing")


def test_empty_column_says_what_will_be_here() -> None:
    words = words_of("/events/")
    assert "活动发布后" in words
    assert "calendar/" not in words


def test_past_events_are_paged_by_key() -> None:
    for number in range(PAGE_SIZE + 3):
        # Two at a time end together: the number of the page tells them apart.
        make_event(f"往期活动{number:02}（示例）", starts_at=local(2026, 1, 1 + number // 2, 9, 0))
    seen: list[str] = []
    address = "/events/"
    while address:
        words = words_of(address)
        seen += re.findall(r">(往期活动\d\d)（示例）</a>", words)
        later = re.search(r'href="([^"]+)" rel="next"', words)
        address = later.group(1).replace("&amp;", "&") if later else ""
    assert seen == [f"往期活动{number:02}" for number in reversed(range(PAGE_SIZE + 3))]


@pytest.mark.parametrize("key", ["x", "1-", "-1", "9" * 19 + "-1", "9" * 18 + "-1", "１-１", "1-1-1"])
def test_broken_key_gives_the_first_stretch_and_says_so(key: str) -> None:
    make_event("往期（示例）", starts_at=local(2026, 1, 1, 9, 0))
    words = words_of(f"/events/?before={key}")
    assert "翻页位置无效" in words
    assert "往期（示例）" in words


def test_calendar_file_is_read_back() -> None:
    title, place = "学习；讨论,交流\\一（示例）", "礼堂, 二层; 东侧"
    page = make_event(title, place=place, audience="示例干部", description="第一行\n第二行" + "长" * 90)
    page.refresh_from_db()
    answer, calendar = calendar_at(f"{page.url}calendar/")
    (entry,) = calendar.walk("VEVENT")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{page.slug}.ics"'
    assert answer["X-Robots-Tag"] == "noindex"
    assert (entry["summary"], entry["location"]) == (title, place)
    assert entry["description"] == f"主办单位：示例单位\n参加对象：示例干部\n{page.description}"
    assert entry["uid"] == f"event-{page.pk}@localhost"
    assert entry["dtstart"].dt == page.starts_at
    assert entry["dtend"].dt == page.ends_at
    assert entry["dtstamp"].dt == page.last_published_at.replace(microsecond=0)
    assert entry["url"].endswith(page.url)
    assert b"20261128T010000Z" in answer.content
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75


def test_identity_stays_when_the_event_is_published_again() -> None:
    page = make_event()
    (first,) = calendar_at(f"{page.url}calendar/")[1].walk("VEVENT")
    page.place = "另一个礼堂"
    page.save_revision().publish()
    (second,) = calendar_at(f"{page.url}calendar/")[1].walk("VEVENT")
    assert first["uid"] == second["uid"]
    assert second["location"] == "另一个礼堂"
    assert second["dtstamp"].dt >= first["dtstamp"].dt


def test_whole_days_are_days() -> None:
    page = make_event(starts_at=local(2026, 11, 28, 0, 0), ends_at=local(2026, 11, 29, 23, 59))
    (entry,) = calendar_at(f"{page.url}calendar/")[1].walk("VEVENT")
    assert entry["dtstart"].dt == dt.date(2026, 11, 28)
    assert entry["dtend"].dt == dt.date(2026, 11, 30)


def test_calendar_of_all_holds_public_events_of_a_year() -> None:
    shown = make_event()
    make_event("两年前（示例）", starts_at=local(2024, 11, 1, 9, 0))
    make_event("草稿（示例）", publish=False)
    restrict(make_event("登录可见（示例）"))
    answer, calendar = calendar_at("/events/calendar/")
    assert [str(entry["summary"]) for entry in calendar.walk("VEVENT")] == [shown.title]
    assert calendar["x-wr-calname"] == "清风 · 活动"
    assert answer["Content-Disposition"] == 'attachment; filename="events.ics"'


def test_nothing_private_is_listed_counted_or_sent() -> None:
    restrict(make_event("机密活动（示例）", slug="closed"))
    make_event("草稿活动（示例）", publish=False, slug="draft")
    words = words_of("/events/")
    assert "机密活动" not in words
    assert "草稿活动" not in words
    assert "calendar/" not in words
    assert "?kind=" not in words
    assert Client().get("/events/closed/calendar/").status_code == 302
    assert Client().get("/events/draft/calendar/").status_code == 404


def test_calendar_of_a_restricted_column_is_closed() -> None:
    make_event()
    restrict(EventIndexPage.objects.get())
    assert Client().get("/events/calendar/").status_code == 302


def queries_of(address: str) -> int:
    Client().get(address)
    with CaptureQueriesContext(connection) as queries:
        Client().get(address)
    return len(queries)


@pytest.mark.parametrize("address", ["/events/", "/events/calendar/"])
def test_queries_do_not_grow_with_the_events(address: str) -> None:
    def add() -> None:
        make_event()
        make_event(starts_at=local(2026, 11, 1, 9, 0))

    add()
    one = queries_of(address)
    add()
    add()
    assert queries_of(address) == one


def test_demonstration_has_four_events_around_the_day(city: Any) -> None:
    at = local(2026, 11, 25, 12, 0)
    unit = make_unit("示例单位")
    assert load_events(at=at, unit=unit) == 4
    assert load_events(at=at, unit=unit) == 0
    states = sorted(state_of(page, at).value for page in EventPage.objects.live())
    assert states == ["ended", "running", "upcoming", "upcoming"]
    assert all("示例" in entry["title"] for entry in read_events())
