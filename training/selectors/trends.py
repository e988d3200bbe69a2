"""The figures of past days."""

from __future__ import annotations

import datetime as dt

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import OrgUnit
from content.charting import draw_lines
from training.models import CompletionTrend
from training.models.boards import NONE
from training.selectors.boards import BoardFilter

DAYS = 90
_FEWEST = 2  # one day is no line


def trend_chart(unit: OrgUnit, chosen: BoardFilter, *, on: dt.date) -> SafeString | None:
    """Enrolled, completed and overdue of a unit through the last 90 days; None where nothing is kept.

    Days are kept of the city, districts and towns, for all courses, and for each course down to districts;
    not for single classes and years.
    """
    if chosen.klass_id is not None or chosen.year is not None:
        return None
    days = CompletionTrend.objects.filter(
        unit_id=unit.pk, course_id=chosen.course_id or NONE, day__gt=on - dt.timedelta(days=DAYS)
    )
    rows = list(days.order_by("day").values_list("day", "enrolled", "completed", "overdue"))
    if len(rows) < _FEWEST:
        return None
    lines = {
        _("报名"): [row[1] for row in rows],
        _("完成"): [row[2] for row in rows],
        _("逾期"): [row[3] for row in rows],
    }
    return draw_lines([row[0].strftime("%m-%d") for row in rows], lines, name=_("最近 90 天的完成情况"))
