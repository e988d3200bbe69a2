"""Lists of people: who is meant by each row, by number or phone, and by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from training.listing.cells import read_name, read_number
from training.listing.files import MEGABYTE, Headings, Limits, Table, read_table

# 2^20 empty rows with borders, the most of the format, are some 150 MB.
LIMITS = Limits(size=20 * MEGABYTE, unpacked=400 * MEGABYTE, rows=200_000, lines=2**20)
NUMBERS = ("工号", "员工号", "员工工号", "职工号", "工作证号", "人员编号", "staffnumber", "staff_number")
NAMES = ("姓名", "名字", "人员姓名", "name")
_COLUMNS = {
    "number": NUMBERS,
    "phone": ("手机号", "手机", "手机号码", "电话", "联系电话", "移动电话", "phone", "mobile"),
    "either": ("工号或手机号", "工号/手机号", "账号", "登录账号", "account"),
    "name": NAMES,
}


@dataclass(frozen=True, slots=True)
class ListLine:
    """One row that is not empty: the numbers and the name given, and what is wrong with the cells."""

    line: int
    number: str = ""
    phone: str = ""
    name: str = ""
    problem: str = ""

    @property
    def given(self) -> str:
        """The number as it is shown again."""
        return self.number or self.phone


def read_list(data: bytes) -> Table[ListLine]:
    """The people of a file.

    Raises:
        ListRefusedError: see ``read_table``.
    """
    asked = _("没有找到“工号”或者“手机号”列。标题行应当写明“工号”（或“手机号”）和“姓名”。")
    headings = Headings(_COLUMNS, frozenset({"number", "phone", "either"}), asked)
    return read_table(data, headings=headings, limits=LIMITS, as_line=_line)


def _line(line: int, cells: dict[str, Any]) -> ListLine | None:
    number, phone = read_number(cells.get("number")), read_number(cells.get("phone"))
    either = read_number(cells.get("either"))
    name = read_name(cells.get("name"))
    number = number if number.text else either
    if not (number.text or phone.text or name.text):
        return None
    problem = number.problem or phone.problem or name.problem
    if not number.text and not phone.text:
        problem = problem or _("没有填写工号或者手机号。")
    return ListLine(line, number.text, phone.text, name.text, problem)
