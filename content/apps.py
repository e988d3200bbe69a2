from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("内容")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate
        from wagtail.models import AbstractPage
        from wagtail.permissions import register_permission_policy

        from accounts.enums import ACTION_NAMES
        from content import receivers  # noqa: F401 - connects the signals
        from content.enums import PublicationAction
        from content.file_index import ensure_file_index
        from content.forms.pages import ScopedPageForm
        from content.models import BasePage
        from content.rules import ScopedPagePermissionPolicy

        # Models stand below forms. Not on BasePage itself: Wagtail's admin sets its own form there when it
        # starts.
        for model in apps.get_models():
            if issubclass(model, BasePage) and model is not BasePage:
                own = getattr(model, "base_form_class", None)  # what another package's page asks beside
                if own is None or not issubclass(own, ScopedPageForm):
                    model.base_form_class = ScopedPageForm
        ACTION_NAMES.update(PublicationAction.choices)
        post_migrate.connect(ensure_file_index, sender=self, dispatch_uid="content.file_index")
        register_permission_policy(AbstractPage, ScopedPagePermissionPolicy(BasePage))
