"""Jobs of the publishing calendar."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.core.management import call_command

from common import clock
from common.jobs import JobName
from content.services import deriving


@shared_task(name=JobName.PUBLISH_SCHEDULED.value)
def publish_scheduled(**_: Any) -> None:
    """Publish, and take offline, the pages whose time has come."""
    call_command("publish_scheduled")


@shared_task(name=JobName.RESOLVE_CITATIONS.value)
def resolve_citations(*, rule_id: int, **_: Any) -> None:
    """Lead citations that named this rule before it was in store to its provisions."""
    deriving.resolve_citations_of(rule_id=rule_id, on=clock.now().date())
