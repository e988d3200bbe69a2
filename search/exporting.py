"""Provisions found, as rows of a table for Excel."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from content.selectors.addresses import absolute
from search.exchange import SearchDocument, SearchQuery, SearchResult
from search.narrowing import value_label
from search.port import EngineUnavailableError, SearchIndex
from search.presenting import dates_of, speaks_of_force

MAX_ROWS = 1_000
PER_PAGE = 50
# A cell that begins so is a formula to a spreadsheet, whoever wrote it; wide signs are read like narrow ones.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
BOM = "\ufeff"  # without it Excel reads Chinese as something else


class _Line:
    """What csv writes into; gives the line back."""

    def write(self, line: str) -> str:
        return line


def write_table(index: SearchIndex, query: SearchQuery) -> Iterator[str]:
    """The first ``MAX_ROWS`` provisions as lines of CSV, document by document, from the first screenful on.

    The first screenful is asked for before the first line is given. Where the engine fails later, the last
    line says so.

    Raises:
        EngineUnavailableError: the engine cannot answer at all.
    """
    query = replace(query, page=1, per_page=PER_PAGE, quotes=MAX_ROWS)
    first = index.search(query)
    return _lines(index, query, first)


def _lines(index: SearchIndex, query: SearchQuery, first: SearchResult) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield BOM + writer.writerow(_head())
    number = 0
    try:
        for document in _found(index, query, first):
            number += 1
            yield writer.writerow([number, *map(defused, _row(document, query.on))])
            if number == MAX_ROWS:
                return
    except EngineUnavailableError:
        yield writer.writerow([_("搜索中断，以上结果不完整，请稍后重新下载。")])


def _found(index: SearchIndex, query: SearchQuery, result: SearchResult) -> Iterator[SearchDocument]:
    page, last = 1, -(-result.pages_total // query.per_page)
    while True:
        for group in result.groups:
            yield from (hit.document for hit in group.hits)
        if page >= last:
            return
        page += 1
        result = index.search(replace(query, page=page))


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
