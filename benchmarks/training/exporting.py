"""A list of 200,000 people as XLSX, beside django-import-export's own.

`python -m benchmarks.training.exporting`, with the set in its database.

Each way runs in a process of its own; memory is its peak over what the process had before it began. Of
import-export a tenth of the rows is taken, since all of them would take minutes and gigabytes.
"""

# ruff: noqa: T201, S603 - a command-line script
from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PART = 10


def main() -> None:
    """Print the table; called by itself with a name, measure one way."""
    if len(sys.argv) > 1:
        print(json.dumps({"ours": ours, "theirs": theirs}[sys.argv[1]]()))
        return
    found = {way: _measure(way) for way in ("theirs", "ours")}
    print("| XLSX | rows | seconds | rows/s | × import-export | MB above idle | file, MB |")
    print("|---|---|---|---|---|---|---|")
    base = found["theirs"]["rows"] / found["theirs"]["seconds"]
    for way, name in (("theirs", "django-import-export"), ("ours", "this export, as its job")):
        row = found[way]
        rate = row["rows"] / row["seconds"]
        print(
            f"| {name} | {row['rows']:,} | {row['seconds']:.1f} | {rate:,.0f} | {rate / base:.1f} "
            f"| {row['memory']:.0f} | {row['size']:.1f} |"
        )


def _measure(way: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.training.exporting", way]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def ours() -> dict[str, Any]:
    """All people of one course, by the service the job calls."""
    _begin()
    from django.conf import settings  # noqa: PLC0415

    from accounts.models import OrgUnit, User  # noqa: PLC0415
    from common import clock  # noqa: PLC0415
    from training.models import Course, ExportRun  # noqa: PLC0415
    from training.services.exporting import KEEP, make_export, path_of  # noqa: PLC0415

    root, _created = User.objects.get_or_create(
        staff_number="BENCH", defaults={"name": "示例", "is_superuser": True}
    )
    with TemporaryDirectory() as folder:
        settings.EXPORT_DIR = Path(folder)
        run = ExportRun.objects.create(
            by=root,
            unit=OrgUnit.objects.filter(depth=1)[0],
            course=Course.objects.order_by("pk")[3],
            as_of=clock.today(),
            asked_at=clock.now(),
            expires_at=clock.now() + KEEP,
        )
        before, began = _memory(), time.perf_counter()
        rows = make_export(export_id=run.pk, at=clock.now())
        return _found(rows, began, before, path_of(run).stat().st_size)


def theirs() -> dict[str, Any]:
    """A tenth of them, by a resource with the same columns."""
    _begin()
    from import_export import fields, resources  # noqa: PLC0415
    from import_export.formats.base_formats import XLSX  # noqa: PLC0415

    from training.models import Course, Enrollment  # noqa: PLC0415

    names = {
        "unit": "unit__name",
        "name": "learner__name",
        "number": "learner__staff_number",
        "rank": "learner__rank",
        "post": "learner__post",
        "course": "version__title",
        "klass": "klass__name",
    }
    plain = ("state", "enrolled_at", "due_on", "completed_at")
    columns = {name: fields.Field(attribute=attribute, column_name=name) for name, attribute in names.items()}
    meta = type("Meta", (), {"model": Enrollment, "fields": (*names, *plain)})
    resource_class: Any = type("EnrollmentResource", (resources.ModelResource,), {**columns, "Meta": meta})
    course = Course.objects.order_by("pk")[3]
    people = Enrollment.objects.counted().filter(version__course=course)
    people = people.select_related("unit", "learner", "version", "klass").order_by("pk")
    chosen = people[: max(1, people.count() // PART)]
    before, began = _memory(), time.perf_counter()
    made = XLSX().export_data(resource_class().export(chosen))
    return _found(len(chosen), began, before, len(made))


def _begin() -> None:
    import django  # noqa: PLC0415 - the settings come from the environment of this process

    django.setup()
    from django.db import connection  # noqa: PLC0415

    connection.ensure_connection()


def _found(rows: int, began: float, before: float, size: int) -> dict[str, Any]:
    seconds = time.perf_counter() - began
    return {"rows": rows, "seconds": seconds, "memory": _memory() - before, "size": size / 1e6}


def _memory() -> float:
    """The most this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
