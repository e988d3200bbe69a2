"""What a class still lacks before it can be closed (结班)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from training.enums import ClassDocumentKind, ClassState
from training.models import ClassResult, TrainingClass
from training.selectors.attendance import undecided
from training.selectors.classes import REQUIRED_DOCUMENTS


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing a class needs to be closed; ``place`` is the screen where it is done."""

    label: str
    is_met: bool
    detail: str
    place: str


def requirements(klass: TrainingClass, *, at: dt.datetime) -> list[Requirement]:
    """Papers, sessions and attendance, in the order in which one works through them."""
    kinds = set(klass.documents.values_list("kind", flat=True))
    found = [
        Requirement(str(ClassDocumentKind(kind).label), kind in kinds, _paper(kind in kinds), "documents")
        for kind in REQUIRED_DOCUMENTS
    ]
    return [*found, _running(klass), _sessions(klass, at), _attendance(klass)]


def results_of(klass: TrainingClass) -> list[ClassResult]:
    """What came of everybody; one query."""
    rows = klass.results.select_related("enrollment__learner", "enrollment__unit")
    return list(rows.order_by("enrollment_id"))


def _paper(is_there: bool) -> str:
    return _("已上传") if is_there else _("还没有上传")


def _running(klass: TrainingClass) -> Requirement:
    is_running = klass.state == ClassState.RUNNING
    return Requirement(
        _("班次已开班"),
        is_running,
        _("状态：%(state)s") % {"state": klass.get_state_display()},
        "overview",
    )


def _sessions(klass: TrainingClass, at: dt.datetime) -> Requirement:
    ends = list(klass.sessions.values_list("ends_at", flat=True))
    left = sum(end > at for end in ends)
    if not ends:
        return Requirement(_("课程表"), False, _("课程表是空的"), "timetable")
    said = _("共 %(number)d 节，都已结束") if not left else _("共 %(number)d 节，还有 %(left)d 节没有结束")
    return Requirement(_("课程都已结束"), left == 0, said % {"number": len(ends), "left": left}, "timetable")


def _attendance(klass: TrainingClass) -> Requirement:
    missing = undecided(klass)
    number = sum(people for _session, people in missing)
    said = (
        _("%(sessions)d 节课还有 %(number)d 人次没有登记") % {"sessions": len(missing), "number": number}
        if number
        else _("每节课、每个人都已登记")
    )
    return Requirement(_("考勤登记完毕"), number == 0, said, "attendance")
