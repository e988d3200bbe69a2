"""One hot class: everybody wants a place at once; then the same while people leave and its capacity changes.

`python -m benchmarks.training.seats [ATTEMPTS] [CONNECTIONS] [DATABASE]`: three rounds of 2,000 attempts by
64 connections on PostgreSQL, of a tenth by 8 on SQLite, and as many rounds in which one in ten leaves again
(who has waited longest comes in) and one in fifty attempts changes the capacity; beside as many bare INSERTs,
each committed. Each attempt reads the row of
the class first. Every connection has enrolled somebody before the clock starts, and rolled it back.
"""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.training.databases import ROOT, measure, prepare

MODULE = "benchmarks.training.seats"
ROUNDS, CAPACITY, PROCESSES = 3, 500, 4


def main() -> None:
    """Measure on both databases and print the table; or, called by itself, do one part."""
    if sys.argv[1:2] == ["measure"]:
        Path(sys.argv[2]).write_text(json.dumps(_measure(*map(int, sys.argv[3:5]))))
    elif sys.argv[1:2] == ["work"]:
        _work(sys.argv[2], *map(int, sys.argv[3:7]))
    else:
        _print(*sys.argv[1:])


def _print(attempts: str = "2000", connections: str = "64", only: str = "") -> None:
    print(
        "| database | what | connections | attempts | capacity at the end | sold | wrong counters "
        "| free while somebody waits | enrollments/s | bare INSERTs/s |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for database, found in measure(MODULE, attempts, connections, only=only):
        for row in found["rounds"]:
            print(
                f"| {database} | {row['kind']} | {found['connections']} | {found['attempts']:,} "
                f"| {row['capacity']} | {row['sold']} "
                f"| {row['drift']} | {row['idle']} | {row['rate']:,.0f} | {found['bare']:,.0f} |",
                flush=True,
            )


def _measure(attempts: int, connections: int) -> dict[str, Any]:
    prepare()
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        attempts, connections = attempts // 10, 8
    _make(attempts)
    bare = _spawn("bare", 0, attempts, connections)
    kinds = ["rush", "mixed"] * ROUNDS
    rounds = [_round(number, kind, attempts, connections) for number, kind in enumerate(kinds, start=1)]
    return {"attempts": attempts, "connections": connections, "bare": attempts / bare, "rounds": rounds}


def _make(attempts: int) -> None:
    from accounts.models import OrgUnit, User  # noqa: PLC0415
    from benchmarks.training.build import NOBODY, make_versions  # noqa: PLC0415

    city = OrgUnit.add_root(name="示例市")
    User.objects.bulk_create(
        (
            User(staff_number=f"S{number:06d}", name=f"示例{number}", password=NOBODY, unit=city)
            for number in range(attempts)
        ),
        batch_size=500,
    )
    make_versions(city)


def _round(number: int, kind: str, attempts: int, connections: int) -> dict[str, Any]:
    from accounts.models import OrgUnit  # noqa: PLC0415
    from training.enums import EnrollmentState  # noqa: PLC0415
    from training.models import CourseVersion, Enrollment, TrainingClass  # noqa: PLC0415
    from training.services.place_counts import recount  # noqa: PLC0415

    version = CourseVersion.objects.order_by("pk")[number]
    day = dt.date(2999, 12, 1)
    city = OrgUnit.objects.get(depth=1)
    klass = TrainingClass.objects.create(
        version=version,
        name="示例班（示例）",
        unit=city,
        state="open",
        starts_on=day,
        ends_on=day,
        capacity=CAPACITY,
    )
    seconds = _spawn(kind, klass.pk, attempts, connections)
    klass.refresh_from_db()
    held = Enrollment.objects.filter(klass=klass, holds_place=True).count()
    waiting = Enrollment.objects.filter(klass=klass, state=EnrollmentState.WAITLISTED).count()
    made = Enrollment.objects.filter(klass=klass).count()
    return {
        "kind": kind,
        "capacity": klass.capacity,
        "sold": held,
        "drift": len(recount()),
        "idle": klass.capacity - held if waiting else 0,
        "rate": made / seconds,
    }


def _spawn(kind: str, klass_id: int, attempts: int, connections: int) -> float:
    """Seconds of the work of all connections, from the first attempt to the last commit."""
    share, threads = attempts // PROCESSES, max(connections // PROCESSES, 1)
    command = [sys.executable, "-m", MODULE, "work", kind, str(klass_id)]
    workers = [
        subprocess.Popen(  # noqa: S603 - ourselves
            [*command, str(part * share), str(share), str(threads)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for part in range(PROCESSES)
    ]
    for worker in workers:
        assert worker.stdout is not None  # noqa: S101 - asked for above
        worker.stdout.readline()  # ready
    spans = [json.loads(answer) for answer in _together(workers)]
    return max(span[1] for span in spans) - min(span[0] for span in spans)


def _together(workers: list[subprocess.Popen[str]]) -> list[str]:
    """Let all that are ready begin; what each of them says at its end."""
    for worker in workers:
        assert worker.stdin is not None  # noqa: S101 - asked for above
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return [worker.communicate()[0] for worker in workers]


def _work(kind: str, klass_id: int, start: int, share: int, threads: int) -> None:
    """One process: threads with a connection each take turns at their share of the people."""
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connection  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415

    people = list(User.objects.select_related("unit").order_by("pk")[start : start + share])
    act = _bare() if kind == "bare" else _enrolling(klass_id, is_mixed=kind == "mixed")
    turns: Iterator[User] = iter(people)
    lock, failures = threading.Lock(), []
    begin = threading.Barrier(threads + 1)

    def turn() -> None:
        with lock:
            _try_once(act, people[0])
        begin.wait()
        while True:
            with lock:
                person = next(turns, None)
            if person is None:
                break
            try:
                act(person)
            except Exception as error:
                failures.append(repr(error))
        connection.close()

    running = [threading.Thread(target=turn) for _ in range(threads)]
    for thread in running:
        thread.start()
    while begin.n_waiting < threads:
        time.sleep(0.01)
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.time()
    begin.wait()
    for thread in running:
        thread.join()
    if failures:
        print(failures[:3], len(failures), file=sys.stderr)
    print(json.dumps([began, time.time()]))


def _try_once(act: Callable[[Any], None], person: Any) -> None:
    """Do it once for nothing: a server has connected and prepared everything before people come."""
    from django.db import transaction  # noqa: PLC0415

    with transaction.atomic():
        act(person)
        transaction.set_rollback(True)


def _enrolling(klass_id: int, *, is_mixed: bool) -> Callable[[Any], None]:
    """Everybody enrolls; mixed: one in ten leaves again, one in fifty attempts changes the capacity."""
    from django.db import transaction  # noqa: PLC0415

    from common import clock  # noqa: PLC0415
    from training.enums import EnrollmentSource  # noqa: PLC0415
    from training.models import TrainingClass  # noqa: PLC0415
    from training.services.capacity import change_capacity  # noqa: PLC0415
    from training.services.enrolling import enroll  # noqa: PLC0415
    from training.services.seats import EnrollmentError  # noqa: PLC0415
    from training.services.withdrawing import withdraw  # noqa: PLC0415

    known = TrainingClass.objects.select_related("version__course", "unit").get(pk=klass_id)

    def act(person: Any) -> None:
        klass = TrainingClass.objects.get(pk=klass_id)
        klass.version, klass.unit = known.version, known.unit
        enrollment = enroll(
            learner=person, version=klass.version, klass=klass, source=EnrollmentSource.SELF, at=clock.now()
        )
        dice = random.random() if is_mixed else 1.0  # noqa: S311 - a mixture, not a secret
        if dice < 0.1:
            withdraw(enrollment=enrollment, by=person, at=clock.now())
        elif dice < 0.12:
            try:
                with transaction.atomic():
                    change_capacity(klass=klass, capacity=CAPACITY + random.randint(-20, 20), at=clock.now())  # noqa: S311
            except EnrollmentError:
                pass  # fewer than are taken: refused, as it must be

    return act


def _bare() -> Callable[[Any], None]:
    from common import clock  # noqa: PLC0415
    from training.models import CourseVersion, Enrollment  # noqa: PLC0415

    version = CourseVersion.objects.order_by("pk")[0]

    def act(person: Any) -> None:
        Enrollment.objects.create(
            learner=person,
            version=version,
            unit=person.unit,
            state="active",
            source="self",
            enrolled_at=clock.now(),
        )

    return act


if __name__ == "__main__":
    main()
