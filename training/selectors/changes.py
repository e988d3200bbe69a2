"""What a draft of a course or lesson would change for the people who take the course now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from common.numbers import plain
from content.models import BasePage
from training.enums import COUNTED, EnrollmentState, LessonKind
from training.models import Course, CoursePage, CourseVersion, Enrollment, LessonPage, LessonVersion
from training.selectors.freezing import FrozenCourse, FrozenLesson, freeze_course, live_lessons

_NEW = "new"  # stands for the key of a lesson that has none yet


@dataclass(frozen=True, slots=True)
class Affected:
    """People who take a course or completed it, in whichever version."""

    active: int
    completed: int

    @property
    def total(self) -> int:
        return self.active + self.completed


@dataclass(frozen=True)
class PendingChange:
    """What a publication would change against the current version, and for how many people."""

    current: CourseVersion
    affected: Affected
    page: BasePage
    course_page: CoursePage
    on: dt.date

    @property
    def next_number(self) -> int:
        return self.current.number + 1

    @cached_property
    def differences(self) -> tuple[str, ...]:
        """In words, as the draft is when this is asked first: all its lessons are read for it."""
        lessons = live_lessons(self.course_page)
        if isinstance(self.page, LessonPage) and self.page.title:  # without one it is an empty form
            lessons = _with_draft(lessons, self.page)
        return tuple(differences(self.current, freeze_course(self.course_page, lessons, on=self.on)))


def count_affected(course: Course) -> Affected:
    """How many people take a course or completed it; one query."""
    counts = Enrollment.objects.filter(version__course=course, state__in=COUNTED).aggregate(
        active=Count("pk", filter=Q(state=EnrollmentState.ACTIVE)),
        completed=Count("pk", filter=Q(state=EnrollmentState.COMPLETED)),
    )
    return Affected(**counts)


def pending_change(page: BasePage, parent: BasePage | None, *, on: dt.date) -> PendingChange | None:
    """What the publication of a draft would change; None where nobody is concerned.

    Args:
        page: the draft of a course or of a lesson, saved or not.
        parent: the page it hangs under.
    """
    course_page = page if isinstance(page, CoursePage) else parent.specific if parent else None
    if not isinstance(course_page, CoursePage) or course_page.pk is None or not course_page.live:
        return None
    course = Course.objects.select_related("current").filter(page_id=course_page.pk).first()
    if course is None or course.current is None:
        return None
    affected = count_affected(course)
    if not affected.total:
        return None
    return PendingChange(course.current, affected, page, course_page, on)


def differences(current: CourseVersion, frozen: FrozenCourse) -> list[str]:
    """What a course would have other than in this version, in words; one query."""
    before = {row.lesson.page_id or f"gone-{row.pk}": row for row in current.lessons.select_related("lesson")}
    after = {lesson.page_id or _NEW: lesson for lesson in frozen.lessons}
    found = [*_of_course(current, frozen)]
    found += [_("新增：%(title)s") % {"title": after[key].title} for key in after if key not in before]
    found += [_("去掉：%(title)s") % {"title": before[key].title} for key in before if key not in after]
    for key in after:
        if key in before:
            found += _of_lesson(before[key], after[key])
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        found.append(_("课的顺序"))
    return found


def _of_course(current: CourseVersion, frozen: FrozenCourse) -> list[str]:
    words = []
    if current.title != frozen.title:
        words.append(_("课程名称"))
    if current.study_days != frozen.study_days:
        words.append(_("学习期限"))
    if current.rules["pass_score"] != frozen.pass_score:
        words.append(
            _("测验及格分：%(old)s → %(new)s") % _pair(current.rules["pass_score"], frozen.pass_score)
        )
    if current.rules["elective_minimum"] != frozen.elective_minimum:
        pair = _pair(current.rules["elective_minimum"], frozen.elective_minimum)
        words.append(_("选学课至少完成：%(old)s → %(new)s 课") % pair)
    if current.hours != frozen.hours:
        words.append(_("学时：%(old)s → %(new)s") % _pair(plain(current.hours), plain(frozen.hours)))
    return words


def _of_lesson(before: LessonVersion, after: FrozenLesson) -> list[str]:
    changed = []
    if before.digest != after.digest:
        changed += _parts(before, after) or [_("内容")]
    if before.required != after.required:
        changed.append(_("改为必学") if after.required else _("改为选学"))
    if not changed:
        return []
    return [_("《%(title)s》：%(parts)s") % {"title": before.title, "parts": "、".join(changed)}]


_WORDS = {
    "body": lazy("正文"),
    "file_hash": lazy("文件"),
    "captions_hash": lazy("字幕"),
    "paper": lazy("试卷"),
    "text_digest": lazy("条文"),
}


def _parts(before: LessonVersion, after: FrozenLesson) -> list[str]:
    parts = []
    if before.title != after.title:
        parts.append(_("名称"))
    if before.kind != after.kind:
        parts.append(_("形式改为%(kind)s") % {"kind": LessonKind(after.kind).label})
    names = [name for name in _WORDS if before.content.get(name) != after.content.get(name)]
    parts += [str(_WORDS[name]) for name in names]
    if before.seconds != after.seconds or before.needed_seconds != after.needed_seconds:
        parts.append(_("所需时间"))
    return parts


def _with_draft(lessons: list[LessonPage], draft: LessonPage) -> list[LessonPage]:
    if any(lesson.pk == draft.pk for lesson in lessons):
        return [draft if lesson.pk == draft.pk else lesson for lesson in lessons]
    return [*lessons, draft]


def _pair(old: object, new: object) -> dict[str, object]:
    return {"old": old, "new": new}
