"""What was learned: progress per lesson, the event log, completions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.enums import EventKind, FlagCode
from training.models.enrollments import Enrollment
from training.models.versions import CourseVersion, LessonVersion
from training.querysets import AppendOnlyModel


class LessonProgress(models.Model):
    """How far an enrollment is in one lesson. It only grows.

    ``ranges`` are the seconds of the lesson that were credited, as sorted disjoint pairs [from, to);
    ``credited_seconds`` is their sum, ``refused_seconds`` what was claimed and not credited, ``position``
    where to resume.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="progress")
    lesson = models.ForeignKey(LessonVersion, on_delete=models.PROTECT, related_name="+")
    ranges: models.JSONField[list[list[int]], list[list[int]]] = models.JSONField(default=list)
    credited_seconds = models.PositiveIntegerField(default=0)
    refused_seconds = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    score = models.DecimalField(
        _("得分"), max_digits=5, decimal_places=2, null=True, blank=True, help_text="best, of 100"
    )
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("课时进度")
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "lesson"], name="lesson_progress_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100), name="lesson_score_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.lesson_id} {self.credited_seconds}"


class LearningEvent(AppendOnlyModel):
    """One thing a learner did; append-only. ``key`` is unique: what comes twice is recorded once."""

    # Unique by the constraint below: ``unique=True`` would add an index for LIKE, and nobody asks so.
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="events")
    lesson = models.ForeignKey(
        LessonVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("学习事件")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="learning_event_once"),
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="learning_event_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def remark(self) -> str:
        """What a remark on somebody's study says; "" for other events."""
        code = self.data.get("code", "") if self.kind == EventKind.FLAGGED else ""
        return str(FlagCode(code).label) if code in FlagCode.values else ""


class Completion(AppendOnlyModel):
    """A person completed a version of a course: an event that is never undone, with the rules it met.

    ``hours`` and ``rules`` are those of the version at that time; ``evidence`` says what met them (lesson
    keys with times and scores); ``digest`` is that of the version.
    """

    enrollment = models.OneToOneField(Enrollment, on_delete=models.PROTECT, related_name="completion")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completions"
    )
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="completions")
    at = models.DateTimeField(_("完成时间"))
    hours = models.DecimalField(_("学时"), max_digits=6, decimal_places=2)
    rules: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    evidence: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("完成记录")
        indexes = [models.Index(fields=["learner", "at"], name="completion_learner")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.version_id}"


class CompletionRevocation(AppendOnlyModel):
    """The second event by which a completion no longer counts."""

    completion = models.OneToOneField(Completion, on_delete=models.PROTECT, related_name="revocation")
    at = models.DateTimeField(_("撤销时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("原因"), max_length=200)

    class Meta:
        verbose_name = _("撤销完成")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="revocation_has_reason")]

    def __str__(self) -> str:
        return f"{self.completion_id} {self.reason}"
