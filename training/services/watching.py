"""Play sessions and heartbeats: how time spent on a lesson comes to be counted.

The rule itself is ``training.watching.crediting``; reasons: docs/decisions/0019-watch-time.md.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.models import User
from training.enums import COUNTED, TIMED, EventKind, FlagCode, LessonKind, PlayEnding, Refusal
from training.models import Enrollment, LessonProgress, LessonVersion, PlaySession
from training.services import play_tokens
from training.services.beat_rows import BeatChange, BeatRow, read_row, write_row
from training.services.completing import complete_lesson
from training.services.flagging import flag, flag_switching
from training.services.recording import record
from training.watching.claims import Claim
from training.watching.crediting import ALLOWED_RATE, CATCH_UP_MS, READING_RATE, Credit, Cut, credit
from training.watching.ranges import total

if TYPE_CHECKING:
    from training.services.play_tokens import PlayToken

# Claims refused in one session from which on a trainer is told.
FLAG_FROM_SECONDS = 60
_TRIES = 5


class BeatRefusedError(Exception):
    """A heartbeat that is not counted at all; ``refusal`` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Started:
    """A new session: its token, and what the lesson's progress is."""

    token: str
    credited_seconds: int
    ranges: list[list[int]]
    position: int


@transaction.atomic
def start(*, enrollment: Enrollment, lesson: LessonVersion, at: dt.datetime) -> Started:
    """Begin to count a person's time on a lesson; whatever else the person has open stops counting.

    Args:
        enrollment: active or completed, of the version the lesson is of.
        lesson: of a kind that time completes.

    Raises:
        BeatRefusedError: the enrollment does not allow it, or time is not what completes the lesson.

    Side effects:
        Ends the person's other session, makes the progress of the lesson, logs its first start.
    """
    if enrollment.state not in COUNTED or lesson.version_id != enrollment.version_id:
        raise BeatRefusedError(Refusal.CLOSED)
    if lesson.kind not in TIMED:
        raise BeatRefusedError(Refusal.BAD_REQUEST)
    # Two pages opened at once: one after the other.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=enrollment.learner_id)
    end_sessions(learner_id=enrollment.learner_id, ending=PlayEnding.SUPERSEDED, at=at)
    progress, _created = LessonProgress.objects.get_or_create(
        enrollment=enrollment, lesson=lesson, defaults={"started_at": at, "last_at": at}
    )
    session = PlaySession.objects.create(
        learner_id=enrollment.learner_id,
        progress=progress,
        nonce=secrets.token_hex(8),
        started_at=at,
        last_at=at,
    )
    record(
        key=f"lesson-started:{enrollment.pk}:{lesson.pk}",
        kind=EventKind.LESSON_STARTED,
        enrollment=enrollment,
        lesson=lesson,
        at=at,
    )
    flag_switching(enrollment=enrollment, lesson=lesson, at=at)
    token = play_tokens.PlayToken(
        session.pk, enrollment.learner_id, lesson.pk, session.nonce, int(at.timestamp())
    )
    return Started(play_tokens.sign(token), progress.credited_seconds, progress.ranges, progress.position)


def end_sessions(*, learner_id: int, ending: PlayEnding, at: dt.datetime) -> int:
    """End the session a person has open; what was played until now can still be reported.

    Returns:
        How many ended: none or one.
    """
    open_ones = PlaySession.objects.filter(learner_id=learner_id, ended_at__isnull=True)
    return open_ones.update(ended_at=at, ending=ending)


def beat(*, claim: Claim, at: dt.datetime) -> str:
    """Take one heartbeat; when this returns (outside a transaction), it is in the database.

    A number that was taken before gets the answer it got. One that arrives late in a session that has ended
    is credited up to the end of the session.

    Returns:
        The answer, as JSON: ``credited`` seconds in all, ``added`` ranges, ``refused`` seconds with ``code``
        and ``text``, ``completed``.

    Raises:
        BeatRefusedError: nothing was counted.
    """
    token = _token(claim, at)
    for _try in range(_TRIES):
        row = _own_row(read_row(token.session_id), token)
        _check(row, at)
        if claim.sequence <= row.last_seq:
            return row.answer
        answer = _take(row, claim, at)
        if answer is not None:
            return answer
    raise BeatRefusedError(Refusal.BUSY)


