"""Assign 200,000 people to a course, again, and with the worker killed in the middle.

`python -m benchmarks.training.assigning [SHARE] [DATABASE]`; SHARE of the 200,000 people, 1 is all.
"""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.training.databases import ROOT, measure, prepare

MODULE = "benchmarks.training.assigning"


def main() -> None:
    """Measure on both databases and print the table; or, called by itself, do one part."""
    if sys.argv[1:2] == ["measure"]:
        Path(sys.argv[2]).write_text(json.dumps(_measure(float(sys.argv[3]))))
        return
    if sys.argv[1:2] == ["work"]:
        _work(int(sys.argv[2]))
        return
    share = sys.argv[1] if len(sys.argv) > 1 else "1"
    print("| database | people | assigned | rows/s | again | bare INSERT … SELECT | killed in the middle |")
    print("|---|---|---|---|---|---|---|")
    for database, found in measure(MODULE, share, only="".join(sys.argv[2:3])):
        print(
            f"| {database} | {found['people']:,} | {found['first']:.1f} s | {found['rate']:,.0f} "
            f"| {found['again']:.1f} s, {found['new_again']} new | {found['plain']:.1f} s "
            f"| {found['killed_at']:,} done, then {found['rest']:.1f} s: {found['rows']:,} enrollments, "
            f"{found['doubled']} doubled, {found['without_event']} without event |",
            flush=True,
        )


def _measure(share: float) -> dict[str, Any]:
    prepare()
    from django.db import connection  # noqa: PLC0415

    from accounts.models import OrgUnit, User  # noqa: PLC0415
    from benchmarks.training.build import make_people, make_units, make_versions  # noqa: PLC0415

    city = make_units(share)[0].get_parent()
    make_people(share)
    by = User.objects.create_superuser("bench", name="示例")
    versions = make_versions(city)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    city = OrgUnit.objects.get(pk=city.pk)
    people = User.objects.filter(unit__isnull=False).count()
    first, done = _timed(city, by, versions[0])
    again, done_again = _timed(city, by, versions[0])
    found = {"people": people, "first": first, "rate": done / first, "again": again, "new_again": done_again}
    return {**found, "plain": _plain(city, versions[2]), **_killed(city, by, versions[1])}


def _timed(city: Any, by: Any, version: Any) -> tuple[float, int]:
    from common import clock  # noqa: PLC0415
    from training.services.assigning import assign, run_assignment  # noqa: PLC0415

    run = assign(version=version, unit=city, by=by, at=clock.now())
    began = time.monotonic()
    done = run_assignment(run_id=run.pk, at=clock.now())
    return time.monotonic() - began, done


def _plain(city: Any, version: Any) -> float:
    """What the database needs for the enrollments alone, in one statement without changes, events, counts."""
    from django.db import transaction  # noqa: PLC0415

    from common import clock  # noqa: PLC0415
    from training.models import AssignmentRun, Enrollment  # noqa: PLC0415
    from training.selectors.assigning import people_of  # noqa: PLC0415
    from training.services.assigning import _columns  # noqa: PLC0415
    from training.services.bulk_sql import insert_from  # noqa: PLC0415

    run = AssignmentRun(version=version, unit=city, at=clock.now())
    columns = _columns(run, state="active", due_on=None)
    began = time.monotonic()
    with transaction.atomic():
        insert_from(Enrollment, people_of(unit=city), columns)
    return time.monotonic() - began


def _killed(city: Any, by: Any, version: Any) -> dict[str, Any]:
    """A worker process dies by SIGKILL when it is half done; another goes on."""
    from django.db.models import Count, Sum  # noqa: PLC0415

    from common import clock  # noqa: PLC0415
    from training.models import AssignmentRun, CountDelta, Enrollment, LearningEvent  # noqa: PLC0415
    from training.services.assigning import assign  # noqa: PLC0415

    run = assign(version=version, unit=city, by=by, at=clock.now())
    command = [sys.executable, "-m", MODULE, "work", str(run.pk)]
    with subprocess.Popen(command, cwd=ROOT) as worker:  # noqa: S603 - ourselves
        while AssignmentRun.objects.get(pk=run.pk).seen < run.total / 2:
            time.sleep(0.02)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    killed_at = AssignmentRun.objects.get(pk=run.pk).seen
    began = time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - ourselves
    rest = time.monotonic() - began
    rows = Enrollment.objects.filter(version=version)
    twice = rows.values("learner").annotate(number=Count("pk")).filter(number__gt=1).count()
    counted = CountDelta.objects.filter(version_id=version.pk).aggregate(total=Sum("enrolled"))["total"]
    events = LearningEvent.objects.filter(enrollment__version=version).count()
    number = rows.count()
    return {
        "killed_at": killed_at,
        "rest": rest,
        "rows": number,
        "doubled": twice + (counted - number),
        "without_event": number - events,
    }


def _work(run_id: int) -> None:
    import django  # noqa: PLC0415

    django.setup()
    from common import clock  # noqa: PLC0415
    from training.services.assigning import run_assignment  # noqa: PLC0415

    run_assignment(run_id=run_id, at=clock.now())


if __name__ == "__main__":
    main()
