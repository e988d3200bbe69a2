"""Forms of classes: what describes one, its places, its timetable, its papers, its links."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from accounts.forms import UnitCodeField
from accounts.models import User
from training.enums import ClassDocumentKind, ClassState, PeopleAction
from training.listing import attendance, tables
from training.models import ClassSession, LessonVersion, TrainingClass
from training.rules import training_path
from training.selectors.classes import offered_versions

MOST_FILE_BYTES = 20 * 1024 * 1024
FILE_TYPES = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".jpg", ".jpeg", ".png", ".zip")


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar with a clock."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class ClassForm(forms.ModelForm):
    """A class; ``acting`` may choose the own unit and those below."""

    class Meta:
        model = TrainingClass
        fields = [
            "version",
            "name",
            "unit",
            "enrollment_mode",
            "starts_on",
            "ends_on",
            "enroll_from",
            "enroll_until",
            "place",
            "capacity",
            "note",
        ]
        widgets = {
            "starts_on": DayInput(),
            "ends_on": DayInput(),
            "enroll_from": MomentInput(),
            "enroll_until": MomentInput(),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, acting: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.instance.unit if self.instance.unit_id else None
        self.fields["unit"] = UnitCodeField(unit=unit, path=training_path(acting) or "")
        self.fields["unit"].label = _("主办单位代码")
        self.fields["unit"].required = True
        self.fields["version"].queryset = offered_versions(self.instance.version_id)  # type: ignore[attr-defined]
        if not self.instance.pk:
            self.initial["unit"] = acting.unit_id

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("结束日期不能早于开班日期。"))
        opens, closes = cleaned.get("enroll_from"), cleaned.get("enroll_until")
        if opens and closes and closes <= opens:
            self.add_error("enroll_until", _("报名截止必须晚于报名开始。"))
        return cleaned


class QuotaForm(forms.Form):
    """Places kept for the people of one unit's subtree."""

    places = forms.IntegerField(label=_("名额"), min_value=0, max_value=100_000)

    def __init__(self, *args: Any, path: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = UnitCodeField(unit=None, path=path)
        field.required, field.help_text = True, ""
        self.fields["unit"] = field
        self.order_fields(["unit", "places"])


class BaseQuotaFormSet(BaseFormSet):
    """Every unit once."""

    def clean(self) -> None:
        units = [form.cleaned_data["unit"] for form in self.kept if form.cleaned_data.get("unit")]
        if len(units) != len(set(units)):
            raise forms.ValidationError(_("同一个单位只能填写一行名额。"))

    @property
    def kept(self) -> list[forms.BaseForm]:
        """The forms that are filled in and not ticked for deletion."""
        return [form for form in self.forms if form.has_changed() and form not in self.deleted_forms]

    def places(self) -> dict[int, int]:
        """Number of places by unit id."""
        filled = [form.cleaned_data for form in self.forms if form not in self.deleted_forms]
        return {row["unit"].pk: row["places"] for row in filled if row.get("unit")}


QuotaFormSet = formset_factory(QuotaForm, formset=BaseQuotaFormSet, extra=2, can_delete=True)


class SessionForm(forms.ModelForm):
    """One line of the timetable."""

    class Meta:
        model = ClassSession
        fields = ["starts_at", "ends_at", "title", "lesson", "teacher", "place", "hours", "networks"]
        widgets = {"starts_at": MomentInput(), "ends_at": MomentInput()}

    def __init__(self, *args: Any, klass: TrainingClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lessons = LessonVersion.objects.filter(version=klass.version_id).order_by("position")
        self.fields["lesson"].queryset = lessons  # type: ignore[attr-defined]
        self.fields["lesson"].required = False

    def clean_networks(self) -> str:
        """Networks as they are compared: 10.1.2.0/24, 10.1.3.0/24."""
        given = [part for part in re.split(r"[\s,，、;；]+", self.cleaned_data["networks"]) if part]
        try:
            return ", ".join(str(ipaddress.ip_network(part, strict=False)) for part in given)
        except ValueError:
            raise forms.ValidationError(_("网段写成 10.1.2.0/24，几个之间用逗号分开。")) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("结束时间必须晚于开始时间。"))
        return cleaned


class DocumentForm(forms.Form):
    """A paper of a class."""

    kind = forms.ChoiceField(label=_("种类"), choices=ClassDocumentKind.choices)
    file = forms.FileField(
        label=_("文件"),
        max_length=160,
        help_text=_("PDF、Word、Excel、图片或 ZIP，不超过 20 MB。仅管理本班次的人员可以打开。"),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_FILE_BYTES:
            raise forms.ValidationError(_("文件超过 20 MB。"))
        if not str(upload.name).lower().endswith(FILE_TYPES):
            raise forms.ValidationError(_("不接受这种类型的文件。"))
        return upload


class StateForm(forms.Form):
    """Where a class is moved to; canceling needs a reason."""

    to = forms.ChoiceField(choices=ClassState.choices)
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)


class InvitationForm(forms.Form):
    """A link into a class."""

    expires_at = forms.DateTimeField(label=_("有效至"), widget=MomentInput())
    uses = forms.IntegerField(
        label=_("可用次数"), min_value=1, max_value=100_000, required=False, help_text=_("留空不限。")
    )

    def __init__(self, *args: Any, path: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = UnitCodeField(unit=None, path=path)
        field.required, field.label = False, _("限于单位（代码）")
        field.help_text = _("只有该单位及所属单位的人员可以使用；留空不限。")
        self.fields["unit"] = field


class PeopleForm(forms.Form):
    """What is to be done for the people chosen from a roster."""

    action = forms.ChoiceField(label=_("办理"), choices=PeopleAction.choices)
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)
    due_on = forms.DateField(label=_("延期至"), required=False)

    def __init__(self, *args: Any, targets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"] = forms.ModelChoiceField(label=_("转入班次"), queryset=targets, required=False)


class AttendanceListForm(forms.Form):
    """A list of who was there."""

    file = forms.FileField(
        label=_("名单文件"),
        max_length=160,
        help_text=_(
            "XLSX 或 CSV，不超过 2 MB，每份最多 500 人。标题行写“工号”，还可以有“姓名”“考勤”“时间”“原因”；"
            "考勤写“到课”“请假”或者“缺席”，不写的按到课。先检查，确认后才登记。"
        ),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > attendance.LIMITS.size:
            raise forms.ValidationError(_("文件超过 2 MB，请分成几份。"))
        return upload


class ListForm(forms.Form):
    """A list of people, and what they are to be enrolled in."""

    file = forms.FileField(
        label=_("名单文件"),
        max_length=160,
        help_text=_(
            "XLSX 或 CSV，不超过 20 MB。标题行写“工号”（或“手机号”）和“姓名”；先检查，确认后才报名。"
        ),
    )
    due_on = forms.DateField(
        label=_("完成期限"), required=False, widget=DayInput(), help_text=_("留空按班次或者课程的规定。")
    )

    def __init__(self, *args: Any, klass: TrainingClass | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.klass = klass
        if klass is None:
            self.fields["version"] = forms.ModelChoiceField(label=_("课程"), queryset=offered_versions())
            self.order_fields(["version", "file", "due_on"])

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > tables.LIMITS.size:
            raise forms.ValidationError(_("文件超过 20 MB，请分成几份。"))
        return upload
