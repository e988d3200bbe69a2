"""Invented courses for the page of components."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from content.models import HomePage
from content.selectors.prohibitions import Counterpart
from content.selectors.reading import BasisLine, Piece
from training.enums import ClassState, CourseNature, LessonKind
from training.models import CoursePage, CourseVersion, TrainingClass
from training.selectors.course_details import ClassLine, LessonLine
from training.selectors.courses import CatalogueFilter, Choice, CourseCard, Facet

_DAY = dt.date(2026, 11, 25)


def course_samples(home: HomePage, items: list[Counterpart]) -> dict[str, Any]:
    """What the templates of courses are shown with.

    Args:
        items: of a prohibition list, made up elsewhere.
    """
    basis = (
        BasisLine((Piece("《示例选举工作规范》第十七条", "#c-course"),), is_linked=True),
        BasisLine((Piece("《未收录的示例规定》第三条"),), is_linked=False),
    )
    return {
        "catalogue": SimpleNamespace(facets=_facets(), chosen=CatalogueFilter(nature="required", open="1")),
        "course_cards": [_card(home, CourseNature.REQUIRED, True), _card(home, CourseNature.ELECTIVE, False)],
        "course_lessons": _lessons(),
        "course_classes": [
            ClassLine(_class(ClassState.OPEN), True),
            ClassLine(_class(ClassState.RUNNING), False),
        ],
        "taught": SimpleNamespace(items=items, basis=basis),
    }


def _facets() -> list[Facet]:
    natures = tuple(Choice(value, str(label), value == "required") for value, label in CourseNature.choices)
    kinds = tuple(Choice(value, str(label), False) for value, label in LessonKind.choices)
    return [Facet("nature", "性质", natures), Facet("kind", "课时形式", kinds)]


def _card(home: HomePage, nature: CourseNature, is_open: bool) -> CourseCard:
    page = CoursePage(
        title="示例：" + "投票日怎样守住纪律，" * (1 if is_open else 4),
        nature=nature,
        summary="一句话说清这门课教什么。",
        path=f"{home.path}0001",
        url_path=home.url_path,
    )
    return CourseCard(
        page=page,
        version=CourseVersion(hours=Decimal("1.50") if is_open else Decimal(0)),
        lessons=4,
        seconds=4200 if is_open else 12000,
        kinds=("视频", "文章", "测验"),
        next_class=_class(ClassState.OPEN) if is_open else None,
        is_open=is_open,
    )


def _lessons() -> list[LessonLine]:
    kinds = (LessonKind.VIDEO, LessonKind.RULE_READING, LessonKind.SESSION)
    return [
        LessonLine(
            position=number,
            title=f"示例第{number}课",
            kind=kind,
            required=number < len(kinds),
            seconds=number * 900,
            hours=Decimal("0.50") if number == 1 else Decimal(0),
            summary="这一课讲什么。" if number == 1 else "",
            url="#c-course" if number > 1 else "",
        )
        for number, kind in enumerate(kinds, start=1)
    ]


def _class(state: ClassState) -> TrainingClass:
    last = _DAY if state == ClassState.OPEN else _DAY + dt.timedelta(days=2)
    return TrainingClass(
        name="示例班（示例）", state=state, starts_on=_DAY, ends_on=last, place="示例市委党校", capacity=40
    )
