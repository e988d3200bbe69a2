"""The forms of courses and lessons: what a change means to people already enrolled is asked, not assumed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import clock
from content.forms.pages import ONWARD, ScopedPageForm
from training.bank_policy import usable
from training.enums import LessonKind, VersionPolicy
from training.models import Paper
from training.selectors.changes import PendingChange, pending_change
from training.selectors.readings import stretch_of

_POLICY = ("version_policy", "retrain_by")


class VersionedPageForm(ScopedPageForm):
    """Shows what would change and for how many people; does not let it go to publication unanswered.

    Where nobody is enrolled nothing is asked. An answer holds for the next version alone.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.change: PendingChange | None = pending_change(self.instance, self.parent_page, on=clock.today())
        if self.change is None:
            for name in _POLICY:
                self.fields.pop(name, None)
        elif "version_policy" in self.fields:
            self._ask(self.change)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "version_policy" not in self.fields or self.is_under_review:
            return cleaned
        answer = cleaned.get("version_policy")
        if not answer:
            cleaned["version_policy"], cleaned["retrain_by"] = VersionPolicy.LEAVE, None
        elif answer == VersionPolicy.LEAVE:
            cleaned["retrain_by"] = None
        elif answer == VersionPolicy.RETRAIN and not cleaned.get("retrain_by"):
            self.add_error("retrain_by", _("重新培训须写明截止日期。"))
        if cleaned.get("retrain_by") and cleaned["retrain_by"] < clock.today():
            self.add_error("retrain_by", _("截止日期不能早于今天。"))
        self.instance.policy_for = self.change.next_number if answer and self.change else None
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # the page has what was typed from here on, and is compared only now
        if "version_policy" not in self.fields or self.is_under_review or self.errors:
            return
        unanswered = self.instance.policy_for is None
        if self.change and self.change.differences and unanswered and ONWARD.intersection(self.data):
            self.add_error("version_policy", _("这次改动会产生新版本，请说明对在学和已完成人员的要求。"))

    def _ask(self, change: PendingChange) -> None:
        # The choice of the model knows no "not answered".
        self.fields["version_policy"] = forms.ChoiceField(
            label=_("内容变动后"),
            choices=[("", _("请选择")), *VersionPolicy.choices],
            required=False,
            disabled=self.is_under_review,
        )
        if self.instance.policy_for != change.next_number and not self.is_under_review:
            self.initial["version_policy"], self.initial["retrain_by"] = "", None


class LessonPageForm(VersionedPageForm):
    """Beside that: a rule reading names what is in the edition, a quiz a paper that somebody may use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paper = self.fields.get("paper")
        if paper is not None:
            offered = usable(self.for_user, Paper.objects.all()).values("pk")
            paper.queryset = Paper.objects.filter(Q(pk__in=offered) | Q(pk=self.instance.paper_id))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        edition, first = cleaned.get("edition"), cleaned.get("first_eid") or ""
        if cleaned.get("kind") != LessonKind.RULE_READING or edition is None or not first:
            return cleaned
        if stretch_of(edition.pk, first, cleaned.get("last_eid") or "") is None:
            self.add_error("first_eid", _("这个版本没有从“起始条文”到“末尾条文”的这一段。"))
        return cleaned
