"""The Celery application: how messages travel. What runs, and when, is in ``tasks``.

A message is only a wake-up for the outbox (``common.jobs``), so nothing here needs to be durable; the
settings keep a killed process from delaying the next wake-up.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

from tasks.file_queue import use_for_files
from tasks.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

TASK_MODULES = [
    "tasks.relay",
    "tasks.indexing",
    "tasks.training_certificates",
    "tasks.following",
    "tasks.publishing",
    "tasks.training_hours",
    "tasks.training_boards",
    "tasks.training_quizzes",
    "tasks.wagtail_work",
    "tasks.training_classes",
    "tasks.housekeeping",
    "tasks.training_enrolling",
]


def _transport_options(broker_url: str, queue_dir: Path) -> dict[str, Any]:
    if not broker_url.startswith("filesystem"):
        # Redis gives an unacknowledged message to another worker after this time.
        return {"visibility_timeout": 60, "socket_timeout": 5, "socket_connect_timeout": 2}
    messages, control = queue_dir / "messages", queue_dir / "control"
    with suppress(
        OSError
    ):  # an unwritable place is reported by the first wake-up, it does not stop the start
        messages.mkdir(parents=True, exist_ok=True)
        control.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
        "store_processed": False,
        "polling_interval": 0.2,
    }


FILE_SYSTEM = settings.CELERY_BROKER_URL.startswith("filesystem")
if FILE_SYSTEM:
    use_for_files()

app = Celery("qingfeng", include=TASK_MODULES)
app.conf.update(
    broker_url="filesystem://localhost//" if FILE_SYSTEM else settings.CELERY_BROKER_URL,
    broker_transport_options=_transport_options(settings.CELERY_BROKER_URL, settings.QUEUE_DIR),
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_always_eager=getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False),
    task_default_queue="qingfeng",
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_publish_retry=False,  # a request never waits for a broker that is down
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=30 * 60,
    # Without an event loop (which the file system's transport lacks) the prefork pool's processes share one
    # lock, and one of them killed while it waits leaves the others waiting for ever. A single process is
    # killed as a whole, and its supervisor starts another.
    worker_pool="solo" if FILE_SYSTEM else "prefork",
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=2000,
    worker_soft_shutdown_timeout=10,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    timezone=settings.TIME_ZONE,
    beat_schedule=SCHEDULE,
    beat_scheduler="celery.beat:Scheduler",  # no file that a kill could damage; every entry is an interval
)


@setup_logging.connect
def keep_logging(**_: Any) -> None:
    """Log as settings.LOGGING says, without a line for every tick of the beat; jobs write their own lines."""
    for name in ("celery.worker.strategy", "celery.worker.request", "celery.app.trace", "celery.beat"):
        logging.getLogger(name).setLevel(logging.WARNING)
