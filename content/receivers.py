"""Signals of Wagtail, each handed to one service."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.log_actions import get_active_log_context
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    PageLogEntry,
    PageViewRestriction,
    Site,
    TaskState,
    WorkflowState,
)
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
    task_approved,
    task_rejected,
    task_submitted,
    workflow_cancelled,
    workflow_submitted,
)

from accounts.models import User
from common import clock
from content.enums import PublicationAction
from content.models import BasePage, PortalSettings
from content.models.base import address_changed
from content.selectors.reviews import is_resubmission
from content.services import extracting, notifying, picturing, publishing, site


def _acting() -> User | None:
    """Who acts: not said by Wagtail's signals but by its log; None where the calendar or a command does."""
    return get_active_log_context().user


@receiver(page_published, dispatch_uid="content.page_published")
def on_published(instance: BasePage, **_: Any) -> None:
    # Wagtail says "published" also of a page that waits for its hour.
    happened = publishing.page_was_published if instance.live else publishing.page_was_scheduled
    happened(page=instance, by=_acting(), at=clock.now())


@receiver(page_unpublished, dispatch_uid="content.page_unpublished")
def on_unpublished(instance: BasePage, **_: Any) -> None:
    publishing.page_was_unpublished(page=instance, by=_acting(), at=clock.now())


@receiver(post_page_move, dispatch_uid="content.page_moved")
def on_moved(
    instance: BasePage, parent_page_before: BasePage, url_path_before: str, url_path_after: str, **_: Any
) -> None:
    if url_path_before != url_path_after:
        publishing.page_was_moved(
            page=instance, old=url_path_before, left=parent_page_before, by=_acting(), at=clock.now()
        )


@receiver(address_changed, dispatch_uid="content.address_changed")
def on_address_changed(instance: BasePage, **_: Any) -> None:
    publishing.address_was_changed(page=instance)


@receiver(post_save, sender=PageLogEntry, dispatch_uid="content.alias_made")
def on_alias_made(instance: PageLogEntry, created: bool, **_: Any) -> None:
    # Of a new alias Wagtail sends no signal; when it writes this line the page is whole.
    if created and instance.action == "wagtail.create_alias":
        page = BasePage.objects.get(pk=instance.page_id).specific
        if page.live:
            publishing.page_was_published(page=page, by=_acting(), at=clock.now())


@receiver(post_save, sender=Site, dispatch_uid="content.site_saved")
@receiver(post_delete, sender=Site, dispatch_uid="content.site_deleted")
def on_site_changed(**_: Any) -> None:
    site.addresses_were_changed()


@receiver(post_delete, dispatch_uid="content.page_deleted")
def on_deleted(sender: type, instance: Any, **_: Any) -> None:
    # Django sends one signal for each level of inheritance; the base row stands for the page.
    if sender is BasePage:
        publishing.page_was_deleted(page_id=instance.pk, label=instance.title, by=_acting(), at=clock.now())


@receiver(post_save, sender=PageViewRestriction, dispatch_uid="content.restriction_set")
@receiver(post_delete, sender=PageViewRestriction, dispatch_uid="content.restriction_lifted")
def on_restriction_changed(instance: PageViewRestriction, **_: Any) -> None:
    publishing.access_was_changed(page=instance.page, by=_acting(), at=clock.now())


@receiver(post_save, sender=CollectionViewRestriction, dispatch_uid="content.collection_closed")
@receiver(post_delete, sender=CollectionViewRestriction, dispatch_uid="content.collection_opened")
def on_collection_access_changed(instance: CollectionViewRestriction, **_: Any) -> None:
    site.collection_access_was_changed(collection=instance.collection, by=_acting(), at=clock.now())


@receiver(post_save, sender=PortalSettings, dispatch_uid="content.settings_changed")
def on_settings_changed(instance: PortalSettings, created: bool, **_: Any) -> None:
    # The row is made with its defaults when the settings are first asked for.
    if not created:
        site.settings_were_changed(settings=instance, by=_acting(), at=clock.now())


@receiver(post_save, sender=get_image_model(), dispatch_uid="content.image_saved")
def on_image_saved(instance: AbstractImage, created: bool, **_: Any) -> None:
    if not created:
        picturing.picture_was_changed(image=instance)


@receiver(post_save, sender=get_document_model(), dispatch_uid="content.document_saved")
def on_document_saved(instance: Any, created: bool, **_: Any) -> None:
    if not created:
        extracting.document_was_saved(document=instance)


@receiver(post_delete, sender=get_document_model(), dispatch_uid="content.document_deleted")
def on_document_deleted(instance: Any, **_: Any) -> None:
    extracting.document_was_deleted(document_id=instance.pk)


@receiver(post_save, sender=Collection, dispatch_uid="content.collection_saved")
def on_collection_saved(instance: Collection, created: bool, **_: Any) -> None:
    # It may hang below a closed one now; the job runs after the move, in the same transaction, is committed.
    if not created:
        extracting.access_to_files_was_changed(collection=instance)


@receiver(workflow_submitted, sender=WorkflowState, dispatch_uid="content.submitted")
def on_submitted(instance: WorkflowState, user: Any = None, **_: Any) -> None:
    publishing.record_review(
        page=instance.content_object, action=PublicationAction.SUBMITTED, by=user, at=clock.now()
    )


@receiver(task_submitted, dispatch_uid="content.resubmitted")
def on_task_started(instance: TaskState, user: Any = None, **_: Any) -> None:
    if is_resubmission(instance):
        page = instance.workflow_state.content_object
        publishing.record_review(page=page, action=PublicationAction.SUBMITTED, by=user, at=clock.now())


@receiver(workflow_cancelled, sender=WorkflowState, dispatch_uid="content.withdrawn")
def on_withdrawn(instance: WorkflowState, user: Any = None, **_: Any) -> None:
    page = instance.content_object
    publishing.record_review(page=page, action=PublicationAction.WITHDRAWN, by=user, at=clock.now())


@receiver(task_approved, dispatch_uid="content.approved")
def on_approved(instance: TaskState, user: Any = None, **_: Any) -> None:
    publishing.record_review(
        page=instance.workflow_state.content_object,
        action=PublicationAction.APPROVED,
        by=user,
        at=clock.now(),
        step=instance.task.name,
    )


@receiver(task_rejected, dispatch_uid="content.rejected")
def on_rejected(instance: TaskState, user: Any = None, **_: Any) -> None:
    publishing.record_review(
        page=instance.workflow_state.content_object,
        action=PublicationAction.REJECTED,
        by=user,
        at=clock.now(),
        step=instance.task.name,
    )
    notifying.announce_rejection(task_state=instance)
