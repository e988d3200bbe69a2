"""Texts that begin or end to hold at midnight."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from common import clock, jobs
from common.jobs import JobName
from common.models import Job
from content.selectors.changes import list_turning_page_ids
from search.models import IndexedDay
from search.services.reconciling import look
from search.services.turning import index_turning_pages
from tasks.relay import run_due_jobs
from tests.factories.content import make_policy, make_rule, make_structure
from tests.search.truth import assert_index_true

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _portal(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    make_structure()


def travel(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    later = clock.now() + days * DAY
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)


def two_editions() -> tuple[int, int]:
    """The second takes the place of the first in ten days."""
    made = [
        make_rule(
            "示例规定（示例）",
            slug="r",
            promulgation_date=dt.date(year, 1, 1),
            effective_date=begins,
            change_kind=kind,
        ).edition.pk
        for year, begins, kind in (
            (2020, dt.date(2020, 1, 1), "enactment"),
            (2025, clock.today() + 10 * DAY, "revision"),
        )
    ]
    return made[0], made[1]


@pytest.mark.parametrize("away", [10, 40])
def test_edition_that_comes_into_force_at_midnight_is_indexed(
    away: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the beat was down for a month."""
    first, _second = two_editions()
    run_due_jobs()
    index_turning_pages(on=clock.today())
    run_due_jobs()
    travel(monkeypatch, 9)
    assert index_turning_pages(on=clock.today()) == 0
    assert_index_true()
    travel(monkeypatch, away - 9)
    assert look().stale == {first}  # it no longer ranks as in force
    jobs.enqueue(JobName.INDEX_TURNING_PAGES)
    run_due_jobs()
    assert_index_true()
    assert index_turning_pages(on=clock.today()) == 0
    assert IndexedDay.objects.get().day == clock.today()


def test_first_look_reaches_back_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    two_editions()
    run_due_jobs()
    travel(monkeypatch, 300)
    assert index_turning_pages(on=clock.today()) >= 2
    run_due_jobs()
    assert_index_true()


def test_job_broken_off_leaves_the_day_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    two_editions()
    index_turning_pages(on=clock.today())
    travel(monkeypatch, 20)
    monkeypatch.setattr("search.services.turning.enqueue", lambda *_args, **_kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        index_turning_pages(on=clock.today())
    assert IndexedDay.objects.get().day == clock.today() - 20 * DAY


def test_turning_pages_are_those_of_the_days_between_and_their_neighbors() -> None:
    first, second = two_editions()
    signed = make_policy(signed_date=clock.today() + 5 * DAY)
    make_rule(promulgation_date=dt.date(2019, 1, 1))
    today = clock.today()
    assert list_turning_page_ids(after=today, until=today + 4 * DAY) == set()
    assert list_turning_page_ids(after=today, until=today + 5 * DAY) == {signed.pk}
    assert list_turning_page_ids(after=today + 9 * DAY, until=today + 10 * DAY) >= {first, second}
    assert list_turning_page_ids(after=today + 10 * DAY, until=today + 20 * DAY) == set()


def test_pages_of_one_day_are_indexed_in_few_jobs() -> None:
    two_editions()
    Job.objects.all().delete()
    index_turning_pages(on=clock.today() + 10 * DAY)
    assert Job.objects.filter(name=JobName.INDEX_PAGES).count() == 1
