"""Citations found in published texts; derived, never edited, and the editors' ticks on them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.enums import CitationState
from content.models.base import BasePage
from content.models.rule import EditionPage, RulePage


class Citation(models.Model):
    """One place in a published page that names a rule or a provision of one.

    ``start`` and ``end`` are offsets in the text of the provision ``source_eid``. ``target_edition`` is the
    edition in force on the day of the citing text; ``cited_title`` is empty where the text cites itself.
    """

    source = models.ForeignKey(BasePage, on_delete=models.CASCADE, related_name="citations")
    source_eid = models.CharField(max_length=80, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.CharField(max_length=300)
    cited_title = models.CharField(max_length=255, blank=True)
    target_eid = models.CharField(max_length=80, blank=True)
    through_eid = models.CharField(max_length=80, blank=True)
    target_rule = models.ForeignKey(
        RulePage, on_delete=models.SET_NULL, null=True, related_name="incoming_citations"
    )
    target_edition = models.ForeignKey(
        EditionPage, on_delete=models.SET_NULL, null=True, related_name="incoming_citations"
    )
    state = models.CharField(max_length=16, choices=CitationState.choices)

    class Meta:
        verbose_name = _("引用")
        indexes = [
            models.Index(fields=["target_rule", "target_eid"], name="citation_target"),
            models.Index(fields=["state", "id"], name="citation_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_eid", "start", "end", "target_eid"], name="citation_once"
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="citation_span_forward"),
            models.CheckConstraint(condition=Q(state__in=CitationState.values), name="citation_state_known"),
        ]

    def __str__(self) -> str:
        return self.quote


class CitationCheck(models.Model):
    """An editor looked at what a page cites after a new edition came into force.

    Kept by page, cited provision and new edition, so that it outlives the derived citation rows.
    """

    source = models.ForeignKey(BasePage, on_delete=models.CASCADE, related_name="citation_checks")
    target_edition = models.ForeignKey(EditionPage, on_delete=models.CASCADE, related_name="+")
    target_eid = models.CharField(max_length=80, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("引用核对")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target_edition", "target_eid"], name="citation_check_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_edition_id} {self.target_eid}"
