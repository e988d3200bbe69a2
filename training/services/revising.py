"""What a new version of a course asks of people who take or took an earlier one; completions stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from training.enums import (
    ENDED,
    FILLING,
    UNFINISHED,
    ChangeKind,
    EnrollmentSource,
    EnrollmentState,
    EventKind,
    VersionPolicy,
)
from training.models import (
    ClassSession,
    CourseVersion,
    Enrollment,
    EnrollmentChange,
    LessonProgress,
    RevisionRun,
    TrainingClass,
)
from training.services.bulk_sql import insert_from
from training.services.completing import complete_course_if_due
from training.services.many import note_counts, record_of

SLICE = 5000


@dataclass(frozen=True, slots=True)
class Slice:
    """The people of one transaction, by the range of their ids."""

    run: RevisionRun
    version: CourseVersion
    after: int
    last: int

    def of(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those rows of enrollments that are of these people."""
        return rows.filter(learner_id__gt=self.after, learner_id__lte=self.last)


def apply_policy(
    *, version_id: int, at: dt.datetime, progress: Callable[[int, int], None] | None = None, size: int = SLICE
) -> int:
    """Do what is left of what a version asks of earlier learners; once done, nothing.

    ``leave``: nothing. ``changed``: who is not finished goes on in the new version and keeps what was learned
    of lessons that are the same; who has completed gets a new enrollment, due ``retrain_by``, in which those
    lessons are learned already, unless nothing required is new. ``retrain``: the same, but nothing is kept.
    Classes that are not over teach the new version.

    Args:
        progress: told how many people were looked at and how many there are, after each slice.

    Returns:
        How many enrollments moved or were made.
    """
    version = CourseVersion.objects.get(pk=version_id)
    if version.policy == VersionPolicy.LEAVE:
        return 0
    with transaction.atomic():
        run, is_new = RevisionRun.objects.get_or_create(version=version, defaults={"at": at})
        if is_new:
            run.total = _earlier(version).values("learner_id").distinct().count()
            run.save(update_fields=["total"])
            _move_classes(version)
    while run.finished_at is None:
        run = revise_slice(run_id=run.pk, at=at, size=size)
        if progress is not None:
            progress(run.seen, max(run.total, run.seen))
    return run.moved + run.retrained


@transaction.atomic
def revise_slice(*, run_id: int, at: dt.datetime, size: int) -> RevisionRun:
    """Apply a version to the next people by id; all of it, and how far it is, in one transaction."""
    run = RevisionRun.objects.select_for_update(of=("self",)).select_related("version").get(pk=run_id)
    if run.finished_at is not None:
        return run
    version = run.version
    ids = _earlier(version).filter(learner_id__gt=run.cursor).values_list("learner_id", flat=True)
    people = list(ids.order_by("learner_id").distinct()[:size])
    if not people:
        run.finished_at = at
        run.save(update_fields=["finished_at"])
        return run
    part = Slice(run, version, run.cursor, people[-1])
    for earlier in version.course.versions.filter(number__lt=version.number).order_by("-number"):
        same = _same_lessons(earlier, version) if version.policy == VersionPolicy.CHANGED else {}
        run.moved += _move_unfinished(part, earlier, same)
        run.retrained += _retrain(part, earlier, same)
    run.seen += len(people)
    run.cursor = people[-1]
    run.save(update_fields=["seen", "moved", "retrained", "cursor"])
    return run


def _earlier(version: CourseVersion) -> QuerySet[Enrollment]:
    rows = Enrollment.objects.filter(version__course=version.course_id, version__number__lt=version.number)
    return rows.exclude(state__in=ENDED)


def _same_lessons(earlier: CourseVersion, version: CourseVersion) -> dict[int, int]:
    """Lesson versions of the earlier version that are the same to learn, with those of the new one."""
    new = {(row.lesson_id, row.digest): row.pk for row in version.lessons.all()}
    pairs = {row.pk: new.get((row.lesson_id, row.digest)) for row in earlier.lessons.all()}
    return {old: pk for old, pk in pairs.items() if pk is not None}


def _move_classes(version: CourseVersion) -> None:
    """Classes that are not over teach the new version from now on; their sessions its lessons."""
    rows = TrainingClass.objects.filter(version__course=version.course_id, state__in=FILLING)
    classes = list(rows.exclude(version=version).order_by("pk").select_for_update(of=("self",), no_key=True))
    TrainingClass.objects.filter(pk__in=[klass.pk for klass in classes]).update(version=version)
    lessons = {row.lesson_id: row.pk for row in version.lessons.all()}
    sessions = ClassSession.objects.filter(klass__in=classes, lesson__isnull=False).select_related("lesson")
    for session in sessions:
        session.lesson_id = lessons.get(session.lesson.lesson_id if session.lesson else 0)
        session.save(update_fields=["lesson"])


def _latest(part: Slice, rows: QuerySet[Enrollment], earlier: CourseVersion) -> list[int]:
    """The newest of each person, of those who neither take nor have completed a later version."""
    later = Enrollment.objects.filter(version__course=earlier.course_id, version__number__gt=earlier.number)
    rows = part.of(rows).exclude(learner_id__in=part.of(later).exclude(state__in=ENDED).values("learner_id"))
    return list(
        rows.order_by().values("learner_id").annotate(latest=Max("pk")).values_list("latest", flat=True)
    )


