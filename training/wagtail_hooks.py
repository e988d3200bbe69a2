"""What training adds to the Wagtail admin: one menu, 培训, and the addresses under /admin/training/."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from training.admin.board_urls import board_urls
from training.admin.certificate_urls import certificate_urls
from training.admin.class_urls import class_urls
from training.admin.enrollment_urls import enrollment_urls
from training.admin.hour_tables import VIEWSETS, OfficePolicy, table_menu_items
from training.admin.hour_urls import hour_urls
from training.admin.menu import menu_items
from training.admin.papers import PaperViewSet
from training.admin.quiz_items import QuizItemViewSet, TopicViewSet
from training.admin.quiz_urls import quiz_urls
from training.admin.study_urls import study_urls
from training.bank_policy import OwnUnitsPolicy, bank_path
from training.exchanging import exchange_urls
from training.models import HourRuleTable, Paper, QuizItem, RankGroup, RankName, TargetTable, Topic
from training.rules import training_path

for _model in (HourRuleTable, TargetTable, RankGroup, RankName):
    register_permission_policy(_model, OfficePolicy(_model))
for _bank_model in (Topic, QuizItem, Paper):
    register_permission_policy(_bank_model, OwnUnitsPolicy(_bank_model))


class TrainingMenuItem(SubmenuMenuItem):
    """Shown to people who look after training or keep its item bank."""

    def is_shown(self, request: HttpRequest) -> bool:
        concerned = training_path(request.user) is not None or bank_path(request.user) is not None
        return concerned and super().is_shown(request)


training_menu = Menu(
    register_hook_name="register_training_menu_item", construct_hook_name="construct_training"
)


@hooks.register("register_admin_menu_item")
def register_training_menu() -> MenuItem:
    """培训 in the main menu."""
    return TrainingMenuItem(_("培训"), training_menu, name="training", icon_name="group", order=250)


@hooks.register("construct_training")
def fill_training_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """The entries a person may use, in the order of their numbers."""
    ours = [item for item in (*menu_items(), *table_menu_items()) if item.is_shown(request)]
    items[:] = sorted([*items, *ours], key=lambda item: item.order)


@hooks.register("register_admin_urls")
def register_training_urls() -> list[URLPattern]:
    """Addresses under /admin/training/."""
    areas = (
        class_urls,
        enrollment_urls,
        study_urls,
        exchange_urls,
        quiz_urls,
        board_urls,
        hour_urls,
        certificate_urls,
    )
    return [pattern for urls in areas for pattern in urls()]


@hooks.register("register_admin_viewset")
def register_training_viewsets() -> list[ModelViewSet]:
    """试题, 试题专题, 试卷; 学时规则, 学时目标, 职级分组, 职级对应."""
    return [viewset() for viewset in (QuizItemViewSet, TopicViewSet, PaperViewSet, *VIEWSETS)]
