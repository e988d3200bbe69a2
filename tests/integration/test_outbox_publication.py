"""Rules reach the index through the outbox: none lost, none twice, however often kill -9 ends the worker."""

from __future__ import annotations

import random
import time

import pytest
from django.db import transaction

from common import clock
from common.models import Job, JobStatus
from content.enums import Status
from content.models import EditionPage, RulePage
from content.selectors.indexing import get_indexable_page
from search.documents import build_documents
from search.exchange import SearchQuery
from search.port import EngineUnavailableError, get_index
from search.queries import parse
from tests.factories.content import make_rule, make_structure, numeral
from tests.factories.index import indexed_pages
from tests.integration.worker import Worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.slow]

RULES = 50
KILLS = 5
EVERY_STATUS = frozenset(Status)


@pytest.fixture
def worker(worker: Worker) -> Worker:
    make_structure()
    return worker


def title_of(number: int) -> str:
    return f"示例工作第{numeral(number)}号办法（示例）"


def publish_rule(number: int) -> EditionPage:
    """A rule whose second article holds a phrase no other rule holds."""
    return make_rule(
        title_of(number),
        "为了规范示例工作，制定本办法。",
        f"示例号码为{phrase(number)}。",
        "依照本办法第二条办理。",
    ).edition


def phrase(number: int) -> str:
    return "甲乙丙丁戊己庚辛壬癸"[number // 10] * 3 + "子丑寅卯辰巳午未申酉"[number % 10] * 3


def hits(words: str) -> int:
    """How many provisions anybody finds."""
    query = SearchQuery(
        parse(f"“{words}”"), ("public",), int(f"{clock.today():%Y%m%d}"), statuses=EVERY_STATUS
    )
    try:
        return get_index().search(query).total
    except EngineUnavailableError:  # nothing was indexed yet
        return 0


def all_done() -> bool:
    return not Job.objects.exclude(status=JobStatus.DONE).exists()


def done_count() -> int:
    return Job.objects.filter(status=JobStatus.DONE).count()


def expected_documents() -> int:
    pages = [*RulePage.objects.live(), *EditionPage.objects.live()]
    indexable = [get_indexable_page(page.pk) for page in pages]
    return sum(len(list(build_documents(page, on=clock.today()))) for page in indexable if page)


def test_worker_killed_during_fifty_rules_indexes_each_article_once(worker):
    chance = random.Random(20160101)
    kills_after = set(chance.sample(range(5, RULES), KILLS))
    editions = []
    for number in range(RULES):
        editions.append(publish_rule(number))
        if number in kills_after:
            before = done_count()
            wait_until(lambda before=before: done_count() > before or all_done(), seconds=60, worker=worker)
            time.sleep(chance.random() * 0.1)
            worker.kill()
            worker.start()
    wait_until(all_done, seconds=120, worker=worker)
    assert {edition.pk for edition in editions} <= indexed_pages()
    assert get_index().count() == expected_documents()
    assert [hits(phrase(number)) for number in range(RULES)] == [1] * RULES


def test_published_rule_is_found_without_anybody_doing_anything(worker):
    """How soon: `make bench-publication`."""
    publish_rule(0)
    wait_until(all_done, seconds=60, worker=worker)
    publish_rule(1)
    wait_until(lambda: hits(phrase(1)) == 1, seconds=60, worker=worker)


def test_rule_rolled_back_is_never_indexed_nor_kept(worker):
    def publish_and_fail() -> None:
        with transaction.atomic():
            publish_rule(1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        publish_and_fail()
    kept = publish_rule(2)
    wait_until(all_done, seconds=60, worker=worker)
    assert hits(phrase(1)) == 0
    assert hits(phrase(2)) == 1
    assert kept.pk in indexed_pages()
    assert not RulePage.objects.filter(title=title_of(1)).exists()


def test_unpublished_rule_leaves_the_index(worker):
    edition = publish_rule(3)
    wait_until(lambda: hits(phrase(3)) == 1, seconds=60, worker=worker)
    wait_until(all_done, seconds=60, worker=worker)
    edition.unpublish()
    wait_until(lambda: hits(phrase(3)) == 0, seconds=30, worker=worker)
