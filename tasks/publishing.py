"""Jobs of the publishing calendar."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.core.management import call_command

from common.jobs import JobName


@shared_task(name=JobName.PUBLISH_SCHEDULED.value)
def publish_scheduled(**_: Any) -> None:
    """Publish, and take offline, the pages whose time has come."""
    call_command("publish_scheduled")
