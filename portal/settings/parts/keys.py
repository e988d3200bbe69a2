"""A signing key an installation makes for itself, where nobody gave it one."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def kept_key(folder: Path) -> str:
    """The key kept in this folder, made when it is first asked for; readable by the owner alone."""
    path = folder / "secret-key"
    if not path.exists():
        descriptor, name = tempfile.mkstemp(dir=folder, prefix="secret-key-")
        with os.fdopen(descriptor, "w", encoding="ascii") as written:
            written.write(secrets.token_urlsafe(50))
        # Web, worker and beat may start at once: the first key stays, and nobody reads half of one.
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
        Path(name).unlink()
    return path.read_text(encoding="ascii")
