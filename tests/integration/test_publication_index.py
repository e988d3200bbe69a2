"""The index follows publication: through a real worker, killed with -9, never for a rolled-back one."""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import time

import pytest
from django.db import transaction

from common import clock
from common.models import Job, JobStatus
from content.models import BasePage, HomePage, PolicyIndexPage, PolicyPage
from content.selectors.indexing import get_indexable_page
from search.documents import build_documents
from search.port import get_index
from tests.factories.index import indexed_pages
from tests.integration.worker import Worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PAGES = 50
KILLS = 4
TEXT = """示例单位关于第{number}号示例工作的通知
各示例单位：
一、总体要求
（一）示例工作应当公开、公平、公正。
（二）每一个步骤都要有记录。
二、工作纪律
（一）不得弄虚作假。
示例单位
2026年1月{day}日
"""


@pytest.fixture
def column() -> PolicyIndexPage:
    """The empty column of policy texts."""
    home = HomePage(title="示例首页", slug="shili-home")
    BasePage.get_first_root_node().add_child(instance=home)
    return home.add_child(instance=PolicyIndexPage(title="示例政策", slug="policies"))


def add_draft(column: PolicyIndexPage, number: int) -> PolicyPage:
    page = PolicyPage(
        title=f"示例通知{number}",
        slug=f"notice-{number}",
        text=TEXT.format(number=number, day=number % 28 + 1),
        issuing_body="示例单位",
        signed_date=dt.date(2026, 1, 1),
        live=False,
    )
    return column.add_child(instance=page)


def publish(page: PolicyPage) -> None:
    page.save_revision().publish()


def wait_until_more_is_indexed(worker: Worker) -> None:
    before = len(indexed_pages())
    wait_until(lambda: len(indexed_pages()) > before or all_done(), seconds=60, worker=worker)


def all_done() -> bool:
    return not Job.objects.exclude(status=JobStatus.DONE).exists()


def test_worker_killed_during_fifty_publications_indexes_each_once(worker, column):
    drafts = [add_draft(column, number) for number in range(PAGES)]
    chance = random.Random(2016)
    kills_after = set(chance.sample(range(5, PAGES), KILLS))
    for number, page in enumerate(drafts):
        publish(page)
        if number in kills_after:
            wait_until_more_is_indexed(worker)
            time.sleep(chance.random() * 0.1)
            worker.kill()
            worker.start()
    wait_until(all_done, seconds=90, worker=worker)
    assert indexed_pages() == {page.pk for page in drafts}
    indexable = [get_indexable_page(page.pk) for page in drafts]
    assert get_index().count() == sum(
        len(list(build_documents(page, on=clock.today()))) for page in indexable if page
    )


def test_publications_are_found_one_by_one_woken_by_the_beat_alone(worker, column):
    """Editors are promised five seconds; `make bench-publication` runs this test and shows what it prints."""
    drafts = [add_draft(column, number) for number in range(7)]
    wait_until(all_done, seconds=60, worker=worker)
    waits = []
    for page in drafts:
        publish(page)
        started = time.monotonic()
        wait_until(lambda page=page: page.pk in indexed_pages(), seconds=60, worker=worker)
        waits.append(time.monotonic() - started)
    sys.stdout.write(
        f"\nfound after {statistics.median(waits):.2f} s, the slowest after {max(waits):.2f} s\n"
    )


def test_publication_rolled_back_is_never_indexed(worker, column):
    draft, published = add_draft(column, 1), add_draft(column, 2)

    def publish_and_fail() -> None:
        with transaction.atomic():
            publish(draft)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        publish_and_fail()
    publish(published)
    wait_until(lambda: published.pk in indexed_pages(), seconds=30, worker=worker)
    wait_until(all_done, seconds=30, worker=worker)
    assert indexed_pages() == {published.pk}
    assert not Job.objects.filter(name="search.index_page", kwargs={"page_id": draft.pk}).exists()
