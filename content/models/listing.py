"""Lines of the columns: one row per published page, derived on publication, never edited."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.enums import ListingKind, Outcome
from content.models.base import BasePage
from content.models.prohibition import ProhibitionListPage


class Listing(models.Model):
    """What a list says of a page, so that a list of any length costs one query over one table.

    ``listed_on`` is the day of the document, ``published_on`` the day it first stood here. ``path`` and
    ``url_path`` are those of the page, kept in step when it moves; ``column`` is the page above it.
    """

    page = models.OneToOneField(BasePage, on_delete=models.CASCADE, primary_key=True, related_name="listing")
    column = models.ForeignKey(BasePage, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=ListingKind.choices)
    listed_on = models.DateField()
    published_on = models.DateField()
    title = models.CharField(max_length=255)
    note = models.CharField(max_length=120, blank=True)  # document number, kind of material, place
    summary = models.CharField(max_length=200, blank=True)
    path = models.CharField(max_length=255)
    url_path = models.TextField()
    region = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("栏目条目")
        indexes = [
            models.Index(fields=["column", "-listed_on", "-page"], name="listing_column"),
            models.Index(fields=["kind", "-listed_on", "-page"], name="listing_kind"),
            models.Index(fields=["-listed_on", "-page"], name="listing_date"),
            models.Index(fields=["-published_on", "-listed_on", "-page"], name="listing_latest"),
            models.Index(fields=["path"], name="listing_path"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ListingKind.values), name="listing_kind_known")
        ]

    def __str__(self) -> str:
        return self.title


class ListingTag(models.Model):
    """A tag of a listed page."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=100)

    class Meta:
        verbose_name = _("栏目条目标签")
        constraints = [models.UniqueConstraint(fields=["name", "listing"], name="listing_tag_once")]

    def __str__(self) -> str:
        return self.name


class ListingItem(models.Model):
    """An item of a prohibition list a listed page belongs to."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="items")
    target_list = models.ForeignKey(ProhibitionListPage, on_delete=models.CASCADE, related_name="+")
    target_number = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("栏目条目所属的清单条目")
        constraints = [
            models.UniqueConstraint(
                fields=["target_list", "target_number", "listing"], name="listing_item_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target_list_id} {self.target_number}"


class ListingOutcome(models.Model):
    """What followed in a listed case, and for how many of its people."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="outcomes")
    outcome = models.CharField(max_length=32, choices=Outcome.choices)
    people = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("栏目条目的处理结果")
        constraints = [
            models.UniqueConstraint(fields=["outcome", "listing"], name="listing_outcome_once"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="listing_outcome_known"),
            models.CheckConstraint(condition=Q(people__gte=1), name="listing_outcome_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.people}"
