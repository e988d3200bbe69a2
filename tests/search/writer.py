"""A process that writes to an index, for the tests that run or kill several.

Run as ``python writer.py INDEX_DIRECTORY FIRST_PAGE LAST_PAGE``; prints the id of each page once it is
committed. With ``--rebuild`` at the end the pages go into a new index, and nothing is committed before the
last.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    import django  # noqa: PLC0415 - settings first

    django.setup()
    from search.engines.tantivy_index import TantivyIndex  # noqa: PLC0415
    from tests.search.conftest import make_document  # noqa: PLC0415

    index = TantivyIndex(Path(sys.argv[1]))
    if sys.argv[4:] == ["--rebuild"]:
        with index.rebuilding() as session:
            for page_id in range(int(sys.argv[2]), int(sys.argv[3]) + 1):
                session.add([make_document(page_id, 1, "选举纪律")])
                print(page_id, flush=True)  # noqa: T201
        return
    for page_id in range(int(sys.argv[2]), int(sys.argv[3]) + 1):
        index.replace_page(page_id, [make_document(page_id, number, "选举纪律") for number in (1, 2, 3)])
        print(page_id, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
