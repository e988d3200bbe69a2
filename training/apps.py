from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = _("培训")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from accounts.enums import ACTION_NAMES
        from content.offered import offer
        from training import receivers  # noqa: F401 - connects them
        from training.enums import TrainingAction
        from training.forms.pages import LessonPageForm, VersionedPageForm
        from training.models import CoursePage, LessonPage
        from training.selectors.offered import KINDS
        from training.triggers import ensure_triggers

        for model, kind in KINDS:
            offer(model, kind)
        # Models stand below forms.
        CoursePage.base_form_class, LessonPage.base_form_class = VersionedPageForm, LessonPageForm
        ACTION_NAMES.update(TrainingAction.choices)
        post_migrate.connect(ensure_triggers, sender=self, dispatch_uid="training.triggers")
