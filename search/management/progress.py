"""A progress bar for the commands of the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm


@contextmanager
def bar(title: str, options: dict[str, Any]) -> Iterator[Callable[[int, int], None]]:
    """Draw a bar of pages; none where the command was asked to be silent.

    Yields:
        What to call with the number of pages done and of all.
    """
    with tqdm(desc=title, unit="页", disable=options["verbosity"] == 0) as drawn:

        def show(done: int, total: int) -> None:
            drawn.total = total
            drawn.update(done - drawn.n)

        yield show
