"""The invented courses of the demonstration."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.documents.models import Document

from accounts.models import OrgUnit
from content.models import EditionPage, HomePage, ProhibitionListPage, RulePage
from content.services.demo_documents import SOURCE
from content.services.demo_files import store_file
from content.services.demo_materials import TAUGHT_LIST
from training.enums import CourseNature, EnrollmentMode, LessonKind
from training.models import (
    CourseIndexPage,
    CourseItem,
    CoursePage,
    CoursePrerequisite,
    LessonItem,
    LessonPage,
    Paper,
)

FOLDER = Path(__file__).resolve().parents[1] / "demo"

_NATURES = {str(nature.label): nature for nature in CourseNature}
_MODES = {str(mode.label): mode for mode in EnrollmentMode}
_KINDS = {str(kind.label): kind for kind in LessonKind}


def read_courses() -> list[dict[str, Any]]:
    """The courses as typed, each with its lessons."""
    words = (FOLDER / "courses.toml").read_text(encoding="utf-8")
    courses: list[dict[str, Any]] = tomllib.loads(words)["course"]
    return courses


@transaction.atomic
def ensure_catalogue() -> CourseIndexPage:
    """The column of courses, below the home page and in the menu; made where it is missing."""
    found = CourseIndexPage.objects.first()
    if found is not None:
        return found
    page = CourseIndexPage(
        title="培训课程",
        slug="courses",
        introduction="按岗位和纪律要求选课，学完记学时，满足条件发结业证书。",
        show_in_menus=True,
    )
    HomePage.objects.get().add_child(instance=page)
    page.save_revision().publish(skip_permission_checks=True)
    return page


@transaction.atomic
def load_courses(*, unit: OrgUnit) -> int:
    """Publish the courses that are missing, each with its lessons as its first version.

    A lesson whose rule or paper is not there is left out.

    Returns:
        The number of new courses; one that is there is left as people changed it.
    """
    column, taught = ensure_catalogue(), ProhibitionListPage.objects.get(slug=TAUGHT_LIST)
    there = set(CoursePage.objects.values_list("slug", flat=True))
    missing = [entry for entry in read_courses() if entry["slug"] not in there]
    for entry in missing:
        course = _add_course(column, entry, taught, unit)
        for lesson in entry["lesson"]:
            _add_lesson(course, lesson, taught, unit)
        # Last, so that all its lessons are in the first version.
        CoursePage.objects.get(pk=course.pk).save_revision().publish(skip_permission_checks=True)
    return len(missing)


def _add_course(
    column: CourseIndexPage, entry: dict[str, Any], taught: ProhibitionListPage, unit: OrgUnit
) -> CoursePage:
    page = CoursePage(
        title=entry["title"],
        slug=entry["slug"],
        nature=_NATURES[entry["nature"]],
        enrollment_mode=_MODES[entry.get("mode", "自主报名")],
        issued_on=entry["date"],
        study_days=entry.get("study_days"),
        pass_score=entry.get("pass_score", 60),
        elective_lessons=entry.get("elective", 0),
        summary=entry["summary"],
        body=entry["body"].strip(),
        basis=entry["basis"].strip(),
        content_source=SOURCE,
        unit=unit,
        live=False,
    )
    page.items = [CourseItem(target_list=taught, target_number=number) for number in entry["items"]]
    required = CoursePage.objects.filter(slug__in=entry.get("requires", ()))
    page.prerequisites = [CoursePrerequisite(required=other) for other in required]
    column.add_child(instance=page)
    return page


def _add_lesson(
    course: CoursePage, entry: dict[str, Any], taught: ProhibitionListPage, unit: OrgUnit
) -> None:
    kind = _KINDS[entry["kind"]]
    edition = _edition(entry) if kind is LessonKind.RULE_READING else None
    paper = Paper.objects.filter(title=entry["paper"]).first() if kind is LessonKind.QUIZ else None
    if (kind is LessonKind.RULE_READING and edition is None) or (kind is LessonKind.QUIZ and paper is None):
        return
    page = LessonPage(
        title=entry["title"],
        slug=entry["slug"],
        kind=kind,
        required=entry.get("required", True),
        summary=entry["summary"],
        body=entry.get("body", "").strip(),
        basis=entry.get("basis", "").strip(),
        seconds=entry.get("seconds", 0),
        file=_file(entry),
        captions=_captions(entry),
        edition=edition,
        first_eid=entry.get("first", ""),
        last_eid=entry.get("last", ""),
        reread=entry.get("reread", False),
        paper=paper,
        content_source=SOURCE,
        unit=unit,
        live=False,
    )
    page.items = [LessonItem(target_list=taught, target_number=number) for number in entry.get("items", ())]
    course.add_child(instance=page)
    page.save_revision().publish(skip_permission_checks=True)


def _edition(entry: dict[str, Any]) -> EditionPage | None:
    rule = RulePage.objects.filter(slug=entry["rule"]).first()
    if rule is None:
        return None
    return EditionPage.objects.child_of(rule).live().filter(promulgation_date=entry["edition"]).first()


def _file(entry: dict[str, Any]) -> Document | None:
    if "shared_file" in entry:
        return store_file(entry["shared_title"], entry["shared_file"])
    return store_file(f"{entry['title']}（示例）", entry["file"], folder=FOLDER) if "file" in entry else None


def _captions(entry: dict[str, Any]) -> Document | None:
    return (
        store_file(f"{entry['title']} 字幕（示例）", entry["captions"], folder=FOLDER)
        if "captions" in entry
        else None
    )
