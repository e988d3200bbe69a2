"""`make bench-rebuild`: seconds and memory of a rebuild and of a full comparison, on generated pages.

The memory is that of the rebuilding process; an Elasticsearch is started for it, with 512 MB of its own.
"""

# ruff: noqa: T201, S603 - a command-line script
from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import bench_engine

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import server  # noqa: E402 - the folder of the checkout comes first


def main() -> None:
    """Generate the pages where there are none, then measure in processes of their own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=33_000, help="33,000 pages are 140,000 documents")
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "bench")
    parser.add_argument("--engine", choices=bench_engine.ENGINES, default="tantivy")
    arguments = parser.parse_args()
    data_dir = arguments.data / str(arguments.pages)
    server.prepare(data_dir, arguments.pages)
    with bench_engine.started(arguments.engine) as engine:
        print(f"{arguments.engine}\n\n| | documents | seconds | documents/s | CPU seconds | peak MB |")
        print("|---|---|---|---|---|---|")
        for what in ("rebuild", "compare"):
            sys.stdout.flush()
            measure = [sys.executable, "-m", "benchmarks.indexing", what]
            environment = {**server.environment(data_dir), **engine}
            subprocess.run(measure, cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    main()
