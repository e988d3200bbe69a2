"""A learner's certificates, and the public page that verifies one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import signed_in
from training.certifying.drawing import draw_certificate
from training.certifying.printed import Printed
from training.models import Certificate
from training.selectors.certificates import certificates_of, get_certificate, verify


@require_safe
@never_cache
@login_required
def certificates(request: HttpRequest) -> HttpResponse:
    """我的证书."""
    mine = [
        (certificate, Printed(**certificate.printed)) for certificate in certificates_of(signed_in(request))
    ]
    return render(request, "training/certificates.html", {"certificates": mine})


@require_safe
@never_cache
@login_required
def certificate_file(request: HttpRequest, number: str) -> HttpResponse:
    """One's own certificate as PDF.

    Raises:
        Http404: it is somebody else's, there is none, or it was revoked.
    """
    certificate = get_certificate(signed_in(request), number)
    if certificate is None or hasattr(certificate, "revocation"):
        raise Http404
    address = settings.SITE_URL + verification_address(certificate)
    drawn = draw_certificate(Printed(**certificate.printed), address=address, code=certificate.code)
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{certificate.number}.pdf"'
    return answer


def verification_address(certificate: Certificate) -> str:
    """The path of the page that verifies a certificate; its QR code says it."""
    return f"{reverse('training:verify')}?{urlencode({'n': certificate.number, 'c': certificate.code})}"


@require_safe
@never_cache
def verification(request: HttpRequest) -> HttpResponse:
    """证书查验: open to everybody who has a certificate, or its number and code, in hand."""
    number, code = request.GET.get("n", "")[:32], request.GET.get("c", "")[:16]
    asked = bool(number or code)
    context = {"number": number, "code": code, "asked": asked, "verified": verify(number, code)}
    return render(request, "training/verification.html", context)
