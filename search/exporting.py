"""Provisions found, as rows of a table for Excel."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from content.selectors.addresses import absolute
from search.exchange import SearchDocument
from search.narrowing import value_label
from search.presenting import dates_of, speaks_of_force

MAX_ROWS = 1_000
# A cell that begins so is a formula to a spreadsheet, whoever wrote it; wide signs are read like narrow ones.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
BOM = "\ufeff"  # without it Excel reads Chinese as something else


class _Line:
    """What csv writes into; gives the line back."""

    def write(self, line: str) -> str:
        return line


def write_table(documents: Iterable[SearchDocument], day: int) -> Iterator[str]:
    """Provisions as lines of CSV, those of one page together."""
    writer = csv.writer(_Line())
    yield BOM + writer.writerow(_head())
    pages: dict[int, list[SearchDocument]] = {}
    for document in documents:
        pages.setdefault(document.page_id, []).append(document)
    for number, document in enumerate(chain.from_iterable(pages.values()), start=1):
        yield writer.writerow([number, *map(defused, _row(document, day))])


def _head() -> list[str]:
    columns = (_("序号"), _("文件名称"), _("版本"), _("条款"), _("章节"), _("正文"), _("类型"), _("效力"))
    return [*columns, _("效力层级"), _("制定机关"), _("地区"), _("文号"), _("日期"), _("网址")]


def _row(document: SearchDocument, day: int) -> list[Any]:
    status = speaks_of_force(document, document.status_on(day))
    dates = "；".join(f"{fact.day} {fact.what}" for fact in dates_of(document, status))
    return [
        *(document.title, document.edition, document.label, document.path, document.text),
        value_label("kind", document.kind),
        status.label if status else "",
        value_label("level", document.level),
        *(document.issuing_body, document.region, document.document_number),
        dates,
        absolute(document.url),
    ]


def defused(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
