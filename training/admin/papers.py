"""试卷 in the Wagtail admin, with a look at what a learner would get."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from training.admin.quiz_items import BankViewSet, OwnEditView
from training.admin.screens import BankScreen
from training.bank_policy import own
from training.forms.quizzes import PaperForm, PaperLineForm
from training.models import Paper
from training.selectors.quizzes import review_question
from training.services.drawing import DrawError, draw_sheet, new_seed


class PaperIndexView(generic.IndexView):
    """The papers of the own units."""

    def get_base_queryset(self) -> QuerySet[Paper]:
        return own(self.request.user, Paper.objects.select_related("unit"))


class PaperEditView(OwnEditView):
    """编辑试卷."""

    @property
    def header_more_buttons(self) -> list[Button]:
        preview = reverse("training_paper_preview", args=[self.object.pk])
        analysis = f"{reverse('training_item_analysis')}?paper={self.object.pk}"
        return [
            *super().header_more_buttons,
            Button(_("预览试卷"), url=preview, icon_name="view", priority=30),
            Button(_("试题分析"), url=analysis, icon_name="chart-column", priority=31),
        ]


class LinesPanel(InlinePanel):
    """Lines of a paper, whose forms know who fills them in and share what is offered."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        shared = {"form": PaperLineForm, "inherit_kwargs": ["for_user", "offered"]}
        options["formsets"][self.relation_name] |= shared
        return options


class PaperViewSet(BankViewSet):
    """试卷."""

    model = Paper
    name = "training_papers"
    url_prefix = "training/papers"
    icon = "form"
    index_view_class = PaperIndexView
    edit_view_class = PaperEditView
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("unit")]),
            FieldPanel("instructions"),
            LinesPanel(
                "chosen",
                [FieldRowPanel([FieldPanel("item"), FieldPanel("points")])],
                heading=_("题目（固定题目）"),
                label=_("题目"),
            ),
            LinesPanel(
                "draws",
                [
                    FieldRowPanel([FieldPanel("topic"), FieldPanel("kind"), FieldPanel("difficulty")]),
                    FieldRowPanel([FieldPanel("count"), FieldPanel("points")]),
                ],
                heading=_("抽题规则（随机抽题）"),
                label=_("规则"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("minutes"), FieldPanel("attempts"), FieldPanel("pass_mark")]),
                    FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                    FieldPanel("review"),
                    FieldPanel("partial"),
                    FieldRowPanel([FieldPanel("shuffle_items"), FieldPanel("shuffle_options")]),
                ],
                _("考试规则"),
            ),
        ],
        base_form_class=PaperForm,
    )
    search_fields = ["title"]
    list_display = [
        "title",
        Column("get_kind_display", label=_("组卷方式")),
        Column("unit", label=_("责任单位")),
        Column("minutes", label=_("限时（分钟）")),
    ]
    list_filter = {"kind": ["exact"]}


class PaperPreviewView(BankScreen):
    """One draw of a paper with right answers, for those who keep it; another unit's is not found."""

    page_title = _("预览试卷")
    header_icon = "view"
    template_name = "training/admin/paper_preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paper = get_object_or_404(own(self.request.user, Paper.objects.all()), pk=kwargs["pk"])
        try:
            sheet, error = draw_sheet(paper=paper, seed=new_seed()), ""
        except DrawError as refused:
            sheet, error = [], str(refused)
        questions = [
            review_question(question, position, [], 0) for position, question in enumerate(sheet, start=1)
        ]
        context = {"paper": paper, "questions": questions, "error": error, "page_subtitle": paper.title}
        return {**super().get_context_data(**kwargs), **context}
