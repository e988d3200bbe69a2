"""Papers in people's hands: attempts, answers, and what they got wrong."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from training.enums import AttemptEnd
from training.models.bank import QuizItem
from training.models.enrollments import Enrollment
from training.models.quizzes import Paper
from training.models.versions import LessonVersion


class Attempt(models.Model):
    """One try at the paper of a lesson.

    ``sheet`` is the paper as it was drawn, frozen: a list of questions with options in the order shown, right
    answer, points, explanation and source. ``rules`` are the paper's rules at that time. ``seed`` repeats
    the draw. ``submitted_at`` of one that ran out of time is its deadline, ``graded_at`` when it was graded.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="attempts")
    lesson = models.ForeignKey(LessonVersion, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="taken")
    number = models.PositiveSmallIntegerField(_("次数"))
    seed = models.CharField(max_length=32)
    sheet: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField()
    rules: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    started_at = models.DateTimeField(_("开始时间"))
    deadline = models.DateTimeField(_("截止时间"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("交卷时间"), null=True, blank=True)
    graded_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=AttemptEnd.choices, blank=True)
    score = models.DecimalField(_("得分"), max_digits=5, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(_("及格"), null=True, blank=True)

    class Meta:
        verbose_name = _("答卷")
        verbose_name_plural = _("答卷")
        ordering = ["enrollment", "lesson", "number"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "lesson", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["enrollment", "lesson"],
                condition=Q(submitted_at__isnull=True),
                name="attempt_one_open",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="attempt_from_one"),
            models.CheckConstraint(
                condition=Q(
                    submitted_at__isnull=True,
                    graded_at__isnull=True,
                    score__isnull=True,
                    passed__isnull=True,
                    ended_by="",
                )
                | (
                    Q(
                        submitted_at__isnull=False,
                        graded_at__isnull=False,
                        score__isnull=False,
                        passed__isnull=False,
                    )
                    & Q(ended_by__in=AttemptEnd.values)
                ),
                name="attempt_graded_when_submitted",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100),
                name="attempt_score_percent",
            ),
            models.CheckConstraint(
                condition=Q(deadline__isnull=True) | Q(deadline__gt=F("started_at")),
                name="attempt_deadline_after_start",
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline"],
                condition=Q(submitted_at__isnull=True, deadline__isnull=False),
                name="attempt_overdue",
            ),
            models.Index(fields=["paper", "number"], name="attempt_paper"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.lesson_id} {self.number}"


class Answer(models.Model):
    """What was answered to one question of an attempt, saved when it was chosen.

    ``sequence`` grows with every change on the learner's side (milliseconds): an older save never overwrites
    a newer one. ``share`` is the part of the points earned, empty until graded; then each question has a row.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey(QuizItem, on_delete=models.PROTECT, related_name="+")
    response: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    sequence = models.BigIntegerField(default=0)
    saved_at = models.DateTimeField()
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    share = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("作答")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="answer_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="answer_from_one"),
            models.CheckConstraint(
                condition=Q(share__isnull=True, points__isnull=True)
                | Q(share__gte=0, share__lte=1, points__gte=0),
                name="answer_share_of_points",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.position}"


class WrongItem(models.Model):
    """An item in somebody's wrong-answer book (错题本). It leaves when answered right twice in a row.

    ``attempt`` is the one it was last got wrong in; empty where it was in practice. Its review policy says
    whether the book may show the item yet.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(QuizItem, on_delete=models.PROTECT, related_name="+")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    response: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    times_wrong = models.PositiveIntegerField(default=1)
    right_in_a_row = models.PositiveSmallIntegerField(default=0)
    last_wrong_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("错题")
        constraints = [
            models.UniqueConstraint(fields=["learner", "item"], name="wrong_item_once"),
            models.CheckConstraint(condition=Q(times_wrong__gte=1), name="wrong_item_was_wrong"),
        ]
        indexes = [
            models.Index(
                fields=["learner", "-last_wrong_at"],
                condition=Q(cleared_at__isnull=True),
                name="wrong_item_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.item_id}"
