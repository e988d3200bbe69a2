"""The outbox: work that must happen after a transaction, written in the same transaction."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class JobStatus(models.TextChoices):
    """The life of a job: pending, running under a lease, then done or given up."""

    PENDING = "pending", _("等待")
    RUNNING = "running", _("执行中")
    DONE = "done", _("完成")
    FAILED = "failed", _("失败")


class Job(models.Model):
    """One piece of background work; the row is the truth, a broker message only a wake-up.

    A job runs at least once: a worker that dies leaves a lease behind, and when the lease is over
    another worker takes the job. Whatever a job does must therefore be safe to repeat.
    """

    name = models.CharField(max_length=100)
    kwargs: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    fingerprint = models.CharField(max_length=64, help_text="digest of name and kwargs, to merge repeats")
    serial_key = models.CharField(
        max_length=30, null=True, blank=True, help_text="jobs that share a key run one after another"
    )
    status = models.CharField(max_length=10, choices=JobStatus.choices, default=JobStatus.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    claim_token = models.CharField(max_length=32, null=True, blank=True, help_text="who may finish this run")
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(null=True, blank=True)
    result: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("后台任务")
        verbose_name_plural = _("后台任务")
        constraints = (
            models.CheckConstraint(condition=Q(status__in=JobStatus.values), name="job_status_known"),
            models.CheckConstraint(
                condition=Q(status=JobStatus.RUNNING, lease_until__isnull=False, claim_token__isnull=False)
                | (~Q(status=JobStatus.RUNNING) & Q(lease_until__isnull=True, claim_token__isnull=True)),
                name="job_lease_iff_running",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[JobStatus.DONE, JobStatus.FAILED], finished_at__isnull=False)
                | Q(status__in=[JobStatus.PENDING, JobStatus.RUNNING], finished_at__isnull=True),
                name="job_finished_iff_over",
            ),
            models.CheckConstraint(
                condition=Q(progress_total__isnull=True) | Q(progress_done__lte=F("progress_total")),
                name="job_progress_within_total",
            ),
            models.UniqueConstraint(
                fields=["serial_key"],
                condition=Q(status=JobStatus.RUNNING),
                name="job_one_running_per_serial_key",
            ),
        )
        indexes = (
            models.Index(fields=["not_before", "id"], condition=Q(status=JobStatus.PENDING), name="job_due"),
            models.Index(fields=["fingerprint"], condition=Q(status=JobStatus.PENDING), name="job_merge"),
            models.Index(fields=["lease_until"], condition=Q(status=JobStatus.RUNNING), name="job_lease"),
            models.Index(fields=["finished_at"], name="job_finished"),
        )

    def __str__(self) -> str:
        return f"{self.name} #{self.pk} {self.status}"


class ContentGeneration(models.Model):
    """One row whose mark changes with everything a reader could see change; see ``common.generation``."""

    mark = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("内容版本标记")
        verbose_name_plural = _("内容版本标记")
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="generation_one_row"),)

    def __str__(self) -> str:
        return self.mark
