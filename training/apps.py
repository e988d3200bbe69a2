from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = _("培训")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from accounts.enums import ACTION_NAMES
        from training import receivers  # noqa: F401 - connects them
        from training.enums import TrainingAction
        from training.triggers import ensure_triggers

        ACTION_NAMES.update(TrainingAction.choices)
        post_migrate.connect(ensure_triggers, sender=self, dispatch_uid="training.triggers")
