"""The whole portal as `make demo` runs it (web, worker and beat), on the database of a benchmark."""

# ruff: noqa: S603 - our own server
from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import serve

LONGEST_START = 60


@contextmanager
def running(data_dir: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Serve until the block ends.

    Yields:
        The address of the portal, without a final slash.

    Raises:
        TimeoutError: it did not answer in time; what it wrote is in ``serve.log`` and ``log/``.
    """
    with (data_dir / "serve.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, str(serve.ROOT / "scripts" / "serve.py")],
            cwd=serve.ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=serve.end_with_parent,
        )
    try:
        yield _address(data_dir, process)
    finally:
        process.terminate()
        process.wait()


def _address(data_dir: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline and process.poll() is None:
        found = serve.running(data_dir)
        if found and found["pid"] and _answers(found["url"]):
            return found["url"].rstrip("/")
        time.sleep(0.2)
    raise TimeoutError(f"the portal did not start; see {data_dir / 'log'}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}bench/hello/", timeout=5):  # noqa: S310 - our own address
            return True
    except OSError:
        return False
