"""Jobs of the publishing calendar."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.core.management import call_command

from common import clock
from common.jobs import JobName
from content.services import deriving, extracting, picturing, upkeeping


@shared_task(name=JobName.PUBLISH_SCHEDULED.value)
def publish_scheduled(**_: Any) -> None:
    """Publish, and take offline, the pages whose time has come."""
    call_command("publish_scheduled")


@shared_task(name=JobName.REMIND_REVIEWS.value)
def remind_reviews(**_: Any) -> int:
    """Tell the units of their pages that are due for review."""
    return upkeeping.remind_of_due_reviews(at=clock.now())


@shared_task(name=JobName.REFRESH_RULE.value)
def refresh_rule(*, rule_id: int, **_: Any) -> None:
    """Renew a rule's table of numbers and lead citations that name it to its provisions."""
    deriving.refresh_rule(rule_id=rule_id, on=clock.today())


@shared_task(name=JobName.MAKE_PICTURES.value)
def make_pictures(*, page_id: int, **_: Any) -> None:
    """Make the pictures of a page in the sizes its readers are shown."""
    picturing.make_pictures(page_id=page_id)


@shared_task(name=JobName.EXTRACT_ATTACHMENT.value)
def extract_attachment(*, document_id: int, **_: Any) -> None:
    """Read the words of an attached file, in a process of its own."""
    extracting.extract_document(document_id=document_id, at=clock.now())
