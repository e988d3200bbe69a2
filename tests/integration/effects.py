"""Work for a worker process under test: each run leaves a line, and its effect is safe to repeat."""

from __future__ import annotations

import time
from pathlib import Path

from django_tasks import task


@task()
def leave_mark(folder: str, number: int) -> None:
    """Write ``number`` as done, slowly enough to be interrupted in the middle."""
    with (Path(folder) / "runs.log").open("a") as log:
        log.write(f"{number}\n")
    time.sleep(0.05)
    (Path(folder) / "marks" / str(number)).write_text("done")
