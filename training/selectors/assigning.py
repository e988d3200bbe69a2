"""Whom an assignment reaches."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.enums import Role
from accounts.models import OrgUnit, User
from training.enums import ENDED, FILLING, UNFINISHED
from training.models import AssignmentRun, CourseVersion, Enrollment, TrainingClass
from training.rules import training_path


def people_of(*, unit: OrgUnit, rank: str = "", role: str = "") -> QuerySet[User]:
    """The active people of a subtree, of a rank and a role where these are given."""
    people = User.objects.filter(is_active=True, unit__path__startswith=unit.path)
    if rank:
        people = people.filter(rank=rank)
    if role:
        # No join that could bring somebody twice.
        memberships = User.groups.through.objects.filter(
            user_id=OuterRef("pk"), group__name=Role(role).group_name
        )
        people = people.filter(Exists(memberships))
    return people


def without_the_course(people: QuerySet[User], version: CourseVersion) -> QuerySet[User]:
    """Those who neither take the course in any version now nor have completed this one."""
    versions = list(CourseVersion.objects.filter(course_id=version.course_id).values_list("pk", flat=True))
    taking = Enrollment.objects.filter(learner_id=OuterRef("pk"), version_id__in=versions).filter(
        Q(state__in=UNFINISHED) | (Q(version_id=version.pk) & ~Q(state__in=ENDED))
    )
    return people.filter(~Exists(taking))


def taking_without_class(version: CourseVersion) -> QuerySet[Enrollment]:
    """Active enrollments in a version that are in no class."""
    return Enrollment.objects.filter(version=version, klass__isnull=True, state="active")


@dataclass(frozen=True, slots=True)
class Preview:
    """What an assignment would do: how many people it means, how many are new, how many places there are.

    ``places`` is None without a class; with unit quotas it is what is free in all pools together.
    """

    people: int
    new: int
    places: int | None

    @property
    def waiting(self) -> int:
        """How many would find no place."""
        return max(self.new - self.places, 0) if self.places is not None else 0


def preview(
    *, version: CourseVersion, klass: TrainingClass | None, unit: OrgUnit, rank: str, role: str
) -> Preview:
    """Count before anything is done."""
    people = people_of(unit=unit, rank=rank, role=role)
    places = max(klass.capacity - klass.taken, 0) if klass is not None else None
    return Preview(people.count(), without_the_course(people, version).count(), places)


def assignable_versions() -> QuerySet[CourseVersion]:
    """The current versions of all courses, by title."""
    return CourseVersion.objects.filter(course__current=F("pk")).order_by("title", "pk")


def assignable_classes(user: User) -> QuerySet[TrainingClass]:
    """Classes that are not over, of the own units, or with places kept for them."""
    path = training_path(user)
    if path is None:
        return TrainingClass.objects.none()
    mine = Q(unit__path__startswith=path) | Q(quotas__unit__path__startswith=path)
    classes = TrainingClass.objects.filter(state__in=FILLING)
    return (classes.filter(mine).distinct() if path else classes).order_by("starts_on", "pk")


def ranks_under(path: str) -> list[str]:
    """The ranks people of a subtree have."""
    people = User.objects.filter(is_active=True, unit__path__startswith=path).exclude(rank="")
    return list(people.order_by("rank").values_list("rank", flat=True).distinct())


def list_runs(path: str) -> QuerySet[AssignmentRun]:
    """The assignments of people of a subtree, newest first."""
    runs = AssignmentRun.objects.select_related("version", "klass", "unit", "by")
    return runs.filter(unit__path__startswith=path).order_by(F("at").desc(), "-pk")
