"""Jobs of search traces, and of what readers follow."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from common import clock
from common.jobs import JobName
from search import rerunning
from search.enums import FollowEvent
from search.services import alerting, digesting, forgetting, notifying, tracing


@shared_task(name=JobName.TAKE_IN_TRACES.value)
def take_in_traces(**_: Any) -> int:
    """Take noted searches and clicks into the database."""
    return tracing.take_in(at=clock.now())


@shared_task(name=JobName.FORGET_TRACES.value)
def forget_traces(**_: Any) -> int:
    """Turn old traces into counts, and delete old notices."""
    forgetting.forget_notices(at=clock.now())
    return forgetting.forget_traces(at=clock.now())


@shared_task(name=JobName.NOTIFY_FOLLOWERS.value)
def notify_followers(*, page_id: int, event: str, key: str, job_id: int = 0, **_: Any) -> int:
    """Tell those who follow a rule what happened to it."""
    told = FollowEvent(event)
    return notifying.notify_followers(page_id=page_id, event=told, key=key, at=clock.now(), job_id=job_id)


@shared_task(name=JobName.WATCH_RULE_DATES.value)
def watch_rule_dates(**_: Any) -> int:
    """Find the editions that began and the rules that ended by the calendar."""
    return notifying.watch_dates(at=clock.now())


@shared_task(name=JobName.CHECK_SAVED_SEARCHES.value)
def check_saved_searches(*, job_id: int = 0, **_: Any) -> int:
    """Run saved searches again and tell what is new."""
    return alerting.check_saved_searches(at=clock.now(), run=rerunning.newest_pages, job_id=job_id)


@shared_task(name=JobName.PLAN_DIGESTS.value)
def plan_digests(**_: Any) -> int:
    """Plan the mails of people whose day it is."""
    return digesting.plan_digests(at=clock.now())


@shared_task(name=JobName.SEND_DIGEST.value)
def send_digest(*, user_id: int, **_: Any) -> int:
    """Mail a person what is new."""
    return digesting.send_digest(user_id=user_id, at=clock.now())
