"""Hours of a lesson by the tables every installation begins with, and by tables of another kind."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from training.enums import HourBasis, HourSource, LessonKind, TableState
from training.models import HourRule, HourRuleTable
from training.selectors.hour_rules import leave_limit, lesson_hours, rule_for, rules_in_force

pytestmark = pytest.mark.django_db

ON = dt.date(2026, 3, 1)


def _hours(*, kind, seconds, on):
    return lesson_hours(kind=kind, seconds=seconds, rules=rules_in_force(HourSource.ONLINE, on=on))


@pytest.mark.parametrize(
    ("kind", "seconds", "hours"),
    [
        # 云南省干部在线学习学院: from 30 minutes 1, 15 to 30 0.5, up to 15 0.25, passed test 0.5
        (LessonKind.VIDEO, 3600, "1"),
        (LessonKind.VIDEO, 1800, "1"),
        (LessonKind.VIDEO, 1799, "0.5"),
        (LessonKind.VIDEO, 901, "0.5"),
        (LessonKind.VIDEO, 900, "0.25"),
        (LessonKind.VIDEO, 1, "0.25"),
        (LessonKind.VIDEO, 0, "0"),
        (LessonKind.ARTICLE, 1200, "0.5"),
        (LessonKind.RULE_READING, 1800, "1"),
        (LessonKind.QUIZ, 0, "0.5"),
        (LessonKind.QUIZ, 5400, "0.5"),
        (LessonKind.SESSION, 9000, "0"),
        (LessonKind.EXTERNAL, 9000, "0"),
    ],
)
def test_hours_of_a_lesson(kind, seconds, hours):
    given, source = _hours(kind=kind, seconds=seconds, on=ON)

    assert given == Decimal(hours)
    assert bool(source) is (given > 0)
    if source:
        assert source["issuer"] == "云南省干部在线学习学院"
        assert source["document"]


def test_before_the_table_was_in_force_nothing_is_given():
    assert _hours(kind=LessonKind.VIDEO, seconds=3600, on=dt.date(2024, 1, 1)) == (Decimal(0), {})
    assert _hours(kind=LessonKind.VIDEO, seconds=3600, on=dt.date(2024, 1, 2))[0] == 1


def test_a_newer_version_counts_from_its_day():
    old = HourRuleTable.objects.get(name="网络课程学时标准")
    old.effective_to = dt.date(2026, 1, 1)
    old.save()
    new = HourRuleTable.objects.create(
        name=old.name,
        version=2,
        issuer="示例市",
        document="示例文件",
        state=TableState.IN_FORCE,
        effective_from=dt.date(2026, 1, 1),
    )
    HourRule.objects.create(
        table=new, label="每课", source="online", category="online", basis="once", hours=Decimal("2")
    )

    assert _hours(kind=LessonKind.VIDEO, seconds=60, on=dt.date(2025, 12, 31))[0] == Decimal("0.25")
    given, source = _hours(kind=LessonKind.VIDEO, seconds=60, on=dt.date(2026, 1, 1))
    assert (given, source["version"]) == (2, 2)


def test_days_follow_the_regulations_and_the_example_stays_an_example():
    # 条例 art. 14: 12 days or 90 hours; the Nanjing scheme would give 6 a day, 3 each half day.
    day = rule_for(source=HourSource.OFFLINE, basis=HourBasis.DAY, on=ON)
    half = rule_for(source=HourSource.OFFLINE, basis=HourBasis.HALF_DAY, on=ON)

    assert day is not None
    assert half is not None
    assert (day.hours, half.hours) == (Decimal("7.5"), Decimal("3.75"))
    assert rule_for(source=HourSource.TEACHING, basis=HourBasis.HOUR, on=ON) is None
    assert HourRuleTable.objects.get(state=TableState.EXAMPLE).rules.get(source="teaching").multiplier == 5


def test_leave_is_limited_to_a_seventh():
    # 条例 art. 15
    table = leave_limit(ON)
    assert table is not None
    assert (table.leave_one_in, "第十五条" in table.document) == (7, True)
    assert leave_limit(dt.date(2023, 10, 16)) is None
