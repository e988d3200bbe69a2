"""Withdraw content as an editor does, and ask page and interface until nobody finds it; prints a table.

    python -m benchmarks.withdrawal ADDRESS

Seconds count from the commit to the end of the first answers without it, with the work of a worker that runs
elsewhere. The database is spoilt by it: it is for a copy.
"""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import json
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import quote

import django

if TYPE_CHECKING:
    from content.models import BasePage

TIMES = 5  # for what concerns one page
SAMPLE = 5  # pages of a column that are asked for, from its first to its last
LARGE, OTHER = "policies", "policies-1"
# A number the large column alone has is greater than that of the last page of any other column.
FIRST_NUMBER = 5_000
LONGEST_WAIT, AIM = 600, 5.0
SIMPLIFIED = "简化结果"  # in the remark of page and interface


@dataclass(frozen=True)
class Asking:
    """The portal as a visitor asks it."""

    address: str

    def finds(self, page: BasePage) -> bool:
        """Whether the result page or the interface leads to a policy, asked for its number."""
        return self._leads_to(f"文号:{page.specific.document_number}", page.url)

    def count_policies(self) -> int:
        """How many documents of policies anybody finds; takes a second where they are some 100,000."""
        total: int = self._answer("机关:示例单位")["total"]
        return total

    def _leads_to(self, typed: str, url: str) -> bool:
        page = self._get(f"/search/?full=1&q={quote(typed)}")
        found = (document["url"] for document in self._answer(typed)["documents"])
        return f'href="{url}' in page or any(url in each for each in found)

    def _answer(self, typed: str) -> dict:
        return json.loads(self._get(f"/api/v1/search?q={quote(typed)}"))

    def _get(self, path: str) -> str:
        """An answer of the engine: simplified results come from the database and say nothing of the index."""
        while True:
            with urllib.request.urlopen(self.address + path, timeout=60) as answer:  # noqa: S310 - our own
                text: str = answer.read().decode()
            if SIMPLIFIED not in text:
                return text
            time.sleep(0.1)


def main(address: str) -> None:
    """Withdraw single pages, then whole columns, the largest last."""
    django.setup()
    from content.models import PolicyIndexPage  # noqa: PLC0415 - after the set-up

    asking = Asking(address)
    large, other = (PolicyIndexPage.objects.get(slug=slug) for slug in (LARGE, OTHER))
    print("| | seconds, median | slowest |\n|---|---|---|")
    pages = iter(large.get_children().order_by("pk")[FIRST_NUMBER : FIRST_NUMBER + 4 * TIMES])
    slowest = [
        _row(name, [_seconds_of_page(asking, next(pages), withdraw) for _time in range(TIMES)])
        for name, withdraw in (
            ("page deleted", _delete),
            ("unpublished", _unpublish),
            ("restricted", _restrict),
        )
    ]
    for column, name, withdraw in ((other, "unpublished", _unpublish), (large, "restricted", _restrict)):
        count = column.get_descendant_count()
        slowest.append(_row(f"column of {count:,} {name}", [_seconds_of_column(asking, column, withdraw)]))
    again = [_seconds_of_job(next(pages)) for _time in range(TIMES)]
    slowest.append(_row("page deleted while that column is indexed anew (until its job is done)", again))
    print(f"\nAim {AIM:.0f} s: " + ("reached" if max(slowest) <= AIM else "not reached"))


def _row(name: str, seconds: list[float]) -> float:
    print(f"| {name} | {median(seconds):.1f} | {max(seconds):.1f} |", flush=True)
    return max(seconds)


# ---- what an editor does ------------------------------------------------------------
def _delete(page: BasePage) -> None:
    page.delete()


def _unpublish(page: BasePage) -> None:
    page.specific.unpublish()


def _restrict(page: BasePage) -> None:
    from wagtail.models import PageViewRestriction  # noqa: PLC0415 - after the set-up

    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def _commit(withdraw: Callable[[BasePage], None], page: BasePage) -> float:
    """Do it; the moment of the commit."""
    from django.db import transaction  # noqa: PLC0415 - after the set-up

    with transaction.atomic():
        withdraw(page)
        return time.monotonic()


# ---- until nobody finds it ------------------------------------------------------------
def _seconds_of_page(asking: Asking, page: BasePage, withdraw: Callable[[BasePage], None]) -> float:
    _wait(lambda: asking.finds(page))
    committed = _commit(withdraw, page)
    _wait(lambda: not asking.finds(page))
    return time.monotonic() - committed


def _seconds_of_column(asking: Asking, column: BasePage, withdraw: Callable[[BasePage], None]) -> float:
    """Of pages all over the column; afterwards no other may be found either."""
    from content.models import Provision  # noqa: PLC0415 - after the set-up

    found = Provision.objects.filter(page__path__startswith=column.path, page__live=True)
    left = asking.count_policies() - found.exclude(page__view_restrictions__isnull=False).count()
    pages = list(column.get_children().live().order_by("pk"))
    # Up to the last but one: a number of six digits is not read as a document's.
    chosen = [pages[place * (len(pages) - 2) // (SAMPLE - 1)] for place in range(SAMPLE)]
    for page in chosen:
        _wait(lambda page=page: asking.finds(page))
    committed = _commit(withdraw, column)
    for page in reversed(chosen):
        _wait(lambda page=page: not asking.finds(page))
    seconds = time.monotonic() - committed
    if asking.count_policies() != left:
        raise SystemExit(f"{asking.count_policies() - left} documents of the column are still found")
    return seconds


def _seconds_of_job(page: BasePage) -> float:
    """Of a page that is in no answer already, until the job that takes it out is done."""
    from common.models import Job, JobStatus  # noqa: PLC0415 - after the set-up

    number = page.pk
    committed = _commit(_delete, page)
    own = Job.objects.filter(name="search.remove_page", kwargs={"page_id": number}, status=JobStatus.DONE)
    _wait(own.exists)
    return time.monotonic() - committed


def _wait(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(f"not after {LONGEST_WAIT} s")
        time.sleep(0.02)


if __name__ == "__main__":
    main(sys.argv[1])
