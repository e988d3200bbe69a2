"""证书 in the Wagtail admin: the certificates of the people one looks after, and revoking one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from common import clock
from common.numbers import number
from training.admin.screens import TrainingScreen
from training.rules import training_path
from training.selectors.certificates import PAGE, certificates_under, get_certificate_under
from training.services.certifying import revoke_certificate


class CertificatesView(TrainingScreen):
    """The newest first, fifty at a time; ``q`` finds a number or a name."""

    page_title = gettext_lazy("证书")
    header_icon = "form"
    template_name = "training/admin/certificates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "").strip()[:60]
        before = number(self.request.GET.get("before", ""))
        path = training_path(self.request.user) or ""
        found = list(certificates_under(path, words=words, before=before))
        context = {
            "certificates": found[:PAGE],
            "words": words,
            "more": found[PAGE - 1] if found[PAGE:] else None,
        }
        return {**super().get_context_data(**kwargs), **context}


class RevocationForm(forms.Form):
    """Why a certificate is revoked; whoever verifies it reads it."""

    reason = forms.CharField(label=gettext_lazy("撤销原因（查验时公开显示）"), max_length=200)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then revoke.

    Raises:
        Http404: there is no such certificate, or it is of somebody out of reach.
    """
    path = training_path(request.user)
    certificate = get_certificate_under(path, pk) if path is not None else None
    if certificate is None or hasattr(certificate, "revocation"):
        raise Http404
    form = RevocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        revoke_certificate(
            certificate=certificate,
            by=request.user,  # type: ignore[arg-type]  # somebody who looks after training
            at=clock.now(),
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("证书 {number} 已撤销。").format(number=certificate.number))
        return redirect("training_certificates")
    context = {
        "certificate": certificate,
        "form": form,
        "header_title": _("撤销证书 {number}").format(number=certificate.number),
        "breadcrumbs_items": [
            {"url": reverse("training_certificates"), "label": _("证书")},
            {"url": "", "label": _("撤销")},
        ],
    }
    return render(request, "training/admin/revoke_certificate.html", context)
