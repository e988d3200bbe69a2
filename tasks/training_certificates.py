"""Jobs of certificates, reminders and learning records."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from common import clock
from common.jobs import JobName
from training.services import certifying, reminding, stating


@shared_task(name=JobName.ISSUE_CERTIFICATES.value)
def issue_certificates(*, job_id: int | None = None, **_: Any) -> int:
    """Issue the certificates that are due."""
    return certifying.issue_certificates(at=clock.now(), job_id=job_id)


@shared_task(name=JobName.PLAN_REMINDERS.value)
def plan_reminders(**_: Any) -> int:
    """Give the reminders of the day."""
    return reminding.plan_reminders(at=clock.now())


@shared_task(name=JobName.MAIL_REMINDERS.value)
def mail_reminders(*, learner_id: int, **_: Any) -> int:
    """Mail a person's reminders."""
    return reminding.mail_reminders(learner_id=learner_id, at=clock.now())


@shared_task(name=JobName.SEND_STATEMENTS.value)
def send_statements(**_: Any) -> int:
    """Tell the learning record store what is new."""
    return stating.send_statements(at=clock.now())
