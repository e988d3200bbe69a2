"""Panels on the first page of the admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from content.selectors.reviews import list_returned


class ReturnedPanel(Component):
    """退回的文稿: for the author and for everybody who had approved a step."""

    name = "returned_texts"
    template_name = "content/admin/home_returned.html"
    order = 205

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"returned": list_returned(parent_context["request"].user)}
