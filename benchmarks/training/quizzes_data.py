"""The database of the quiz bench, in a process of its own: ``build N`` and ``check`` (answers on stdin)."""

# ruff: noqa: T201, PLC0415 - a command-line script; Django is set up first
from __future__ import annotations

import datetime as dt
import json
import sys
import uuid
from typing import Any

import django

HASH = "!benchmark"
MANIFEST = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"


def build(people: int) -> list[tuple[str, str]]:
    """Migrate and fill the database.

    Returns:
        For each person the session key and the address of the paper.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.test import override_settings

    call_command("migrate", verbosity=0, interactive=False)
    # Names with digests as on a server, without the time it takes to compress them.
    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": MANIFEST}}
    with override_settings(STORAGES=plain):
        call_command("collectstatic", verbosity=0, interactive=False)
    version, lesson = _course()
    users = _people(people)
    enrollments = _enroll(users, version)
    sessions = [_session(user) for user in users]
    return [
        (session, f"/learning/quizzes/{enrollment.pk}/{lesson.pk}/")
        for session, enrollment in zip(sessions, enrollments, strict=True)
    ]


def check(acknowledged: dict[str, str]) -> int:
    """How many of these answers are not in the database as they were sent."""
    from training.grading.responses import keys_shown
    from training.models import Answer, Attempt

    sheets = {attempt.pk: attempt.sheet for attempt in Attempt.objects.all()}
    stored = {
        f"{attempt}:{position}": response
        for attempt, position, response in Answer.objects.values_list("attempt_id", "position", "response")
    }
    lost = 0
    for place, letter in acknowledged.items():
        attempt, position = (int(part) for part in place.split(":"))
        question: dict[str, Any] = sheets[attempt][int(position) - 1]
        wanted = [keys_shown(question)[letter]]
        lost += stored.get(place) != wanted
    return lost


def _course() -> tuple[Any, Any]:
    from accounts.enums import CodeScheme, UnitKind
    from accounts.services.units import add_unit
    from training.enums import ItemKind, LessonKind, PaperKind, VersionPolicy
    from training.models import (
        Course,
        CourseVersion,
        Lesson,
        LessonVersion,
        Paper,
        PaperRule,
        QuizItem,
        Topic,
    )
    from training.services.banking import save_item

    unit = add_unit(parent=None, name="示例市", code="BENCH", code_scheme=CodeScheme.OWN, kind=UnitKind.CITY)
    now = dt.datetime.now(tz=dt.UTC)
    paper = Paper.objects.create(title="示例试卷（压力测试）", unit=unit, kind=PaperKind.DRAWN, minutes=60)
    for number in range(4):
        topic = Topic.objects.create(name=f"示例专题{number}", unit=unit)
        for place in range(25):
            options = [{"key": key, "text": f"示例选项{key}，写得同真的一样长"} for key in "ABCD"]
            item = QuizItem(
                kind=ItemKind.SINGLE,
                topic=topic,
                stem=f"示例题目{number}-{place}：对换届中搞拉票、助选等非组织活动的，一律怎样处理？",
                options=options,
                answer=["B"],
                explanation="示例解析，长短同真的一样，说明依据和理由，供交卷后学习。" * 2,
                unit=unit,
            )
            save_item(item=item, at=now, resolve=False)
        PaperRule.objects.create(paper=paper, topic=topic, count=5, points=5, sort_order=number)
    key = uuid.uuid4()
    course = Course.objects.create(title="示例课程（压力测试）", unit=unit)
    rules = {"required": [str(key)], "elective": [], "elective_minimum": 0, "pass_score": 60}
    version = CourseVersion.objects.create(
        course=course,
        number=1,
        title=course.title,
        published_at=now,
        policy=VersionPolicy.LEAVE,
        rules=rules,
        hours=1,
        digest="0" * 64,
    )
    lesson = LessonVersion.objects.create(
        version=version,
        lesson=Lesson.objects.create(course=course, key=key),
        position=1,
        kind=LessonKind.QUIZ,
        title="示例测验",
        content={"paper": paper.pk},
        digest="0" * 64,
    )
    return version, lesson


def _people(number: int) -> list[Any]:
    from accounts.models import OrgUnit, User

    unit = OrgUnit.objects.get()
    rows = [
        User(staff_number=f"E{place:05d}", name=f"示例考生{place}", unit=unit, password=HASH)
        for place in range(number)
    ]
    return list(User.objects.bulk_create(rows))


def _enroll(users: list[Any], version: Any) -> list[Any]:
    from training.enums import EnrollmentSource, EnrollmentState
    from training.models import Enrollment

    rows = [
        Enrollment(
            learner=user,
            version=version,
            unit_id=user.unit_id,
            state=EnrollmentState.ACTIVE,
            source=EnrollmentSource.ASSIGNED,
            enrolled_at=version.published_at,
        )
        for user in users
    ]
    return list(Enrollment.objects.bulk_create(rows))


def _session(user: Any) -> str:
    """What the sign-in leaves behind; checking 400 passwords is not what is measured."""
    from django.test import Client

    client = Client()
    client.force_login(user, backend="accounts.backends.StaffNumberOrPhoneBackend")
    return str(client.cookies["sessionid"].value)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "build":
        print(json.dumps(build(int(sys.argv[2]))))
    else:
        print(check(json.load(sys.stdin)))
