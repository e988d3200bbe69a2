"""Panels on the first page of the admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from common import clock
from content.selectors.citation_checks import list_citations_to_check
from content.selectors.citations import unresolved_citations
from content.selectors.desk import editing_desk, review_desk
from content.selectors.editing import editable_pages, is_editor
from content.selectors.reviews import list_returned, reviews_texts


class ReturnedPanel(Component):
    """退回的文稿: for the author and for everybody who had approved a step."""

    name = "returned_texts"
    template_name = "content/admin/home_returned.html"
    order = 205

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"returned": list_returned(parent_context["request"].user)}


class DeskPanel(Component):
    """工作台: everything that waits for this person, of the pages they answer for."""

    name = "desk"
    template_name = "content/admin/home_desk.html"
    order = 200

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user, at = parent_context["request"].user, clock.now()
        groups = review_desk(user, at=at) if reviews_texts(user) else []
        if not is_editor(user):
            return {"groups": groups}
        unresolved = unresolved_citations().filter(source__in=editable_pages(user).values("pk"))
        return {
            "groups": [*groups, *editing_desk(user, at=at)],
            "is_editor": True,
            "unresolved": unresolved.count(),
            "to_check": len(list_citations_to_check(user, on=clock.today())),
        }
