"""Who is watching what, by the server's clock."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.enums import PlayEnding
from training.models.progress import LessonProgress


class PlaySession(models.Model):
    """One page in which a person learns a lesson; of those that have not ended there is one per person.

    ``last_at`` is when the last heartbeat was taken by the server's clock and ``bank_ms`` what the account of
    time held then (``training.watching.crediting``). ``last_seq`` is that heartbeat's number and ``answer``
    what it was answered: one that comes again gets the same. Only ``training.services.watching`` writes here.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    progress = models.ForeignKey(LessonProgress, on_delete=models.PROTECT, related_name="sessions")
    nonce = models.CharField(max_length=22)
    started_at = models.DateTimeField(_("开始时间"))
    last_at = models.DateTimeField(_("最近计时"))
    last_seq = models.PositiveIntegerField(default=0)
    bank_ms = models.PositiveIntegerField(default=0)
    credited_seconds = models.PositiveIntegerField(_("计入（秒）"), default=0)
    refused_seconds = models.PositiveIntegerField(_("未计入（秒）"), default=0)
    answer = models.TextField(blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    ending = models.CharField(max_length=12, choices=PlayEnding.choices, blank=True)

    class Meta:
        verbose_name = _("学习会话")
        constraints = [
            models.UniqueConstraint(
                fields=["learner"], condition=Q(ended_at__isnull=True), name="play_session_one_per_person"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="")
                | Q(ended_at__isnull=False, ending__in=PlayEnding.values),
                name="play_session_ended_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.progress_id} {self.last_seq}"
