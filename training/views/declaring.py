"""学时申报: a learner's own declarations, and the files with them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import signed_in
from accounts.services import auditing
from common import clock
from content.views.sending import send_file
from training.enums import TrainingAction
from training.forms.declarations import DeclarationForm
from training.models import DeclarationEvidence, OfflineDeclaration
from training.selectors.declarations import declarations_of, get_evidence
from training.services.declaring import OPEN, DeclarationError, correct, declare, take_back


@require_safe
@never_cache
@login_required
def declarations(request: HttpRequest) -> HttpResponse:
    """The list of one's own, with what became of each."""
    return render(
        request,
        "training/declarations.html",
        {"declarations": declarations_of(signed_in(request)), "open": OPEN},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def new_declaration(request: HttpRequest) -> HttpResponse:
    """申报学时."""
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def correct_declaration(request: HttpRequest, declaration_id: int) -> HttpResponse:
    """Correct one's own declaration that was returned or still waits.

    Raises:
        Http404: there is none of the person's own, or it was decided.
    """
    declaration = _own(request, declaration_id)
    if declaration.state not in OPEN:
        raise Http404
    return _form(request, declaration)


@require_POST
@never_cache
@login_required
def withdraw_declaration(request: HttpRequest, declaration_id: int) -> HttpResponse:
    """撤回: one's own, before it is approved."""
    try:
        take_back(declaration=_own(request, declaration_id), at=clock.now())
        messages.success(request, _("已撤回申报。需要时可以重新申报。"))
    except DeclarationError as error:
        messages.error(request, str(error))
    return redirect("training:declarations")


@require_safe
@never_cache
@login_required
def evidence(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """A file, for who handed it in and who reviews it. Opening another's is recorded.

    Raises:
        Http404: there is none, or it is not the person's to see: the two are not told apart.
    """
    user = signed_in(request)
    found = get_evidence(user, evidence_id)
    if found is None:
        raise Http404
    if found.declaration.learner_id != user.pk:
        data = {"declaration": found.declaration_id, "learner": found.declaration.learner_id}
        auditing.record(
            action=TrainingAction.EVIDENCE_OPENED, by=user, at=clock.now(), target=found, data=data
        )
    return send_file(
        request,
        found.file.name or "",
        storage=DeclarationEvidence._meta.get_field("file").storage,
        content_type=found.content_type,
        public_cache="",
        filename=found.name,
    )


def _form(request: HttpRequest, declaration: OfflineDeclaration | None) -> HttpResponse:
    initial = DeclarationForm.initial_of(declaration) if declaration is not None else {}
    form = DeclarationForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _hand_in(request, form, declaration):
        messages.success(request, _("已提交申报，等待本单位审核。审核结果在这里显示。"))
        return redirect("training:declarations")
    status = 422 if form.errors else 200
    return render(request, "training/declare.html", {"form": form, "declaration": declaration}, status=status)


def _hand_in(request: HttpRequest, form: DeclarationForm, declaration: OfflineDeclaration | None) -> bool:
    now, today = clock.now(), clock.today()
    files, declared = form.cleaned_data["evidence"], form.declared()
    try:
        if declaration is None:
            declare(learner=signed_in(request), declared=declared, files=files, at=now, today=today)
        else:
            correct(declaration=declaration, declared=declared, files=files, at=now, today=today)
    except DeclarationError as error:
        form.add_error(None, str(error))
        return False
    return True


def _own(request: HttpRequest, declaration_id: int) -> OfflineDeclaration:
    return get_object_or_404(OfflineDeclaration, learner=signed_in(request), pk=declaration_id)
