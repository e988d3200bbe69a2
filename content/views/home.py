"""Panels on the first page of the admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from common import clock
from content.selectors.citation_checks import list_citations_to_check
from content.selectors.citations import unresolved_citations
from content.selectors.editing import editable_pages, is_editor
from content.selectors.reviews import list_returned


class ReturnedPanel(Component):
    """退回的文稿: for the author and for everybody who had approved a step."""

    name = "returned_texts"
    template_name = "content/admin/home_returned.html"
    order = 205

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"returned": list_returned(parent_context["request"].user)}


class EditorialPanel(Component):
    """引用待办: how many citations lead nowhere, and how many lead to a text no longer in force."""

    name = "editorial_citations"
    template_name = "content/admin/home_editorial.html"
    order = 230

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        if not is_editor(user):
            return {}
        unresolved = unresolved_citations().filter(source__in=editable_pages(user).values("pk"))
        return {
            "is_editor": True,
            "unresolved": unresolved.count(),
            "to_check": len(list_citations_to_check(user, on=clock.today())),
        }
