"""What the board counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.numbers import key
from training.models import Course, TrainingClass
from training.selectors.board_scope import classes_to_choose, courses_to_choose
from training.selectors.boards import BoardFilter

_YEARS_BACK = 5


class BoardForm(forms.Form):
    """Course, class of the course, year of the last day; all of them may be left out."""

    course = forms.ModelChoiceField(
        Course.objects.none(), label=_("课程"), required=False, empty_label=_("全部课程")
    )
    klass = forms.ModelChoiceField(
        TrainingClass.objects.none(), label=_("班次"), required=False, empty_label=_("全部班次")
    )
    year = forms.TypedChoiceField(label=_("截止年份"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, *, user: Any, on: dt.date) -> None:
        super().__init__(data)
        self.fields["course"].queryset = courses_to_choose()  # type: ignore[attr-defined]
        years = range(on.year + 1, on.year - _YEARS_BACK, -1)
        self.fields["year"].choices = [("", _("全部年份"))] + [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        course = courses_to_choose().filter(pk=key(data.get("course") or "")).first()
        if course is None:
            del self.fields["klass"]  # classes of all courses would be too many to choose from
        else:
            self.fields["klass"].queryset = classes_to_choose(user, course)  # type: ignore[attr-defined]

    def chosen(self) -> BoardFilter:
        """The filter; of a form that is not valid, the parts that are."""
        self.is_valid()
        course, klass = self.cleaned_data.get("course"), self.cleaned_data.get("klass")
        year: int | None = self.cleaned_data.get("year")
        return BoardFilter(course.pk if course else None, klass.pk if klass else None, year)
