"""Panels of the editors of courses and lessons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel


class VersionPanel(MultiFieldPanel):
    """Asks what a change means to people already enrolled: what changed, how many they are, the answer.

    What is said comes from the form (``training.forms.pages``), which has asked the selectors.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        fields = [FieldRowPanel([FieldPanel("version_policy"), FieldPanel("retrain_by")])]
        kwargs.setdefault("children", fields)
        kwargs.setdefault("heading", _("新版本"))
        kwargs.setdefault("icon", "history")
        super().__init__(*args, **kwargs)

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "training/admin/version_panel.html"

        def is_shown(self) -> bool:
            """Only where there is a version and somebody takes or took it."""
            return bool(getattr(self.form, "change", None)) and super().is_shown()

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["change"] = self.form.change
            return context
