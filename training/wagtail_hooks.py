"""What training adds to the Wagtail admin: one menu, 培训, with an entry for every area a person may use."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from training.admin.papers import PaperViewSet
from training.admin.quiz_items import QuizItemViewSet, TopicViewSet
from training.admin.quiz_menu import ENTRIES, BankMenuItem, quiz_urls
from training.bank_policy import OwnUnitsPolicy, bank_path
from training.exchanging import exchange_urls
from training.models import Paper, QuizItem, Topic
from training.rules import training_path

training_menu = Menu(register_hook_name="register_training_menu_item")


class TrainingMenuItem(SubmenuMenuItem):
    """Shown to people who look after training or keep its item bank."""

    def is_shown(self, request: HttpRequest) -> bool:
        concerned = training_path(request.user) is not None or bank_path(request.user) is not None
        return concerned and super().is_shown(request)


@hooks.register("register_admin_menu_item")
def register_training_menu() -> MenuItem:
    """培训 in the main menu; areas register themselves with ``register_training_menu_item``."""
    return TrainingMenuItem(_("培训"), training_menu, name="training", icon_name="group", order=250)


@hooks.register("register_admin_urls")
def register_training_urls() -> list[URLPattern]:
    """Addresses under /admin/training/."""
    return []


for _model in (Topic, QuizItem, Paper):
    register_permission_policy(_model, OwnUnitsPolicy(_model))


@hooks.register("register_admin_viewset")
def register_quiz_viewsets() -> list[ModelViewSet]:
    """试题, 试题专题, 试卷."""
    return [QuizItemViewSet(), TopicViewSet(), PaperViewSet()]


@hooks.register("register_admin_urls")
def register_quiz_urls() -> list[URLPattern]:
    """Import, export, analysis, preview."""
    return [*exchange_urls(), *quiz_urls()]


def _bank_item(name: str, words: str | Promise, icon: str, order: int) -> MenuItem:
    slug = name.replace(":", "-").replace("_", "-")
    return BankMenuItem(words, reverse(name), name=slug, icon_name=icon, order=order)


for _entry in ENTRIES:
    hooks.register("register_training_menu_item", partial(_bank_item, *_entry))
