"""The lists of 搜索管理 and their forms.

Wagtail's model viewsets, not its snippets: those bring choosers and bulk actions, which nobody needs here and
which delete past the forms.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from search.admin import effects, questions
from search.admin.forms import JudgedQueryForm, QuestionForm, StopWordForm, SynonymForm
from search.models import CommonQuestion, JudgedQuery, StopWord, Synonym

_CREATE, _EDIT = "search/admin/create.html", "search/admin/edit.html"


class CurationViewSet(ModelViewSet):
    """What the four have in common."""

    add_to_reference_index = False
    copy_view_enabled = False
    search_backend_name = None
    list_per_page = 50


class SynonymViewSet(CurationViewSet):
    """同义词."""

    model = Synonym
    name = "search_synonyms"
    url_prefix = "search-words/synonyms"
    icon = "list-ul"
    add_view_class = effects.SynonymCreateView
    edit_view_class = effects.SynonymEditView
    create_template_name = _CREATE
    edit_template_name = _EDIT
    edit_handler = ObjectList(
        [FieldPanel("word"), FieldPanel("alternatives"), FieldPanel("note")], base_form_class=SynonymForm
    )
    search_fields = ["word", "alternatives", "note"]
    list_display = [
        "word",
        Column(
            "alternatives",
            label=_("同义说法"),
            accessor=lambda row: "；".join(row.alternatives.splitlines()),
        ),
        Column("note", label=_("说明")),
    ]
    list_filter = {"note": ["icontains"]}


class StopWordViewSet(CurationViewSet):
    """停用词."""

    model = StopWord
    name = "search_stop_words"
    url_prefix = "search-words/stop-words"
    icon = "cross"
    add_view_class = effects.StopWordCreateView
    edit_view_class = effects.StopWordEditView
    create_template_name = _CREATE
    edit_template_name = _EDIT
    edit_handler = ObjectList([FieldPanel("word"), FieldPanel("note")], base_form_class=StopWordForm)
    search_fields = ["word", "note"]
    list_display = ["word", Column("note", label=_("说明"))]
    list_filter = {"note": ["icontains"]}


class QuestionViewSet(CurationViewSet):
    """常见问法."""

    model = CommonQuestion
    name = "search_questions"
    url_prefix = "search-words/questions"
    icon = "help"
    index_view_class = questions.QuestionIndexView
    add_view_class = questions.QuestionCreateView
    edit_view_class = questions.QuestionEditView
    delete_view_class = questions.QuestionDeleteView
    history_view_class = questions.QuestionHistoryView
    usage_view_class = questions.QuestionUsageView
    create_template_name = _CREATE
    edit_template_name = _EDIT
    edit_handler = ObjectList(
        [FieldPanel("text"), FieldPanel("page"), FieldPanel("label")], base_form_class=QuestionForm
    )
    search_fields = ["text", "label", "page__title"]
    list_display = ["text", Column("page", label=_("页面")), Column("label", label=_("条款"))]
    list_filter = {"text": ["icontains"], "label": ["icontains"]}


class JudgedQueryViewSet(CurationViewSet):
    """评测问题."""

    model = JudgedQuery
    name = "search_judged"
    url_prefix = "search-words/judged"
    icon = "clipboard-list"
    edit_handler = ObjectList(
        [
            FieldPanel("text"),
            FieldPanel("note"),
            InlinePanel(
                "judgements",
                [FieldPanel("page"), FieldPanel("label"), FieldPanel("grade")],
                heading=_("应查到的内容"),
                label=_("应查到的内容"),
            ),
        ],
        base_form_class=JudgedQueryForm,
    )
    search_fields = ["text", "note"]
    list_display = ["text", Column("note", label=_("说明"))]
    list_filter = {"note": ["icontains"]}


class CurationGroup(ModelViewSetGroup):
    """搜索管理 in the main menu; each entry is shown to who may use it."""

    menu_label = _("搜索管理")
    menu_name = "search-words"
    menu_icon = "search"
    menu_order = 300
    items = (SynonymViewSet, StopWordViewSet, QuestionViewSet, JudgedQueryViewSet)

    def get_app_label_from_subitems(self) -> Any:
        return self.menu_label
