"""The secret key of certificates, in a file only the portal may read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from training.certifying.signing import SEED_LENGTH


def read_seed(path: Path) -> bytes:
    """The 32 secret bytes in a file; where there is none it is made, readable by its owner alone.

    Whoever else makes it at the same moment: one of the two files stays, and both read that one.

    Raises:
        ValueError: the file does not hold 64 hexadecimal digits.
    """
    if not path.exists():
        _make(path)
    seed = bytes.fromhex(path.read_text().strip())
    if len(seed) != SEED_LENGTH:
        raise ValueError("the file of the certificate key does not hold 64 hexadecimal digits")
    return seed


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_bytes(SEED_LENGTH).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(written, path)  # fails where another was quicker
    except FileExistsError:
        pass
    finally:
        written.unlink()
