"""Rebuilding while others read and publish; bringing up to date since a moment; subtrees in slices."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from common import clock, jobs
from common.jobs import JobName
from common.models import Job, JobStatus
from content.models import BasePage, PolicyIndexPage, PolicyPage, RuleIndexPage
from search.exchange import SearchQuery, day_number
from search.port import get_index
from search.queries import parse
from search.services import indexing
from tasks.relay import run_due_jobs
from tests.content.asking import restrict
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_policy, make_rule, make_structure
from tests.factories.index import indexed_pages
from tests.search.truth import assert_index_true, held

pytestmark = pytest.mark.django_db
WORDS = parse("公开")


@pytest.fixture(autouse=True)
def _portal(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    make_structure()


def found() -> int:
    return get_index().search(SearchQuery(WORDS, ("public",), day_number(clock.today()))).pages_total


def test_concurrent_reads_and_publications_during_rebuilds_lose_nothing() -> None:
    for _number in range(4):
        make_policy()
    run_due_jobs()
    assert found() == 4
    stop, totals, published, rebuilds = Event(), [], [], 0

    def read() -> None:
        try:
            while not stop.is_set():
                totals.append(found())
        except Exception as error:
            totals.append(error)

    reader = Thread(target=read)
    reader.start()

    def publish_meanwhile(_done: int, _total: int) -> None:
        """In the middle of each rebuild one more page and one less; their jobs run at once."""
        if len(published) > rebuilds:
            return  # the new page is a batch of its own
        published.append(make_policy(f"重建中发布的通知{len(published)}（示例）").pk)
        PolicyPage.objects.order_by("pk").first().delete()
        run_due_jobs()
        assert published[-1] in indexed_pages()

    for number in range(3):
        rebuilds = number
        indexing.rebuild(progress=publish_meanwhile)
        assert_index_true()
    stop.set()
    reader.join()
    assert set(published) & indexed_pages() == set(
        BasePage.objects.filter(pk__in=published).values_list("pk", flat=True)
    )
    assert len(totals) > 3
    assert set(totals) <= {3, 4, 5}  # never empty, never an error


def test_since_takes_what_was_published_moved_deleted_or_restricted_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone, closed, moved, changed = (make_policy(slug=f"p-{number}") for number in range(4))
    rule, other = make_rule(slug="r"), make_case(slug="untouched")
    run_due_jobs()
    before = held()
    since = clock.now() + dt.timedelta(hours=1)
    later = since + dt.timedelta(hours=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    deleted = gone.pk
    gone.delete()
    restrict(closed)
    moved.move(RuleIndexPage.objects.get(), pos="last-child")
    changed.title = "改了（示例）"
    changed.save_revision().publish()
    rule.edition.unpublish()
    new = make_policy()
    Job.objects.all().delete()  # as if the outbox had been lost
    assert held() == before

    seen: list[int] = []
    monkeypatch.setattr(indexing, "index_pages", lambda page_ids: seen.extend(page_ids))
    call_command("rebuild_index", since=since.isoformat(), verbosity=0)
    assert {deleted, closed.pk, moved.pk, changed.pk, rule.edition.pk, new.pk} <= set(seen)
    assert other.pk not in seen
    monkeypatch.undo()
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    out = io.StringIO()
    call_command("rebuild_index", since=since.isoformat(), stdout=out)
    assert f"索引已更新：{len(seen)} 页" in out.getvalue()


def test_since_what_is_no_moment_is_refused() -> None:
    with pytest.raises(CommandError, match="不是时间"):
        call_command("rebuild_index", since="昨天")
    call_command("rebuild_index", since="2026-11-24", verbosity=0)


def waiting() -> list[tuple[str, dict[str, Any]]]:
    pending = Job.objects.filter(status=JobStatus.PENDING).exclude(name=JobName.WAGTAIL_TASK)
    return list(pending.order_by("id").values_list("name", "kwargs"))


@pytest.fixture
def in_small_slices(monkeypatch: pytest.MonkeyPatch) -> list[BasePage]:
    """A column of seven pages, indexed two at a time, two a job."""
    monkeypatch.setattr(indexing, "PAGES_AT_ONCE", 2)
    pages = [make_policy() for _number in range(7)]
    make_list()
    run_due_jobs()
    monkeypatch.setattr(indexing, "SLICE", dt.timedelta(0))
    return pages


def test_large_subtree_is_indexed_in_slices_and_lets_others_go_first(in_small_slices: list[BasePage]) -> None:
    column = PolicyIndexPage.objects.get()
    column.slug = "elsewhere"
    column.save_revision().publish()
    job = jobs.claim(at=clock.now())
    while job.name != JobName.INDEX_SUBTREE:  # type: ignore[union-attr]
        jobs.complete(job, at=clock.now())
        job = jobs.claim(at=clock.now())
    jobs.enqueue(JobName.INDEX_PAGE, page_id=10**7)
    indexing.index_subtree(page_id=column.pk)
    names = [name for name, _kwargs in waiting()]
    assert names[-2:] == [JobName.INDEX_PAGE, JobName.INDEX_SUBTREE_REST]
    jobs.complete(job, at=clock.now())
    run_due_jobs()
    assert_index_true()


def test_slice_run_twice_after_a_kill_does_no_harm(in_small_slices: list[BasePage]) -> None:
    column = PolicyIndexPage.objects.get()
    restrict(column)
    indexing.index_subtree(page_id=column.pk)
    indexing.index_subtree(page_id=column.pk)
    run_due_jobs()
    assert_index_true()


def test_column_that_is_closed_is_out_at_once_and_its_pages_come_back_for_those_who_may(
    in_small_slices: list[BasePage],
) -> None:
    assert found() == 7
    column = PolicyIndexPage.objects.get()
    restrict(column)
    indexing.index_subtree(page_id=column.pk)  # the first slice alone
    assert found() == 0
    assert len(set(indexed_pages()) & {page.pk for page in in_small_slices}) < 7
    run_due_jobs()
    assert found() == 0
    assert_index_true()
    assert {page.pk for page in in_small_slices} <= indexed_pages()


def test_column_that_is_opened_stays_found_by_those_who_found_it(in_small_slices: list[BasePage]) -> None:
    column = PolicyIndexPage.objects.get()
    restrict(column)
    run_due_jobs()
    column.view_restrictions.all().delete()
    indexing.index_subtree(page_id=column.pk)
    assert {page.pk for page in in_small_slices} <= indexed_pages()
    run_due_jobs()
    assert found() == 7
