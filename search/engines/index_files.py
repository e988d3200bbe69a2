"""Where an index lies on disk, who may write it, which generation answers.

Layout: <root>/<schema>/current names the generation in use; generations lie beside it. Two lock files:
``writer.lock`` serializes the writers of all processes, ``rebuild.lock`` is held by whoever builds a new
generation. Both are the kernel's (flock), so they fall with their process, kill -9 included.

A rebuild takes a minute, and nobody may wait a minute for a deleted page to be gone. So writers go on in the
generation in use meanwhile and note what they write in ``journal``, which the rebuild repeats in the new
generation before it lets that answer.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

_BUILDING = "building-"
_FINISHED = "generation-"


class IndexFiles:
    """The directory of one schema version."""

    def __init__(self, root: Path, schema_name: str) -> None:
        self._home = root / schema_name
        self._pointer = self._home / "current"
        self._journal = self._home / "journal"

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Wait for the turn to write; one writer at a time over all processes and threads.

        Yields:
            Whether a rebuild is under way, so that what is written has to be noted too.
        """
        with self._locked("writer.lock"), self._lock_file("rebuild.lock").open("a") as lock:
            try:
                # Held until the end: no rebuild may begin between this look and the commit.
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
                is_rebuilt = False
            except BlockingIOError:
                is_rebuilt = True
            if not is_rebuilt:
                self._drop(_BUILDING)
            yield is_rebuilt

    @contextmanager
    def rebuilding(self) -> Iterator[Path]:
        """Wait for the turn to rebuild; whatever is committed after this began is in the journal.

        Yields:
            An empty directory nobody reads yet. What broken-off rebuilds left is gone.
        """
        with self._locked("rebuild.lock"):
            with self._locked("writer.lock"):  # whoever is writing now has not seen this rebuild
                current = self.current()
                self._drop(_BUILDING)
                self._drop(_FINISHED, *([current] if current else []))
                self._journal.unlink(missing_ok=True)
            try:
                yield self.new_generation()
            finally:
                self._journal.unlink(missing_ok=True)

    @contextmanager
    def finishing(self) -> Iterator[None]:
        """Inside ``rebuilding``: writers wait from here on, so that the journal is whole."""
        with self._locked("writer.lock"):
            yield

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
        """An empty directory nobody reads yet; dropped at the next write if it is never switched to."""
        path = self._home / f"{_BUILDING}{uuid4().hex}"
        path.mkdir(parents=True)
        return path

    def switch_to(self, draft: Path) -> None:
        """Let a finished generation answer from now on; earlier ones are dropped.

        The one before stays until the next switch: a reader may just have read its name.
        """
        generation = self._home / f"{_FINISHED}{draft.name.removeprefix(_BUILDING)}"
        draft.rename(generation)
        former = self.current()
        pointer = self._pointer.with_suffix(".new")
        with pointer.open("w", encoding="ascii") as file:
            file.write(generation.name)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self._pointer)
        self._drop(_FINISHED, generation, *([former] if former else []))

    def note(self, line: str) -> None:
        """Write one line, without a break in it, into the journal of the rebuild under way."""
        with self._journal.open("a", encoding="utf-8") as journal:
            # The break comes first: a writer that was killed may have left half a line.
            journal.write(f"\n{line}\n")

    def noted(self) -> Iterator[str]:
        """The lines of the journal in order; the last words of a killed writer may be among them."""
        with suppress(FileNotFoundError), self._journal.open(encoding="utf-8", errors="replace") as journal:
            for line in journal:
                if line.strip():
                    yield line

    def _drop(self, beginning: str, *kept: Path) -> None:
        for other in self._home.glob(f"{beginning}*"):
            if other not in kept:
                shutil.rmtree(other, ignore_errors=True)

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        with self._lock_file(name).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield  # closing the file releases the lock

    def _lock_file(self, name: str) -> Path:
        self._home.mkdir(parents=True, exist_ok=True)
        return self._home / name
