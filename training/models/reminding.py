"""Reminders before deadlines, the address of a learner's calendar, statements sent to a record store."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.enums import ReminderKind
from training.models.enrollments import Enrollment
from training.models.progress import LearningEvent


class Reminder(models.Model):
    """Something a learner is told once: on the site, and by mail where there is an address.

    ``day`` is the day it is about, or that of the decision; an extended deadline is a new day and is told
    anew.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="reminders")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="training_reminders"
    )
    kind = models.CharField(_("提醒"), max_length=12, choices=ReminderKind.choices)
    day = models.DateField(_("日期"))
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("培训提醒")
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "kind", "day"], name="reminder_once"),
            models.CheckConstraint(condition=Q(kind__in=ReminderKind.values), name="reminder_kind_known"),
        ]
        indexes = [
            models.Index(
                fields=["learner", "created_at"], condition=Q(read_at__isnull=True), name="reminder_unread"
            ),
            models.Index(fields=["learner"], condition=Q(mailed_at__isnull=True), name="reminder_to_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.kind} {self.day}"


class CalendarAddress(models.Model):
    """The secret address of a learner's calendar; a new token ends the old address."""

    learner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("日历订阅地址")

    def __str__(self) -> str:
        return str(self.learner_id)


class Statement(models.Model):
    """An event that a learning record store has taken (xAPI). No row: not sent yet."""

    event = models.OneToOneField(LearningEvent, on_delete=models.PROTECT, related_name="statement")
    sent_at = models.DateTimeField()
    refused = models.CharField(max_length=200, blank=True, help_text="why the store refused it for good")

    class Meta:
        verbose_name = _("学习记录上报")

    def __str__(self) -> str:
        return str(self.event_id)


class StatementHorizon(models.Model):
    """One row: no event up to ``event_id``, and none before ``since``, is still to be sent."""

    since = models.DateTimeField(help_text="when the store was first configured")
    event_id = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("学习记录上报进度")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="statement_horizon_one_row")]

    def __str__(self) -> str:
        return str(self.event_id)
