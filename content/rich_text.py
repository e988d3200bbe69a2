"""Links between pages inside formatted text."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.html import format_html
from wagtail.rich_text.pages import PageLinkHandler

from content.selectors.visibility import closed_paths


class GuardedLinkHandler(PageLinkHandler):
    """Wagtail's links to pages; a page that is not for everybody is linked by its number, which says nothing.

    So the text is the same for all who read it, and may be kept; ``content.views.going`` asks who follows.
    A page that is not published is no link at all.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        closed = closed_paths(AnonymousUser())
        return [
            _link(page, is_public=not page.path.startswith(closed)) if page and page.live else "<a>"
            for page in cls.get_many(attrs_list)
        ]


def _link(page: Any, *, is_public: bool) -> str:
    if is_public:
        return format_html('<a href="{}">', page.url)
    return format_html('<a href="{}" rel="nofollow">', reverse("go_to_page", args=[page.pk]))
