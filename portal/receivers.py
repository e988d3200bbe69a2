"""What makes everything kept invalid: any change a reader could see.

A model counts unless it is named here, so that a new kind of content cannot be forgotten; what is named never
shows on a page anybody may open without signing in. Rows written in bulk send no signal: services that do so
call ``common.generation.bump`` themselves.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.models import AbstractPage
from wagtail.signals import post_page_move

from common import generation

QUIET = frozenset(
    {
        # Written in bulk, by services that say so.
        "content.Provision", "content.Citation", "content.ProvisionMatch",
        # For the index, which nothing is kept of.
        "content.AttachmentText", "content.AttachmentPage",
        # For editors alone.
        "content.CitationCheck", "content.ErrorReport", "content.ReviewTask", "content.ReviewTask_groups",
        "wagtailcore.Revision", "wagtailcore.ModelLogEntry", "wagtailcore.PageLogEntry",
        "wagtailcore.Comment", "wagtailcore.CommentReply", "wagtailcore.PageSubscription",
        "wagtailcore.ReferenceIndex", "wagtailcore.UploadedFile", "wagtailcore.APIToken",
        "wagtailadmin.Admin", "wagtailadmin.EditingSession", "wagtailadmin.FormState",
        "wagtailusers.UserProfile",
        # The steps of a review; what it publishes is a page, and counts.
        "wagtailcore.Workflow", "wagtailcore.WorkflowContentType", "wagtailcore.WorkflowPage",
        "wagtailcore.WorkflowState", "wagtailcore.WorkflowTask", "wagtailcore.Task", "wagtailcore.TaskState",
        "wagtailcore.GroupApprovalTask", "wagtailcore.GroupApprovalTask_groups",
        # People, their rights and their traces: a visitor has none of them.
        "accounts.User", "accounts.User_groups", "accounts.User_user_permissions", "accounts.AuditEntry",
        "auth.Group", "auth.Group_permissions", "auth.Permission", "wagtailcore.GroupPagePermission",
        "wagtailcore.GroupCollectionPermission", "wagtailcore.GroupSitePermission", "sessions.Session",
        "axes.AccessAttempt", "axes.AccessAttemptExpiration", "axes.AccessFailureLog", "axes.AccessLog",
        # Traces without names, and what a person follows: loaded apart, by the person alone.
        "search.SearchTrace", "search.SearchClick", "search.QueryDay", "search.SavedSearch",
        "search.FollowedRule", "search.FollowNotice", "search.DigestChoice",
        # The machinery.
        "common.Job", "common.ContentGeneration", "contenttypes.ContentType", "wagtailsearch.IndexEntry",
        "wagtailsearch.SQLiteFTSIndexEntry", "wagtailsearch.PostgresIndexEntry",
    }
)  # fmt: skip
# Of training, records of people change with every minute of study and no visitor sees them: only these count.
TRAINING_CONTENT = frozenset(
    {
        "training.CourseIndexPage", "training.CoursePage", "training.CourseItem",
        "training.CoursePrerequisite", "training.LessonPage", "training.LessonItem", "training.Course",
        "training.CourseVersion", "training.LessonVersion", "training.TrainingClass",
        "training.ClassSession",
    }
)  # fmt: skip
# What saving a draft writes to the row of its page.
DRAFT_FIELDS = frozenset(
    {
        "draft_title", "latest_revision", "latest_revision_created_at", "has_unpublished_changes",
        "wagtail_admin_comments", "locked", "locked_at", "locked_by",
    }
)  # fmt: skip


def connect() -> None:
    """Listen to every model that counts."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label in QUIET or _is_training_record(model):
            continue
        name = f"portal.purge.{model._meta.label}"
        if model._meta.auto_created:
            m2m_changed.connect(on_connected, sender=model, dispatch_uid=name)
            continue
        post_save.connect(on_saved, sender=model, dispatch_uid=name)
        post_delete.connect(on_deleted, sender=model, dispatch_uid=name)
    post_page_move.connect(on_deleted, dispatch_uid="portal.purge.moved")


def _is_training_record(model: type[Model]) -> bool:
    return model._meta.app_label == "training" and model._meta.label not in TRAINING_CONTENT


def on_saved(instance: Model, created: bool, update_fields: Collection[str] | None = None, **_: Any) -> None:
    """A row was written; a draft of a page changes nothing that readers see."""
    if isinstance(instance, AbstractPage):
        is_new_draft = created and not instance.live
        if is_new_draft or (update_fields and DRAFT_FIELDS.issuperset(update_fields)):
            return
    generation.bump()


def on_deleted(**_: Any) -> None:
    """A row is gone, or a page hangs elsewhere; Wagtail moves whole subtrees past the models."""
    generation.bump()


def on_connected(action: str, **_: Any) -> None:
    """A many-to-many relation changed."""
    if action.startswith("post_"):
        generation.bump()
