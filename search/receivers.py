"""Signals, each handed to one service."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from common import clock
from content.enums import WithdrawalReason
from content.models import BasePage, RulePage, Withdrawal
from search.models import CommonQuestion
from search.services import curating, notifying


@receiver(post_save, sender=CommonQuestion, dispatch_uid="search.question_saved")
@receiver(post_delete, sender=CommonQuestion, dispatch_uid="search.question_deleted")
def on_question_changed(instance: CommonQuestion, **_: Any) -> None:
    former = instance.stored_page_id or instance.page_id
    instance.stored_page_id = instance.page_id
    curating.questions_were_changed(page_ids={instance.page_id, former})


@receiver(page_published, dispatch_uid="search.page_published")
def on_published(instance: BasePage, **_: Any) -> None:
    # Wagtail says "published" also of a page that waits for its hour.
    if instance.live:
        notifying.page_was_published(page=instance)


@receiver(page_unpublished, sender=RulePage, dispatch_uid="search.rule_unpublished")
def on_unpublished(instance: RulePage, **_: Any) -> None:
    notifying.rule_was_unpublished(page=instance, at=clock.now())


@receiver(post_save, sender=Withdrawal, dispatch_uid="search.page_withdrawn")
def on_withdrawn(instance: Withdrawal, **_: Any) -> None:
    if instance.reason == WithdrawalReason.REPEALED:
        notifying.rule_was_repealed(withdrawal=instance)
