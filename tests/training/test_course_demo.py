"""The courses of the demonstration: complete, linked, and left alone when loaded again."""

from __future__ import annotations

import pytest

from accounts.models import OrgUnit
from content.enums import CitationState
from content.models import Citation, MaterialIndexPage
from content.services import demo_documents, demo_lists
from tests.factories.accounts import NOON
from tests.factories.content import make_structure
from training.enums import LessonKind
from training.models import CourseVersion, LessonPage, LessonVersion, Paper
from training.services.demo_courses import load_courses, read_courses

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(city: OrgUnit) -> OrgUnit:
    """The rules and lists the courses rest on."""
    make_structure()
    assert MaterialIndexPage.objects.exists()
    demo_documents.load_rules(at=NOON, unit=city)
    demo_lists.load_lists(unit=city)
    return city


def test_every_course_has_one_version_with_all_its_lessons(base: OrgUnit):
    Paper.objects.create(title="九严禁通识测验（示例）")

    assert load_courses(unit=base) == 4
    assert load_courses(unit=base) == 0

    lessons = {version.course.page.slug: version.lessons.count() for version in CourseVersion.objects.all()}
    assert lessons == {entry["slug"]: len(entry["lesson"]) for entry in read_courses()}
    assert {row.kind for row in LessonVersion.objects.all()} == set(LessonKind.values)
    assert not LessonVersion.objects.filter(kind=LessonKind.RULE_READING, content__text_digest="").exists()
    assert not LessonVersion.objects.filter(needed_seconds=0, kind=LessonKind.VIDEO).exists()
    named = Citation.objects.filter(source__in=LessonPage.objects.all())
    own = named.filter(cited_title__contains="示例")
    assert own.exists()
    assert set(own.values_list("state", flat=True)) == {CitationState.RESOLVED}


def test_a_lesson_whose_paper_is_missing_is_left_out(base: OrgUnit):
    load_courses(unit=base)

    assert not LessonVersion.objects.filter(kind=LessonKind.QUIZ).exists()
