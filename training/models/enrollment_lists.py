"""Lists of people to be enrolled, and what came of every row."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.enums import ListState, RowOutcome
from training.models.classes import TrainingClass
from training.models.versions import CourseVersion


def list_file_name(_run: Any, _filename: str) -> str:
    """Where an uploaded list waits to be read; no address leads there."""
    return f"enrollment_lists/{uuid.uuid4().hex}"


class EnrollmentListRun(models.Model):
    """One uploaded list, from the upload to the result.

    ``path`` is how far its uploader saw when it was uploaded ("" everything): nobody else is found by it.
    ``file`` is deleted once its rows are stored. ``notes`` speak of the file as a whole.
    """

    version = models.ForeignKey(
        CourseVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("课程版本")
    )
    klass = models.ForeignKey(
        TrainingClass,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lists",
        verbose_name=_("班次"),
    )
    state = models.CharField(_("状态"), max_length=10, choices=ListState.choices, default=ListState.UPLOADED)
    path = models.CharField(max_length=255, blank=True)
    file = models.FileField(upload_to=list_file_name, blank=True)
    name = models.CharField(_("文件名"), max_length=160)
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    notes: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    rows_total = models.PositiveIntegerField(_("行数"), default=0)
    created_at = models.DateTimeField(_("上传时间"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("上传人")
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("名单导入")
        verbose_name_plural = _("名单导入")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ListState.values), name="list_run_state_known")
        ]

    def __str__(self) -> str:
        return self.name


class EnrollmentListRow(models.Model):
    """One row as it was given, whom it was found to mean, and what came of it."""

    run = models.ForeignKey(EnrollmentListRun, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("行"))
    number = models.CharField(_("工号或手机号"), max_length=80, blank=True)
    name = models.CharField(_("姓名"), max_length=80, blank=True)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(_("结果"), max_length=10, choices=RowOutcome.choices)
    message = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("名单中的一行")
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["run", "line"], name="list_line_once"),
            models.CheckConstraint(condition=Q(outcome__in=RowOutcome.values), name="list_row_outcome_known"),
        ]
        indexes = [models.Index(fields=["run", "outcome", "line"], name="list_row_outcome")]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.line}"
