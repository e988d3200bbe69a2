"""What may be handed in as evidence of training: pictures and PDF, told by their first bytes. No database.

The name and the type a browser sends are not believed.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LARGEST = 10 * 1024 * 1024  # bytes of one file: a page photographed by a phone has 3 to 8 million
MOST_FILES = 5
SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
ACCEPT = ",".join([*SUFFIXES, ".pdf", ".jpg", ".jpeg", ".png"])
_STARTS = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
_LONGEST_NAME = 120


def type_of(start: bytes) -> str | None:
    """The type of a file by its first bytes; None for one that is not accepted."""
    return next((kind for kind, mark in _STARTS.items() if start.startswith(mark)), None)


def safe_name(name: str, content_type: str) -> str:
    """The name a file is shown and saved under: no folder, no control characters, the suffix of its type."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(char for char in bare if unicodedata.category(char)[0] != "C")
    stem = re.sub(r'[<>:"|?*]', "_", PurePosixPath(kept).stem)[:_LONGEST_NAME].strip() or "evidence"
    return stem + SUFFIXES[content_type]