def _token(claim: Claim, at: dt.datetime) -> PlayToken:
    try:
        token = play_tokens.read(claim.token)
    except play_tokens.BadTokenError as error:
        raise BeatRefusedError(Refusal.BAD_TOKEN) from error
    if token.is_expired(at):
        raise BeatRefusedError(Refusal.EXPIRED)
    return token


def _own_row(row: BeatRow | None, token: PlayToken) -> BeatRow:
    whose = (token.learner_id, token.lesson_id, token.nonce)
    if row is None or (row.learner_id, row.lesson_id, row.nonce) != whose:
        raise BeatRefusedError(Refusal.BAD_TOKEN)
    return row


def _check(row: BeatRow, at: dt.datetime) -> None:
    """Refuse whoever may not learn here any more: it holds from the next heartbeat."""
    if not row.is_active:
        raise BeatRefusedError(Refusal.DISABLED)
    if row.enrollment_state not in COUNTED:
        raise BeatRefusedError(Refusal.CLOSED)
    if row.ended_at is not None and _milliseconds(at - row.ended_at) > CATCH_UP_MS:
        raise BeatRefusedError(Refusal(row.ending))


def _take(row: BeatRow, claim: Claim, at: dt.datetime) -> str | None:
    """Credit a heartbeat and write it; None where another came between."""
    counted_at = at if row.ended_at is None else min(at, row.ended_at)
    result = credit(
        have=row.ranges,
        claimed=claim.segments,
        length=row.seconds,
        elapsed_ms=_milliseconds(counted_at - row.last_at),
        bank_ms=row.bank_ms,
        rate=ALLOWED_RATE if row.kind == LessonKind.VIDEO else READING_RATE,
    )
    credited = total(result.ranges)
    completes = not row.is_completed and credited >= row.needed_seconds
    answer = _answer(row, result, credited, is_completed=row.is_completed or completes)
    change = BeatChange(
        sequence=claim.sequence,
        at=max(counted_at, row.last_at),  # a clock that was set back gives nothing twice
        bank_ms=result.bank_ms,
        ranges=result.ranges,
        credited_seconds=credited,
        added=total(result.added),
        refused=result.refused,
        position=min(claim.position, row.seconds),
        answer=answer,
    )
    written = _write_completing(row, change, at) if completes else write_row(row, change)
    if written and result.cut is not None:
        _flag(row, result, at)
    return answer if written else None


def _write_completing(row: BeatRow, change: BeatChange, at: dt.datetime) -> bool:
    """Write the heartbeat that completes the lesson together with what follows from it."""
    with transaction.atomic():
        if not write_row(row, change):
            return False
        complete_lesson(
            enrollment=Enrollment.objects.get(pk=row.enrollment_id),
            lesson=LessonVersion.objects.get(pk=row.lesson_id),
            at=at,
            data={"seconds": change.credited_seconds},
        )
    return True


def _answer(row: BeatRow, result: Credit, credited: int, *, is_completed: bool) -> str:
    refusal = _refusal(row, result)
    said: dict[str, Any] = {
        "credited": credited,
        "added": result.added,
        "refused": result.refused,
        "code": refusal.value if refusal else "",
        "text": str(refusal.label) if refusal else "",
        "completed": is_completed,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _refusal(row: BeatRow, result: Credit) -> Refusal | None:
    """What the learner has to be told: first that this page no longer counts."""
    if row.ending:
        return Refusal(row.ending)
    return Refusal(result.cut.value) if result.cut else None


def _flag(row: BeatRow, result: Credit, at: dt.datetime) -> None:
    refused = row.refused_seconds + result.refused
    codes = {Cut.TOO_FAST: FlagCode.TOO_FAST, Cut.OUTSIDE: FlagCode.OUTSIDE}
    code = codes.get(result.cut) if result.cut else None
    if code is not None and refused >= FLAG_FROM_SECONDS:
        flag(
            key=f"flag:{row.session_id}:{code.value}",
            code=code,
            enrollment=Enrollment.objects.get(pk=row.enrollment_id),
            lesson=LessonVersion.objects.get(pk=row.lesson_id),
            at=at,
            data={"session": row.session_id, "refused": refused},
        )


def _milliseconds(span: dt.timedelta) -> int:
    return span // dt.timedelta(milliseconds=1)
