from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("内容")

    def ready(self) -> None:
        from wagtail.models import AbstractPage
        from wagtail.permissions import register_permission_policy

        from content import receivers  # noqa: F401 - connects the signals
        from content.forms.pages import ScopedPageForm
        from content.models import BasePage
        from content.rules import ScopedPagePermissionPolicy

        # Models stand below forms, and Wagtail builds the editors of pages before it loads its hooks.
        BasePage.base_form_class = ScopedPageForm
        register_permission_policy(AbstractPage, ScopedPagePermissionPolicy(BasePage))
