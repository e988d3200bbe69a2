"""Form of a rule or target table: a table in force keeps its lines."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from training.enums import TableState

# An end and a remark may be added to a table in force; everything else is a new version.
STILL_OPEN = frozenset({"effective_to", "note"})


class VersionedTableForm(WagtailAdminModelForm):
    """A table with its lines."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        was = type(self.instance)._default_manager.filter(pk=self.instance.pk).values_list("state", flat=True)
        if was.first() == TableState.IN_FORCE and self._changes_more():
            raise ValidationError(
                _("启用的表不能修改内容，只能填写停止施行的日期和说明。请用“复制为新一版”另做一版。")
            )
        return cleaned

    def _changes_more(self) -> bool:
        lines = any(formset.has_changed() for formset in getattr(self, "formsets", {}).values())
        return lines or bool(set(self.changed_data) - STILL_OPEN)
