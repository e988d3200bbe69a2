"""Import of a rule in the admin: a text comes in, its structure is shown, a draft goes out.

Nothing is kept on the server between the steps: the text travels in the form until the editor saves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from common import clock
from content.forms.importing import DraftForm, SourceForm, values_of
from content.importing.metadata import propose
from content.importing.outlines import Outline, outline_of
from content.models import EditionPage, RuleIndexPage, RulePage
from content.rules import import_obstacle
from content.services.importing import ImportOutcome, RuleImportError, find_edition, find_rule, import_rule

FORM = "content/admin/import_source.html"
PREVIEW = "content/admin/import_preview.html"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the text would go: a new rule, a new edition of a known rule, or the draft of a known edition."""

    rule: RulePage | None
    edition: EditionPage | None
    obstacle: str


class ImportView(WagtailAdminTemplateMixin, View):
    """Source, preview and saving on one address."""

    page_title = gettext_lazy("导入规则")
    header_icon = "upload"
    template_name = FORM
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for people who may add to the rules base."""
        index = RuleIndexPage.objects.first()
        if index is None or not index.permissions_for_user(request.user).can_add_subpage():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return self._show_source(SourceForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Read the source, recognize the text again, or save it, by the button that was pressed."""
        if "text" not in request.POST:
            return self._read(request)
        form = DraftForm(request.POST)
        valid = form.is_valid()
        if "save" not in request.POST:
            return self._show_again(form)
        return self._save(form) if valid else self._show_preview(form, status=422)

    def _read(self, request: HttpRequest) -> HttpResponse:
        form = SourceForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show_source(form, status=422)
        source = form.cleaned_data["source"]
        upload = form.cleaned_data.get("file")
        values = values_of(propose(source.text, filename=upload.name if upload else ""))
        return self._show_preview(DraftForm(initial={**values, "text": source.text}), notes=source.notes)

    def _show_again(self, form: DraftForm) -> HttpResponse:
        """Recognize the corrected text; what the editor filled in stays, empty fields are proposed anew."""
        if "text" in form.errors:
            return self._show_preview(form, status=422)
        text = form.cleaned_data["text"]
        typed = {name: value for name, value in form.data.items() if value and name in form.fields}
        initial = {**values_of(propose(text)), **typed, "text": text}
        return self._show_preview(DraftForm(initial=initial))

    def _save(self, form: DraftForm) -> HttpResponse:
        draft = form.draft()
        user: Any = self.request.user
        try:
            imported = import_rule(draft=draft, by=user, at=clock.now(), unit=user.unit)
        except RuleImportError as error:
            form.add_error(None, error)
            return self._show_preview(form, status=422)
        words = {
            ImportOutcome.CREATED: _("已保存为草稿，请核对后提交审核。"),
            ImportOutcome.UPDATED: _("已更新该版本的草稿，请核对后提交审核。"),
            ImportOutcome.UNCHANGED: _("内容与现有草稿相同，没有改动。"),
        }
        messages.success(self.request, words[imported.outcome])
        return redirect("wagtailadmin_pages:edit", imported.edition.pk)

    def _show_source(self, form: SourceForm, *, status: int = 200) -> HttpResponse:
        if "pasted" in form.errors:
            # Not sent back: it may be 20 MB, or hold what no form can show.
            form.data = {}
        return self._render(FORM, form, status=status)

    def _show_preview(
        self, form: DraftForm, *, notes: tuple[str, ...] = (), status: int = 200
    ) -> HttpResponse:
        given = notes or tuple(self.request.POST.getlist("note"))
        text = str(form["text"].value() or "") if "text" not in form.errors else ""
        outline: Outline = outline_of(text, grammar=_grammar(form))
        return self._render(
            PREVIEW,
            form,
            status=status,
            outline=outline,
            notes=given[:20],
            destination=destination_of(self.request.user, form),
        )

    def _render(self, template: str, form: Form, *, status: int, **extra: Any) -> HttpResponse:
        context = self.get_context_data(
            form=form, media=form.media, action_url=reverse("content_import"), **extra
        )
        return TemplateResponse(self.request, template, context, status=status)


def destination_of(user: Any, form: DraftForm) -> Destination:
    """What saving the form would create or change, and what stands in the way."""
    title = str(form["title"].value() or "").strip()
    rule = find_rule(title) if title else None
    promulgated = _date_of(form)
    edition = find_edition(rule, promulgated) if rule is not None and promulgated is not None else None
    index = RuleIndexPage.objects.first()
    return Destination(rule, edition, import_obstacle(user, index=index, rule=rule, edition=edition))


def _date_of(form: DraftForm) -> date | None:
    try:
        value: date = form.fields["promulgation_date"].clean(form["promulgation_date"].value())
    except ValidationError:
        return None
    return value


def _grammar(form: DraftForm) -> str:
    value = str(form["grammar"].value() or "auto")
    return value if value in {"auto", "articles", "outline"} else "auto"
