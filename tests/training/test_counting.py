"""Counting without a database: targets, boundaries, caps, what goes over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.counting.converting import hours_by, rule_for_amount
from training.counting.standing import Credit, capped, count, surplus, window
from training.enums import CourseNature, HourBasis, HourCategory, HourSource

CONCENTRATED, ONLINE = HourCategory.CONCENTRATED, HourCategory.ONLINE


@dataclass(frozen=True)
class Line:
    """A target as ``training.models.Target`` has it."""

    label: str = "目标"
    period: str = "year"
    first_year: int | None = None
    category: str = ONLINE
    hours: Decimal = Decimal(50)
    days: Decimal | None = None
    carries_over: bool = False
    carry_cap: Decimal | None = None
    promoted_months: int | None = None


@dataclass(frozen=True)
class Rule:
    """A rule as ``training.models.HourRule`` has it."""

    source: str
    basis: str
    hours: Decimal
    multiplier: Decimal = Decimal(1)
    days: Decimal = Decimal(0)
    cap_each: Decimal | None = None
    lesson_kind: str = ""
    minutes_from: int | None = None
    minutes_to: int | None = None


def credit(
    hours, *, year=2026, category=ONLINE, source=HourSource.ONLINE, nature="elective", days=0
) -> Credit:
    return Credit(year, category, source, nature, Decimal(hours), Decimal(days))


@pytest.mark.parametrize(
    ("hours", "owed", "percent"),
    [("0", "50", 0), ("38", "12", 76), ("49.75", "0.25", 99), ("50", "0", 100), ("61", "0", 100)],
)
def test_fifty_hours_a_year_online(hours, owed, percent):
    # 全国干部教育培训规划 (2023—2027): 50 hours a year online
    counter = count(Line(), [credit(hours), credit("9", category=CONCENTRATED)], year=2026)

    assert (counter.owed, counter.percent) == (Decimal(owed), percent)
    assert counter.due_on == dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("hours", "days", "owed"),
    [("89.75", "11.5", "0.25"), ("90", "0", "0"), ("72", "12", "0"), ("72", "11.5", "18")],
)
def test_ninety_hours_or_twelve_days(hours, days, owed):
    # 条例 art. 14: every year 12 days or 90 hours
    line = Line(category=CONCENTRATED, hours=Decimal(90), days=Decimal(12))

    assert count(line, [credit(hours, category=CONCENTRATED, days=days)], year=2026).owed == Decimal(owed)


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [(2023, 2023, 2027), (2027, 2023, 2027), (2028, 2028, 2032), (2022, 2018, 2022)],
)
def test_five_years_begin_with_the_first_year(year, first, last):
    assert window(Line(period="five_years", first_year=2023), year) == (first, last)


def test_five_years_add_up_and_the_years_to_come_do_not_count_yet():
    # 条例 art. 14: 550 hours in five years
    line = Line(period="five_years", first_year=2023, category=CONCENTRATED, hours=Decimal(550))
    ledger = [credit("200", year=year, category=CONCENTRATED) for year in (2022, 2023, 2024, 2025)]

    assert count(line, ledger, year=2024).owed == Decimal(150)
    assert count(line, ledger, year=2025).owed == 0
    assert count(line, ledger, year=2028).owed == Decimal(550)


@pytest.mark.parametrize(
    ("joined_on", "due_on"),
    [
        (None, dt.date(2027, 12, 31)),
        (dt.date(2025, 3, 31), dt.date(2026, 3, 31)),
        (dt.date(2024, 2, 29), dt.date(2025, 2, 28)),
        (dt.date(2027, 12, 5), dt.date(2028, 12, 5)),
        (dt.date(2021, 5, 1), dt.date(2027, 12, 31)),
    ],
)
def test_who_was_promoted_has_a_year(joined_on, due_on):
    # 条例 art. 14: promoted without having met it, within one year
    line = Line(period="five_years", first_year=2023, category=CONCENTRATED, promoted_months=12)

    assert count(line, [], year=2027, joined_on=joined_on).due_on == due_on


def test_caps_hold_for_a_source_and_a_year_and_spare_required_courses():
    # The Nanjing scheme: hours out of town up to 48 a year
    ledger = [
        credit("30", source=HourSource.OUT_OF_TOWN, category=CONCENTRATED, days=5),
        credit("30", source=HourSource.OUT_OF_TOWN, category=CONCENTRATED, nature="required", days=5),
        credit("30", source=HourSource.OUT_OF_TOWN, category=CONCENTRATED, year=2025),
        credit("30", source=HourSource.OFFLINE, category=CONCENTRATED),
    ]
    caps = {2026: {"out_of_town": Decimal(48)}, 2025: {"out_of_town": Decimal(48)}}

    found = {(row.year, row.source, row.nature): (row.hours, row.days) for row in capped(ledger, caps)}

    assert found == {
        (2026, "out_of_town", "required"): (Decimal(30), Decimal(5)),
        (2026, "out_of_town", "elective"): (Decimal(18), Decimal(3)),
        (2025, "out_of_town", "elective"): (Decimal(30), Decimal(0)),
        (2026, "offline", "elective"): (Decimal(30), Decimal(0)),
    }


@pytest.mark.parametrize(
    ("last_year", "cap", "carried"),
    [("84", None, "0"), ("100", None, "16"), ("100", "10", "10"), ("20", None, "0")],
)
def test_what_is_beyond_a_target_goes_over(last_year, cap, carried):
    # The Nanjing scheme: total 84, surplus goes to the next year
    line = Line(
        category="total", hours=Decimal(84), carries_over=True, carry_cap=Decimal(cap) if cap else None
    )
    ledger = [credit(last_year, year=2025), credit("60", year=2026)]

    counter = count(line, ledger, year=2026, former=line)

    assert counter.carried == Decimal(carried)
    assert counter.owed == Decimal(84) - Decimal(60) - Decimal(carried)


def test_what_went_over_does_not_go_over_again():
    line = Line(category="total", hours=Decimal(84), carries_over=True)
    ledger = [credit("120", year=2024), credit("84", year=2025)]

    assert count(line, ledger, year=2025, former=line).carried == 36
    assert count(line, ledger, year=2026, former=line).carried == 0


def test_required_hours_are_those_of_required_courses():
    line = Line(category="required", hours=Decimal(56))
    ledger = [credit("30", nature=CourseNature.REQUIRED), credit("99")]

    assert count(line, ledger, year=2026).owed == Decimal(26)


@pytest.mark.parametrize(
    ("source", "basis", "amount", "hours"),
    [
        # The Nanjing scheme: day 6, half day 3, teaching five times, abroad up to 24
        (HourSource.OFFLINE, HourBasis.DAY, "3", "18"),
        (HourSource.OFFLINE, HourBasis.HALF_DAY, "1", "3"),
        (HourSource.TEACHING, HourBasis.HOUR, "2.5", "12.5"),
        (HourSource.ABROAD, HourBasis.DAY, "10", "24"),
        (HourSource.PAPER, HourBasis.ONCE, "2", "24"),
        (HourSource.PAPER, HourBasis.DAY, "2", None),
    ],
)
def test_amounts_become_hours(source, basis, amount, hours):
    rules = [
        Rule("offline", "day", Decimal(6)),
        Rule("offline", "half_day", Decimal(3)),
        Rule("teaching", "hour", Decimal(1), multiplier=Decimal(5)),
        Rule("abroad", "day", Decimal(6), cap_each=Decimal(24)),
        Rule("paper", "once", Decimal(12)),
    ]

    rule = rule_for_amount(rules, source=source, basis=basis)

    assert (hours_by(rule, Decimal(amount)) if rule else None) == (Decimal(hours) if hours else None)


credits_of_people = st.lists(
    st.builds(
        Credit,
        year=st.integers(2023, 2027),
        category=st.sampled_from(HourCategory.values),
        source=st.sampled_from(["online", "offline", "out_of_town"]),
        nature=st.sampled_from(CourseNature.values),
        hours=st.decimals("0", "99", places=2),
    ),
    max_size=30,
)


@given(credits_of_people, st.randoms())
def test_order_plays_no_part(ledger, random):
    caps = {2026: {"out_of_town": Decimal(20)}}
    mixed = ledger.copy()
    random.shuffle(mixed)

    assert capped(ledger, caps) == capped(mixed, caps)


@given(credits_of_people, st.sampled_from(["out_of_town", "online"]), st.decimals("0", "99", places=2))
def test_a_cap_is_kept_and_nothing_else_is_cut(ledger, source, cap):
    found = capped(ledger, {2026: {source: cap}})

    for year in range(2023, 2028):
        for name in ("online", "offline", "out_of_town"):
            before = sum((c.hours for c in ledger if (c.year, c.source) == (year, name)), Decimal(0))
            after = sum((c.hours for c in found if (c.year, c.source) == (year, name)), Decimal(0))
            assert after == (min(before, cap) if (year, name) == (2026, source) else before)


@given(credits_of_people)
def test_nothing_more_is_owed_after_more_was_earned(ledger):
    line = Line(category="total", hours=Decimal(84), carries_over=True)
    before = count(line, capped(ledger, {}), year=2026, former=line)
    after = count(line, capped([*ledger, credit("5")], {}), year=2026, former=line)

    assert 0 <= after.owed <= before.owed
    assert after.percent >= before.percent
    assert surplus(line, capped(ledger, {}), 2026) >= 0
