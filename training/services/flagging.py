"""Telling trainers of study that looks wrong. It takes nothing from anybody: what was credited stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F

from training.enums import EventKind, FlagCode, PlayEnding
from training.models import Enrollment, LessonVersion, PlaySession
from training.services.recording import record

# So many sessions of a person cut off by another one in an hour, whose page went on all the same: two people
# at one account rather than somebody who reloads a page or picks up the telephone.
SWITCHES = 6
_PERIOD = dt.timedelta(hours=1)


def flag(
    *,
    key: str,
    code: FlagCode,
    enrollment: Enrollment,
    lesson: LessonVersion,
    at: dt.datetime,
    data: dict[str, Any],
) -> bool:
    """Put a remark for the trainers into the event log, once per ``key``."""
    return record(
        key=key,
        kind=EventKind.FLAGGED,
        enrollment=enrollment,
        lesson=lesson,
        at=at,
        data={"code": code.value, **data},
    )


def flag_switching(*, enrollment: Enrollment, lesson: LessonVersion, at: dt.datetime) -> None:
    """Flag a person whose sessions keep cutting each other off; once an hour at most."""
    cut_off = PlaySession.objects.filter(
        learner_id=enrollment.learner_id,
        ending=PlayEnding.SUPERSEDED,
        ended_at__gt=at - _PERIOD,
        last_at=F("ended_at"),  # a heartbeat came after the end and was counted up to it
    ).count()
    if cut_off >= SWITCHES:
        flag(
            key=f"flag:switching:{enrollment.learner_id}:{int(at.timestamp()) // 3600}",
            code=FlagCode.SWITCHING,
            enrollment=enrollment,
            lesson=lesson,
            at=at,
            data={"sessions": cut_off},
        )
