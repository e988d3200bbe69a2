"""The one place that reads the clock; everything below an edge is given its time as ``at=``."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, with time zone."""
    return timezone.now()


def today() -> date:
    """The present day in the portal's time zone (Asia/Shanghai)."""
    return timezone.localdate(now())
