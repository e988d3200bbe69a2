from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("人员与单位")

    def ready(self) -> None:
        from accounts import receivers  # noqa: F401 - connects the signals

        # Wagtail's user screens would let anyone who may change a user make themselves superuser.
        wagtail_users = apps.get_app_config("wagtailusers")
        vars(wagtail_users)["user_viewset"] = "accounts.wagtail_users.UserViewSet"
