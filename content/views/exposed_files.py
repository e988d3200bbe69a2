"""受限页面引用的公开文件: a report for editors."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy

from content.selectors.exposed_files import list_exposed_files
from content.views.reports import PER_PAGE, EditorsReport


class ExposedFilesView(EditorsReport):
    """Files of restricted pages that anybody may open by their address; nothing is changed by it."""

    page_title = gettext_lazy("受限页面引用的公开文件")
    header_icon = "doc-full"
    template_name = "content/admin/exposed_files.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user: Any = self.request.user
        found = Paginator(list_exposed_files(user), PER_PAGE)
        return {**context, "items": found.get_page(self.request.GET.get("p"))}
