"""The rows a start needs: four hundred people start a paper in the same second.

Raw SQL, because building these statements anew takes Django three to eight times as long as running them.
What is read into models has only the columns named here; others would be read on demand.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.db import connection

from training.enums import LessonKind
from training.models import Attempt, Enrollment, Paper, PaperRule
from training.selectors.item_contents import Key

Candidate = tuple[int, str, int, Key]  # topic, kind, difficulty, item
Draw = tuple[Key, Decimal]  # item, points

_ENROLLMENT = """
SELECT e.id, e.version_id, e.state, e.due_on, v.rules AS course_rules, l.content AS content
FROM training_enrollment e
JOIN training_courseversion v ON v.id = e.version_id
JOIN training_lessonversion l ON l.version_id = e.version_id
WHERE e.id = %s AND e.learner_id = %s AND l.id = %s AND l.kind = %s
"""
_ATTEMPTS = """
SELECT id, submitted_at, deadline FROM training_attempt WHERE enrollment_id = %s AND lesson_id = %s
"""
_RULES = """
SELECT id, topic_id, kind, difficulty, count, points FROM training_paperrule WHERE paper_id = %s
ORDER BY sort_order, id
"""
_KEY = "i.id, i.version, i.digest, i.target_list_id"
_CHOSEN = f"""
SELECT {_KEY}, c.points FROM training_paperitem c JOIN training_quizitem i ON i.id = c.item_id
WHERE c.paper_id = %s AND i.active ORDER BY c.sort_order, c.id
"""  # noqa: S608 - put together from constants alone
_CANDIDATES = f"""
SELECT i.topic_id, i.kind, i.difficulty, {_KEY} FROM training_quizitem i
WHERE i.active AND i.topic_id IN ({{topics}}) ORDER BY i.id
"""  # noqa: S608 - as above
_TENTH = Decimal("0.1")


def lock_enrollment(
    *, learner_id: int, enrollment_id: int, lesson_id: int
) -> tuple[Enrollment, Mapping[str, Any], Mapping[str, Any]]:
    """Somebody's own enrollment, locked, the rules of its version, and what stands in a quiz of it.

    Raises:
        Enrollment.DoesNotExist: there is none such.
    """
    # Only the enrollment: its version and lessons are everybody's.
    lock = "FOR UPDATE OF e" if connection.features.has_select_for_update_of else ""
    values = [enrollment_id, learner_id, lesson_id, LessonKind.QUIZ.value]
    for row in Enrollment.objects.raw(_ENROLLMENT + lock, values):
        more = vars(row)
        return row, json.loads(more["course_rules"]), json.loads(more["content"])
    raise Enrollment.DoesNotExist


def attempts_at(*, enrollment_id: int, lesson_id: int) -> list[Attempt]:
    """All attempts at a quiz, in no order."""
    return list(Attempt.objects.raw(_ATTEMPTS, [enrollment_id, lesson_id]))


def read_paper(pk: int) -> Paper | None:
    """A whole paper."""
    return next(iter(Paper.objects.raw("SELECT * FROM training_paper WHERE id = %s", [pk])), None)


def rules_of(paper: Paper) -> list[PaperRule]:
    """By which a drawn paper is drawn, in order."""
    return list(PaperRule.objects.raw(_RULES, [paper.pk]))


def chosen_for(paper: Paper) -> list[Draw]:
    """The items chosen for a fixed paper that are still in use, in order."""
    # SQLite has no decimals.
    return [(tuple(key), Decimal(points).quantize(_TENTH)) for *key, points in _rows(_CHOSEN, [paper.pk])]


def candidates(topics: Collection[int]) -> list[Candidate]:
    """The items in use of some topics."""
    if not topics:
        return []
    marks = ", ".join(["%s"] * len(topics))
    return [(*row[:3], row[3:]) for row in _rows(_CANDIDATES.format(topics=marks), [*topics])]


def _rows(statement: str, values: list[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
