"""The database of the quiz bench, in a process of its own: ``build N`` and ``check`` (answers on stdin)."""

# ruff: noqa: T201, PLC0415 - a command-line script; Django is set up first
from __future__ import annotations

import datetime as dt
import json
import sys
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

    from benchmarks.training.records import enroll_all

    call_command("migrate", verbosity=0, interactive=False)
    # Names with digests as on a server, without the time it takes to compress them.
    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": MANIFEST}}
    with override_settings(STORAGES=plain):
        call_command("collectstatic", verbosity=0, interactive=False)
    lesson = _lesson()
    users = _people(people)
    enrollments = enroll_all(users, lesson.version)
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


def _lesson() -> Any:
    from accounts.enums import CodeScheme, UnitKind
    from accounts.services.units import add_unit
    from benchmarks.training.records import make_lesson
    from training.enums import ItemKind, LessonKind, PaperKind
    from training.models import Paper, PaperRule, QuizItem, Topic
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
    return make_lesson(LessonKind.QUIZ, title="示例测验", unit=unit, content={"paper": paper.pk})


def _people(number: int) -> list[Any]:
    from accounts.models import OrgUnit, User

    unit = OrgUnit.objects.get()
    rows = [
        User(staff_number=f"E{place:05d}", name=f"示例考生{place}", unit=unit, password=HASH)
        for place in range(number)
    ]
    return list(User.objects.bulk_create(rows))


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
