"""A worker killed while it has a file read: no process stays, and another worker reads the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from common import jobs
from common.jobs import JobName
from common.models import Job, JobStatus
from content.models import AttachmentText
from tests.content.extracting.files import packed_pdf
from tests.factories.materials import make_document
from tests.integration.worker import Worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def reading() -> set[str]:
    """Processes that read a file now, other than those whose parent has not buried them yet."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words, state = (folder / "cmdline").read_bytes(), (folder / "stat").read_text()
        except OSError:
            continue
        if b"content.extracting.worker" in words and ") Z " not in state:
            found.add(folder.name)
    return found


def test_killed_worker_leaves_no_process_and_the_file_is_read_by_the_next(
    worker: Worker, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    before = reading()
    document = make_document("long.pdf", packed_pdf(b"<9009> Tj " * 10_000, 15))
    job = jobs.enqueue(JobName.EXTRACT_ATTACHMENT, document_id=document.pk)
    wait_until(lambda: bool(reading() - before), seconds=60, worker=worker)
    worker.kill()
    wait_until(lambda: not reading() - before, seconds=10, worker=worker)
    assert not AttachmentText.objects.exists()
    worker.start()
    wait_until(lambda: Job.objects.get(pk=job.pk).status == JobStatus.DONE, seconds=120, worker=worker)
    assert AttachmentText.objects.get().status == "done"
    assert Job.objects.get(pk=job.pk).attempts == 2
