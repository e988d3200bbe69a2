"""The form of every page in the admin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from accounts.models import OrgUnit
from accounts.rules import scope_path
from common import clock
from content.enums import SecrecyLevel
from content.importing.cleaning import clean as clean_text
from content.importing.refusals import ImportRefused
from content.rules import reaches_all, stored_unit
from content.secrecy import refusal
from content.selectors.editing import next_slug
from content.services.refusing import record_refusal

# Buttons that lead a text towards its publication.
ONWARD = frozenset({"action-submit", "action-restart-workflow", "action-publish"})


class ScopedPageForm(WagtailAdminPageForm):
    """A page is given to a unit within the editor's reach; while it is under review it stands still.

    During a review only comments are taken: a changed text would be another text than the one already
    approved.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.must_have_unit = False
        self.is_under_review = bool(self.instance.pk and self.instance.workflow_in_progress)
        if "unit" in self.fields:
            self._offer_units()
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("网址的最后一段，用字母、数字和连字符；留空则按日期自动编号。")
            self.fields["slug"].error_messages["invalid"] = _("网址名只能用字母、数字、下划线和连字符。")
        if "text" in self.fields:
            self.fields["text"].strip = False
        if self.is_under_review:
            self._freeze()

    def clean_slug(self) -> str:
        """The name typed, or a number: nothing of a Chinese title is left in an address of plain letters."""
        slug = str(self.cleaned_data.get("slug") or "")
        if slug.strip("-_"):
            return slug
        return str(self.instance.slug or next_slug(self.parent_page, on=clock.today()))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.must_have_unit and not cleaned.get("unit"):
            # Wagtail lets drafts be saved with required fields empty; a page without a unit is the city's.
            cleaned["unit"] = stored_unit(self.instance) if self.instance.pk else self.for_user.unit
        self._refuse_secret(cleaned)
        text = cleaned.get("text")
        if text and not self.is_under_review:
            try:
                # Browsers send line ends as \r\n; the stored text is the one an import would give.
                cleaned["text"] = clean_text(text)[0]
            except ImportRefused as refusal:
                self.add_error("text", refusal.message)
        return cleaned

    def _refuse_secret(self, cleaned: dict[str, Any]) -> None:
        """A draft may bear a secrecy level; it cannot be submitted or published with it."""
        level = cleaned.get("secrecy_level") or ""
        if not level or not ONWARD.intersection(self.data):
            return
        self.add_error("secrecy_level", refusal(str(SecrecyLevel(level).label)))
        if self.instance.pk:
            record_refusal(page=self.instance, by=self.for_user, at=clock.now())

    def _offer_units(self) -> None:
        field, user = self.fields["unit"], self.for_user
        path = scope_path(user) if user is not None else None
        if path is None:  # a reviewer without a unit, or no one: nothing may be set
            field.disabled = True
            return
        field.queryset = OrgUnit.objects.filter(path__startswith=path, valid_to__isnull=True).order_by("path")
        if self.instance.unit_id:
            field.queryset |= OrgUnit.objects.filter(pk=self.instance.unit_id)
        self.must_have_unit = field.required = not reaches_all(path)
        field.error_messages["invalid_choice"] = _("只能选择本单位及所属单位。")
        field.error_messages["required"] = _("请选择责任单位。")
        if self.instance.pk is None and not self.instance.unit_id:
            self.initial.setdefault("unit", user.unit_id)
            if self.initial["unit"] is None:
                self.initial["unit"] = user.unit_id

    def _freeze(self) -> None:
        for name, field in self.fields.items():
            field.disabled = name != "comment_notifications"
        if self.is_bound:
            kept: dict[str, Any] = {k: v for k, v in vars(self)["formsets"].items() if k == "comments"}
            self.formsets = kept
