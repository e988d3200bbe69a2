"""The form by which a learner declares hours, and that by which a reviewer returns them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from training.enums import DECLARABLE, MEASURE_UNITS, MEASURES, HourBasis, HourSource
from training.evidence import ACCEPT
from training.models import OfflineDeclaration
from training.services.declaring import Declared


class SeveralFiles(forms.FileInput):
    """A field for more than one file."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Its value is a list; what the files are is checked by the service."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Every file that came, none of them empty."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files and not self.required:
            return []
        return [super(SeveralFilesField, self).clean(file, initial) for file in files or [None]]


class DeclarationForm(forms.Form):
    """What was learned, when and how much, with evidence."""

    title = forms.CharField(label=_("培训内容"), max_length=120)
    organizer = forms.CharField(label=_("主办单位"), max_length=120)
    source = forms.ChoiceField(
        label=_("类别"), choices=[(source.value, source.label) for source in DECLARABLE]
    )
    starts_on = forms.DateField(label=_("开始日期"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("结束日期"), widget=forms.DateInput(attrs={"type": "date"}))
    amount = forms.DecimalField(
        label=_("数量"),
        max_digits=6,
        decimal_places=2,
        min_value=0,
        widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
    )
    measure = forms.ChoiceField(
        label=_("计算单位"),
        choices=[(measure.value, MEASURE_UNITS[measure]) for measure in MEASURES],
        help_text=_("培训通知写明学时的选“学时”，没有写明的按天或者半天。"),
    )
    evidence = SeveralFilesField(
        label=_("证明材料"),
        required=False,
        widget=SeveralFiles(attrs={"accept": ACCEPT}),
        help_text=_(
            "培训通知、结业证书、签到表等的照片或者 PDF，每份不超过 10 MB，最多 5 份。只有您和审核人看得到。"
        ),
    )

    def declared(self) -> Declared:
        """What a valid form states."""
        data = self.cleaned_data
        return Declared(
            title=data["title"],
            organizer=data["organizer"],
            source=HourSource(data["source"]),
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            measure=HourBasis(data["measure"]),
            amount=data["amount"],
        )

    @classmethod
    def initial_of(cls, declaration: OfflineDeclaration) -> dict[str, Any]:
        """The fields of a declaration that is corrected."""
        names = ("title", "organizer", "source", "starts_on", "ends_on", "measure", "amount")
        values = {name: getattr(declaration, name) for name in names}
        dates = {name: value.isoformat() for name, value in values.items() if isinstance(value, dt.date)}
        return {**values, **dates}


class ReasonForm(forms.Form):
    """Why a declaration is returned or its approval revoked."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("退回和撤销认定时填写，申报人看得到。"),
    )
