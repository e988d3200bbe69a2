"""People who learn for the benches of heartbeats, and what the database holds of them afterwards.

    python -m benchmarks.training.beat_people make PEOPLE   prints what the load needs, as JSON
    python -m benchmarks.training.beat_people check         prints what is stored, as JSON

Run with the environment of the server it is for.
"""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import json
import sys
from typing import Any

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.services.sessions import start_session  # noqa: E402
from benchmarks.training.records import enroll_all, make_lesson  # noqa: E402
from common import clock  # noqa: E402
from training.enums import LessonKind  # noqa: E402
from training.models import LessonProgress, PlaySession  # noqa: E402
from training.watching.ranges import total  # noqa: E402

PASSWORD = "benchmark-only-1"  # noqa: S105 - of invented people in a database that is thrown away
SIGNED_IN_BY_FORM = 20
HOUR = 3_600
BACKEND = "accounts.backends.StaffNumberOrPhoneBackend"


def make(many: int) -> dict[str, Any]:
    """A course with a video of an hour and so many people enrolled in it.

    The first ones sign in by the form; a session like the one a sign-in makes is written for the others, for
    hashing a thousand passwords slowly would take longer than the bench.
    """
    lesson = make_lesson(
        LessonKind.VIDEO, title="示例视频（示例）", seconds=HOUR, needed_seconds=HOUR * 9 // 10
    )
    password = make_password(PASSWORD)
    people = User.objects.bulk_create(
        User(staff_number=f"B{number:05}", name=f"示例学员{number}", password=password)
        for number in range(many)
    )
    enroll_all(people, lesson.version)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_upsert (id integer PRIMARY KEY, seconds integer NOT NULL)")
    return {
        "lesson": lesson.pk,
        "password": PASSWORD,
        "by_form": [person.staff_number for person in people[:SIGNED_IN_BY_FORM]],
        "cookies": [_session(person) for person in people[SIGNED_IN_BY_FORM:]],
    }


def check() -> dict[str, Any]:
    """What is stored: seconds by session, and whether the sums agree."""
    sessions = PlaySession.objects.values_list("pk", "last_seq", "credited_seconds")
    wrong = [
        row.pk
        for row in LessonProgress.objects.all()
        if total(row.ranges) != row.credited_seconds
        or row.credited_seconds != sum(row.sessions.values_list("credited_seconds", flat=True))
    ]
    return {
        "sessions": {str(pk): [sequence, credited] for pk, sequence, credited in sessions},
        "wrong": len(wrong),
    }


def _session(person: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    start_session(session=session, at=clock.now())
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    print(json.dumps(make(int(sys.argv[2])) if sys.argv[1] == "make" else check()))
