"""`make bench-texts`: seconds to parse 100 kB of the hardest texts and to find the citations in them."""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.texts import HARD, first_bytes  # noqa: E402 - the folder of the checkout comes first
from content.citing.recognizer import recognize  # noqa: E402
from content.grammar.parser import parse  # noqa: E402

SIZE = 100_000
ROUNDS = 3


def main() -> None:
    """Print a row for each text, the slowest last."""
    rows = []
    for name, text in HARD.items():
        part = first_bytes(text, SIZE)
        rows.append((best(parse, part), best(recognize, part), name, len(part)))
    print(f"{'text of 100 kB':<26}{'characters':>11}{'parse s':>9}{'cite s':>9}")
    for parsing, citing, name, length in sorted(rows):
        print(f"{name:<26}{length:>11,}{parsing:>9.3f}{citing:>9.3f}")


def best(work: Callable[[str], object], text: str) -> float:
    """Seconds of processor time, the best of some rounds: the machine may be busy."""
    seconds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work(text)
        seconds.append(time.process_time() - started)
    return min(seconds)


if __name__ == "__main__":
    main()
