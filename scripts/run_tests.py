"""`make test`: the whole suite; with browser, Elasticsearch and PostgreSQL where this machine has them."""

# ruff: noqa: T201, S603 - a command-line script
from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import elasticsearch_install
import postgres_server
import system_packages

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
REQUIRED = "QINGFENG_REQUIRE_POSTGRES"  # set in .ci/run: there they are never left out
# What writes in transactions of its own, locks, folds, or speaks SQL past the ORM.
ON_POSTGRES = (
    "tests/common/test_jobs.py",
    *(
        f"tests/training/test_{name}.py"
        for name in (
            "assigning", "attempting", "attendance_lists", "boards", "certificates", "crediting",
            "enrolling", "lesson_page", "records", "relocating", "revising", "revoking", "seats_machine",
            "seats_race", "stating", "summarizing", "versions",
        )
    ),
)  # fmt: skip
CJK_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def main() -> None:
    """Install what browser tests need if we may, run pytest with the given arguments, pass its verdict on."""
    missing = [] if any(shutil.which(name) for name in CHROMIUM) else ["chromium"]
    if not CJK_FONT.exists():
        missing.append("fonts-noto-cjk")
    if missing and not system_packages.install(missing, why="browser tests"):
        print(f"Not installed: {', '.join(missing)} (needs root and apt-get).", flush=True)
    try:
        elasticsearch_install.fetch()
    except elasticsearch_install.UnavailableError as error:
        print(f"No Elasticsearch to test with. {error}", flush=True)
    # Stealing leaves most files whole, and what a file sets up (a world, a server) is made once, not twice.
    arguments = sys.argv[1:] or ["-n", "2", "--dist", "worksteal"]
    status = subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode
    if not sys.argv[1:]:
        status = on_postgres() or status
    sys.exit(status)


def on_postgres() -> int:
    """Run the tests of what is stored on PostgreSQL too. Returns pytest's verdict, 0 without a server."""
    try:
        postgres_server.programs(install=True)
        with postgres_server.running() as server:
            print(f"── on PostgreSQL: {' '.join(ON_POSTGRES)}", flush=True)
            environment = {**os.environ, "QINGFENG_DATABASE_URL": server.url}
            command = [sys.executable, "-m", "pytest", "-n", "2", "-m", "not browser", *ON_POSTGRES]
            return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    except postgres_server.UnavailableError as error:
        print(f"Left out: tests on PostgreSQL. {error}", flush=True)
        return int(bool(os.environ.get(REQUIRED)))


if __name__ == "__main__":
    main()
