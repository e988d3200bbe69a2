"""Courses and lessons, as templates call for them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common import clock
from content.templatetags.listings import asked, is_preview, viewer
from training.enums import EnrollmentMode
from training.models import CourseIndexPage, CoursePage, LessonPage
from training.selectors import course_details, courses

register = template.Library()

LONGEST_IN_MINUTES = 90  # longer ones are told in hours
_FILTERS = ("nature", "item", "hours", "kind", "open")


@register.simple_tag(takes_context=True)
def course_catalogue(context: dict[str, Any], page: CourseIndexPage) -> courses.Catalogue:
    """The stretch of the catalogue the reader asked for, narrowed as the address says."""
    chosen = courses.CatalogueFilter.read(**{name: asked(context, name) for name in _FILTERS})
    return courses.get_catalogue(
        page, chosen=chosen, user=viewer(context), at=clock.now(), stretch=asked(context, "p")
    )


@register.simple_tag(takes_context=True)
def course_detail(context: dict[str, Any], page: CoursePage) -> course_details.CourseDetail:
    """A course with its lessons, classes and legal bases."""
    return course_details.get_course(
        page, user=viewer(context), at=clock.now(), on=clock.today(), is_draft=is_preview(context)
    )


@register.simple_tag(takes_context=True)
def lesson_detail(context: dict[str, Any], page: LessonPage) -> course_details.LessonDetail:
    """A lesson with its place in the course."""
    return course_details.get_lesson(page, user=viewer(context), is_draft=is_preview(context))


@register.filter
def in_time(seconds: int) -> str:
    """How long something takes, in words: 约 12 分钟, 约 3 小时, 约 1.5 小时."""
    minutes = max(1, round(seconds / 60))
    if minutes < LONGEST_IN_MINUTES:
        return _("约 %(minutes)s 分钟") % {"minutes": minutes}
    return _("约 %(hours)s 小时") % {"hours": f"{round(minutes / 30) / 2:g}"}


@register.simple_tag
def enrollment_words(page: CoursePage) -> str:
    """How and when people come into a course: 自主报名，2026-11-01 至 2026-12-01."""
    mode = EnrollmentMode(page.enrollment_mode)
    if mode is EnrollmentMode.CLOSED or not (page.enroll_from or page.enroll_until):
        return str(mode.label)
    if page.enroll_from is None:
        when = _("%(until)s 截止") % {"until": _day(page.enroll_until)}
    elif page.enroll_until is None:
        when = _("%(begin)s 起") % {"begin": _day(page.enroll_from)}
    else:
        when = _("%(begin)s 至 %(until)s") % {
            "begin": _day(page.enroll_from),
            "until": _day(page.enroll_until),
        }
    return f"{mode.label}，{when}"


def _day(moment: dt.datetime | None) -> str:
    return localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""
