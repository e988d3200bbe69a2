"""Grading an attempt and what follows from it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from training.enums import ENDED, AttemptEnd, EventKind
from training.grading.marking import Result, points_of, share
from training.models import Answer, Attempt, LessonProgress
from training.services.completing import complete_lesson
from training.services.recording import record
from training.services.reviewing import Marked, note_marks


def grade(*, attempt: Attempt, at: dt.datetime, submitted_at: dt.datetime, ended_by: AttemptEnd) -> Attempt:
    """Mark what was saved and close the attempt.

    Args:
        attempt: open, locked by the caller together with its enrollment.

    Side effects:
        A row of every question with its points, an event, the wrong-answer book, the best score of the
        lesson; of one that passes, the lesson is completed (and perhaps the course).
    """
    result = _mark_answers(attempt, at)
    attempt.score = result.score
    attempt.passed = result.passes(attempt.rules["pass_mark"])
    attempt.submitted_at, attempt.graded_at, attempt.ended_by = submitted_at, at, ended_by
    attempt.save(update_fields=["score", "passed", "submitted_at", "graded_at", "ended_by"])
    data = {"score": str(attempt.score), "passed": attempt.passed, "attempt": attempt.pk}
    record(
        key=f"quiz-submitted:{attempt.pk}",
        kind=EventKind.QUIZ_SUBMITTED,
        enrollment=attempt.enrollment,
        lesson=attempt.lesson,
        at=at,
        data=data,
    )
    _keep_best_score(attempt, at)
    if attempt.passed and attempt.enrollment.state not in ENDED:
        complete_lesson(enrollment=attempt.enrollment, lesson=attempt.lesson, at=at, data=data)
    return attempt


def _mark_answers(attempt: Attempt, at: dt.datetime) -> Result:
    given = {answer.position: answer for answer in Answer.objects.filter(attempt=attempt)}
    earned = full = Decimal(0)
    rows, marks = [], []
    for position, question in enumerate(attempt.sheet, start=1):
        row = given.get(position) or Answer(
            attempt=attempt, position=position, item_id=question["item"], saved_at=at
        )
        points = Decimal(question["points"])
        part: Fraction = share(
            question["kind"], question["answer"], row.response, partial=attempt.rules["partial"]
        )
        row.points, row.share = points_of(part, points), float(part)
        earned, full = earned + row.points, full + points
        rows.append(row)
        marks.append(Marked(question["item"], part == 1, row.response))
    Answer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["attempt", "position"],
        update_fields=["points", "share"],
    )
    note_marks(learner_id=attempt.enrollment.learner_id, marks=marks, attempt=attempt, at=at)
    return Result(earned, full)


def _keep_best_score(attempt: Attempt, at: dt.datetime) -> None:
    progress, _created = LessonProgress.objects.get_or_create(
        enrollment=attempt.enrollment,
        lesson=attempt.lesson,
        defaults={"started_at": attempt.started_at, "last_at": at},
    )
    if progress.score is None or attempt.score is None or progress.score < attempt.score:
        progress.score = attempt.score
    progress.last_at = max(progress.last_at, at)
    progress.save(update_fields=["score", "last_at"])
