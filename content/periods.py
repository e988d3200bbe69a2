"""When something takes place, in the words of a notice."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_WEEKDAYS = tuple(
    gettext_lazy(name) for name in ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
)


def write_period(starts_at: datetime, ends_at: datetime) -> str:
    """A period as a sentence has it: 2026年11月28日（星期六）9:00至11:30.

    The year is said once where both days are of one year, the day once where it is one day, and whole days
    (from 0:00 to 23:59 or the next 0:00) have no hours.
    """
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    if is_whole_days(start, end):
        last = _last_day(start, end)
        if last.date() == start.date():
            return _("{day}全天").format(day=_write_day(start))
        return _("{start}至{end}").format(start=_write_day(start), end=_write_day(last, beside=start))
    if start.date() == end.date():
        return _("{day}{start}至{end}").format(
            day=_write_day(start), start=_write_hour(start), end=_write_hour(end)
        )
    return _("{start}{first}至{end}{last}").format(
        start=_write_day(start),
        first=_write_hour(start),
        end=_write_day(end, beside=start),
        last=_write_hour(end),
    )


def write_hours(starts_at: datetime, ends_at: datetime) -> str:
    """The hours alone, beside a date: 9:00–11:30; for more than one day its end: 至 11-30."""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    last = _last_day(start, end)
    if last.date() != start.date():
        same_year = last.year == start.year
        return _("至 {day}").format(day=f"{last:%m-%d}" if same_year else f"{last:%Y-%m-%d}")
    return _("全天") if is_whole_days(start, end) else f"{_write_hour(start)}–{_write_hour(end)}"


def is_whole_days(start: datetime, end: datetime) -> bool:
    """Whether a local period has no hours."""
    return start.time() == time(0, 0) and (end.hour, end.minute) in {(23, 59), (0, 0)}


def _last_day(start: datetime, end: datetime) -> datetime:
    """The last day that is touched: one that ends at 0:00 ended the day before."""
    if end.time() == time(0, 0):
        return max(start, end.replace(hour=0) - timedelta(seconds=1))
    return end


def _write_day(day: datetime, beside: datetime | None = None) -> str:
    year = "" if beside is not None and beside.year == day.year else _("{year}年").format(year=day.year)
    words = _("{year}{month}月{day}日（{weekday}）")
    return words.format(year=year, month=day.month, day=day.day, weekday=_WEEKDAYS[day.weekday()])


def _write_hour(moment: datetime) -> str:
    return f"{moment.hour}:{moment.minute:02}"
