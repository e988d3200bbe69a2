"""`make demo`: prepare the database, the demonstration content and the index, then serve."""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import io
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.demo"

import django  # noqa: E402
import serve  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command, get_commands  # noqa: E402

from portal.settings.environment import BadEnvironmentError  # noqa: E402


def main() -> None:
    """Prepare what is missing, then start; a demonstration that already runs is only pointed at."""
    running = serve.running(settings.DATA_DIR)
    if running is not None:
        print(f"The demonstration is already running: {running['url']}   (make stop ends it)")
        return
    started = time.monotonic()
    django.setup()
    _step("Database", "migrate", verbosity=0, interactive=False)
    _step("Demonstration content", "load_demo", accounts_with_published_password=True)
    _step("Demonstration of training", "load_training_demo")
    _step("Words of the search", "load_demo_search")
    if not _index_exists():
        _step("Search index", "rebuild_index")
    accounts = _accounts()
    print(f"Prepared in {time.monotonic() - started:.1f} s.", flush=True)
    serve.main(data_dir=settings.DATA_DIR, notice=accounts)


def _step(title: str, command: str, **options: object) -> None:
    if command not in get_commands():
        print(f"{title}: skipped, there is no command {command} yet.", flush=True)
        return
    print(f"{title} …", flush=True)
    call_command(command, **options)


def _index_exists() -> bool:
    """An index of another schema has another name, so after an upgrade there is none."""
    from search.port import get_index  # noqa: PLC0415 - Django must be set up first

    return get_index().count() > 0


def _accounts() -> str:
    if "demo_accounts" not in get_commands():
        return ""
    written = io.StringIO()
    call_command("demo_accounts", stdout=written)
    return written.getvalue()


if __name__ == "__main__":
    try:
        main()
    except BadEnvironmentError as error:
        sys.exit(str(error))
