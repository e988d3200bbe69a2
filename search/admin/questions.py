"""常见问法: everybody has those of the own units' pages."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.permissions import policy_registry

from search.admin.effects import QuestionEffect
from search.models import CommonQuestion

LONGEST = 200  # characters, as the model has it


def own_questions(user: Any) -> QuerySet[CommonQuestion]:
    """The questions of pages of the person's units."""
    policy = policy_registry.get_by_type(CommonQuestion)
    rows: QuerySet[CommonQuestion] = policy.instances_user_has_any_permission_for(
        user, ["add", "change", "delete"]
    )
    return rows.select_related("page")


class OwnQuestion:
    """One question; another unit's is not found."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        get_object_or_404(own_questions(request.user), pk=unquote(str(kwargs["pk"])))
        super().setup(request, *args, **kwargs)  # type: ignore[misc]


class QuestionIndexView(generic.IndexView):
    """The list."""

    def get_base_queryset(self) -> QuerySet[CommonQuestion]:
        return own_questions(self.request.user)


class QuestionCreateView(QuestionEffect, generic.CreateView):
    """新建常见问法; ``?text=`` brings the words, from the reports of searches."""

    def get_initial_form_instance(self) -> CommonQuestion:
        """A question with the words of the address."""
        return CommonQuestion(text=self.request.GET.get("text", "")[:LONGEST])


class QuestionEditView(OwnQuestion, QuestionEffect, generic.EditView):
    """编辑常见问法."""


class QuestionDeleteView(OwnQuestion, generic.DeleteView):
    """删除常见问法."""


class QuestionHistoryView(OwnQuestion, history.HistoryView):
    """Who changed it when."""


class QuestionUsageView(OwnQuestion, usage.UsageView):
    """Nothing uses a question; Wagtail has the address."""
