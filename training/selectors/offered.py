"""How the rules base reads courses and lessons: what they cite, how they are listed and found."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from content.enums import ListingKind
from content.offered import ListingFacts, NamedStretch, OfferedKind
from content.selectors.passages import BASIS, BODY, plain_text
from content.selectors.rules import rule_of
from content.selectors.single_texts import SingleText
from training.enums import CourseNature
from training.models import CourseItem, CoursePage, LessonItem, LessonPage
from training.selectors.readings import stretch_name, stretch_of


def _course_passages(page: CoursePage) -> list[tuple[str, str]]:
    return [(BODY, plain_text(page.body)), (BASIS, page.basis)]


def _course_text(page: CoursePage) -> SingleText:
    words = "\n".join(part for part in (page.summary, plain_text(page.body), page.basis) if part)
    return SingleText("course", words, page.issued_on)


def _course_facts(page: CoursePage) -> ListingFacts:
    """A course belongs to its own items and to those of its published lessons."""
    of_lessons = LessonItem.objects.filter(page__path__startswith=page.path, page__live=True)
    fields = ("target_list_id", "target_number")
    items = [(row.target_list_id, row.target_number) for row in page.items.all()]
    items += of_lessons.order_by("page__path", "sort_order").values_list(*fields)
    return ListingFacts(
        ListingKind.COURSE,
        page.issued_on,
        note=str(CourseNature(page.nature).label),
        summary=page.summary,
        items=tuple(dict.fromkeys(items)),
    )


def _lesson_passages(page: LessonPage) -> list[tuple[str, str]]:
    return [(BODY, plain_text(page.body)), (BASIS, page.basis)]


def _lesson_day(page: LessonPage) -> dt.date:
    """The day its words were published last: a later edition is for editors to check."""
    moment = page.last_published_at
    return localdate(moment) if moment else localdate()


def _lesson_text(page: LessonPage) -> SingleText:
    """Its body is read in the player, where reading counts; the index holds what the page shows."""
    words = "\n".join(part for part in (page.summary, page.basis) if part)
    return SingleText("lesson", words or page.title, _lesson_day(page))


def _lesson_stretches(page: LessonPage) -> list[NamedStretch]:
    if page.edition_id is None or page.edition is None or not page.first_eid:
        return []
    stretch = stretch_of(page.edition_id, page.first_eid, page.last_eid)
    if stretch is None:
        return []
    quote = f"《{rule_of(page.edition).title}》{stretch_name(page.first_eid, page.last_eid)}"
    if page.reread:
        quote += _("（新版须重读）")
    return [NamedStretch(page.edition_id, stretch.articles or (page.first_eid,), quote)]


KINDS: tuple[tuple[Any, OfferedKind], ...] = (
    (
        CoursePage,
        OfferedKind(
            name=lazy("课程"),
            passages=_course_passages,
            day=lambda page: page.issued_on,
            text=_course_text,
            items=CourseItem,
            facts=_course_facts,
        ),
    ),
    (
        LessonPage,
        OfferedKind(
            name=lazy("课时"),
            passages=_lesson_passages,
            day=_lesson_day,
            text=_lesson_text,
            items=LessonItem,
            stretches=_lesson_stretches,
        ),
    ),
)
