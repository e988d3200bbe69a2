"""Searches and clicks on their way to the database: lines in files, one file for each minute.

A search is answered without a write to the database: on SQLite it would wait for whoever is writing. It
appends one line; a job takes in the files of minutes that are over. What cannot be written is lost, and
nobody waits for it. Web server and workers see the same folder (settings.SEARCH_TRACE_DIR).
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

logger = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024  # of one minute; what comes then is not recorded
MOST_BYTES_WAITING = 64 * 1024 * 1024  # of all minutes that no job has taken in yet
SETTLED = timedelta(seconds=70)  # after its beginning nobody adds to the file of a minute
_NAME = "%Y%m%d%H%M"
_ENDING = ".jsonl"


@dataclass(frozen=True, slots=True)
class SpooledFile:
    """The file of one minute that is over."""

    path: Path

    def rows(self) -> Iterator[dict[str, Any]]:
        """What was noted; a line that is not whole is left out."""
        with self.path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                try:
                    row = json.loads(line)
                except ValueError:
                    continue
                if isinstance(row, dict):
                    yield row

    def drop(self) -> None:
        """Delete it; it may be gone already."""
        self.path.unlink(missing_ok=True)


def append(row: dict[str, Any], *, at: datetime) -> bool:
    """Note a row; False where that is not possible. Never raises for the disk's sake."""
    line = (json.dumps(row, ensure_ascii=True) + "\n").encode()
    try:
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        minute = at.astimezone(UTC).strftime(_NAME)
        if not _has_room(folder, minute, MOST_BYTES_WAITING):
            return False
        path = folder / (minute + _ENDING)
        # One write in append mode: lines of several processes do not mix.
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.fstat(handle).st_size > MOST_BYTES:
                return False
            os.write(handle, line)
        finally:
            os.close(handle)
    except OSError:
        logger.warning("a search was not recorded", exc_info=True)
        return False
    return True


def settled(*, at: datetime) -> list[SpooledFile]:
    """The files of minutes that are over, the oldest first."""
    last = (at - SETTLED).astimezone(UTC).strftime(_NAME)
    names = sorted(path for path in _folder().glob(f"*{_ENDING}") if path.stem.isdigit())
    return [SpooledFile(path) for path in names if path.stem <= last]


@lru_cache(maxsize=1)
def _has_room(folder: Path, _minute: str, most: int) -> bool:
    """Whether less than that waits in the folder; looked up once a minute, each of which adds little."""
    return sum(map(_size, folder.glob(f"*{_ENDING}"))) < most


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # taken in meanwhile
        return 0


def _folder() -> Path:
    return Path(settings.SEARCH_TRACE_DIR)
