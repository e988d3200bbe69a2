"""`make bench`: the portal's speed beside plain Django's, in one run on one server. See docs/performance.md.

Absolute figures depend on the machine and the minute; the ratios are what is aimed at.
"""

# ruff: noqa: T201, S603 - a command-line script
from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import server  # noqa: E402 - the folder of the checkout comes first

HELLO, BODY, LIST = "hello", "hello with 30 kB", "one query of 20 rows + template"
ROTATION = 40  # addresses of one kind, visited in turn


@dataclass(frozen=True)
class Target:
    """A kind of page: its addresses, and what is aimed at."""

    name: str
    paths: list[str]
    ratio: float = 0.0
    queries: int | None = None
    status: str = "200"


@dataclass
class Figures:
    """What was measured of one kind of page."""

    rounds: list[dict[str, float]] = field(default_factory=list)

    def median(self, name: str) -> float:
        return statistics.median(row[name] for row in self.rounds)

    @property
    def rate(self) -> float:
        return statistics.median(row["requests"] / row["seconds"] for row in self.rounds)


def targets(pages: int) -> list[Target]:
    """What is driven; the detail pages of different numbers, so that nothing is asked twice in a row."""
    rules, cases, large = max(4, pages // 250), max(4, pages // 100), max(25, pages * 11 // 100)

    def some(number: int, pattern: str) -> list[str]:
        step = max(1, number // ROTATION)
        return [pattern.format(n) for n in range(0, number, step)][:ROTATION]

    return [
        Target(HELLO, ["/bench/hello/"]),
        Target(BODY, ["/bench/body/"]),
        Target(LIST, ["/bench/list/"]),
        Target("home", ["/"], 0.07, 8),
        Target("column of 11,000", ["/policies/"], 0.07, 8),
        Target("column of 10", ["/small/"], 0.07, 8),
        Target("policy among 11,000", some(large, "/policies/notice-{}/"), 0.10, 6),
        Target("policy among 10", some(10, "/small/notice-{}/"), 0.10, 6),
        Target("article", some(rules, "/rules/rule-{}/art-10/"), 0.10, 6),
        Target("whole rule, 60 articles", some(rules, "/rules/rule-{}/"), 0.0, 6),
        Target("case", some(cases, "/cases/case-{}/"), 0.10, 6),
        Target("prohibition item", [f"/prohibitions/list-2021/item-{n}/" for n in range(1, 10)], 0.10, 6),
        Target("search", ["/search/?q=%E7%BA%BF%E7%B4%A2"]),
        Target("404", some(1_000, "/nothing-{}/"), 0.0, 1, "404"),
    ]


def main() -> None:
    arguments = _arguments()
    data_dir = arguments.data / str(arguments.pages)
    _prepare(data_dir, arguments.pages, anew=arguments.anew)
    kinds = targets(arguments.pages)
    queries = _count_queries(data_dir, kinds)
    print(
        f"\n{arguments.pages} pages, {server.WORKERS} workers, {arguments.connections} connections, "
        f"{arguments.rounds} rounds of {arguments.seconds} s each; median\n"
    )
    with server.running(data_dir) as (port, leader):
        plain = _drive(port, kinds, arguments)
        memory = server.worker_memory(leader)
    failed = _show("made anew", kinds, plain, queries, HELLO)
    with server.running(data_dir, cached=True) as (port, leader):
        # Few addresses of each kind: what is measured is the copy, not the making of it in each worker.
        kept = [
            replace(kind, paths=kind.paths[:4])
            for kind in kinds
            if kind.name not in {HELLO, LIST, "404", "search"}
        ]
        cached = _drive(port, kept, arguments)
        memory_cached = server.worker_memory(leader)
    _show("kept copies", kept, cached, {}, BODY)
    failed += _judge(plain, cached, memory, memory_cached, _cold_start(data_dir))
    print("\nNot reached: " + ("; ".join(failed) if failed else "nothing, every aim was"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=2.0, help="of one address in one round")
    parser.add_argument("--warm", type=float, default=1.0, help="seconds each address is driven before")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "bench")
    parser.add_argument("--anew", action="store_true", help="generate the pages again")
    return parser.parse_args()


def _prepare(data_dir: Path, pages: int, *, anew: bool) -> None:
    if anew:
        shutil.rmtree(data_dir, ignore_errors=True)
    server.prepare(data_dir, pages)
    print("Database:", json.loads((data_dir / "done.json").read_text()))


def _count_queries(data_dir: Path, kinds: list[Target]) -> dict[str, int]:
    paths = [kind.paths[-1] for kind in kinds]
    command = [sys.executable, "-m", "benchmarks.queries", *paths]
    environment = server.environment(data_dir)
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    counts = json.loads(done.stdout.splitlines()[-1])
    return {kind.name: counts[kind.paths[-1]] for kind in kinds}


def _drive(port: int, kinds: list[Target], arguments: argparse.Namespace) -> dict[str, Figures]:
    figures = {kind.name: Figures() for kind in kinds}
    for kind in kinds:
        _load(port, arguments.warm, arguments.connections, kind.paths, kind.status)
    for number in range(arguments.rounds):
        for kind in kinds:
            row = _load(port, arguments.seconds, arguments.connections, kind.paths, kind.status)
            figures[kind.name].rounds.append(row)
        print(f"round {number + 1} of {arguments.rounds} done", flush=True)
    return figures


def _load(port: int, seconds: float, connections: int, paths: list[str], status: str) -> dict[str, float]:
    how = [str(port), str(seconds), str(connections), status]
    command = [sys.executable, "-m", "benchmarks.client", *how, *paths]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _show(
    title: str, kinds: list[Target], figures: dict[str, Figures], queries: dict[str, int], base: str
) -> list[str]:
    """Print a table; returns what did not reach its aim."""
    failed = []
    print(f"\n| {title} | req/s | × {base} | p50 ms | p95 ms | queries | kB | errors |")
    print("|---|---|---|---|---|---|---|---|")
    for kind in kinds:
        row = figures[kind.name]
        ratio, count = row.rate / figures[base].rate, queries.get(kind.name)
        _print_row(kind.name, row, ratio, count)
        if queries and ratio < kind.ratio:
            failed.append(f"{kind.name}: {ratio:.3f} × hello, aim {kind.ratio}")
        if count is not None and kind.queries is not None and count > kind.queries:
            failed.append(f"{kind.name}: {count} queries, aim {kind.queries}")
        if row.median("p95") > 2.5 * row.median("p50"):
            failed.append(f"{kind.name}: p95 {row.median('p95') / row.median('p50'):.1f} × p50, aim 2.5")
    return failed


def _print_row(name: str, row: Figures, ratio: float, count: int | None) -> None:
    errors = sum(figures["errors"] for figures in row.rounds)
    times = f"{row.median('p50'):.1f} | {row.median('p95'):.1f}"
    shown = "" if count is None else str(count)
    size = row.median("bytes") / 1000
    print(f"| {name} | {row.rate:,.0f} | {ratio:.3f} | {times} | {shown} | {size:.1f} | {errors:.0f} |")


def _judge(
    plain: dict[str, Figures],
    cached: dict[str, Figures],
    memory: list[float],
    memory_cached: list[float],
    cold_errors: int,
) -> list[str]:
    fan_out = plain["policy among 11,000"].rate / plain["policy among 10"].rate
    hit = min(figures.rate for name, figures in cached.items() if name != BODY) / cached[BODY].rate
    rows = [
        ("page among 11,000 ÷ page among 10", fan_out, fan_out >= 0.9, "≥ 0.9"),
        ("slowest kept copy ÷ hello with 30 kB", hit, hit >= 0.7, "≥ 0.7"),
        ("memory of the workers, MB", sum(memory), sum(memory) <= 320, "≤ 320"),
        ("memory with kept copies, MB", sum(memory_cached), sum(memory_cached) <= 320, "≤ 320"),
        ("errors at a cold start with 16 clients", cold_errors, cold_errors == 0, "0"),
    ]
    print("\n| | measured | aim |\n|---|---|---|")
    for name, value, _reached, aim in rows:
        print(f"| {name} | {value:.2f} | {aim} |")
    return [f"{name}: {value:.2f}, aim {aim}" for name, value, reached, aim in rows if not reached]


def _cold_start(data_dir: Path) -> int:
    """Sixteen clients ask for every kind of page as soon as the server listens; the errors."""
    paths = ["/", "/rules/rule-0/art-1/", "/policies/", "/cases/case-0/", "/prohibitions/", "/nothing/"]
    with server.running(data_dir, cached=True, wait=False) as (port, _leader):
        server.wait_for_port(port)
        return int(_load(port, 5, 16, paths, "200,404")["errors"])


if __name__ == "__main__":
    main()
