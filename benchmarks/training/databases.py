"""Fresh databases for a bench: SQLite in a folder of its own, PostgreSQL where there is one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import postgres_server  # noqa: E402

SETTINGS = "benchmarks.training.unmigrated"


@contextmanager
def environment(database: str, *, settings: str = SETTINGS) -> Iterator[dict[str, str] | None]:
    """The environment of a process that uses a fresh database; None where there is no PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="qingfeng-bench-") as folder:
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "QINGFENG_DATA_DIR": folder}
        env.pop("QINGFENG_DATABASE_URL", None)
        if database == "SQLite":
            yield env
            return
        with ExitStack() as stack:
            try:
                server = stack.enter_context(postgres_server.running())
            except postgres_server.UnavailableError:
                yield None
                return
            yield {**env, "QINGFENG_DATABASE_URL": server.url}


def measure(module: str, *arguments: str, only: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Run ``python -m module measure FILE …`` on each database, or ``only`` one; yields name and result."""
    for database in (only,) if only else ("SQLite", "PostgreSQL"):
        with environment(database) as env, tempfile.NamedTemporaryFile(suffix=".json") as report:
            if env is None:
                continue
            command = [sys.executable, "-m", module, "measure", report.name, *arguments]
            subprocess.run(command, env=env, cwd=ROOT, check=True)  # noqa: S603 - ourselves
            yield database, json.loads(Path(report.name).read_text())


def prepare() -> None:
    """Set Django up in this process and make the tables."""
    import django  # noqa: PLC0415 - the settings come from the environment

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0, run_syncdb=True)
