"""Certificates of a learner, and what verifying one says."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from training.certifying.printed import Printed
from training.certifying.signing import is_signed
from training.models import Certificate, CertificateRevocation


@dataclass(frozen=True, slots=True)
class Verified:
    """A certificate as it was printed, and whether it counts.

    ``is_genuine`` says that its fields are those that were signed; a certificate whose row was tampered with
    is not genuine.
    """

    printed: Printed
    is_genuine: bool
    revocation: CertificateRevocation | None

    @property
    def counts(self) -> bool:
        """Whether it is genuine and was not revoked."""
        return self.is_genuine and self.revocation is None


def certificates_of(learner: User) -> QuerySet[Certificate]:
    """A learner's certificates, the newest first."""
    mine = Certificate.objects.filter(completion__learner=learner)
    return mine.select_related("revocation").order_by("-issued_at", "-pk")


def get_certificate(learner: User, number: str) -> Certificate | None:
    """A learner's own certificate by its number; others' are not found."""
    return certificates_of(learner).filter(number=number).first()


def verify(number: str, code: str) -> Verified | None:
    """What a certificate says, for somebody who knows its number and code; None where there is none such."""
    found = Certificate.objects.select_related("key", "revocation").filter(number=number.strip().upper())
    certificate = found.first()
    typed = code.strip().upper()
    # Compared in constant time: how long a refusal takes tells nothing of the code.
    if certificate is None or not hmac.compare_digest(certificate.code.encode(), typed.encode()):
        return None
    printed = Printed(**certificate.printed)
    genuine = printed.number == certificate.number and is_signed(
        printed.canonical(), certificate.signature, bytes(certificate.key.public)
    )
    return Verified(printed, genuine, getattr(certificate, "revocation", None))


PAGE = 50


def certificates_under(path: str, *, words: str = "", before: int | None = None) -> QuerySet[Certificate]:
    """One page (and one more) of the certificates of people below a treebeard path, the newest first.

    Args:
        words: the beginning of a number, or of the printed name.
        before: only those with a smaller id.
    """
    found = Certificate.objects.select_related("revocation")
    if path:
        found = found.filter(completion__enrollment__unit__path__startswith=path)
    if words:
        found = found.filter(Q(number__startswith=words.upper()) | Q(printed__name__startswith=words))
    if before is not None:
        found = found.filter(pk__lt=before)
    return found.order_by("-pk")[: PAGE + 1]


def get_certificate_under(path: str, pk: int) -> Certificate | None:
    """A certificate of somebody below the path; others' are not found."""
    found = Certificate.objects.select_related("revocation").filter(pk=pk)
    return (
        found.filter(completion__enrollment__unit__path__startswith=path).first() if path else found.first()
    )
