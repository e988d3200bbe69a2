"""What would close the gap: courses and classes not taken yet that give hours of the needed kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum

from accounts.models import User
from content.selectors.visibility import reachable_pages
from training.counting.standing import Counter
from training.enums import ENDED, CourseNature, TargetCategory
from training.models import Completion, CoursePage, CourseVersion, Enrollment, TrainingClass
from training.selectors.hours import Standing
from training.selectors.opening import open_classes_for

# More than this is no advice.
MOST = 5


@dataclass(frozen=True, slots=True)
class Gap:
    """A counter with what would close it: ``given`` hours by taking all that is named."""

    counter: Counter
    courses: tuple[CourseVersion, ...] = ()
    classes: tuple[TrainingClass, ...] = ()

    @property
    def given(self) -> Decimal:
        """Hours of all that is named."""
        hours = [course.hours for course in self.courses]
        hours += [getattr(klass, "session_hours", Decimal(0)) for klass in self.classes]
        return sum(hours, Decimal(0))

    @property
    def still_owed(self) -> Decimal:
        """What would still be owed after all of it."""
        return max(Decimal(0), self.counter.owed - self.given)


def gaps_of(standing: Standing, *, at: dt.datetime) -> list[Gap]:
    """One gap for each target that is not met, yearly ones first; five queries."""
    learner, open_counters = standing.learner, [c for c in standing.counters if not c.is_met]
    if not open_counters:
        return []
    categories = {counter.target.category for counter in open_counters}
    courses = _courses(learner, standing.year) if categories - {TargetCategory.CONCENTRATED} else []
    classes = (
        _classes(learner, at) if categories & {TargetCategory.CONCENTRATED, TargetCategory.TOTAL} else []
    )
    return [_gap(counter, courses, classes) for counter in open_counters]


def _gap(counter: Counter, courses: list[CourseVersion], classes: list[TrainingClass]) -> Gap:
    category = counter.target.category
    if category == TargetCategory.CONCENTRATED:
        return Gap(counter, classes=tuple(classes[:MOST]))
    fitting = [
        c for c in courses if category != TargetCategory.REQUIRED or _nature(c) == CourseNature.REQUIRED
    ]
    return Gap(counter, courses=tuple(_enough(fitting, counter.owed)))


def _enough(courses: Iterable[CourseVersion], owed: Decimal) -> list[CourseVersion]:
    """The first of them that close the gap together, at most ``MOST``."""
    taken: list[CourseVersion] = []
    for course in courses:
        if len(taken) == MOST or sum((row.hours for row in taken), Decimal(0)) >= owed:
            break
        taken.append(course)
    return taken


def _courses(learner: User, year: int) -> list[CourseVersion]:
    """Current versions with hours a person neither takes nor completed this year: required ones first."""
    busy = Enrollment.objects.filter(learner=learner).exclude(state__in=ENDED)
    unfinished = busy.filter(completed_at__isnull=True).values("version__course_id")
    this_year = Completion.objects.filter(learner=learner, at__year=year, revocation__isnull=True)
    current = CourseVersion.objects.filter(pk__in=busy.values("version_id")).values("course_id")
    rows = (
        CourseVersion.objects.filter(hours__gt=0, course__current_id=F("pk"))
        .exclude(course_id__in=unfinished)
        .exclude(course_id__in=this_year.values("version__course_id"))
        .exclude(course_id__in=current)
        .filter(course__page__in=_open_pages(learner))
        .select_related("course__page")
    )
    found = list(rows.defer("rules", "hours_rule").order_by("-hours", "title", "pk")[:200])
    return sorted(found, key=lambda row: _nature(row) != CourseNature.REQUIRED)


def _classes(learner: User, at: dt.datetime) -> list[TrainingClass]:
    """Open classes with hours on their timetable that the person is not in, the soonest first."""
    mine = Enrollment.objects.filter(learner=learner).exclude(state__in=ENDED)
    rows = open_classes_for(learner, at=at).filter(version__course__page__in=_open_pages(learner))
    rows = rows.exclude(version_id__in=mine.values("version_id"))
    rows = rows.annotate(session_hours=Sum("sessions__hours")).filter(session_hours__gt=0)
    return list(rows.select_related("version__course__page").order_by("starts_on", "pk")[:MOST])


def _open_pages(learner: User) -> QuerySet[CoursePage, Any]:
    pages: QuerySet[CoursePage, Any] = reachable_pages(learner, CoursePage.objects.all()).values("pk")
    return pages


def _nature(version: CourseVersion) -> str:
    page = version.course.page
    return page.nature if page is not None else CourseNature.ELECTIVE
