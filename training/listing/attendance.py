"""Lists of who was there: one session, one row for each person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from training.enums import AttendanceOutcome
from training.listing.cells import LONGEST, Cell, plain, read_name, read_number
from training.listing.files import MEGABYTE, Headings, Limits, Table, read_table
from training.listing.tables import NAMES, NUMBERS

# It is checked and recorded while somebody waits: some 8 ms a person whose course it completes, else 1 or 2.
LIMITS = Limits(size=2 * MEGABYTE, unpacked=16 * MEGABYTE, rows=500, lines=5_000)
_LONGEST_REASON = 200
_COLUMNS = {
    "number": NUMBERS,
    "name": NAMES,
    "outcome": ("考勤", "考勤结果", "考勤情况", "出勤", "出勤情况", "签到情况", "outcome"),
    "time": ("时间", "签到时间", "到课时间", "time"),
    "reason": ("原因", "请假原因", "事由", "reason"),
}
_OUTCOMES = {
    AttendanceOutcome.PRESENT: ("到课", "已到", "出勤", "present"),
    AttendanceOutcome.LEAVE: ("请假", "leave"),
    AttendanceOutcome.ABSENT: ("缺席", "缺课", "缺勤", "未到", "absent"),
}
_OUTCOME = {word: outcome.value for outcome, words in _OUTCOMES.items() for word in words}
_TIMES = ("%H:%M", "%H:%M:%S")
_MOMENTS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """One row that is not empty; only words and numbers, so that it can be sent to the browser and back.

    ``outcome`` is a value of ``AttendanceOutcome``, ``time`` a time or moment of the wall clock in ISO
    format, or empty.
    """

    line: int
    number: str = ""
    name: str = ""
    outcome: str = AttendanceOutcome.PRESENT.value
    time: str = ""
    reason: str = ""
    problem: str = ""


def read_attendance(data: bytes) -> Table[AttendanceLine]:
    """The rows of a file; without a word on the attendance somebody was there.

    Raises:
        ListRefusedError: see ``read_table``.
    """
    asked = _("没有找到“工号”列。标题行应当写明“工号”，还可以有“姓名”“考勤”“时间”“原因”。")
    headings = Headings(_COLUMNS, frozenset({"number"}), asked)
    return read_table(data, headings=headings, limits=LIMITS, as_line=_line)


def _line(line: int, cells: dict[str, Any]) -> AttendanceLine | None:
    number, name = read_number(cells.get("number")), read_name(cells.get("name"))
    outcome, time = _read_outcome(cells.get("outcome")), _read_time(cells.get("time"))
    reason = _read_reason(cells.get("reason"))
    read = (number, name, outcome, time, reason)
    if not any(cell.text or cell.problem for cell in read):
        return None
    problem = next((cell.problem for cell in read if cell.problem), "")
    if not number.text:
        problem = problem or _("没有填写工号。")
    said = outcome.text or AttendanceOutcome.PRESENT.value
    return AttendanceLine(line, number.text, name.text, said, time.text, reason.text, problem)


def _read_outcome(value: Any) -> Cell:
    text = plain(value)
    if not text:
        return Cell("")
    if said := _OUTCOME.get(text.casefold()):
        return Cell(said)
    words = _("考勤应当是“到课”“请假”或者“缺席”，这里是“%(text)s”。")
    return Cell("", words % {"text": text[:LONGEST]})


def _read_time(value: Any) -> Cell:
    if isinstance(value, dt.datetime | dt.time):
        return Cell(value.replace(microsecond=0).isoformat())
    text = plain(value)
    if not text:
        return Cell("")
    words = text.replace("/", "-")
    for form in (*_TIMES, *_MOMENTS):
        try:
            read = dt.datetime.strptime(words, form)  # noqa: DTZ007 - of the wall clock
        except ValueError:
            continue
        return Cell((read.time() if form in _TIMES else read).isoformat())
    said = _("时间写成“8:55”或者“2016-11-07 8:55”，这里是“%(text)s”。")
    return Cell("", said % {"text": text[:LONGEST]})


def _read_reason(value: Any) -> Cell:
    text = plain(value)
    if text.startswith("="):
        return Cell("", _("单元格是公式，请改为数值后重填。"))
    return Cell(text[:_LONGEST_REASON], _("原因太长。") if len(text) > _LONGEST_REASON else "")
