"""Where an index lies on disk, who may write it, which generation answers.

Layout: <root>/<schema>/current names the generation in use; generations lie beside it; one lock file
serializes writers of all processes. The lock is the kernel's (flock), so it falls with its process, kill -9
included.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


class IndexFiles:
    """The directory of one schema version."""

    def __init__(self, root: Path, schema_name: str) -> None:
        self._home = root / schema_name
        self._pointer = self._home / "current"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Wait for the turn to write; one writer at a time over all processes and threads."""
        self._home.mkdir(parents=True, exist_ok=True)
        with (self._home / "writer.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield  # closing the file releases the lock

    def current(self) -> Path | None:
        """The generation in use, or None where nothing was ever indexed."""
        try:
            name = self._pointer.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return self._home / name if name else None

    def size(self) -> int:
        """The bytes of the generation in use; a file that goes meanwhile is not counted."""
        current = self.current()
        return sum(file.stat().st_size for file in current.iterdir() if file.exists()) if current else 0

    def new_generation(self) -> Path:
        """An empty directory nobody reads yet."""
        path = self._home / f"generation-{uuid4().hex}"
        path.mkdir(parents=True)
        return path

    def switch_to(self, generation: Path) -> None:
        """Let a finished generation answer from now on; half-built and earlier ones are dropped.

        The one before stays until the next switch: a reader may just have read its name.
        """
        former = self.current()
        draft = self._pointer.with_suffix(".new")
        with draft.open("w", encoding="ascii") as file:
            file.write(generation.name)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._pointer)
        for other in self._home.glob("generation-*"):
            if other not in (generation, former):
                shutil.rmtree(other, ignore_errors=True)
