"""The form by which a completion is revoked."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class RevokeForm(forms.Form):
    """Why it no longer counts."""

    reason = forms.CharField(
        label=_("撤销的原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("学员本人能看到。例如：由他人代学，已核实。"),
    )