def _move_unfinished(part: Slice, earlier: CourseVersion, same: dict[int, int]) -> int:
    """Those who are not finished go on in the new version, with what they learned of the same lessons."""
    version = part.version
    ids = _latest(part, Enrollment.objects.filter(version=earlier, state__in=UNFINISHED), earlier)
    if not ids:
        return 0
    # In the order of their keys, as everybody who locks more than one.
    rows = Enrollment.objects.filter(pk__in=ids)
    list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    active = rows.filter(state=EnrollmentState.ACTIVE)
    note_counts(active, enrolled=-1)
    LessonProgress.objects.filter(enrollment__in=ids, lesson__in=same).update(lesson=_mapped(same))
    rows.update(version=version, due_on=_due(version), lessons_done=_learned(version))
    data = {"from": earlier.pk, "to": version.pk, "policy": version.policy}
    changed = {
        "kind": ChangeKind.MOVED_VERSION,
        "at": part.run.at,
        "reason": version.get_policy_display(),
        "data": data,
    }
    insert_from(EnrollmentChange, rows, {"enrollment": F("pk"), **changed})
    note_counts(active, enrolled=1)
    _complete_if_due(rows, version, at=part.run.at)
    return len(ids)


def _due(version: CourseVersion) -> Any:
    """The last day of who goes on: never earlier than it was, none is set where neither says one."""
    if version.retrain_by is None:
        return F("due_on")
    by = Value(version.retrain_by)
    return Case(When(due_on__gt=version.retrain_by, then=F("due_on")), default=by)


def _retrain(part: Slice, earlier: CourseVersion, same: dict[int, int]) -> int:
    """Those who completed the earlier version get a new enrollment, with the same lessons learned already."""
    version = part.version
    if version.policy == VersionPolicy.CHANGED and not _asks_more(earlier, version, same):
        return 0
    done = Enrollment.objects.filter(
        version=earlier, state=EnrollmentState.COMPLETED, learner__is_active=True
    )
    ids = _latest(part, done, earlier)
    if not ids:
        return 0
    columns = {
        "learner": F("learner_id"),
        "version": version.pk,
        "unit": F("learner__unit_id"),
        "state": EnrollmentState.ACTIVE,
        "source": EnrollmentSource.RETRAINING,
        "enrolled_at": part.run.at,
        "due_on": version.retrain_by,
    }
    number = insert_from(Enrollment, Enrollment.objects.filter(pk__in=ids), columns)
    made = part.of(
        Enrollment.objects.filter(
            version=version, source=EnrollmentSource.RETRAINING, enrolled_at=part.run.at
        )
    )
    fresh = made.filter(changes__isnull=True)
    new_ids = list(fresh.values_list("pk", flat=True))
    fresh = Enrollment.objects.filter(pk__in=new_ids)
    if same:
        _credit_before(ids, new_ids, same)
        fresh.update(lessons_done=_learned(version))
    data = {"state": EnrollmentState.ACTIVE, "from": earlier.pk, "policy": version.policy}
    changed = {
        "kind": ChangeKind.ENROLLED,
        "at": part.run.at,
        "reason": version.get_policy_display(),
        "data": data,
    }
    insert_from(EnrollmentChange, fresh, {"enrollment": F("pk"), **changed})
    record_of(fresh, kind=EventKind.ENROLLED, at=part.run.at)
    note_counts(fresh, enrolled=1)
    _complete_if_due(fresh, version, at=part.run.at)
    return number


def _asks_more(earlier: CourseVersion, version: CourseVersion, same: dict[int, int]) -> bool:
    """Whether somebody who completed the earlier version has anything required left to learn."""
    kept = set(same.values())
    required = set(version.rules["required"])
    lessons = version.lessons.select_related("lesson")
    new = {row.pk for row in lessons if str(row.lesson.key) in required} - kept
    return bool(new) or version.rules["elective_minimum"] > earlier.rules["elective_minimum"]


def _credit_before(ids: Sequence[int], new_ids: Sequence[int], same: dict[int, int]) -> None:
    """Copy what was completed of the same lessons into the new enrollments."""
    successor = Enrollment.objects.filter(pk__in=new_ids, learner_id=OuterRef("enrollment__learner_id"))
    rows = LessonProgress.objects.filter(enrollment__in=ids, lesson__in=same, completed_at__isnull=False)
    rows = rows.annotate(successor=Subquery(successor.values("pk")[:1])).filter(successor__isnull=False)
    own = {"id", "enrollment", "lesson"}
    kept = {
        field.name: F(field.attname)
        for field in LessonProgress._meta.concrete_fields
        if field.name not in own
    }
    insert_from(LessonProgress, rows, {**kept, "enrollment": F("successor"), "lesson": _mapped(same)})


def _mapped(same: dict[int, int]) -> Case:
    return Case(
        *(When(lesson_id=old, then=Value(new)) for old, new in same.items()), output_field=IntegerField()
    )


def _learned(version: CourseVersion) -> Coalesce:
    """How many lessons of a version an enrollment has completed."""
    rows = LessonProgress.objects.filter(enrollment=OuterRef("pk"), completed_at__isnull=False)
    rows = rows.filter(lesson_id__in=[lesson.pk for lesson in version.lessons.all()])
    number = rows.order_by().values("enrollment").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0)


def _complete_if_due(rows: QuerySet[Enrollment], version: CourseVersion, *, at: dt.datetime) -> None:
    """A version that asks for less may be met by what was learned before."""
    needed = len(version.rules["required"]) + version.rules["elective_minimum"]
    due = rows.filter(Q(state=EnrollmentState.ACTIVE), lessons_done__gte=needed).select_related("version")
    for enrollment in due.order_by("pk"):
        complete_course_if_due(enrollment=enrollment, at=at)
