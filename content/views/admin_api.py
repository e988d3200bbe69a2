"""Wagtail's admin API: the admin's menus and choosers read pages from it, nothing is done to a page by it."""

from __future__ import annotations

from typing import NoReturn

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin.api.views import PagesAdminAPIViewSet


class ReadOnlyPages(PagesAdminAPIViewSet):
    """Pages as Wagtail's own screens read them.

    Its actions (publish, unpublish, delete, move, copy …) run no hook of the admin, so they would pass by the
    reason of a withdrawal and the three reviews. No screen of Wagtail uses them.
    """

    actions: dict[str, type] = {}

    def action_view(self, request: HttpRequest, pk: int, action_name: str) -> NoReturn:  # noqa: ARG002
        """Refuse, whatever is asked.

        Raises:
            PermissionDenied: always.
        """
        raise PermissionDenied(_("不能通过接口办理页面；请在后台页面中编辑、送审、撤下、移动或者删除。"))
