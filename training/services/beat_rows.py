"""The rows of a heartbeat, in as few statements as the database allows: this is the busiest path there is.

One statement reads. On PostgreSQL one statement writes session and progress together; SQLite has no such
statement, there it is a short transaction. What was read is compared when it is written (the session's last
number, the seconds credited, which only grow), so that two heartbeats at once cannot both be counted on the
same state. Raw SQL, because building these statements anew would take longer than running them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from training.watching.ranges import Ranges

_READ = """
SELECT s.learner_id, s.nonce, s.last_seq, s.last_at, s.bank_ms, s.refused_seconds, s.answer, s.ended_at,
       s.ending, p.id, p.ranges, p.credited_seconds, p.completed_at, p.lesson_id, l.kind, l.seconds,
       l.needed_seconds, e.id, e.state, u.is_active
FROM training_playsession s
JOIN training_lessonprogress p ON p.id = s.progress_id
JOIN training_lessonversion l ON l.id = p.lesson_id
JOIN training_enrollment e ON e.id = p.enrollment_id
JOIN accounts_user u ON u.id = s.learner_id
WHERE s.id = %s
"""
_SESSION = """
UPDATE training_playsession SET last_seq = %s, last_at = %s, bank_ms = %s,
       credited_seconds = credited_seconds + %s, refused_seconds = refused_seconds + %s, answer = %s
"""
_PROGRESS = """
UPDATE training_lessonprogress SET ranges = {ranges}, credited_seconds = %s,
       refused_seconds = refused_seconds + %s, position = %s, last_at = %s
"""
# The row of the progress is locked and compared first: its change must not come without the session's.
_BOTH = f"""
WITH progress AS (
    SELECT id FROM training_lessonprogress WHERE id = %s AND credited_seconds = %s FOR UPDATE
), session AS (
    {_SESSION} FROM progress WHERE training_playsession.id = %s AND last_seq = %s RETURNING progress.id
)
{_PROGRESS.format(ranges="%s::jsonb")} FROM session WHERE training_lessonprogress.id = session.id
"""  # noqa: S608 - put together from constants alone
_SESSION_ALONE = f"{_SESSION} WHERE id = %s AND last_seq = %s"
_PROGRESS_ALONE = f"{_PROGRESS.format(ranges='%s')} WHERE id = %s AND credited_seconds = %s"


@dataclass(frozen=True, slots=True)
class BeatRow:
    """A session with the progress, lesson, enrollment and person it belongs to, as they stand."""

    session_id: int
    learner_id: int
    nonce: str
    last_seq: int
    last_at: dt.datetime
    bank_ms: int
    refused_seconds: int
    answer: str
    ended_at: dt.datetime | None
    ending: str
    progress_id: int
    ranges: Ranges
    credited_seconds: int
    is_completed: bool
    lesson_id: int
    kind: str
    seconds: int
    needed_seconds: int
    enrollment_id: int
    enrollment_state: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class BeatChange:
    """What a heartbeat makes of them."""

    sequence: int
    at: dt.datetime
    bank_ms: int
    ranges: Ranges
    credited_seconds: int
    added: int
    refused: int
    position: int
    answer: str


def read_row(session_id: int) -> BeatRow | None:
    """The rows of a session; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [session_id])
        row = cursor.fetchone()
    return None if row is None else _made(session_id, row)


def write_row(row: BeatRow, change: BeatChange) -> bool:
    """Write a heartbeat if nothing came between.

    Returns:
        Whether it was written; False: what was read is no longer so, and nothing was written.
    """
    at = connection.ops.adapt_datetimefield_value(change.at)
    session: list[Any] = [change.sequence, at, change.bank_ms, change.added, change.refused, change.answer]
    session += [row.session_id, row.last_seq]
    ranges = json.dumps(change.ranges, separators=(",", ":"))
    progress: list[Any] = [ranges, change.credited_seconds, change.refused, change.position, at]
    state = [row.progress_id, row.credited_seconds]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_BOTH, [*state, *session, *progress])
            return bool(cursor.rowcount == 1)
    with transaction.atomic():
        written = _changes_one(_SESSION_ALONE, session) and _changes_one(_PROGRESS_ALONE, progress + state)
        if not written:
            transaction.set_rollback(True)
    return written


def _made(session_id: int, row: Sequence[Any]) -> BeatRow:
    learner, nonce, sequence, last_at, bank_ms, refused, answer, ended_at, ending = row[:9]
    progress, ranges, credited, completed_at = row[9:13]
    lesson, kind, seconds, needed, enrollment, state, is_active = row[13:]
    return BeatRow(
        session_id=session_id,
        learner_id=learner,
        nonce=nonce,
        last_seq=sequence,
        last_at=_moment(last_at),
        bank_ms=bank_ms,
        refused_seconds=refused,
        answer=answer,
        ended_at=None if ended_at is None else _moment(ended_at),
        ending=ending,
        progress_id=progress,
        ranges=[(start, end) for start, end in json.loads(ranges)],
        credited_seconds=credited,
        is_completed=completed_at is not None,
        lesson_id=lesson,
        kind=kind,
        seconds=seconds,
        needed_seconds=needed,
        enrollment_id=enrollment,
        enrollment_state=state,
        is_active=bool(is_active),
    )


def _changes_one(statement: str, values: list[Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return bool(cursor.rowcount == 1)


def _moment(value: dt.datetime | str) -> dt.datetime:
    """SQLite gives the moment as Django wrote it, in UTC without saying so."""
    moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
