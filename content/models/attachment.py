"""Words of attached files, derived from them; made anew whenever a file changes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.enums import ExtractionProblem, ExtractionStatus


class AttachmentText(models.Model):
    """What became of reading one document.

    ``file_hash`` is the SHA-1 of the file that was read, as Wagtail keeps it; "" before that, and where the
    file was not read. ``blank_pages`` have no words.
    """

    document = models.OneToOneField(
        "wagtaildocs.Document",
        on_delete=models.CASCADE,
        related_name="attachment_text",
        verbose_name=_("文件"),
    )
    file_hash = models.CharField(max_length=40, blank=True)
    status = models.CharField(
        _("提取情况"), max_length=8, choices=ExtractionStatus.choices, default=ExtractionStatus.PENDING
    )
    problem = models.CharField(_("原因"), max_length=12, choices=ExtractionProblem.choices, blank=True)
    page_count = models.PositiveIntegerField(_("页数"), default=0)
    blank_pages = models.PositiveIntegerField(_("无文字的页数"), default=0)
    extracted_at = models.DateTimeField(_("提取时间"), null=True, blank=True)

    # Derived data are no use of a file: it may be deleted with them.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("附件文字")
        verbose_name_plural = _("附件文字")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ExtractionStatus.values), name="attachment_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=ExtractionStatus.FAILED, problem__in=ExtractionProblem.values)
                | (~Q(status=ExtractionStatus.FAILED) & Q(problem="")),
                name="attachment_failed_with_problem",
            ),
            models.CheckConstraint(
                condition=Q(status=ExtractionStatus.PENDING, extracted_at__isnull=True)
                | (~Q(status=ExtractionStatus.PENDING) & Q(extracted_at__isnull=False)),
                name="attachment_extracted_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(blank_pages__lte=models.F("page_count")),
                name="attachment_blank_pages_among_pages",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.status}"


class AttachmentPage(models.Model):
    """The words of a page, slide or part; see ``content.extracting.outcomes.ExtractedPage``."""

    attachment = models.ForeignKey(AttachmentText, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=40, blank=True)
    heading = models.CharField(max_length=120, blank=True)
    text = models.TextField()

    class Meta:
        verbose_name = _("附件的一页")
        constraints = [
            models.UniqueConstraint(fields=["attachment", "number"], name="attachment_page_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="attachment_page_from_one"),
            models.CheckConstraint(condition=~Q(text=""), name="attachment_page_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.attachment_id} {self.number}"
