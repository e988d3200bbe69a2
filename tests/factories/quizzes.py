"""Invented topics, items, papers and attempts (示例)."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from accounts.models import User
from tests.factories.accounts import NOON
from tests.factories.training import make_enrollment, make_version
from training.enums import ItemKind, LessonKind
from training.models import Attempt, Enrollment, LessonVersion, Paper, PaperItem, QuizItem, Topic
from training.services import attempting
from training.services.banking import save_item

_numbers = itertools.count(1)
OPTIONS = [
    {"key": "A", "text": "给予纪律处分"},
    {"key": "B", "text": "记录在案"},
    {"key": "C", "text": "宣布无效"},
    {"key": "D", "text": "不得提拔使用"},
]
ANSWERS: dict[str, list[Any]] = {
    ItemKind.SINGLE: ["B"],
    ItemKind.MULTIPLE: ["A", "C"],
    ItemKind.TRUE_FALSE: ["false"],
    ItemKind.FILL_IN: [["提拔使用", "提拔"]],
    ItemKind.ORDERED: ["A", "B", "C", "D"],
}
WITH_OPTIONS = (ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.ORDERED)


def make_topic(**fields: Any) -> Topic:
    """A topic open to practice."""
    fields.setdefault("name", f"示例专题之{next(_numbers)}")
    return Topic.objects.create(**fields)


def make_item(kind: ItemKind = ItemKind.SINGLE, *, topic: Topic | None = None, **fields: Any) -> QuizItem:
    """An item; right are B, A and C, 错, 提拔使用, and the order A B C D."""
    number = next(_numbers)
    fields.setdefault(
        "stem", f"示例题目之{number}" + ("：一律不得____。" if kind == ItemKind.FILL_IN else "")
    )
    fields.setdefault("options", OPTIONS if kind in WITH_OPTIONS else [])
    fields.setdefault("answer", ANSWERS[kind])
    fields.setdefault("explanation", f"示例解析之{number}，只在公布答案后可见。")
    item = QuizItem(kind=kind, topic=topic or make_topic(), **fields)
    return save_item(item=item, at=NOON)


def make_paper(*items: QuizItem, **fields: Any) -> Paper:
    """A fixed paper of these items, a point each; pass mark 60."""
    fields.setdefault("title", f"示例试卷之{next(_numbers)}（示例）")
    fields.setdefault("pass_mark", 60)
    paper = Paper.objects.create(**fields)
    for number, item in enumerate(items):
        PaperItem.objects.create(paper=paper, item=item, points=1, sort_order=number)
    return paper


def make_quiz(
    paper: Paper | None = None, *, learner: User | None = None, **fields: Any
) -> tuple[Enrollment, LessonVersion]:
    """An active enrollment in a course whose one lesson is the quiz on this paper."""
    version = make_version(LessonKind.QUIZ)
    lesson = version.lessons.get()
    lesson.content = {"paper": (paper or make_paper(make_item())).pk}
    lesson.save(update_fields=["content"])
    return make_enrollment(version, learner=learner, **fields), lesson


def start_quiz(enrollment: Enrollment, lesson: LessonVersion, *, at: dt.datetime = NOON) -> Attempt:
    """What starting the quiz gives the learner."""
    return attempting.start(
        learner_id=enrollment.learner_id, enrollment_id=enrollment.pk, lesson_id=lesson.pk, at=at
    )
