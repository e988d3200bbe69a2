"""What the rules base adds to the Wagtail admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry

from content.models import BasePage
from content.views.importing import ImportView


class ImportMenuItem(MenuItem):
    """Shown to people who may add pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(BasePage).user_has_permission(request.user, "add"))


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    """Addresses under /admin/."""
    return [path("rules/import/", ImportView.as_view(), name="content_import")]


@hooks.register("register_admin_menu_item")
def register_import_item() -> MenuItem:
    """导入规则 in the main menu."""
    return ImportMenuItem(
        _("导入规则"), reverse("content_import"), name="import-rules", icon_name="upload", order=110
    )


@hooks.register("insert_global_admin_css")
def insert_admin_css() -> SafeString:
    """Styles of our own screens."""
    return format_html('<link rel="stylesheet" href="{}">', static("content/admin/content-admin.css"))
