"""Forms that take pages back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import DefaultPageForm
from wagtail.admin.widgets import AdminPageChooser

from content.enums import WithdrawalReason
from content.models import BasePage


def _explanation() -> forms.CharField:
    return forms.CharField(
        label=_("说明"),
        max_length=300,
        help_text=_("写明依据和经过，记入审计日志；选择“废止或者失效”时，会显示在页面的提示里。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawForm(forms.Form):
    """Why a page is withdrawn, and where its content is now."""

    reason = forms.ChoiceField(
        label=_("原因"), choices=WithdrawalReason.choices, widget=forms.RadioSelect, initial=None
    )
    explanation = _explanation()
    target = forms.ModelChoiceField(
        label=_("合并到"),
        queryset=BasePage.objects.filter(live=True, depth__gt=1),
        required=False,
        widget=AdminPageChooser(),
        help_text=_("只在“已合并到其他页面”时填写。原网址会永久转到这个页面，所以它必须已经公开发布。"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        merged = cleaned.get("reason") == WithdrawalReason.MERGED
        if merged and not cleaned.get("target") and "target" not in self.errors:
            self.add_error("target", _("请选择合并到的页面。"))
        return cleaned


class BulkWithdrawForm(DefaultPageForm):
    """One reason for several pages."""

    include_descendants = forms.BooleanField(label=_("连同已发布的下级页面"), required=False)
    reason = forms.ChoiceField(
        label=_("原因"),
        choices=[(code.value, code.label) for code in WithdrawalReason if code != WithdrawalReason.MERGED],
        widget=forms.RadioSelect,
    )
    explanation = _explanation()
