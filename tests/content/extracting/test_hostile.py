"""Hostile and broken files end in a recorded problem, in bounded memory, and leave no process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import pytest

from content.extracting import process
from content.extracting.outcomes import ExtractionRefusedError, FileKind, Limits, Problem
from content.extracting.process import ExtractionStoppedError, extract_apart
from tests.content.extracting import files

OFFICE = ("docx", "xlsx", "pptx")
QUICK = Limits(processor_seconds=2, wall_seconds=10)


def opened(data: bytes) -> IO[bytes]:
    file = TemporaryFile()  # noqa: SIM115 - closed by the caller
    file.write(data)
    file.seek(0)
    return file


def problem_of(data: bytes, kind: str, limits: Limits = QUICK) -> Problem:
    with opened(data) as file, pytest.raises(ExtractionRefusedError) as refused:
        extract_apart(file, FileKind(kind), limits)
    return refused.value.problem


def _children() -> set[str]:
    """The children of this process, running or unburied; other tests may have left theirs running."""
    listed = Path("/proc/self/task").glob("*/children")
    return {child for path in listed for child in path.read_text().split()}


@pytest.fixture(autouse=True)
def _no_process_is_left() -> Any:
    before = _children()
    yield
    assert _children() <= before


@pytest.mark.parametrize("kind", [*OFFICE, "pdf", "txt"])
def test_sound_file_is_read_in_its_process(kind: str) -> None:
    with opened(files.sound(kind)) as file:
        found = extract_apart(file, FileKind(kind))
    assert "候鸟纪律" in found.pages[-1].text


@pytest.mark.parametrize("kind", OFFICE)
def test_part_of_a_gigabyte(kind: str) -> None:
    assert problem_of(files.with_bomb(files.sound(kind), files.PARTS[kind]), kind) is Problem.BOMB


def test_unread_part_of_a_gigabyte() -> None:
    assert problem_of(files.with_bomb(files.sound("pptx"), "ppt/media/big.bin"), "pptx") is Problem.BOMB


@pytest.mark.parametrize("kind", OFFICE)
@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_entities(kind: str, declaration: bytes) -> None:
    def declare(part: bytes) -> bytes:
        head = part[: part.find(b"?>") + 2] if part.startswith(b"<?xml") else b""
        return head + declaration + part[len(head) :]

    assert problem_of(files.with_part(files.sound(kind), files.PARTS[kind], declare), kind) is Problem.UNSAFE


@pytest.mark.parametrize("kind", OFFICE)
def test_deep_elements(kind: str) -> None:
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    assert problem_of(files.with_part(files.sound(kind), files.PARTS[kind], deep), kind) is Problem.UNSAFE


@pytest.mark.parametrize("kind", OFFICE)
def test_archive_of_files(kind: str) -> None:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(f"inner.{kind}", files.sound(kind))
    assert problem_of(written.getvalue(), kind) is Problem.NESTED


@pytest.mark.parametrize("kind", ["xlsx", "pptx"])
def test_file_inside_a_file_is_not_opened(kind: str) -> None:
    folder = files.PARTS[kind].partition("/")[0]
    data = files.with_part(files.sound(kind), f"{folder}/embeddings/inner.xlsx", b"PK\x03\x04 no archive")
    with opened(data) as file:
        assert extract_apart(file, FileKind(kind)).has_text


@pytest.mark.parametrize("kind", OFFICE)
def test_office_file_with_a_password(kind: str) -> None:
    assert problem_of(files.encrypted_office(), kind) is Problem.ENCRYPTED


@pytest.mark.parametrize("kind", OFFICE)
def test_old_office_file_under_a_new_name(kind: str) -> None:
    assert problem_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), kind) is Problem.UNSUPPORTED


def test_pdf_with_a_password() -> None:
    data = files.encrypt_pdf(files.sound("pdf"), password="shili")
    assert problem_of(data, "pdf") is Problem.ENCRYPTED


@pytest.mark.parametrize("kind", [*OFFICE, "pdf"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_truncated(kind: str, share: float) -> None:
    data = files.sound(kind)
    assert problem_of(data[: int(len(data) * share)], kind) is Problem.DAMAGED


@pytest.mark.parametrize("kind", [*OFFICE, "pdf"])
def test_empty_file(kind: str) -> None:
    assert problem_of(b"", kind) is Problem.DAMAGED


@pytest.mark.parametrize("kind", [*OFFICE, "pdf", "txt"])
def test_picture_under_another_name(kind: str) -> None:
    assert problem_of(b"\x89PNG\r\n\x1a\n" + bytes(2000), kind) is Problem.MISMATCH


def test_half_a_gigabyte_is_not_even_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "big.pdf"
    with path.open("wb") as file:
        file.truncate(500 * 1024 * 1024)
    with path.open("rb") as file, pytest.raises(ExtractionRefusedError) as refused:
        extract_apart(file, FileKind.PDF)
    assert refused.value.problem is Problem.TOO_LARGE


@pytest.mark.parametrize("kids", ["2 0 R", "2 0 R 2 0 R", "6 0 R"])
def test_page_tree_that_leads_back_to_itself(kids: str) -> None:
    data = files.assemble(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: f"<< /Type /Pages /Kids [{kids}] /Count 5 >>".encode(),
            6: b"<< /Type /Pages /Kids [2 0 R] /Count 5 /Parent 2 0 R >>",
        }
    )
    assert problem_of(data, "pdf") in {Problem.DAMAGED, Problem.TIMEOUT}


def test_drawing_that_draws_itself() -> None:
    """It is drawn as deep as pypdf goes, and no deeper."""
    data = files.assemble(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>",
            10: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 11 0 R /Resources 12 0 R >>",
            11: files.stream(b"/X Do"),
            12: b"<< /XObject << /X 13 0 R >> >>",
            13: files.stream(
                b"/X Do /X Do", "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources 12 0 R"
            ),
        }
    )
    with opened(data) as file:
        assert not extract_apart(file, FileKind.PDF, QUICK).has_text


def test_drawing_without_end_is_stopped() -> None:
    data = files.packed_pdf(b"<4E00> Tj " * 100_000, 30)
    assert problem_of(data, "pdf") in {Problem.TIMEOUT, Problem.MEMORY}


def test_stream_that_unpacks_to_a_gigabyte() -> None:
    assert problem_of(files.packed_pdf(b" " * 1024**2, 1024), "pdf") is Problem.BOMB


def test_sheet_of_many_cells_is_refused_or_read_in_the_memory_there_is() -> None:
    cell = b'<row><c t="inlineStr"><is><t>' + "选举".encode() + b"</t></is></c></row>"
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + cell * 400_000
        + b"</sheetData></worksheet>"
    )
    data = files.with_part(files.sound("xlsx"), files.PARTS["xlsx"], sheet)
    assert problem_of(data, "xlsx") in {Problem.UNSAFE, Problem.BOMB}


def test_too_many_pages_and_too_many_words() -> None:
    assert problem_of(files.sound("pdf"), "pdf", Limits(pages=2)) is Problem.TOO_LONG
    for kind in (*OFFICE, "pdf", "txt"):
        assert problem_of(files.sound(kind), kind, Limits(characters=25)) is Problem.TOO_LONG


def test_memory_is_bounded_by_the_system() -> None:
    """What is too much for the memory is refused for that; with more, only for its length."""
    data = ("选举工作应当公开。\n" * 1_000_000).encode()
    assert problem_of(data, "txt", Limits(memory_bytes=150 * 1024**2)) is Problem.MEMORY
    assert problem_of(data, "txt", Limits()) is Problem.TOO_LONG


def test_limits_are_those_of_the_system() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import resource; from content.extracting.worker import confine;"
            "from content.extracting.outcomes import Limits; confine(Limits());"
            "print(resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU),"
            "resource.getrlimit(resource.RLIMIT_CORE))",
        ],
        cwd=process._ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert told == f"({512 * 1024**2}, {512 * 1024**2}) (40, 41) (0, 0)"


def test_clock_ends_a_process_that_only_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe nobody writes to takes no processor time."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as file, os.fdopen(writing, "wb"):
        with pytest.raises(ExtractionRefusedError) as refused:
            extract_apart(file, FileKind.PDF, Limits(wall_seconds=1))
        assert refused.value.problem is Problem.TIMEOUT


def test_settings_and_database_are_not_loaded() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, content.extracting.worker, content.extracting.pdf\n"
            "import content.importing.docx_text, openpyxl, pptx\n"
            "from django.conf import settings\n"
            "print('django.db' in sys.modules, settings.configured, 'wagtail' in sys.modules)",
        ],
        cwd=process._ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert told == "False False False"


@pytest.mark.parametrize(
    ("stopper", "raised"),
    [(signal.SIGTERM, ExtractionStoppedError), (signal.SIGSEGV, ExtractionRefusedError)],
)
def test_process_that_is_stopped_says_nothing_of_the_file(
    stopper: signal.Signals, raised: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    popen = subprocess.Popen

    def start(*arguments: Any, **named: Any) -> Any:
        made = popen(*arguments, **named)
        started.append(made.pid)
        threading.Timer(0.5, os.kill, (made.pid, stopper)).start()
        return made

    monkeypatch.setattr(process.subprocess, "Popen", start)
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as file, os.fdopen(writing, "wb"), pytest.raises(raised):
        extract_apart(file, FileKind.PDF)


def test_process_dies_with_its_parent(tmp_path: Path) -> None:
    """A worker of the queue that is killed without warning leaves no process behind."""
    code = (
        "import subprocess, sys\n"
        "from content.extracting import process\n"
        "popen = subprocess.Popen\n"
        "def start(*a, **n):\n"
        "    made = popen(*a, **n)\n"
        "    print(made.pid, flush=True)\n"
        "    return made\n"
        "process.subprocess.Popen = start\n"
        "process.extract_apart(open(sys.argv[1], 'rb'), process.FileKind.PDF)\n"
    )
    endless = tmp_path / "pipe"
    os.mkfifo(endless)
    writer = os.open(endless, os.O_RDWR)  # ours: it does not end with the parent
    command = [sys.executable, "-c", code, str(endless)]
    with subprocess.Popen(command, cwd=process._ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(2)  # the child has set its limits
        parent.kill()
    deadline = time.monotonic() + 10
    while is_running(child):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.close(writer)


def is_running(pid: int) -> bool:
    """Not so where it is dead and only waits to be buried."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
