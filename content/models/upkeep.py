"""After publication: withdrawals with their reason, readers' error reports (纠错), reminders to review."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.enums import ReportState, WithdrawalReason
from content.models.base import BasePage


class Withdrawal(models.Model):
    """Why and by whom a page was withdrawn; the latest counts, a new publication ends it."""

    page = models.OneToOneField(BasePage, on_delete=models.CASCADE, related_name="withdrawal")
    reason = models.CharField(_("原因"), max_length=10, choices=WithdrawalReason.choices)
    explanation = models.CharField(_("说明"), max_length=300, blank=True)
    target = models.ForeignKey(
        BasePage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("合并到")
    )
    withdrawn_on = models.DateField(_("日期"))
    # What was public until then, and would be again; not a key: revisions are purged.
    revision_id = models.BigIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("撤下")
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=WithdrawalReason.values), name="withdrawal_reason_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.reason}"


class ErrorReport(models.Model):
    """What a reader says is wrong, tied to the words read: page, revision, provision and quote.

    Nobody has to say who they are; no address is kept.
    """

    page = models.ForeignKey(BasePage, on_delete=models.CASCADE, related_name="error_reports")
    revision_id = models.BigIntegerField(null=True)  # the live revision at the time
    eid = models.CharField(max_length=80, blank=True)
    quote = models.CharField(_("原文"), max_length=300, blank=True)
    remark = models.CharField(_("问题"), max_length=500)
    state = models.CharField(
        _("处理情况"), max_length=10, choices=ReportState.choices, default=ReportState.OPEN
    )
    reported_at = models.DateTimeField()
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handled_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("处理说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("纠错")
        verbose_name_plural = _("纠错")
        indexes = [models.Index(fields=["state", "-reported_at"], name="report_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
            models.CheckConstraint(
                condition=Q(handled_by__isnull=True, handled_at__isnull=True)
                | Q(handled_by__isnull=False, handled_at__isnull=False),
                name="report_handled_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.remark[:40]

    @property
    def state_label(self) -> str:
        """What became of it, in words."""
        return str(ReportState(self.state).label)


class ReviewReminder(models.Model):
    """That a unit was told of a page's review date; each date is told of once."""

    page = models.ForeignKey(BasePage, on_delete=models.CASCADE, related_name="review_reminders")
    due_on = models.DateField(_("复核日期"))
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("复核提醒")
        constraints = [
            models.UniqueConstraint(fields=["page", "due_on"], name="review_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.due_on}"
