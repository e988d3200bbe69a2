"""Queries of each address in a process that has served it before; prints JSON.

python -m benchmarks.queries PATH…
"""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import json
import sys

import django


def main(paths: list[str]) -> None:
    """Ask every address twice and count the second time."""
    django.setup()
    from django.db import connection  # noqa: PLC0415 - after the set-up
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client, counts = Client(), {}
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts[path] = len(queries)
    print(json.dumps(counts))


if __name__ == "__main__":
    main(sys.argv[1:])
