"""`make bench-citations`: how many citations of national law the search box resolves, by six ways to write.

Usage: bench_citations.py [CORPUS] [NUMBER OF ARTICLES]. The corpus is ../shared/data/retrieval/
national-articles.jsonl.gz where no other is named; it is no part of the project.
"""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "data" / "retrieval" / "national-articles.jsonl.gz"
ON = date(2026, 11, 25)
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Build an index that is thrown away, try the cases, print the rates and every failure."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    import django  # noqa: PLC0415 - settings first

    django.setup()
    from benchmarks.citations import WAYS, draw, read_articles, try_all  # noqa: PLC0415
    from search.engines.tantivy_index import TantivyIndex  # noqa: PLC0415

    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    documents = list(read_articles(corpus))
    cases = draw([(document.title, document.label) for document in documents], number)
    with tempfile.TemporaryDirectory() as directory:
        index = TantivyIndex(Path(directory))
        with index.rebuilding() as session:
            session.add(documents)
        started = time.perf_counter()
        outcomes = try_all(cases, index, on=ON)
        seconds = time.perf_counter() - started
    tried, right = Counter(case.way for case in cases), Counter(o.case.way for o in outcomes if o.right)
    print(f"{len(documents):,} articles, {len(cases):,} citations, {seconds / len(cases) * 1000:.1f} ms each")
    for way in WAYS:
        print(f"{way:<16}{right[way]:>6} of {tried[way]:<6}{right[way] / tried[way]:>8.2%}")
    print(f"{'all':<16}{right.total():>6} of {len(cases):<6}{right.total() / len(cases):>8.2%}")
    shortened = sum(case.way == "short name" and not case.typed.startswith(case.law) for case in cases)
    print(f"{shortened} of {tried['short name']} short names are shorter than the title")
    for outcome in outcomes:
        if not outcome.right:
            print(f"{outcome.case.way}: {outcome.case.typed} -> {outcome.found or 'nothing'}")


if __name__ == "__main__":
    main()
