"""Reading classes: those a person looks after, and what stands in one."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from training.enums import ENDED, PENDING, ClassDocumentKind, ClassState, EnrollmentState
from training.models import ClassDocument, ClassSession, CourseVersion, Enrollment, Invitation, TrainingClass
from training.models.classes import UnitQuota
from training.rules import training_path

REQUIRED_DOCUMENTS = (
    ClassDocumentKind.PLAN,
    ClassDocumentKind.CHECK_IN_SHEET,
    ClassDocumentKind.FINAL_TIMETABLE,
)


def classes_of(user: User | AnonymousUser) -> QuerySet[TrainingClass]:
    """The classes a person looks after: those held by a unit of the own subtree."""
    path = training_path(user)
    if path is None:
        return TrainingClass.objects.none()
    classes = TrainingClass.objects.all()
    return classes.filter(unit__path__startswith=path) if path else classes


def get_class(user: User | AnonymousUser, class_id: int) -> TrainingClass | None:
    """One of them with its unit and version; None where there is none or it is not the person's."""
    found = classes_of(user).select_related("unit", "version", "version__course")
    return found.filter(pk=class_id).first()


def listed_classes(user: User | AnonymousUser) -> QuerySet[TrainingClass]:
    """For the list: each with ``waiting`` (people on the waitlist), newest first. One query."""
    waiting = (
        Enrollment.objects.filter(klass=OuterRef("pk"), state=EnrollmentState.WAITLISTED)
        .order_by()
        .values("klass")
        .annotate(number=Count("pk"))
        .values("number")
    )
    rows = classes_of(user).select_related("unit", "version")
    return rows.annotate(waiting=Coalesce(Subquery(waiting), 0)).order_by("-starts_on", "-pk")


def offered_versions(own: int | None = None) -> QuerySet[CourseVersion]:
    """The versions a class may be held of: the newest of every course, and the one a class has already."""
    wanted = Q(course__current=F("pk")) | Q(pk=own)
    return CourseVersion.objects.filter(wanted).select_related("course").order_by("title", "pk")


def other_classes(user: User | AnonymousUser, klass: TrainingClass) -> QuerySet[TrainingClass]:
    """The person's other classes of the same version that are not over: where people may be moved to."""
    others = classes_of(user).filter(version=klass.version_id).exclude(pk=klass.pk)
    return others.filter(state__in=(ClassState.OPEN, ClassState.RUNNING)).order_by("starts_on", "pk")


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """How many people of a class are where."""

    active: int = 0
    completed: int = 0
    pending: int = 0
    waiting: int = 0
    ended: int = 0


def figures(klass: TrainingClass) -> ClassFigures:
    """One query."""
    counts: dict[str, int] = dict(
        Enrollment.objects.filter(klass=klass).order_by().values_list("state").annotate(Count("pk"))
    )
    return ClassFigures(
        active=counts.get(EnrollmentState.ACTIVE, 0),
        completed=counts.get(EnrollmentState.COMPLETED, 0),
        pending=sum(counts.get(state, 0) for state in PENDING),
        waiting=counts.get(EnrollmentState.WAITLISTED, 0),
        ended=sum(counts.get(state, 0) for state in ENDED),
    )


def quotas_of(klass: TrainingClass) -> list[UnitQuota]:
    """Places kept for units."""
    return list(klass.quotas.select_related("unit").order_by("unit__path"))


def sessions_of(klass: TrainingClass) -> list[ClassSession]:
    """The timetable with ``recorded``: for how many people something is recorded. One query."""
    rows = klass.sessions.select_related("lesson")
    return list(rows.annotate(recorded=Count("attendances")).order_by("starts_at", "pk"))


def documents_of(klass: TrainingClass) -> list[ClassDocument]:
    """The papers of a class."""
    return list(klass.documents.select_related("added_by"))


def invitations_of(klass: TrainingClass) -> list[Invitation]:
    """Its links, newest first."""
    return list(klass.invitations.select_related("unit", "created_by").order_by("-pk"))
