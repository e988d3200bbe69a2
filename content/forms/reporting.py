"""A reader's error report, and its answer."""

from __future__ import annotations

from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from content.enums import ReportState
from content.reporting import LONGEST_QUOTE, LONGEST_REMARK, SHORTEST_REMARK


class ReportForm(forms.Form):
    """What is wrong, and with which words. Nobody has to say who they are."""

    quote = forms.CharField(
        label=_("有错的原文"),
        max_length=LONGEST_QUOTE,
        required=False,
        help_text=_("从页面上复制有错的那一句，可以不填。"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_QUOTE}),
    )
    remark = forms.CharField(
        label=_("问题和建议"),
        max_length=LONGEST_REMARK,
        validators=[MinLengthValidator(SHORTEST_REMARK)],
        help_text=_("写明错在哪里、应当怎样。请不要写姓名、电话等个人信息。"),
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST_REMARK}),
        error_messages={
            "required": _("请写明有什么问题。"),
            "min_length": _("请写得具体一些，至少 %(limit_value)d 个字。"),
            "max_length": _("请不要超过 %(limit_value)d 个字。"),
        },
    )
    # Hidden from people, tempting for scripts.
    website = forms.CharField(required=False, max_length=200)

    @property
    def is_trap_sprung(self) -> bool:
        """Whether a script filled in what people do not see."""
        return bool(self.data.get("website"))


class HandleForm(forms.Form):
    """How a report was dealt with."""

    state = forms.ChoiceField(
        label=_("处理结果"),
        choices=[(code.value, code.label) for code in ReportState if code != ReportState.OPEN],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("处理说明"),
        max_length=300,
        help_text=_("改在哪里，或者为什么不改；记入审计日志。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
