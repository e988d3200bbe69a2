"""Signals, each handed to one service."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from search.models import CommonQuestion
from search.services import curating


@receiver(post_save, sender=CommonQuestion, dispatch_uid="search.question_saved")
@receiver(post_delete, sender=CommonQuestion, dispatch_uid="search.question_deleted")
def on_question_changed(instance: CommonQuestion, **_: Any) -> None:
    former = instance.stored_page_id or instance.page_id
    instance.stored_page_id = instance.page_id
    curating.questions_were_changed(page_ids={instance.page_id, former})
