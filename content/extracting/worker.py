"""The process that reads one file: ``python -m content.extracting.worker KIND LIMITS < file > answer.json``.

It gives up what it does not need before it opens the file, and ends by itself whatever becomes of its parent.
"""

from __future__ import annotations

import ctypes
import json
import logging
import resource
import signal
import sys
from typing import Any

from content.extracting.outcomes import ExtractionRefusedError, FileKind, Limits, Problem
from content.extracting.reading import extract

_ANSWER_BYTES = 32 * 1024 * 1024
_OPEN_FILES = 64
_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Write the pages, or the problem, as JSON to the standard output."""
    kind, limits = FileKind(arguments[1]), Limits(**json.loads(arguments[2]))
    confine(limits)
    logging.disable(logging.CRITICAL)  # libraries complain of every broken object
    json.dump(_answer(kind, limits), sys.stdout, ensure_ascii=False)


def confine(limits: Limits) -> None:
    """Set the limits the system enforces on this process."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.processor_seconds, limits.processor_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_ANSWER_BYTES, _ANSWER_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Also when the parent is killed without warning: by the system where it can, by the clock anywhere.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.alarm(limits.wall_seconds)


def _answer(kind: FileKind, limits: Limits) -> dict[str, Any]:
    problem, detail = Problem.MEMORY, ""
    try:
        return extract(sys.stdin.buffer, kind, limits).as_json()
    except ExtractionRefusedError as refused:
        problem, detail = refused.problem, refused.detail
    except MemoryError:
        pass  # answered below, when what was held is free again
    return {"problem": problem.value, "detail": detail}


if __name__ == "__main__":
    main(sys.argv)
