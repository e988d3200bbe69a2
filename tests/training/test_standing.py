"""Where people stand by the tables every installation begins with; groups of ranks over time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from tests.factories.accounts import make_user
from tests.factories.hours import make_credit
from training.enums import HourCategory, TableState
from training.models import HourRule, HourRuleTable, RankPeriod, Target, TargetTable
from training.querysets import AppendOnlyError
from training.selectors.hours import standing_of, standings_of
from training.selectors.standings import Wanted, standings_page, unmapped_ranks
from training.services.ranking import note_ranks

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)
CONCENTRATED = HourCategory.CONCENTRATED


def figures(person, *, year=2026, today=TODAY) -> dict[str, tuple[Decimal, Decimal]]:
    """Counted and owed by the name of the target."""
    standing = standing_of(person, year=year, today=today)
    return {counter.target.label: (counter.counted, counter.owed) for counter in standing.counters}


@pytest.mark.parametrize(
    ("rank", "targets"),
    [
        # 条例 art. 14: county level and 四级调研员 upward 550 hours in five years, below 90 hours a year;
        # 规划 2023—2027: everybody 50 hours a year online
        ("县处级正职", {"年度网络培训": 50, "五年集中培训": 550}),
        ("四级调研员", {"年度网络培训": 50, "五年集中培训": 550}),
        ("一级主任科员", {"年度网络培训": 50, "年度集中培训": 90}),
        ("乡科级副职", {"年度网络培训": 50, "年度集中培训": 90}),
        (" 四级主任科员 ", {"年度网络培训": 50, "年度集中培训": 90}),
        ("村党支部书记", {"年度网络培训": 50}),
        ("", {"年度网络培训": 50}),
    ],
)
def test_targets_by_rank(rank, targets):
    found = figures(make_user(rank=rank))

    assert {label: int(owed) for label, (_counted, owed) in found.items()} == targets


def test_what_was_earned_counts_where_it_belongs(reader):
    reader.rank = "一级科员"
    make_credit(reader, "38")
    make_credit(reader, "20", category=CONCENTRATED)
    make_credit(reader, "99", year=2025)
    make_credit(make_user(), "99")

    assert figures(reader) == {"年度网络培训": (38, 12), "年度集中培训": (20, 70)}
    assert figures(reader, year=2025) == {"年度网络培训": (99, 0), "年度集中培训": (0, 90)}


@pytest.mark.parametrize(
    ("year", "labels"),
    [
        (2022, set()),
        (2023, {"年度网络培训", "年度集中培训"}),  # 条例 of 2023-10-17: in force on the last day
        (2027, {"年度网络培训", "年度集中培训"}),
        (2028, {"年度集中培训"}),  # the plan ends with 2027
    ],
)
def test_targets_of_a_year_are_those_of_its_last_day(year, labels):
    assert set(figures(make_user(rank="科员"), year=year, today=dt.date(year, 6, 1))) == labels


def test_the_group_of_the_last_day_counts_and_the_year_goes_on_with_todays(reader):
    groups = {row.name[:2]: row for row in {target.group for target in Target.objects.all()} - {None}}
    below, above = groups["乡科"], groups["县处"]
    reader.rank = "县处级副职"
    RankPeriod.objects.create(learner=reader, group=below, rank="正科级", from_on=dt.date(2024, 1, 5))
    RankPeriod.objects.create(learner=reader, group=above, rank="县处级副职", from_on=dt.date(2025, 7, 1))

    assert "年度集中培训" in figures(reader, year=2024, today=TODAY)
    assert "年度集中培训" in figures(reader, year=2025, today=dt.date(2025, 6, 30))
    assert "五年集中培训" in figures(reader, year=2025, today=dt.date(2025, 7, 1))
    assert "五年集中培训" in figures(reader, year=2025, today=TODAY)
    assert "年度集中培训" in figures(reader, year=2023, today=TODAY)  # before the first record: as in it
    counters = standing_of(reader, year=2025, today=TODAY).counters
    due = {counter.target.label: counter.due_on for counter in counters}
    # Promoted on 1 July 2025: the five years' target within a year (条例 art. 14).
    assert due == {"年度网络培训": dt.date(2025, 12, 31), "五年集中培训": dt.date(2026, 7, 1)}


def test_a_table_with_caps_and_carry_over_when_put_in_force(reader):
    table = HourRuleTable.objects.create(
        name="示例规则",
        issuer="示例",
        document="示例",
        effective_from=dt.date(2025, 1, 1),
        state=TableState.IN_FORCE,
    )
    HourRule.objects.create(
        table=table,
        label="外出",
        source="out_of_town",
        category=CONCENTRATED,
        basis="day",
        hours=Decimal(6),
        cap_per_year=Decimal(48),
    )
    TargetTable.objects.filter(state=TableState.IN_FORCE).update(effective_to=dt.date(2025, 1, 1))
    TargetTable.objects.filter(state=TableState.EXAMPLE).update(state=TableState.IN_FORCE)
    make_credit(reader, "60", category=CONCENTRATED, source="out_of_town", year=2025)
    make_credit(reader, "50", year=2025, nature="required")
    make_credit(reader, "9")

    # 2025: 48 of 60 and 50 are 98, 14 beyond 84; Nanjing: total 84, required 56, online 10
    assert figures(reader, year=2025) == {"年度总学时": (98, 0), "年度必修": (50, 6), "年度网络必学": (50, 0)}
    assert figures(reader) == {"年度总学时": (23, 61), "年度必修": (0, 56), "年度网络必学": (9, 1)}


def test_one_person_costs_five_queries_and_so_do_three(reader, django_assert_num_queries):
    make_credit(reader, "3")
    people = [reader, make_user(rank="科员"), make_user()]
    with django_assert_num_queries(5):
        standing_of(reader, year=2026, today=TODAY)
    with django_assert_num_queries(5):
        standings_of(people, year=2026, today=TODAY)


# ---- record of ranks --------------------------------------------------------------------


def test_changes_of_rank_are_recorded_once():
    person, other = make_user(rank="科员"), make_user(rank="县处级正职")
    make_user(rank="没有对应")

    assert note_ranks(today=dt.date(2026, 1, 1)) == 2
    assert note_ranks(today=dt.date(2026, 1, 2)) == 0
    person.rank = "县处级副职"
    person.save()
    other.rank = "正处级"  # the same group
    other.save()
    assert note_ranks(today=dt.date(2026, 3, 1)) == 1
    assert note_ranks(today=dt.date(2026, 3, 1)) == 0

    rows = list(RankPeriod.objects.filter(learner=person).order_by("pk").values_list("from_on", "rank"))
    assert rows == [(dt.date(2026, 1, 1), "科员"), (dt.date(2026, 3, 1), "县处级副职")]
    with pytest.raises(AppendOnlyError):
        RankPeriod.objects.all().delete()


def test_ranks_without_a_group_are_listed_most_frequent_first():
    for rank in ("村支书", "村支书", "网格员", "科员", ""):
        make_user(rank=rank)
    make_user(rank="停用", is_active=False)

    assert unmapped_ranks() == [("村支书", 2), ("网格员", 1)]


# ---- a trainer's people -----------------------------------------------------------------


def test_people_are_paged_by_key_and_narrowed(district, other_district):
    people = [make_user(unit=district, rank="科员", name=f"示例人{number}") for number in range(7)]
    foreign = make_user(unit=other_district, rank="县处级正职")
    for person in people[:3]:
        make_credit(person, "50")
        make_credit(person, "90", category=CONCENTRATED)
    group = standing_of(foreign, year=2026, today=TODAY).group_id

    def ids(**wanted) -> list[int]:
        rows, after = [], 0
        while after is not None:
            page = standings_page(Wanted(year=2026, **wanted), after=after, today=TODAY, size=2)
            rows += [row.learner.pk for row in page.rows]
            after = page.after
        return rows

    keys = [person.pk for person in people]
    assert ids(path=district.path) == keys
    assert ids(path=district.path, only_behind=True) == keys[3:]
    assert ids(path="") == [*keys, foreign.pk]
    assert ids(path="", group_id=group) == [foreign.pk]
    assert ids(path=district.path, words="示例人3") == [keys[3]]


def test_a_page_of_people_asks_as_often_for_three_as_for_one(district):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            standings_page(Wanted(path=district.path, year=2026, only_behind=True), after=0, today=TODAY)
        return len(found)

    make_user(Role.READER, unit=district)
    before = queries()
    for _number in range(2):
        make_credit(make_user(unit=district, rank="科员"), "1")
    assert queries() == before
