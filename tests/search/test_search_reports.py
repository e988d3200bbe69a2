"""热门搜索 and 零结果搜索 in the admin: for editors, with a way to a common question, safe to export."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from common import clock
from search.models import QueryDay, SearchTrace
from tests.content.asking import count_queries
from tests.factories.accounts import make_unit, make_user
from tests.factories.content import make_structure
from tests.factories.publishing import client_of

pytestmark = pytest.mark.django_db
TOP, ZERO = "/admin/reports/searches/", "/admin/reports/searches-without-results/"


@pytest.fixture
def editor() -> Client:
    make_structure()
    return client_of(make_user(Role.EDITOR, unit=make_unit("示例市")))


def often(text: str, *, times: int = 3, days_ago: int = 0, **fields: Any) -> None:
    for number in range(times):
        at = clock.now() - dt.timedelta(days=days_ago, hours=number)
        hour = at.replace(minute=0, second=0, microsecond=0)
        key = f"{SearchTrace.objects.count():016d}"
        SearchTrace.objects.create(**{"key": key, "hour": hour, "text": text, "hits": 4, **fields})


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_editor_sees_what_many_searched_for(editor: Client) -> None:
    often("贿选怎么认定", clicked_position=2)
    often("少见的词", times=2)
    page = words(editor, TOP)
    assert "贿选怎么认定" in page
    assert "100%" in page
    assert "少见的词" not in page
    assert "还没有搜索词" not in page


def test_period_can_be_chosen(editor: Client) -> None:
    often("上个月的词", days_ago=20)
    assert "上个月的词" in words(editor, TOP)
    assert "上个月的词" in words(editor, f"{TOP}?period=90")
    assert "上个月的词" not in words(editor, f"{TOP}?period=7")
    assert "上个月的词" in words(editor, f"{TOP}?period=nonsense")


def test_counts_of_forgotten_days_can_be_read(editor: Client) -> None:
    QueryDay.objects.create(day=dt.date(2026, 1, 1), text="从前的词", searches=8, zero=0, clicks=2)
    assert "从前的词" not in words(editor, TOP)
    page = words(editor, f"{TOP}?period=earlier")
    assert "从前的词" in page
    assert "25%" in page


def test_editor_sees_what_is_not_found(editor: Client) -> None:
    often("送红包", times=2, hits=0)
    often("只搜过一次", times=1, hits=0)
    page = words(editor, ZERO)
    assert "送红包" in page
    assert "只搜过一次" not in page


def test_row_leads_to_a_common_question_with_its_words(editor: Client) -> None:
    often("送红包 & 礼金", hits=0)
    address = "/admin/search-words/questions/new/?text=%E9%80%81%E7%BA%A2%E5%8C%85+%26+%E7%A4%BC%E9%87%91"
    for report in (TOP, ZERO):
        assert address in words(editor, report)
    assert 'value="送红包 &amp; 礼金"' in words(editor, address)


@pytest.mark.parametrize("report", [TOP, ZERO])
def test_export_calculates_nothing(editor: Client, report: str) -> None:
    often('=HYPERLINK("http://example.com")', hits=0)
    answer = editor.get(f"{report}?export=csv")
    table = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "\"'=HYPERLINK" in table
    assert "搜索词" in table
    assert editor.get(f"{report}?export=xlsx").status_code == 200


@pytest.mark.parametrize("report", [TOP, ZERO])
def test_only_editors_may_read_it(editor: Client, report: str) -> None:
    assert Client().get(report).status_code == 302
    assert client_of(make_user(Role.SYSTEM_ADMIN)).get(report).status_code == 302
    assert client_of(make_user(Role.READER)).get(report).status_code == 302


def test_rows_cost_the_same_however_many(editor: Client) -> None:
    often("词一")
    words(editor, TOP)
    one = count_queries(lambda: words(editor, TOP))
    for number in range(5):
        often(f"词{number}二")
    assert count_queries(lambda: words(editor, TOP)) == one
