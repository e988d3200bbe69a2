"""试题, 试题专题 in the Wagtail admin: everybody has those of the own units."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.admin.utils import unquote
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, PageChooserPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from common import clock
from training.bank_policy import own, usable
from training.enums import Difficulty, ItemKind
from training.forms.quizzes import QuizItemForm, TopicForm
from training.models import QuizItem, Topic
from training.selectors.quiz_items import items_to_check


class OwnRow:
    """One row; another unit's is not found."""

    model: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        get_object_or_404(own(request.user, self.model.objects.all()), pk=unquote(str(kwargs["pk"])))
        super().setup(request, *args, **kwargs)  # type: ignore[misc]


class OwnEditView(OwnRow, generic.EditView):
    """Change one of the own."""


class OwnDeleteView(OwnRow, generic.DeleteView):
    """Delete one of the own; what was used is protected by the database and Wagtail says so."""


class OwnHistoryView(OwnRow, history.HistoryView):
    """Who changed it when."""


class OwnUsageView(OwnRow, usage.UsageView):
    """What uses it."""


class TopicIndexView(generic.IndexView):
    """The topics of the own units with the number of their items."""

    def get_base_queryset(self) -> QuerySet[Topic]:
        return own(self.request.user, Topic.objects.select_related("unit")).annotate(size=Count("items"))


class ItemFilter(WagtailFilterSet):
    """What narrows the list of items."""

    topic = django_filters.ModelChoiceFilter(
        label=_("专题"), queryset=lambda request: usable(request.user, Topic.objects.all())
    )
    kind = django_filters.ChoiceFilter(label=_("题型"), choices=ItemKind.choices)
    difficulty = django_filters.ChoiceFilter(label=_("难度"), choices=Difficulty.choices)
    active = django_filters.BooleanFilter(label=_("启用"))
    to_check = django_filters.BooleanFilter(label=_("依据有新版本"), method="filter_to_check")

    class Meta:
        model = QuizItem
        fields = ["topic", "kind", "difficulty", "active", "to_check"]

    def filter_to_check(self, rows: QuerySet[QuizItem], name: str, value: bool) -> QuerySet[QuizItem]:  # noqa: ARG002
        """Items whose basis has a new edition, or the others."""
        found = items_to_check(on=clock.today()).values("pk")
        return rows.filter(pk__in=found) if value else rows.exclude(pk__in=found)


class ItemIndexView(generic.IndexView):
    """The items of the own units."""

    def get_base_queryset(self) -> QuerySet[QuizItem]:
        return own(self.request.user, QuizItem.objects.select_related("topic", "unit"))

    @property
    def header_more_buttons(self) -> list[Button]:
        """Import, export, template, analysis."""
        links = (
            ("training_items_import", _("导入 Excel"), "upload"),
            ("training_items_export", _("导出 Excel"), "download"),
            ("training_items_template", _("下载模板"), "doc-empty"),
            ("training_item_analysis", _("试题分析"), "chart-column"),
        )
        query = self.request.GET.urlencode()
        return [
            *super().header_more_buttons,
            *(
                Button(
                    words,
                    url=reverse(name) + (f"?{query}" if name == "training_items_export" and query else ""),
                    icon_name=icon,
                    priority=30 + place,
                )
                for place, (name, words, icon) in enumerate(links)
            ),
        ]


class BankViewSet(ModelViewSet):
    """What the lists of the bank have in common."""

    add_to_reference_index = False
    copy_view_enabled = False
    add_to_admin_menu = False
    search_backend_name = None
    list_per_page = 50
    edit_view_class = OwnEditView
    delete_view_class = OwnDeleteView
    history_view_class = OwnHistoryView
    usage_view_class = OwnUsageView


class TopicViewSet(BankViewSet):
    """试题专题."""

    model = Topic
    name = "training_topics"
    url_prefix = "training/topics"
    icon = "folder-open-inverse"
    index_view_class = TopicIndexView
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("unit"), FieldPanel("practice")], base_form_class=TopicForm
    )
    search_fields = ["name"]
    list_display = [
        "name",
        Column("unit", label=_("责任单位")),
        Column("size", label=_("题数")),
        BooleanColumn("practice", label=_("开放练习")),
    ]
    list_filter = {"practice": ["exact"]}


class QuizItemViewSet(BankViewSet):
    """试题."""

    model = QuizItem
    name = "training_items"
    url_prefix = "training/items"
    icon = "help"
    index_view_class = ItemIndexView
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("kind"), FieldPanel("topic"), FieldPanel("difficulty")]),
            FieldPanel("stem"),
            FieldPanel("options_text"),
            FieldPanel("answer_text"),
            FieldPanel("explanation"),
            MultiFieldPanel(
                [
                    FieldPanel("basis"),
                    FieldRowPanel([PageChooserPanel("target_list"), FieldPanel("target_number")]),
                ],
                _("出处"),
            ),
            FieldRowPanel([FieldPanel("unit"), FieldPanel("active")]),
        ],
        base_form_class=QuizItemForm,
    )
    search_fields = ["stem", "explanation", "basis"]
    filterset_class = ItemFilter
    list_display = [
        "__str__",
        Column("get_kind_display", label=_("题型"), sort_key="kind"),
        Column("topic", label=_("专题"), sort_key="topic__name"),
        Column("get_difficulty_display", label=_("难度"), sort_key="difficulty"),
        Column("unit", label=_("责任单位")),
        BooleanColumn("active", label=_("启用"), sort_key="active"),
    ]
