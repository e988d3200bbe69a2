"""One rebuild or one full comparison of the index in this process; prints a row of a table.

python -m benchmarks.indexing rebuild|compare
"""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import resource
import sys
import time

import django


def main(what: str) -> None:
    """Run it and print documents, seconds and the most memory this process had."""
    django.setup()
    from search.services import indexing, reconciling  # noqa: PLC0415 - after the set-up

    started = time.monotonic()
    documents = indexing.rebuild() if what == "rebuild" else reconciling.look().documents
    seconds = time.monotonic() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    rate, busy, peak = documents / seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(f"| {what} | {documents:,} | {seconds:.1f} | {rate:,.0f} | {busy:.1f} | {peak:.0f} |")


if __name__ == "__main__":
    main(sys.argv[1])
