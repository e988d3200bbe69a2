"""Starts the process that reads a file, and tells what came of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from content.extracting.outcomes import ExtractedText, ExtractionRefusedError, FileKind, Limits, Problem

_ROOT = Path(__file__).resolve().parents[2]
_STARTING_SECONDS = 5
_BY_SIGNAL = {
    signal.SIGXCPU: Problem.TIMEOUT,
    signal.SIGALRM: Problem.TIMEOUT,
    signal.SIGKILL: Problem.MEMORY,  # of the system, when memory is short
}
_STOPPING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


class ExtractionStoppedError(Exception):
    """The process was asked to end, as with the whole service: nothing is known of the file."""


def extract_apart(file: IO[bytes], kind: FileKind, limits: Limits | None = None) -> ExtractedText:
    """Read a file in a process of its own, which is gone when this returns.

    Args:
        file: a real file, at its beginning.

    Raises:
        ExtractionRefusedError: with the problem.
        ExtractionStoppedError: try again later.
    """
    limits = limits or Limits()
    if os.fstat(file.fileno()).st_size > limits.file_bytes:
        raise ExtractionRefusedError(Problem.TOO_LARGE)
    with TemporaryFile() as answer:
        status = _run(file, answer, kind, limits)
        answer.seek(0)
        return _read_answer(status, answer.read())


def _run(file: IO[bytes], answer: IO[bytes], kind: FileKind, limits: Limits) -> int:
    command = [sys.executable, "-m", "content.extracting.worker", kind.value, json.dumps(asdict(limits))]
    # No settings, no secrets, no proxy: only what an interpreter needs.
    environment = {"PATH": os.defpath, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
    process = subprocess.Popen(  # noqa: S603 - our own module; the arguments are ours
        command,
        stdin=file,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env=environment,
        start_new_session=True,
    )
    try:
        return process.wait(limits.wall_seconds + _STARTING_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ExtractionRefusedError(Problem.TIMEOUT) from error
    finally:
        process.kill()
        process.wait()


def _read_answer(status: int, written: bytes) -> ExtractedText:
    if -status in _STOPPING:
        raise ExtractionStoppedError
    if status < 0:
        raise ExtractionRefusedError(
            _BY_SIGNAL.get(signal.Signals(-status), Problem.CRASHED), f"signal {-status}"
        )
    if status:
        raise ExtractionRefusedError(Problem.CRASHED, f"status {status}")
    answer = json.loads(written)
    if "problem" in answer:
        raise ExtractionRefusedError(Problem(answer["problem"]), answer["detail"])
    return ExtractedText.from_json(answer)
