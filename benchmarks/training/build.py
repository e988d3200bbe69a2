"""Make the set of two million enrollments: `python -m benchmarks.training.build SHARE FILE`.

38 districts, 1,000 towns, 11,000 villages, 200,000 people, 10 courses; ``SHARE`` of all that, 1 is the whole.
Rows are written many at a time past the services; what the boards show is rebuilt from them. What a service
would leave beside them (changes, events, progress) is not made. Everything is invented (示例).
"""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import datetime as dt
import json
import sys
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

DISTRICTS, TOWNS, VILLAGES, PEOPLE, COURSES = 38, 1_000, 11_000, 200_000, 10
IN_CLASSES = 5  # so many of the courses are given in classes, one in each district
NOBODY = "!"  # a password nobody signs in with


def main() -> None:
    """Migrate, make everything, say how long it took."""
    share, report = float(sys.argv[1]), Path(sys.argv[2])
    import django  # noqa: PLC0415 - the settings come from the environment of this process

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    began = time.monotonic()
    made = build(share)
    made["seconds"] = round(time.monotonic() - began, 1)
    report.write_text(json.dumps(made))
    print(made)


def build(share: float) -> dict[str, Any]:
    """Units, people, courses, classes, enrollments, completions, counts.

    Returns:
        How many rows there are of each.
    """
    from django.db import connection  # noqa: PLC0415

    from accounts.models import OrgUnit, User  # noqa: PLC0415
    from training.models import CompletionCount, Enrollment  # noqa: PLC0415
    from training.services.reconciling import rebuild  # noqa: PLC0415

    districts = make_units(share)
    make_people(share)
    versions = make_versions(districts[0].get_parent())
    for number, version in enumerate(versions):
        for place, district in enumerate(districts):
            enroll_district(version, number, district, place)
        print(f"course {number + 1} of {len(versions)} done", flush=True)
    began = time.monotonic()
    rebuild()
    seconds = time.monotonic() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    counted = (OrgUnit, User, Enrollment, CompletionCount)
    made = {model._meta.model_name or "": model._base_manager.count() for model in counted}
    return {**made, "rebuild_seconds": round(seconds, 1)}


def make_units(share: float) -> list[Any]:
    """A city, its districts, towns and villages; the districts."""
    from accounts.enums import CodeScheme, UnitKind  # noqa: PLC0415
    from accounts.models import OrgUnit  # noqa: PLC0415

    def below(parents: list[Any], number: int, kind: UnitKind, word: str) -> list[Any]:
        step: dict[str, int] = {}
        made = []
        for position in range(number):
            parent = parents[position % len(parents)]
            step[parent.path] = step.get(parent.path, 0) + 1
            depth = parent.depth + 1
            path = OrgUnit._get_path(parent.path, depth, step[parent.path])
            name = f"示例{word}{position + 1}"
            made.append(OrgUnit(path=path, depth=depth, name=name, kind=kind, code_scheme=CodeScheme.OWN))
        for parent in parents:
            parent.numchild = step.get(parent.path, 0)
        OrgUnit.objects.bulk_create(made, batch_size=1_000)
        OrgUnit.objects.bulk_update(parents, ["numchild"], batch_size=500)
        return list(OrgUnit.objects.filter(depth=depth, path__startswith=city.path))

    city = OrgUnit.add_root(name="示例市", kind=UnitKind.CITY, code_scheme=CodeScheme.OWN)
    towns = max(DISTRICTS, round(TOWNS * share))
    districts = below([city], DISTRICTS, UnitKind.COUNTY, "区")
    below(
        below(districts, towns, UnitKind.TOWNSHIP, "镇"),
        max(towns, round(VILLAGES * share)),
        UnitKind.VILLAGE,
        "村",
    )
    return list(OrgUnit.objects.filter(depth=2, path__startswith=city.path))


