"""Invented cases, materials and texts for the page of components; never stored."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from content.enums import ListingKind, MaterialKind, NoticeKind, Outcome
from content.forms.reporting import ReportForm
from content.models import (
    CasePage,
    CasePerson,
    HomePage,
    Listing,
    MaterialPage,
    PolicyPage,
    ProhibitionItem,
    ProhibitionListPage,
)
from content.selectors.case_statistics import Figures, Row
from content.selectors.cases import CaseColumn, CaseFilter, Choice, Facet
from content.selectors.columns import ColumnSlice
from content.selectors.prohibitions import Counterpart, ItemEntry
from content.selectors.reading import Block, Line, Piece
from content.selectors.rules import EditionEntry
from content.selectors.withdrawals import RepealNotice

_DAY = dt.date(2026, 11, 25)
_LONG = "示例说明的文字，写得长一些，看它怎样换行。" * 2


def samples(home: HomePage, entry: EditionEntry) -> dict[str, Any]:
    """What the templates of cases, materials and reading are shown with."""
    return {
        "case": CasePage(title="示例问题", notice_kind=NoticeKind.PUBLICATION, issuing_body="示例机关"),
        "case_lines": _case_lines(home),
        "case_people": _people(),
        "case_items": _items(),
        "case_column": _column(),
        "tables": _tables(),
        "files": _files(),
        "document": PolicyPage(
            title="关于做好示例工作的通知", issuing_body="示例机关", document_number="示例办发〔2026〕8号"
        ),
        "document_without_number": PolicyPage(title="承诺书（示例）", issuing_body="示例单位"),
        "reported": PolicyPage(pk=0, title="示例", live=True),
        "notices": (RepealNotice(_DAY, "依据示例发〔2026〕1号。"), RepealNotice(_DAY, "")),
        "list_with_note": ProhibitionListPage(completeness="只有标题，原文未公开。"),
        "passage": _passage(entry),
        "report_forms": (ReportForm(auto_id="empty_%s"), ReportForm({"remark": ""}, auto_id="refused_%s")),
    }


def _case_lines(home: HomePage) -> list[Listing]:
    summaries = (_LONG, "")
    return [
        Listing(
            kind=ListingKind.CASE,
            title=f"示例问题之{number}",
            note="示例机关",
            summary=summary,
            region="甲区" if summary else "",
            listed_on=_DAY,
            url_path=home.url_path,
        )
        for number, summary in enumerate(summaries, start=1)
    ]


def _people() -> list[CasePerson]:
    outcomes = list(Outcome)
    return [
        CasePerson(label="张某", post="示例村党支部书记", outcomes=[code.value for code in outcomes[:2]]),
        CasePerson(label="李某某", post="", outcomes=[outcomes[0].value]),
        CasePerson(label="被告人甲", post="村民", outcomes=[], remark="由公安机关给予行政处罚。"),
    ]


def _items() -> list[Counterpart]:
    page = ProhibitionListPage(title="示例清单")
    first, other = ProhibitionItem(number=1, heading="严禁示例行为"), ProhibitionItem(heading="严禁另一行为")
    return [
        Counterpart(page, ItemEntry(first, "#c-case", "第一条", "一")),
        Counterpart(page, ItemEntry(other, "#c-case", "第十七条", "十七")),
    ]


def _column() -> CaseColumn:
    years = (Choice("2026 年", 12, True, "#c-case"), Choice("2025 年", 3, False, "#c-case"))
    facets = (
        Facet("year", "年份", years),
        Facet("region", "区域", (Choice("甲区", 0, False, "#c-case"),)),
    )
    return CaseColumn(ColumnSlice((), "", True), 15, facets, CaseFilter())


def _tables() -> list[Figures]:
    rows = (Row("严禁示例行为", 12, None, "#c-figures"), Row("严禁另一行为", 0, None, ""))
    people = (Row("党内警告", 4, 9, "#c-figures"), Row("政务撤职", 1, 1, ""))
    return [
        Figures("items", "按条目", "条目", rows),
        Figures("outcomes", "按处理结果", "处理结果", people, counts_people=True),
    ]


def _files() -> list[tuple[str, MaterialPage, Any, Any]]:
    """A name, a material, its file and its captions; the addresses lead nowhere."""

    def file(extension: str) -> Any:
        return SimpleNamespace(url="about:blank", file_extension=extension, file_size=1_200_000)

    kinds = (
        ("视频，有字幕", MaterialKind.VIDEO, "mp4", file("vtt")),
        ("课件（PDF）", MaterialKind.SLIDES, "pdf", None),
        ("文档（PDF）", MaterialKind.PDF, "pdf", None),
        ("只能下载的文件", MaterialKind.SLIDES, "pptx", None),
    )
    return [
        (name, MaterialPage(title=f"示例：{name}", kind=kind, file_id=1), file(extension), captions)
        for name, kind, extension, captions in kinds
    ]


def _passage(entry: EditionEntry) -> Any:
    line = Line("art-3-para-1", "paragraph", "", "", (Piece("示例条文的文字。"),))
    return SimpleNamespace(
        title="示例规定",
        entry=entry,
        name="第三条",
        url="#c-read",
        blocks=[Block("art-3", "第三条", "", (), [line])],
    )
