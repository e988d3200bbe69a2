"""A thousand faults of four kinds: all found, all repaired, and none found after."""

from __future__ import annotations

import datetime as dt
import io
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tantivy
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from benchmarks.pages import Plan, build
from common import clock, jobs
from common.jobs import JobName
from common.models import Job
from search.engines.tantivy_schema import SCHEMA, from_tantivy, to_tantivy
from search.exchange import SearchDocument
from search.models import Reconciliation
from search.services import reconciling
from search.services.indexing import rebuild
from tasks.relay import run_due_jobs
from tests.integration.worker import REPO
from tests.search.truth import assert_index_true

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGES, FAULTS = 1_400, 1_000
KINDS = ("missing", "stale", "ghosts", "wrong_access")


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


class Injector:
    """Harms an index through Tantivy itself, beside everything the portal has for writing and comparing."""

    def __init__(self, directory: Path) -> None:
        pointer = next(directory.glob("*/current"))
        self._index = tantivy.Index.open(str(pointer.parent / pointer.read_text().strip()))
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), searcher.num_docs).hits
        self.pages: dict[int, list[SearchDocument]] = {}
        for _score, address in hits:
            document = from_tantivy(searcher.doc(address))
            self.pages.setdefault(document.page_id, []).append(document)

    def harm(self, faults: int) -> dict[str, set[int]]:
        """As many pages of each kind, chosen by chance; which they are."""
        chance = random.Random(9)
        chosen = chance.sample(sorted(self.pages), faults * 3 // 4)
        part = faults // 4
        missing, stale, wrong = chosen[:part], chosen[part : 2 * part], chosen[2 * part :]
        ghosts = [10**6 + number for number in range(part)]
        writer = self._index.writer(20_000_000, 1)
        for number, page_id in enumerate(chosen):
            writer.delete_documents_by_query(tantivy.Query.term_query(SCHEMA, "page_id", page_id))
            for place, document in enumerate(self.pages[page_id]):
                if page_id in stale:
                    self._put_stale(writer, document, way=number % 3, place=place)
                elif page_id in wrong:
                    self._put(writer, replace(document, access_key="r7"))
        for page_id in ghosts:
            self._put(writer, replace(self.pages[chosen[0]][0], page_id=page_id))
        writer.commit()
        writer.wait_merging_threads()
        found = (missing, stale, ghosts, wrong)
        return {kind: set(pages) for kind, pages in zip(KINDS, found, strict=True)}

    def _put_stale(self, writer: Any, document: SearchDocument, *, way: int, place: int) -> None:
        """Other words; a document twice; other words of one document and the access key of all."""
        if way == 1:
            self._put(writer, document)
            self._put(writer, document)
        elif way == 0:
            self._put(writer, replace(document, text=f"{document.text}旧"))
        else:
            text = document.text if place else f"{document.text}旧"
            self._put(writer, replace(document, access_key="r9", text=text))

    def _put(self, writer: Any, document: SearchDocument) -> None:
        writer.add_document(to_tantivy(document))


def make_harmed(directory: Path, pages: int, faults: int) -> dict[str, set[int]]:
    build(Plan(pages), lambda *_: None)
    rebuild()
    assert_index_true()
    return Injector(directory / "search").harm(faults)


@pytest.fixture
def badly_harmed(tmp_path: Path) -> dict[str, set[int]]:
    """Some thousand documents in the index, a thousand pages of it wrong."""
    return make_harmed(tmp_path, PAGES, FAULTS)


@pytest.fixture
def harmed(tmp_path: Path) -> dict[str, set[int]]:
    """The same in small: more than one batch of pages, a hundred of them wrong."""
    return make_harmed(tmp_path, 300, 100)


def counts(run: Reconciliation) -> dict[str, int]:
    return {kind: getattr(run, kind) for kind in KINDS}


def test_thousand_faults_are_found_by_kind_and_repaired(badly_harmed: dict[str, set[int]]) -> None:
    harmed = badly_harmed
    assert sum(map(len, harmed.values())) == FAULTS
    seen = reconciling.look()
    assert {kind: set(getattr(seen, kind)) for kind in KINDS} == harmed
    run = reconciling.reconcile(at=clock.now())
    assert counts(run) == {kind: len(pages) for kind, pages in harmed.items()}
    assert (run.repaired, run.drift) == (FAULTS, FAULTS)
    assert run.finished_at is not None
    assert_index_true()
    again = reconciling.reconcile(at=clock.now())
    assert (again.drift, again.documents > 4_000, again.pages > 1_000) == (0, True, True)


def test_job_goes_on_slice_by_slice_behind_other_jobs(
    harmed: dict[str, set[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "SLICE", dt.timedelta(0))
    Job.objects.all().delete()
    jobs.enqueue(JobName.RECONCILE_INDEX)
    job = jobs.claim(at=clock.now())
    assert job is not None
    jobs.enqueue(JobName.INDEX_PAGE, page_id=10**7)
    reconciling.reconcile_slice(at=clock.now(), job_id=job.pk)
    job.refresh_from_db()
    assert 0 < job.progress_done < (job.progress_total or 0)
    assert Reconciliation.objects.get().finished_at is None
    jobs.complete(job, at=clock.now())
    following = jobs.claim(at=clock.now())
    assert following is not None
    assert following.name == JobName.INDEX_PAGE  # a publication waits for one slice at most
    jobs.complete(following, at=clock.now())
    run_due_jobs()
    assert counts(Reconciliation.objects.get()) == {kind: len(pages) for kind, pages in harmed.items()}
    assert_index_true()
    assert not Job.objects.filter(status="pending").exists()


def test_command_shows_and_repairs(harmed: dict[str, set[int]]) -> None:
    def run(*switches: str) -> str:
        out = io.StringIO()
        call_command("search_reconcile", *switches, stdout=out, verbosity=0)
        return out.getvalue()

    words = "缺少 25 页，过时 25 页，多余 25 页，权限不符 25 页"
    assert f"{words}；没有修复" in run("--dry-run")
    assert not Reconciliation.objects.exists()
    assert f"{words}；已修复 100 页" in run()
    assert "缺少 0 页，过时 0 页，多余 0 页，权限不符 0 页" in run()


def test_page_changed_while_it_is_repaired_is_written_again(
    harmed: dict[str, set[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from content.models import PolicyPage  # noqa: PLC0415 - beside its use

    page = PolicyPage.objects.filter(pk__in=harmed["missing"]).order_by("pk").first()
    assert page is not None
    index = reconciling.get_index()
    replace_pages = index.replace_pages

    def change_then_write(pages: Any) -> None:
        """Somebody publishes, and their job is done, between the reading and the writing of the repair."""
        if page.pk in pages and PolicyPage.objects.get(pk=page.pk).title != "改了（示例）":
            PolicyPage.objects.filter(pk=page.pk).update(title="改了（示例）")
        replace_pages(pages)

    monkeypatch.setattr(index, "replace_pages", change_then_write)
    reconciling.repair(page_ids=[page.pk])
    assert page.pk not in reconciling.look().page_ids


def test_what_a_waiting_job_will_do_is_no_drift(harmed: dict[str, set[int]]) -> None:
    late = min(harmed["stale"])
    jobs.enqueue(JobName.INDEX_PAGE, page_id=late)
    assert reconciling.look().stale == harmed["stale"] - {late}


def test_comparison_nobody_finished_is_closed_and_old_ones_are_forgotten(tmp_path: Path) -> None:
    now = clock.now()
    Reconciliation.objects.create(started_at=now - dt.timedelta(days=91), finished_at=now)
    stuck = Reconciliation.objects.create(started_at=now - dt.timedelta(days=2), position=10**9)
    run = reconciling.reconcile(at=now)
    stuck.refresh_from_db()
    assert (stuck.finished_at, stuck.note) == (now, "没有完成，已放弃")
    assert set(Reconciliation.objects.values_list("pk", flat=True)) == {stuck.pk, run.pk}


@pytest.mark.parametrize(
    "values",
    [{"finished_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, {"repaired": 2, "missing": 1}],
    ids=["ends before it begins", "repairs more than differed"],
)
def test_database_refuses_impossible_comparisons(values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Reconciliation.objects.create(started_at=clock.now(), **values)


def test_database_knows_one_unfinished_comparison_and_one_day() -> None:
    from search.models import IndexedDay  # noqa: PLC0415 - beside its use

    Reconciliation.objects.create(started_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Reconciliation.objects.create(started_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        IndexedDay.objects.create(pk=2, day=clock.today())


@pytest.mark.django_db(transaction=True)
def test_killed_comparison_is_taken_up_and_repairs_all(harmed: dict[str, set[int]], tmp_path: Path) -> None:
    code = (
        "import os, django; django.setup()\n"
        "from common import clock; from search.services import reconciling\n"
        "reconciling.reconcile(at=clock.now(), progress=lambda done, total: print(done, flush=True))"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.integration.worker_settings",
        "QINGFENG_TEST_FOLDER": str(tmp_path),
        "QINGFENG_TEST_DATABASE": str(connection.settings_dict["NAME"]),
    }
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=REPO, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.05)
        process.kill()
    stopped = Reconciliation.objects.get()
    assert stopped.finished_at is None
    assert stopped.position > 0
    run = reconciling.reconcile(at=clock.now())
    assert (run.pk, run.finished_at is not None) == (stopped.pk, True)
    # What was repaired in the moment of the kill was not counted any more: at most one batch.
    assert run.repaired <= 100
    assert_index_true()
