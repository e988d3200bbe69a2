"""Traces: what is kept of a search and of a click, and that it is nobody's."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common import clock
from search import spool
from search.analysis.vocabulary import Vocabulary
from search.models import QueryDay, SearchClick, SearchTrace
from search.namelessness import storable_text
from search.queries import parse
from search.selectors import frequent
from search.selectors.frequent import frequent_queries
from search.selectors.traces import top_queries, zero_queries
from search.services import tracing
from search.services.forgetting import forget_traces
from tasks.relay import run_due_jobs
from tests.content.asking import count_queries, restrict
from tests.factories.accounts import make_user
from tests.factories.content import make_rule, make_structure
from tests.factories.publishing import client_of
from tests.growth import grows_in_proportion

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
PERSONAL = (
    "张某 13800138000",
    "138 0013 8000",
    "１３８００１３８０００",
    "示例 11010519491231002X",
    "6222 0212 3456 7890 123",
    "someone@example.com 举报",
    "021-6543-21001",
    "工号 123456789",
)


@pytest.fixture(autouse=True)
def _rule(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    settings.SEARCH_TRACE_DIR = tmp_path / "traces"
    cache.clear()
    make_structure()
    make_rule("示例选举法（示例）", "选举应当公开。", "不得以贿赂影响选民。", slug="law")
    run_due_jobs()


def ask(words: str, client: Client | None = None, **headers: str) -> str:
    return (client or Client()).get("/search/", {"q": words}, headers=headers).content.decode()


def token_of(page: str) -> str:
    found = re.search(r'data-trace="([^"]+)"', page)
    return found[1] if found else ""


def take_in() -> int:
    return tracing.take_in(at=clock.now() + dt.timedelta(minutes=2))


def trace(text: str, *, hours_ago: int = 0, **fields: Any) -> SearchTrace:
    """A stored trace, of a visitor who was answered."""
    at = clock.now().replace(minute=0, second=0, microsecond=0) - hours_ago * HOUR
    key = f"{SearchTrace.objects.count():016d}"
    return SearchTrace.objects.create(**{"key": key, "hour": at, "text": text, "hits": 1, **fields})


# ---- what is kept --------------------------------------------------------------------------


def test_search_leaves_words_hits_and_hour() -> None:
    ask("贿赂  选民")
    assert take_in() == 1
    kept = SearchTrace.objects.get()
    assert (kept.text, kept.any_word, kept.is_visitor, kept.source) == ("贿赂 选民", False, True, "page")
    assert kept.hits >= 1
    assert (kept.hour.minute, kept.hour.second, kept.hour.microsecond) == (0, 0, 0)
    assert kept.filters == {"status": ["in_force"]}


def test_nothing_of_the_person_is_in_file_or_row(settings: Any) -> None:
    person = make_user(name="示例某人", staff_number="S-9988", phone="13800138000")
    client = client_of(person)
    client.get("/search/", {"q": "贿赂"}, REMOTE_ADDR="203.0.113.7", headers={"User-Agent": "Sonderling/1.0"})
    written = "".join(path.read_text() for path in Path(settings.SEARCH_TRACE_DIR).iterdir())
    take_in()
    stored = json.dumps(list(SearchTrace.objects.values()), default=str)
    session = client.session.session_key
    for secret in ("203.0.113.7", "Sonderling", "示例某人", "S-9988", "13800138000", session):
        assert secret not in written + stored
    assert set(json.loads(written)) == {
        *("key", "hour", "text", "filters", "hits", "any_word", "is_visitor", "milliseconds", "source")
    }
    assert SearchTrace.objects.get().is_visitor is False


@pytest.mark.parametrize("typed", PERSONAL)
def test_words_that_may_identify_somebody_are_not_kept(typed: str) -> None:
    ask(typed)
    take_in()
    assert SearchTrace.objects.get().text == ""


def test_time_to_look_for_an_address_is_that_of_the_length() -> None:
    assert storable_text("写信给 somebody.else@example.org.cn") == ""
    assert grows_in_proportion(storable_text, "a" * 3_000, "a" * 60_000, times=20)


@pytest.mark.parametrize("typed", ["示例办发〔2026〕8号", "第七十五条", "2026-11-24", "监察法第15条 2024年"])
def test_numbers_of_texts_and_days_are_kept(typed: str) -> None:
    assert storable_text(typed)


def test_filter_that_may_identify_somebody_is_not_kept() -> None:
    Client().get("/search/", {"q": "贿赂", "issuing_body": ["13800138000", "示例机关"]})
    take_in()
    assert SearchTrace.objects.get().filters["issuing_body"] == ["示例机关"]


@pytest.mark.parametrize("headers", [{"Sec-GPC": "1"}, {"DNT": "1"}, {"Sec-Purpose": "prefetch"}])
def test_who_does_not_want_it_is_not_traced(headers: dict[str, str]) -> None:
    assert token_of(ask("贿赂", **headers)) == ""
    assert take_in() == 0


def test_further_screenfuls_empty_searches_and_suggestions_leave_nothing(settings: Any) -> None:
    for address in ("/search/?q=贿赂&page=2", "/search/?q=", "/search/?q=，", "/search/suggest/?q=贿赂"):
        Client().get(address)
    Client().head("/search/?q=贿赂")
    settings.SEARCH_TRACE_DAYS = 0
    ask("贿赂")
    assert take_in() == 0


def test_search_is_answered_where_nothing_can_be_written(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.SEARCH_TRACE_DIR = tmp_path / "file" / "traces"
    page = ask("贿赂")
    assert "示例选举法" in page
    assert token_of(page) == ""


def test_search_writes_nothing_to_the_database() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert token_of(ask("贿赂"))
    assert [row["sql"] for row in asked if not row["sql"].startswith("SELECT")] == []


# ---- clicks --------------------------------------------------------------------------------


def click(token: str, place: Any = 1, quote: Any = 0) -> int:
    client = Client(enforce_csrf_checks=True)
    return client.post("/search/click/", {"token": token, "place": place, "quote": quote}).status_code


def test_click_is_kept_once_for_a_place() -> None:
    token = token_of(ask("贿赂"))
    assert [click(token), click(token), click(token, 1, 1)] == [204, 204, 204]
    take_in()
    kept = SearchTrace.objects.get()
    assert kept.clicked_position == 1
    assert kept.clicks.get().page_id > 0


def test_click_on_a_quoted_article_names_it() -> None:
    click(token_of(ask("贿赂")), 1, 1)
    take_in()
    assert SearchClick.objects.get().eid == "art-2"


@pytest.mark.parametrize(
    ("place", "quote"), [(0, 0), (-1, 0), (99, 0), (1, 9), ("x", 0), (1, "x"), ("²", 0), (10**9, 0)]
)
def test_place_that_was_not_shown_is_no_click(place: Any, quote: Any) -> None:
    assert click(token_of(ask("贿赂")), place, quote) == 204
    take_in()
    assert not SearchClick.objects.exists()


def test_forged_or_old_token_is_no_click(monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_of(ask("贿赂"))
    assert click(token[:-2] + "xx") == 204
    assert click("x" * 10_000) == 204
    monkeypatch.setattr(tracing, "CLICK_SECONDS", -1)
    assert click(token) == 204
    take_in()
    assert not SearchClick.objects.exists()


def test_click_takes_no_visit() -> None:
    assert Client().get("/search/click/").status_code == 405


# ---- from the files to the database ----------------------------------------------------------


def test_minute_that_is_not_over_is_left_alone() -> None:
    ask("贿赂")
    assert tracing.take_in(at=clock.now()) == 0
    assert take_in() == 1
    assert take_in() == 0


def test_worker_killed_before_the_file_was_dropped_takes_it_in_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    click(token_of(ask("贿赂")))

    def die(_file: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(spool.SpooledFile, "drop", die)
        with pytest.raises(RuntimeError):
            take_in()
    assert take_in() == 2
    assert (SearchTrace.objects.count(), SearchClick.objects.count()) == (1, 1)


def test_broken_lines_are_left_out(settings: Any) -> None:
    ask("贿赂")
    file = next(Path(settings.SEARCH_TRACE_DIR).iterdir())
    file.write_bytes(b'{"key": \n[1]\n\xff\n' + file.read_bytes() + b'{"of": "nothing", "page_id": 1')
    assert take_in() == 1


def test_full_minute_takes_no_more(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_BYTES", 10)
    assert token_of(ask("贿赂"))
    assert not token_of(ask("贿赂"))


def test_full_folder_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_BYTES_WAITING", 10)
    at = clock.now()
    assert spool.append({"key": "a"}, at=at)
    assert not spool.append({"key": "b"}, at=at + dt.timedelta(minutes=1))
    for file in spool.settled(at=at + dt.timedelta(minutes=2)):
        file.drop()
    assert spool.append({"key": "c"}, at=at + dt.timedelta(minutes=2))


def test_large_file_is_taken_in_by_and_by(monkeypatch: pytest.MonkeyPatch) -> None:
    at = clock.now()
    row = {"hour": at.isoformat(), "text": "贿赂", "hits": 1}
    for number in range(5):
        spool.append({"key": f"k{number}", **row}, at=at)
        spool.append({"of": f"k{number}", "page_id": 1, "eid": "", "position": 1}, at=at)
    monkeypatch.setattr(tracing, "_BATCH", 2)
    with CaptureQueriesContext(connection) as asked:
        assert take_in() == 10
    assert sum(row["sql"].startswith("INSERT") for row in asked) == 6
    assert SearchTrace.objects.filter(clicked_position=1).count() == 5


# ---- forgetting --------------------------------------------------------------------------------


def test_old_traces_become_counts_of_what_is_not_rare(settings: Any) -> None:
    settings.SEARCH_TRACE_DAYS = 10
    old = 24 * 20
    for number in range(3):
        trace("常见", hours_ago=old + number)
    trace("常见", hours_ago=old, hits=0)
    opened = trace("常见", hours_ago=old, clicked_position=2)
    SearchClick.objects.create(trace=opened, page_id=1, position=2)
    trace("少见", hours_ago=old)
    trace("少见", hours_ago=old)
    trace("少见", hours_ago=1)  # two hours in all
    trace("", hours_ago=old)
    new = trace("常见", hours_ago=24)
    assert forget_traces(at=clock.now()) >= 1
    assert SearchTrace.objects.filter(text="常见").get() == new
    assert SearchTrace.objects.count() == 2
    assert not SearchClick.objects.exists()
    counted = QueryDay.objects.filter(text="常见")
    assert {row.text for row in QueryDay.objects.all()} == {"常见"}
    assert sum(row.searches for row in counted) == 5
    assert sum(row.zero for row in counted) == 1
    assert sum(row.clicks for row in counted) == 1
    assert forget_traces(at=clock.now()) == 0


def test_counts_go_after_two_years() -> None:
    today = timezone.localdate()
    for days in (729, 731):
        QueryDay.objects.create(
            day=today - dt.timedelta(days=days), text="常见", searches=1, zero=0, clicks=0
        )
    forget_traces(at=clock.now())
    assert QueryDay.objects.count() == 1


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (SearchTrace, {"source": "elsewhere"}),
        (SearchTrace, {"clicked_position": 0}),
        (SearchTrace, {"key": "k"}),
        (SearchClick, {"position": 0}),
        (SearchClick, {"position": 1}),
        (QueryDay, {"searches": 0}),
        (QueryDay, {"zero": 2}),
        (QueryDay, {"clicks": 2}),
        (QueryDay, {"day": dt.date(2026, 1, 1)}),
    ],
)
def test_database_refuses_what_cannot_be(model: Any, values: dict[str, Any]) -> None:
    hour = clock.now()
    kept = SearchTrace.objects.create(key="k", hour=hour, text="常见", hits=1)
    SearchClick.objects.create(trace=kept, page_id=1, position=1)
    QueryDay.objects.create(day=dt.date(2026, 1, 1), text="常见", searches=1, zero=0, clicks=0)
    whole: dict[Any, dict[str, Any]] = {
        SearchTrace: {"key": "another", "hour": hour, "text": "常见", "hits": 1},
        SearchClick: {"trace": kept, "page_id": 1, "position": 2},
        QueryDay: {"day": dt.date(2026, 1, 2), "text": "常见", "searches": 1, "zero": 0, "clicks": 0},
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**{**whole[model], **values})
    with transaction.atomic():
        model.objects.create(**whole[model])


# ---- reports and suggestions ------------------------------------------------------------------


def test_query_of_one_sitting_is_in_no_report() -> None:
    for _number in range(20):
        trace("某人的秘密", hits=0)
    for hours in range(3):
        trace("贿选", hours_ago=hours, clicked_position=hours + 1 if hours else None)
        trace("空", hours_ago=hours, hits=0)
    trace("两次", hours_ago=0, hits=0)
    trace("两次", hours_ago=1, any_word=True)
    top = {row["text"]: row for row in top_queries(days=7, at=clock.now())}
    zero = {row["text"]: row for row in zero_queries(days=7, at=clock.now())}
    assert set(top) == {"贿选", "空"}
    assert set(zero) == {"空", "两次"}
    assert (top["贿选"]["total"], top["贿选"]["opened"], top["贿选"]["position"]) == (3, 66.7, 2.5)
    assert (zero["两次"]["total"], zero["两次"]["partly"]) == (2, 1)


def test_what_signed_in_people_find_is_in_no_report() -> None:
    for hours in range(3):
        trace("金丝雀", hours_ago=hours, hits=0)
        trace("金丝雀", hours_ago=hours, hits=7, is_visitor=False)
        trace("白鹭", hours_ago=hours, hits=0, is_visitor=False)
    top = {row["text"]: row for row in top_queries(days=7, at=clock.now())}
    assert (top["金丝雀"]["most_hits"], top["金丝雀"]["nothing"]) == (0, 3)
    assert (top["白鹭"]["most_hits"], top["白鹭"]["nothing"]) == (None, 0)
    assert [row["text"] for row in zero_queries(days=7, at=clock.now())] == ["金丝雀"]


def suggested(typed: str) -> list[str]:
    answer = Client().get("/search/suggest/", {"q": typed}).content.decode()
    return re.findall(r"搜索“([^”]+)”", answer)


def often(text: str, **fields: Any) -> None:
    for hours in range(5):
        trace(text, hours_ago=hours, **fields)


def test_searches_of_many_are_suggested() -> None:
    often("贿赂 选民")
    often("贿赂", hits=9)
    for hours in range(4):
        trace("贿赂 影响", hours_ago=hours)
    assert suggested("贿赂") == ["贿赂 选民"]
    assert suggested("贿") == []
    assert suggested("受贿") == []


@pytest.mark.parametrize(
    "fields", [{"is_visitor": False}, {"hits": 0}, {"any_word": True}, {"source": "api"}]
)
def test_search_not_answered_for_anybody_is_not_suggested(fields: dict[str, Any]) -> None:
    often("贿赂 选民", **fields)
    assert suggested("贿赂") == []


@pytest.mark.parametrize(
    "typed",
    ["贿赂 -某某广告", "贿赂怎么加某某", "贿赂 选民!!!", "贿赂 类型:规则", "贿赂 ★ 选民", "贿赂 “选民"],
)
def test_words_nobody_searched_for_are_not_suggested(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = Vocabulary(stop_words=frozenset({"怎么加某某"}))
    monkeypatch.setattr(frequent, "current_vocabulary", lambda: words)
    often(storable_text(typed))
    assert suggested("贿赂") == []


@pytest.mark.parametrize(
    ("typed", "is_whole"), [("贿赂 选民", True), ("第二条 贿赂", True), ("-选民", False)]
)
def test_query_is_whole_where_each_character_was_searched_for(typed: str, is_whole: bool) -> None:
    assert frequent.is_all_asked(typed, parse(typed)) is is_whole
    assert not frequent.is_all_asked("w" * 65, parse("w" * 65))


def test_nothing_is_suggested_while_the_engine_is_down(settings: Any, tmp_path: Path) -> None:
    often("贿赂 选民")
    settings.SEARCH_INDEX_DIR = tmp_path / "nothing"
    settings.SEARCH_INDEX_DIR.write_text("no folder")
    assert frequent_queries("贿赂") == ()


def test_search_for_what_has_been_closed_is_not_suggested() -> None:
    secret = make_rule("金丝雀规定（示例）", "金丝雀选民须知。").rule
    run_due_jobs()
    often("金丝雀 须知")
    assert suggested("金丝雀") == ["金丝雀 须知"]
    restrict(secret)
    run_due_jobs()
    cache.clear()
    assert suggested("金丝雀") == []
    member = client_of(make_user())
    assert "搜索“" not in member.get("/search/suggest/", {"q": "金丝雀"}).content.decode()


def test_suggested_searches_are_read_once_in_ten_minutes() -> None:
    often("贿赂 选民")
    frequent_queries("贿赂")
    assert count_queries(lambda: frequent_queries("贿赂")) == 0