def make_people(share: float) -> None:
    """People, nineteen of twenty in the villages, the others in towns and districts."""
    from accounts.models import OrgUnit, User  # noqa: PLC0415

    villages = list(OrgUnit.objects.filter(depth=4).values_list("pk", flat=True))
    above = list(OrgUnit.objects.filter(depth__in=(2, 3)).values_list("pk", flat=True))
    ranks = ("一级科员", "二级科员", "三级主任科员", "四级主任科员", "副科级", "正科级")

    def people() -> Iterator[User]:
        for number in range(round(PEOPLE * share)):
            units = above if number % 20 == 0 else villages
            yield User(
                staff_number=f"B{number:07d}",
                name=f"示例{number}",
                password=NOBODY,
                unit_id=units[(number // 20 if number % 20 == 0 else number) % len(units)],
                rank=ranks[number % len(ranks)],
                post="示例职务",
            )

    for batch in in_batches(people(), 5_000):
        User.objects.bulk_create(batch, batch_size=1_000)


def make_versions(city: Any) -> list[Any]:
    """Published versions of invented courses with three lessons each."""
    from common import clock  # noqa: PLC0415
    from training.enums import LessonKind, VersionPolicy  # noqa: PLC0415
    from training.models import Course, CourseVersion, Lesson, LessonVersion  # noqa: PLC0415

    versions = []
    for number in range(COURSES):
        course = Course.objects.create(title=f"示例课程{number + 1}（示例）", unit=city)
        keys = [uuid.uuid5(uuid.NAMESPACE_OID, f"{number}-{place}") for place in range(3)]
        rules = {
            "required": [str(key) for key in keys],
            "elective": [],
            "elective_minimum": 0,
            "pass_score": 60,
        }
        version = CourseVersion.objects.create(
            course=course,
            number=1,
            title=course.title,
            published_at=clock.now(),
            policy=VersionPolicy.LEAVE,
            rules=rules,
            hours=Decimal("4.5"),
            digest=uuid.uuid5(uuid.NAMESPACE_OID, str(number)).hex,
        )
        for position, (key, kind) in enumerate(
            zip(keys, (LessonKind.VIDEO, LessonKind.ARTICLE, LessonKind.QUIZ), strict=True), start=1
        ):
            LessonVersion.objects.create(
                version=version,
                lesson=Lesson.objects.create(course=course, key=key),
                position=position,
                kind=kind,
                title=f"示例课时{position}",
                seconds=600 if kind != LessonKind.QUIZ else 0,
                needed_seconds=540 if kind != LessonKind.QUIZ else 0,
                hours=Decimal("1.5"),
                digest=key.hex,
            )
        course.current = version
        course.save(update_fields=["current"])
        versions.append(version)
    return versions


def enroll_district(version: Any, number: int, district: Any, place: int) -> None:
    """Everybody of a district in a course: the farther down the list, the more have completed it."""
    from common import clock  # noqa: PLC0415
    from training.enums import EnrollmentSource  # noqa: PLC0415
    from training.models import Completion, Enrollment  # noqa: PLC0415
    from training.selectors.boards import path_bounds  # noqa: PLC0415

    now, today = clock.now(), clock.today()
    due = None if number == COURSES - 1 else today + dt.timedelta(days=20 * (number - 5))
    klass = make_class(version, district, today) if number < IN_CLASSES else None
    luck = f"((u.id * 7919 + {version.pk} * 104729) %% 1000)"
    bounds = path_bounds(district.path)
    days: tuple[str, list[Any]] = ("%s", [None])
    if due is not None:  # one of twenty was given a month more
        later = due + dt.timedelta(days=30)
        days = ("CASE WHEN u.id %% 20 = 0 THEN %s ELSE %s END", [later, due])
    done, stay = f"{luck} < {400 + 15 * place}", f"{luck} < 985"
    state = f"CASE WHEN {done} THEN 'completed' WHEN {stay} THEN 'active' ELSE 'withdrawn' END"
    ended = now - dt.timedelta(days=7)
    insert_select(
        Enrollment,
        {
            "learner_id": ("u.id", []),
            "version_id": ("%s", [version.pk]),
            "klass_id": ("%s", [klass.pk if klass else None]),
            "unit_id": ("u.unit_id", []),
            "state": (state, []),
            "source": ("%s", [EnrollmentSource.ASSIGNED.value]),
            "holds_place": (f"%s AND {stay}", [klass is not None]),
            "enrolled_at": ("%s", [now - dt.timedelta(days=90)]),
            "due_on": days,
            "completed_at": (f"CASE WHEN {done} THEN %s END", [ended]),
            "ended_at": (f"CASE WHEN {luck} >= 985 THEN %s END", [ended]),
            "lessons_done": (f"CASE WHEN {done} THEN 3 ELSE 0 END", []),
        },
        "FROM accounts_user u JOIN accounts_orgunit o ON o.id = u.unit_id WHERE o.path >= %s AND o.path < %s",
        bounds,
    )
    insert_select(
        Completion,
        {
            "enrollment_id": ("e.id", []),
            "learner_id": ("e.learner_id", []),
            "version_id": ("e.version_id", []),
            "at": ("e.completed_at", []),
            "hours": ("4.5", []),
            "rules": ("%s", [json.dumps(version.rules)]),
            "evidence": ("%s", ["{}"]),
            "digest": ("%s", [version.digest]),
        },
        "FROM training_enrollment e JOIN accounts_orgunit o ON o.id = e.unit_id WHERE e.version_id = %s"
        " AND e.state = 'completed' AND o.path >= %s AND o.path < %s",
        [version.pk, *bounds],
    )
    if klass:
        klass.taken = Enrollment.objects.filter(klass=klass, holds_place=True).count()
        klass.save(update_fields=["taken"])


def make_class(version: Any, district: Any, today: dt.date) -> Any:
    """A running class of a district with room for all its people."""
    from training.enums import ClassState, EnrollmentMode  # noqa: PLC0415
    from training.models import TrainingClass  # noqa: PLC0415

    return TrainingClass.objects.create(
        version=version,
        name=f"{district.name}示例班",
        unit=district,
        state=ClassState.RUNNING,
        enrollment_mode=EnrollmentMode.CLOSED,
        starts_on=today - dt.timedelta(days=90),
        ends_on=today + dt.timedelta(days=90),
        capacity=PEOPLE,
    )


def insert_select(
    model: Any, columns: dict[str, tuple[str, list[Any]]], source: str, parameters: Sequence[Any]
) -> None:
    """``INSERT INTO model SELECT …``; columns that are not named get their field's default."""
    from django.db import connection, transaction  # noqa: PLC0415

    names, expressions, values = [], [], []
    for field in model._meta.concrete_fields:
        if field.primary_key:
            continue
        expression, own = columns.get(field.attname, ("%s", [_default(field, connection)]))
        names.append(field.column)
        expressions.append(expression)
        values += own
    statement = (
        f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) SELECT {', '.join(expressions)} {source}"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [*values, *parameters])


def _default(field: Any, connection: Any) -> Any:
    return field.get_db_prep_save(field.get_default(), connection) if field.has_default() else None


def in_batches(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Lists of at most ``size``."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


if __name__ == "__main__":
    main()
