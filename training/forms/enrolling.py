"""What learners and trainers fill in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.models import TrainingClass


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
