"""Old-to-new numbers between neighboring editions; derived, never edited."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models.rule import EditionPage


class ProvisionMatch(models.Model):
    """A provision of one edition found again in the next one, under the same or another number.

    A suggestion for people: nothing is rewritten by it. ``status`` is that of the comparison (unchanged,
    changed, renumbered …) for articles and empty for what stands below them.
    """

    old_edition = models.ForeignKey(EditionPage, on_delete=models.CASCADE, related_name="matches_onward")
    new_edition = models.ForeignKey(EditionPage, on_delete=models.CASCADE, related_name="matches_back")
    old_eid = models.CharField(max_length=80)
    new_eid = models.CharField(max_length=80)
    status = models.CharField(max_length=24, blank=True)

    class Meta:
        verbose_name = _("新旧条文对应")
        indexes = [models.Index(fields=["new_edition", "new_eid"], name="match_back")]
        constraints = [
            models.UniqueConstraint(fields=["old_edition", "new_edition", "old_eid"], name="match_once"),
        ]

    def __str__(self) -> str:
        return f"{self.old_edition_id} {self.old_eid} → {self.new_edition_id} {self.new_eid}"
