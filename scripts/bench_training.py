"""`make bench-training`: build the set of two million enrollments, run every part, print the tables.

Parts are modules of benchmarks/training. Those of ``ON_THE_SET`` are run on each database with the whole
set in it; the others make what they need by themselves. Nothing is written to docs.

    make bench-training BENCH="--only boards --database sqlite --share 0.01"
"""

# ruff: noqa: T201, S603 - a command-line script
from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import postgres_server

ROOT = Path(__file__).resolve().parents[1]
ON_THE_SET = ("boards", "exporting")
PARTS = ("assigning", "boards", "exporting", "heartbeats", "kills", "lists", "quizzes", "seats")
DATABASES = ("sqlite", "postgres")


def main() -> None:
    """Build where there is nothing yet, then measure."""
    arguments = _arguments()
    chosen = arguments.only.split(",") if arguments.only else list(PARTS)
    failed = [part for part in chosen if part not in PARTS]
    if failed:
        sys.exit(f"no such part: {', '.join(failed)}; there are {', '.join(PARTS)}")
    on_the_set = [part for part in chosen if part in ON_THE_SET]
    for database in DATABASES if arguments.database == "both" else (arguments.database,):
        if on_the_set:
            with prepared(database, arguments) as environment:
                failed += [f"{part} on {database}" for part in on_the_set if not _run(part, environment)]
    alone = {**os.environ, "PYTHONPATH": str(ROOT)}
    failed += [part for part in chosen if part not in ON_THE_SET and not _run(part, alone)]
    print("\nFailed: " + (", ".join(failed) if failed else "nothing"))
    sys.exit(bool(failed))


@contextmanager
def prepared(database: str, arguments: argparse.Namespace) -> Iterator[dict[str, str]]:
    """The environment of processes that find the set in their database; PostgreSQL's is gone afterwards."""
    data_dir = arguments.data / f"{database}-{arguments.share}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "PYTHONPATH": str(ROOT),
        "QINGFENG_DATA_DIR": str(data_dir),
    }
    environment.pop("QINGFENG_DATABASE_URL", None)
    if database == "sqlite":
        _build(data_dir, environment, arguments.share, anew=arguments.anew)
        yield environment
        return
    with postgres_server.running() as server:
        environment["QINGFENG_DATABASE_URL"] = server.url
        _build(data_dir, environment, arguments.share, anew=True)
        yield environment


def _build(data_dir: Path, environment: dict[str, str], share: float, *, anew: bool) -> None:
    done = data_dir / "done.json"
    if anew or not done.exists():
        shutil.rmtree(data_dir, ignore_errors=True)
        data_dir.mkdir(parents=True)
        command = [sys.executable, "-m", "benchmarks.training.build", str(share), str(done)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
    print(f"\nDatabase: {json.loads(done.read_text())}", flush=True)


def _run(part: str, environment: dict[str, str]) -> bool:
    print(f"\n## {part}\n", flush=True)
    command = [sys.executable, "-m", f"benchmarks.training.{part}"]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="parts, with commas between them; all if absent")
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--share", type=float, default=1.0, help="of the two million")
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "bench-training")
    parser.add_argument("--anew", action="store_true", help="build the set again")
    return parser.parse_args()


if __name__ == "__main__":
    main()
