"""Issuing certificates for completions, and revoking them."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import auditing
from common import jobs
from common.numbers import plain
from content.selectors.site import get_site_facts
from training.certifying.key_file import read_seed
from training.certifying.printed import Printed
from training.certifying.signing import Signer
from training.enums import TrainingAction
from training.models import Certificate, CertificateCounter, CertificateRevocation, Completion, SigningKey

SLICE = 200
# Without characters that look alike; 10 of 31 are 49 bits: nobody meets a code by trying.
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 10


def request_certificates() -> None:
    """Have the certificates issued that are due, by a job of the caller's transaction."""
    jobs.enqueue(jobs.JobName.ISSUE_CERTIFICATES)


def issue_certificates(*, at: dt.datetime, job_id: int | None = None) -> int:
    """Issue what is missing: for every completion that counts and has no certificate, in slices.

    Args:
        job_id: the running job, told of the progress.

    Returns:
        How many were issued. Repeating it, also after it was killed, issues none twice.
    """
    waiting = _waiting().count()
    issued = 0
    while done := _issue_slice(at=at):
        issued += done
        if job_id is not None:
            jobs.report_progress(job_id=job_id, done=issued, total=max(waiting, issued))
    return issued


def revoke_certificate(*, certificate: Certificate, by: User, at: dt.datetime, reason: str) -> None:
    """Say that a certificate no longer counts; it keeps its number, and verifying it tells so.

    Side effects: a second row, an audit row; nothing where it was revoked before.
    """
    _revocation, is_new = CertificateRevocation.objects.get_or_create(
        certificate=certificate, defaults={"at": at, "by": by, "reason": reason}
    )
    if is_new:
        auditing.record(
            action=TrainingAction.CERTIFICATE_REVOKED,
            by=by,
            at=at,
            target=certificate,
            data={"reason": reason},
        )


def revoke_certificate_of(*, completion: Completion, by: User, at: dt.datetime, reason: str) -> None:
    """Revoke the certificate of a completion that was revoked, if it had one."""
    certificate = Certificate.objects.filter(completion=completion).first()
    if certificate is not None:
        revoke_certificate(certificate=certificate, by=by, at=at, reason=reason)


def _waiting() -> QuerySet[Completion]:
    due = Completion.objects.filter(certificate__isnull=True, revocation__isnull=True)
    return due.order_by("pk")


@transaction.atomic
def _issue_slice(*, at: dt.datetime) -> int:
    year = timezone.localdate(at).year
    CertificateCounter.objects.get_or_create(year=year)
    counter = CertificateCounter.objects.select_for_update().get(year=year)
    # Read after the lock: whoever had it before us has issued these, or not.
    related = ("learner__unit", "enrollment__unit", "enrollment__klass", "version__course__unit")
    completions = list(_waiting().select_related(*related)[:SLICE])
    if not completions:
        return 0
    signer = Signer(read_seed(settings.CERTIFICATE_KEY_FILE))
    key, _created = SigningKey.objects.get_or_create(
        key_id=signer.key_id, defaults={"public": signer.public, "first_used_at": at}
    )
    organizer = get_site_facts().organizer
    first = counter.last + 1
    Certificate.objects.bulk_create(
        _certificate(completion, f"QF{year}{number:07d}", organizer, signer, key, at)
        for number, completion in enumerate(completions, start=first)
    )
    counter.last += len(completions)
    counter.save(update_fields=["last"])
    return len(completions)


def _certificate(
    completion: Completion, number: str, organizer: str, signer: Signer, key: SigningKey, at: dt.datetime
) -> Certificate:
    printed = _printed(completion, number, organizer, timezone.localdate(at))
    return Certificate(
        completion=completion,
        number=number,
        code="".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH)),
        printed={name: getattr(printed, name) for name in Printed.__slots__},
        signature=signer.sign(printed.canonical()),
        key=key,
        issued_at=at,
    )


def _printed(completion: Completion, number: str, organizer: str, on: dt.date) -> Printed:
    enrollment = completion.enrollment
    unit = enrollment.unit or completion.learner.unit
    course_unit = completion.version.course.unit
    klass = enrollment.klass
    return Printed(
        number=number,
        name=completion.learner.name,
        unit=unit.name if unit is not None else "",
        course=completion.version.title,
        version=completion.version.number,
        klass=klass.name if klass is not None else "",
        hours=plain(completion.hours),
        completed_on=timezone.localdate(completion.at).isoformat(),
        issued_on=on.isoformat(),
        issuer=organizer or (course_unit.name if course_unit is not None else _("清风")),
    )
