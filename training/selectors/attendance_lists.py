"""Whom the rows of a list of who was there mean: people of the class and nobody else."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from accounts.rules import normalize_login
from training.listing.attendance import AttendanceLine
from training.listing.cells import same_name
from training.models import Enrollment, TrainingClass
from training.selectors.attendance import members
from training.selectors.listing import RowError


class MemberFinder:
    """Finds the people of one class by staff number, and remembers whom it has met. One query.

    Who is not in the class is as unknown as who does not exist.
    """

    def __init__(self, klass: TrainingClass) -> None:
        self._met: dict[int, int] = {}
        self._by_number: dict[str, Enrollment] = {}
        self._without_zeros: dict[str, list[Enrollment]] = defaultdict(list)
        for member in members(klass).select_related("learner", "version").order_by("pk"):
            number = member.learner.staff_number
            self._by_number[number] = member
            if number.startswith("0"):
                self._without_zeros[number.lstrip("0")].append(member)

    def find(self, line: AttendanceLine) -> Enrollment:
        """The enrollment of a row's person.

        Raises:
            RowError: the cells are wrong; nobody in the class is meant, another name is given, or the person
                stood in the list before.
        """
        if line.problem:
            raise RowError(line.problem)
        member = self._by_login(normalize_login(line.number), line.name)
        if line.name and not same_name(line.name, member.learner.name):
            raise RowError(_("姓名与该账号的姓名不符，请核对号码。"))
        before = self._met.setdefault(member.pk, line.line)
        if before != line.line:
            raise RowError(_("与第 %(line)d 行是同一人。") % {"line": before})
        return member

    def _by_login(self, login: str, name: str) -> Enrollment:
        if login in self._by_number:
            return self._by_number[login]
        # Zeros in front that a spreadsheet took away are put back only where the name confirms it.
        similar = self._without_zeros.get(login, [])
        named = [member for member in similar if name and same_name(name, member.learner.name)]
        if len(named) == 1:
            return named[0]
        if similar:
            raise RowError(_("班里没有此人；号码前面的 0 可能被表格程序去掉了，请把该列设为文本格式后重填。"))
        raise RowError(_("班里没有此人，或者报名还没有生效。"))
