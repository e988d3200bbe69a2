"""What learners and trainers fill in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.forms import UnitCodeField
from accounts.models import User
from training.models import CourseVersion, TrainingClass
from training.rules import training_path
from training.selectors.assigning import assignable_classes, assignable_versions, ranks_under


class EnrollForm(forms.Form):
    """With which class, or without one."""

    klass = forms.ChoiceField(
        label=_("学习方式"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("该班次已不能报名。")},
    )

    def __init__(self, *args: Any, classes: Sequence[TrainingClass], alone: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._classes = {str(klass.pk): klass for klass in classes}
        choices = [(key, klass.name) for key, klass in self._classes.items()]
        self.fields["klass"].choices = [*([("", _("自学（不进班）"))] if alone else []), *choices]  # type: ignore[attr-defined]

    def chosen(self) -> TrainingClass | None:
        """The class, None for studying alone."""
        return self._classes.get(self.cleaned_data["klass"])


class WithdrawForm(forms.Form):
    """Why somebody leaves."""

    reason = forms.CharField(
        label=_("退出原因（可不填）"), max_length=200, required=False, widget=forms.TextInput
    )


class DecisionForm(forms.Form):
    """Approve or refuse the enrollments that are ticked."""

    action = forms.ChoiceField(choices=[("approve", _("通过")), ("reject", _("不通过"))])
    reason = forms.CharField(label=_("意见"), max_length=200, required=False)
    chosen = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": _("请先勾选报名。"),
            "invalid_choice": _("有的报名已经审核过，请重新勾选。"),
        },
    )

    def __init__(self, *args: Any, ids: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(pk, pk) for pk in ids]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("action") == "reject" and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("请写明不通过的原因。"))
        return cleaned


class AssignForm(forms.Form):
    """Whom to assign to what."""

    version = forms.ModelChoiceField(label=_("课程"), queryset=CourseVersion.objects.none())
    klass = forms.ModelChoiceField(
        label=_("班次"),
        queryset=TrainingClass.objects.none(),
        required=False,
        help_text=_("不选则不进班，自学；选班的按名额入班，其余候补。"),
    )
    rank = forms.ChoiceField(label=_("职级"), required=False)
    role = forms.ChoiceField(label=_("角色"), required=False, choices=[("", _("不限"))])
    due_on = forms.DateField(
        label=_("截止日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("留空则按班次结束日期或者课程的学习期限。"),
    )

    def __init__(self, *args: Any, user: User, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        path = training_path(user) or ""
        self._day = day
        unit = UnitCodeField(unit=user.unit, path=path)
        unit.required = True
        self.fields["unit"] = unit
        self.fields["version"].queryset = assignable_versions()  # type: ignore[attr-defined]
        self.fields["klass"].queryset = assignable_classes(user)  # type: ignore[attr-defined]
        self.fields["rank"].choices = [("", _("不限")), *((rank, rank) for rank in ranks_under(path))]  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("不限")), *Role.choices]  # type: ignore[attr-defined]
        self.order_fields(["version", "klass", "unit", "rank", "role", "due_on"])

    def clean_due_on(self) -> dt.date | None:
        """Not over yet."""
        due_on: dt.date | None = self.cleaned_data["due_on"]
        if due_on is not None and due_on < self._day:
            raise forms.ValidationError(_("截止日期不能早于今天。"))
        return due_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        klass, version = cleaned.get("klass"), cleaned.get("version")
        if klass is not None and version is not None and klass.version_id != version.pk:
            self.add_error("klass", _("该班次不是所选课程的班次。"))
        return cleaned
