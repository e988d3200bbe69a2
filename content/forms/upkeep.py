"""Form of a completed review."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput


class ReviewDateForm(forms.Form):
    """When a page is to be looked at next."""

    review_by = forms.DateField(
        label=_("下次复核日期"),
        widget=AdminDateInput,
        help_text=_("默认一年以后。只改日期，不产生新版本，不需要审核。"),
    )
