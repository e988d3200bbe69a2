"""``python -m benchmarks.training.lists``: a list of 100,000 people from the file to the enrollments.

In a database of its own that is deleted afterwards. Beside it, in the same run, the same rows once more
(nothing is new), and a file of 2^20 rows of which only the first and the last hold somebody.
"""

# ruff: noqa: T201 - a command-line program
from __future__ import annotations

import io
import os
import resource
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path(tempfile.mkdtemp(prefix="qingfeng-lists-"))
os.environ["QINGFENG_DATA_DIR"] = str(FOLDER)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")

ROWS = 100_000
BLANK_ROWS = 2**20


def main() -> None:
    """Print a table of what each step takes."""
    import django  # noqa: PLC0415 - the environment comes first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    try:
        call_command("migrate", verbosity=0, interactive=False)
        _run(rows)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


def _run(rows: int) -> None:
    from training.listing.tables import read_list  # noqa: PLC0415
    from training.models import Enrollment  # noqa: PLC0415
    from training.resources.enrollment_lists import work_on_list  # noqa: PLC0415
    from training.services.listing import confirm_list  # noqa: PLC0415

    by, version, at = _prepare(rows)
    print("| step | rows | seconds | of them on the processor | rows/s of those | memory |")
    print("|---|---|---|---|---|---|")
    content = _workbook(rows)
    _tell("read the XLSX alone", rows, lambda: sum(1 for _line in read_list(content).lines))
    run = _taken_in(content, by, version, at)
    _tell("upload → every row checked", rows, lambda: work_on_list(run_id=run.pk, at=at))
    run.refresh_from_db()
    confirm_list(run=run, by=by, at=at)
    _tell("confirmed → everybody enrolled", rows, lambda: work_on_list(run_id=run.pk, at=at))
    assert Enrollment.objects.count() == rows  # noqa: S101 - a bench of something wrong says nothing
    again = _taken_in(content, by, version, at)
    _tell("the same list again (nothing new)", rows, lambda: work_on_list(run_id=again.pk, at=at))
    assert Enrollment.objects.count() == rows  # noqa: S101
    blank = _blank(BLANK_ROWS)
    _tell("2^20 rows, two of them filled", BLANK_ROWS, lambda: list(read_list(blank).lines))


def _prepare(rows: int) -> tuple[Any, Any, Any]:
    from accounts.enums import CodeScheme, Role, UnitKind  # noqa: PLC0415
    from accounts.models import User  # noqa: PLC0415
    from accounts.services.roles import ensure_role_groups, grant_role  # noqa: PLC0415
    from accounts.services.units import add_unit  # noqa: PLC0415
    from benchmarks.training.records import make_lesson  # noqa: PLC0415
    from common import clock  # noqa: PLC0415
    from training.enums import LessonKind  # noqa: PLC0415

    at = clock.now()
    ensure_role_groups()
    city = add_unit(parent=None, name="示例市", kind=UnitKind.CITY, code="B1", code_scheme=CodeScheme.OWN)
    by = User.objects.create_user("bench-trainer", name="示例培训员", unit=city)
    grant_role(user=by, role=Role.TRAINER, by=None, at=at)
    people = (
        User(staff_number=f"B{number:06d}", name=f"示例{number}", unit=city, password="!")  # noqa: S106
        for number in range(rows)
    )
    User.objects.bulk_create(people, batch_size=1_000)
    version = make_lesson(LessonKind.ARTICLE, title="示例课程", unit=city).version
    return by, version, at


def _taken_in(content: bytes, by: Any, version: Any, at: Any) -> Any:
    from training.services.listing import take_in_list  # noqa: PLC0415

    return take_in_list(version=version, klass=None, name="bench.xlsx", content=content, by=by, at=at)


def _workbook(rows: int) -> bytes:
    from training.sheets import as_xlsx  # noqa: PLC0415

    people = ((f"B{number:06d}", f"示例{number}", "示例单位") for number in range(rows))
    return as_xlsx(("工号", "姓名", "单位"), people, name="名单")


def _blank(rows: int) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(_workbook(1)))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                empty = "".join(
                    f'<row r="{row}"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>'
                    for row in range(3, rows)
                )
                last = f'<row r="{rows}"><c r="A{rows}" t="inlineStr"><is><t>B1</t></is></c></row>'
                content = content.replace(b"</sheetData>", f"{empty}{last}</sheetData>".encode())
            archive.writestr(part.filename, content)
    return written.getvalue()


def _tell(step: str, rows: int, work: Callable[[], object]) -> None:
    started, busy = time.monotonic(), time.process_time()
    work()
    seconds, busy = time.monotonic() - started, time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"| {step} | {rows:,} | {seconds:.1f} | {busy:.1f} | {rows / busy:,.0f} | {memory} MB |", flush=True
    )


if __name__ == "__main__":
    main()
