"""`make bench-rebuild`: seconds and memory of a rebuild and of a full comparison, on generated pages."""

# ruff: noqa: T201, S603 - a command-line script
from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import server  # noqa: E402 - the folder of the checkout comes first


def main() -> None:
    """Generate the pages where there are none, then measure in processes of their own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=33_000, help="33,000 pages are 140,000 documents")
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "bench")
    arguments = parser.parse_args()
    data_dir = arguments.data / str(arguments.pages)
    environment = server.environment(data_dir)
    done = data_dir / "done.json"
    if not done.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        build = [sys.executable, "-m", "benchmarks.build", str(arguments.pages), str(done)]
        subprocess.run(build, cwd=ROOT, env=environment, check=True)
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    print("| | documents | seconds | documents/s | CPU seconds | peak MB |\n|---|---|---|---|---|---|")
    for what in ("rebuild", "compare"):
        sys.stdout.flush()
        subprocess.run(
            [sys.executable, "-m", "benchmarks.indexing", what], cwd=ROOT, env=environment, check=True
        )


if __name__ == "__main__":
    main()
