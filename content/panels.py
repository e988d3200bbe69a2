"""Panels of the page editors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from content.importing.outlines import Outline, outline_of


class StructurePanel(Panel):
    """What the grammar recognizes of the draft as it was last saved; read-only."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", _("识别结果（按最近保存的草稿）"))
        kwargs.setdefault("icon", "list-ul")
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        template_name = "content/admin/structure_panel.html"

        def is_shown(self) -> bool:
            """Nothing can be said of a page without a text yet."""
            return bool(self.instance.text)

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            outline: Outline = outline_of(self.instance.text, grammar=self.instance.grammar)
            context["outline"] = outline
            return context
