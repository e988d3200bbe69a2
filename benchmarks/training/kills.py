"""A hundred kills of web server and worker under beats, answers and assignments: nothing lost or doubled.

    python -m benchmarks.training.kills [KILLS]

Runs tests/integration/test_training_kill.py, on the database that QINGFENG_DATABASE_URL names or on SQLite.
"""

# ruff: noqa: S603 - a command-line script
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEST = "tests/integration/test_training_kill.py"


def main() -> None:
    """Run the test with so many kills."""
    kills = sys.argv[1] if len(sys.argv) > 1 else "100"
    command = [sys.executable, "-m", "pytest", TEST, "-q", "-s", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "QINGFENG_TEST_KILLS": kills}, check=False)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
