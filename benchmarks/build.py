"""Migrate, generate, index, collect the static files; in a process of its own.

python -m benchmarks.build PAGES DONE [COLUMN]
"""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import django


def main(pages: int, done: Path, column: int = 0) -> None:
    """Fill the database of the environment and write what was made to ``done``.

    Args:
        column: pages of the large column; 0: its usual share.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after the set-up

    from benchmarks.pages import Plan, build  # noqa: PLC0415
    from content.models import BasePage  # noqa: PLC0415

    started = time.monotonic()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    build(Plan(pages, column), _report)
    print("\n索引 …", flush=True)
    call_command("rebuild_index", verbosity=0)
    made = {"pages": BasePage.objects.count(), "seconds": round(time.monotonic() - started)}
    done.write_text(json.dumps(made))
    print(f"{made['pages']} pages in {made['seconds']} s", flush=True)


def _report(what: str, done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\r{what} {done}/{total}", end=end, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
