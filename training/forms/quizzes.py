"""Forms of the item bank and of papers in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from accounts.models import OrgUnit
from common import clock
from training.bank_policy import bank_path, usable
from training.enums import ItemKind, PaperKind
from training.grading.writing import (
    ItemTextError,
    check_options,
    read_answer,
    read_options,
    write_answer,
    write_options,
)
from training.models import PaperRule, QuizItem, Topic
from training.services.banking import save_item
from training.services.drawing import shortages

_FIELDS = {"options": "options_text", "answer": "answer_text", "stem": "stem"}


def own_units(user: Any) -> QuerySet[OrgUnit]:
    """The units somebody may give things to."""
    path = bank_path(user)
    rows = OrgUnit.objects.filter(valid_to__isnull=True)
    return rows.none() if path is None else rows.filter(path__startswith=path)


class OwnUnitForm(WagtailAdminModelForm):
    """What belongs to a unit: one of the person's own; by default the own unit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields.get("unit")
        if unit is not None and self.for_user is not None:
            unit.queryset = own_units(self.for_user)
            unit.required = bank_path(self.for_user) not in ("", None)
            if self.instance.pk is None and not self.initial.get("unit"):
                self.initial["unit"] = self.for_user.unit_id


class TopicForm(OwnUnitForm):
    """A topic."""


class QuizItemForm(OwnUnitForm):
    """An item; options and answer are typed as lines and letters (``training.grading.writing``)."""

    options_text = forms.CharField(
        label=gettext_lazy("选项"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("每行一个，写成“A. 文字”。修改时保留原来的字母；判断题、填空题不写。"),
    )
    answer_text = forms.CharField(
        label=gettext_lazy("答案"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "单选写 B；多选写 ACD；判断写 对 或 错；排序按正确的先后写 CABD；"
            "填空每处一行，几种写法都对的用 | 隔开。"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = usable(self.for_user, Topic.objects.all())
        if self.instance.pk is not None:
            self.initial["options_text"] = write_options(self.instance.options)
            self.initial["answer_text"] = write_answer(ItemKind(self.instance.kind), self.instance.answer)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"kind", "stem", "answer_text"} <= set(cleaned):
            try:
                kind = ItemKind(cleaned["kind"])
                options = read_options(cleaned.get("options_text", ""))
                check_options(kind, options)
                typed = cleaned["answer_text"]
                self.instance.answer = read_answer(kind, typed, stem=cleaned["stem"], options=options)
                self.instance.options = options
            except ItemTextError as error:
                self.add_error(_FIELDS[error.part], str(error))
        if cleaned.get("target_number") and not cleaned.get("target_list"):
            self.add_error("target_list", _("写了条目序号，请同时选择清单。"))
        return cleaned

    def save(self, commit: bool = True) -> QuizItem:
        item: QuizItem = super().save(commit=False)
        return save_item(item=item, at=clock.now()) if commit else item


class PaperLineForm(WagtailAdminModelForm):
    """An item or a rule of a paper, the empty line that is copied too: of what somebody may use."""

    def __init__(self, *args: Any, offered: dict[str, list[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("topic", Topic), ("item", QuizItem)):
            field = self.fields.get(name)
            if field is not None:
                field.queryset = usable(self.for_user, rows.objects.all())
                if name not in offered:
                    offered[name] = list(field.choices)
                field.widget.choices = offered[name]


class PaperForm(OwnUnitForm):
    """A paper with its items or rules; rules the bank cannot satisfy are refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.offered: dict[str, list[Any]] = {}  # read by the first line, shown by all
        super().__init__(*args, **kwargs)

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        name, words = (
            ("chosen", _("固定试卷至少选一道题。"))
            if self.cleaned_data["kind"] == PaperKind.FIXED
            else ("draws", _("随机试卷至少写一条抽题规则。"))
        )
        kept = [form for form in self.formsets[name].forms if _is_kept(form)]
        if not kept:
            self.add_error("kind", ValidationError(words))
        elif name == "draws":
            self._check_rules(kept)
        return not self.errors

    def _check_rules(self, kept: list[Any]) -> None:
        rules: list[PaperRule] = [form.instance for form in kept]
        for rule, missing in shortages(rules):
            text = _("题库里符合“%(topic)s”这条规则的题目还差 %(n)s 道。")
            self.add_error("kind", ValidationError(text % {"topic": rule.topic, "n": missing}))


def _is_kept(form: Any) -> bool:
    return bool(form.cleaned_data) and not form.cleaned_data.get("DELETE")
