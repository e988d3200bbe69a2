"""The completion board over the set: `python -m benchmarks.training.boards`, with the set in its database.

Prints the time of the figures and of the whole admin page at every level of the tree, how soon a write is on
the board, what noting changes costs a write, and how long folding, recounting and rebuilding take.
"""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

LEVELS = {1: "city", 2: "district", 3: "town", 4: "village"}
NODES, REPEATS = 19, 40
WRITES, ROUNDS = 150, 6


def main() -> None:
    """Measure and print."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.training.settings"
    import django  # noqa: PLC0415 - the settings come from the environment of this process

    django.setup()
    from django.db import connection  # noqa: PLC0415

    print(f"Board on {connection.vendor}\n")
    show_reading()
    show_freshness()
    show_writing()
    show_folding()


def show_reading() -> None:
    """p50 and p95 at every level, for all courses and for one, figures alone and the whole page."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from accounts.models import OrgUnit, User  # noqa: PLC0415
    from common import clock  # noqa: PLC0415
    from training.models import Course  # noqa: PLC0415
    from training.selectors.boards import BoardFilter, board  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    root, _created = User.objects.get_or_create(
        staff_number="BENCH", defaults={"name": "示例", "is_superuser": True}
    )
    client = Client()
    client.force_login(root)
    course = Course.objects.order_by("pk").values_list("pk", flat=True)[3]
    print("| node | courses | figures p50 ms | p95 | CPU | page p50 ms | p95 | CPU | late people p95 ms |")
    print("|---|---|---|---|---|---|---|---|---|")
    for depth, name in LEVELS.items():
        found = OrgUnit.objects.filter(depth=depth)
        units = list(found[:: max(1, found.count() // NODES)])
        for words, course_id in (("all", None), ("one", course)):
            chosen, query = BoardFilter(course_id=course_id), f"?course={course_id}" if course_id else ""

            def figures(unit: Any, chosen: Any = chosen) -> None:
                board(unit, chosen, on=clock.today())

            def page(unit: Any, address: str = "training_board_unit", query: str = query) -> None:
                assert client.get(reverse(address, args=[unit.pk]) + query).status_code == 200  # noqa: S101

            cells = [*_times(figures, units), *_times(page, units)]
            late = _times(lambda unit, page=page: page(unit, "training_board_overdue"), units)[1]
            print(
                f"| {name} | {words} | {' | '.join(f'{cell:.1f}' for cell in (*cells, late))} |", flush=True
            )


def _times(act: Callable[[Any], None], units: list[Any]) -> tuple[float, float, float]:
    """Median and 95th percentile in milliseconds over the nodes in turn; the median of our own CPU time.

    On SQLite the CPU time is what a quiet machine takes; on PostgreSQL it lacks the server's.
    """
    act(units[0])
    taken, computed = [], []
    for number in range(REPEATS):
        began, begun = time.perf_counter(), time.process_time()
        act(units[number % len(units)])
        taken.append((time.perf_counter() - began) * 1000)
        computed.append((time.process_time() - begun) * 1000)
    taken.sort()
    return statistics.median(taken), taken[int(0.95 * len(taken))], statistics.median(computed)


def show_freshness() -> None:
    """From the commit of a change to its figure at the city, without a fold in between."""
    from django.db import transaction  # noqa: PLC0415

    from accounts.models import OrgUnit  # noqa: PLC0415
    from common import clock  # noqa: PLC0415
    from training.models import CourseVersion  # noqa: PLC0415
    from training.selectors.boards import BoardFilter, board  # noqa: PLC0415
    from training.services.summarizing import CountChange, note_changes  # noqa: PLC0415

    city, village = OrgUnit.objects.filter(depth=1)[0], OrgUnit.objects.filter(depth=4)[0]
    version = CourseVersion.objects.order_by("pk")[0]
    taken = []
    for number in range(20):
        before = board(city, BoardFilter(), on=clock.today()).figures.enrolled
        change = 1 if number % 2 == 0 else -1
        with transaction.atomic():
            note_changes([CountChange(village.pk, version.pk, None, None, change, 0)])
        began = time.perf_counter()
        while board(city, BoardFilter(), on=clock.today()).figures.enrolled != before + change:
            pass
        taken.append((time.perf_counter() - began) * 1000)
    print(f"\nFrom a commit to its figure at the city: at most {max(taken):.0f} ms in {len(taken)} writes")


def show_writing() -> None:
    """Completions a second: without a summary, with changes noted, with the counts written in the commit."""
    from training.services import summarizing  # noqa: PLC0415

    def at_once(changes: Any) -> None:
        summarizing.hold_counts(wait=True)
        summarizing.add_to_counts([(one.cell, one.enrolled, one.completed) for one in changes])

    ways: dict[str, Callable[[Any], None]] = {
        "without a summary": lambda _changes: None,
        "changes noted, as it is": summarizing.note_changes,
        "counts within the commit": at_once,
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    with _one_lesson_course(WRITES * ROUNDS * len(ways)) as (lesson, enrollments):
        rest = iter(enrollments)
        for _ in range(ROUNDS):
            for name, way in ways.items():
                rates[name].append(_rate(lesson, [next(rest) for _ in range(WRITES)], way))
    base = statistics.median(rates["without a summary"])
    print("\n| one completion, one connection | per second, median | × without |\n|---|---|---|")
    for name, measured in rates.items():
        ratio = statistics.median(
            own / other for own, other in zip(measured, rates["without a summary"], strict=True)
        )
        print(f"| {name} | {statistics.median(measured):,.0f} | {ratio:.2f} |")
    assert base  # noqa: S101


def _rate(lesson: Any, enrollments: list[Any], way: Callable[[Any], None]) -> float:
    from common import clock  # noqa: PLC0415
    from training.services import completing  # noqa: PLC0415

    with mock.patch.object(completing, "note_changes", way):
        began = time.perf_counter()
        for enrollment in enrollments:
            completing.complete_lesson(enrollment=enrollment, lesson=lesson, at=clock.now())
        return len(enrollments) / (time.perf_counter() - began)


@contextmanager
def _one_lesson_course(number: int) -> Iterator[tuple[Any, list[Any]]]:
    """A course of one lesson with so many people in it; afterwards the counts are what a recount gives."""
    from accounts.models import User  # noqa: PLC0415
    from benchmarks.training.records import enroll_all, make_lesson  # noqa: PLC0415
    from training.enums import LessonKind  # noqa: PLC0415
    from training.services.reconciling import rebuild  # noqa: PLC0415

    lesson = make_lesson(LessonKind.ARTICLE, title="示例测速课程")
    enrollments = enroll_all(User.objects.filter(unit__isnull=False).order_by("pk")[:number], lesson.version)
    rebuild()
    yield lesson, enrollments
    rebuild()


def show_folding() -> None:
    """Deltas folded a second, a recount, a rebuild."""
    from training.models import CompletionCount, CountDelta  # noqa: PLC0415
    from training.models.boards import CELL  # noqa: PLC0415
    from training.selectors.recounting import find_drift  # noqa: PLC0415
    from training.services.reconciling import rebuild  # noqa: PLC0415
    from training.services.summarizing import fold  # noqa: PLC0415

    cells = list(CompletionCount.objects.order_by("pk").values(*CELL)[:50_000])
    for change in (1, -1):
        CountDelta.objects.bulk_create(
            [CountDelta(**cell, enrolled=change, completed=0) for cell in cells], batch_size=1_000
        )
    began = time.perf_counter()
    folded = fold(most=len(cells) * 2)
    rate = folded / (time.perf_counter() - began)
    seconds = {}
    for name, act in (("recount and comparison", find_drift), ("full rebuild", rebuild)):
        began = time.perf_counter()
        drift = act()
        seconds[name] = time.perf_counter() - began
        assert not drift  # noqa: S101
    print(f"\nFolded: {rate:,.0f} changes/s of different cells")
    for name, taken in seconds.items():
        print(f"{name.capitalize()}: {taken:.1f} s; drift 0")


if __name__ == "__main__":
    main()
