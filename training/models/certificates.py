"""Certificates: what was printed, signed; numbers that are given once; revocations as second rows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.models.progress import Completion
from training.querysets import AppendOnlyModel


class SigningKey(AppendOnlyModel):
    """A public key certificates were signed with; kept, so that a new key leaves old ones verifiable."""

    key_id = models.CharField(max_length=16, unique=True)
    public = models.BinaryField(max_length=32)
    first_used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("证书签名公钥")

    def __str__(self) -> str:
        return self.key_id


class CertificateCounter(models.Model):
    """The last number given in a year; locked by whoever takes the next ones."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("证书编号")

    def __str__(self) -> str:
        return f"{self.year} {self.last}"


class Certificate(AppendOnlyModel):
    """A certificate of one completion. ``printed`` is every field it shows, ``signature`` is over those.

    ``code`` is what one must know, beside the number, to see whose it is.
    """

    completion = models.OneToOneField(Completion, on_delete=models.PROTECT, related_name="certificate")
    number = models.CharField(_("证书编号"), max_length=32, unique=True)
    code = models.CharField(_("校验码"), max_length=16)
    printed: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    signature = models.CharField(max_length=88)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("颁发时间"))

    class Meta:
        verbose_name = _("结业证书")
        verbose_name_plural = _("结业证书")
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="certificate_has_code")]

    def __str__(self) -> str:
        return self.number


class CertificateRevocation(AppendOnlyModel):
    """A certificate that no longer counts; the page that verifies it says so."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="revocation")
    at = models.DateTimeField(_("撤销时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("原因"), max_length=200)

    class Meta:
        verbose_name = _("撤销证书")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="certificate_revocation_reason")]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.reason}"
