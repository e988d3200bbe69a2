"""`make bench-withdrawal`: seconds from a commit until withdrawn content is out of the results.

On a copy of a generated database with a column of 100,000 pages, under the whole portal of `make demo`: its
worker takes the job from the outbox. With `--engine elasticsearch` the index is built first, for minutes.
"""

# ruff: noqa: T201, S603 - a command-line script
from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import bench_engine
import bench_portal

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import server  # noqa: E402 - the folder of the checkout comes first

BESIDE = 20  # one page in so many is outside the column


def main() -> None:
    """Generate the pages where there are none, then measure on a copy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--column", type=int, default=100_000, help="pages of the large column; over 5,000")
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "bench")
    parser.add_argument("--engine", choices=bench_engine.ENGINES, default="tantivy")
    arguments = parser.parse_args()
    data_dir = arguments.data / f"column-{arguments.column}"
    server.prepare(data_dir, arguments.column + arguments.column // BESIDE, column=arguments.column)
    with (
        tempfile.TemporaryDirectory(dir=arguments.data) as folder,
        bench_engine.started(arguments.engine) as engine,
    ):
        copy = Path(folder) / "data"
        shutil.copytree(data_dir, copy)
        environment = {**server.environment(copy), **engine}
        # Longer than a reader would wait: with other work on the machine it is still the engine that answers.
        environment["QINGFENG_ELASTICSEARCH_TIMEOUT"] = "30"
        if arguments.engine == "elasticsearch":
            rebuild = [sys.executable, "manage.py", "rebuild_index", "--verbosity=0"]
            subprocess.run(rebuild, cwd=ROOT, env=environment, check=True)
        print(arguments.engine, flush=True)
        with bench_portal.running(copy, environment) as url:
            measure = [sys.executable, "-m", "benchmarks.withdrawal", url]
            subprocess.run(measure, cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    main()
