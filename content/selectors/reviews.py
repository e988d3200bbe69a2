"""Texts that came back from a review, and whom that concerns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Revision, TaskState, WorkflowState

from accounts.models import User
from content.models import ReviewTask
from content.selectors.editing import editable_pages

if TYPE_CHECKING:
    from content.models import BasePage

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Returned:
    """A text sent back to its author, with the reviewer's comment."""

    page: BasePage
    step: str
    comment: str
    by: str
    at: Any
    may_edit: bool


def people_concerned(state: WorkflowState, *, without: int | None) -> list[User]:
    """The author, who wrote along, who submitted and everybody who approved a step of this review."""
    page = state.content_object
    drafts = page.revisions.filter(user__isnull=False)
    if page.live_revision_id:
        drafts = drafts.filter(pk__gt=page.live_revision_id)
    people = User.objects.filter(is_active=True).filter(
        Q(pk__in=[pk for pk in (state.requested_by_id, page.owner_id) if pk])
        | Q(pk__in=drafts.values("user"))
        | Q(pk__in=state.task_states.filter(status=TaskState.STATUS_APPROVED).values("finished_by"))
    )
    return [person for person in people.order_by("pk") if person.pk != without]


def reviews_texts(user: User) -> bool:
    """Whether ``user`` belongs to the groups of a step of the three reviews; one query."""
    return ReviewTask.objects.filter(active=True, groups__in=user.groups.all()).exists()


def is_resubmission(state: TaskState) -> bool:
    """Whether this review starts because its author sent a returned text in again."""
    earlier = state.workflow_state.task_states.exclude(pk=state.pk).exclude(finished_at=None)
    latest = earlier.order_by("-finished_at", "-pk").first()
    return latest is not None and latest.status == TaskState.STATUS_REJECTED


def list_returned(user: User) -> list[Returned]:
    """Texts waiting for changes that ``user`` wrote at, submitted or approved, the latest first."""
    approved = TaskState.objects.filter(status=TaskState.STATUS_APPROVED, finished_by_id=user.pk)
    written = Revision.page_revisions.filter(user_id=user.pk).values("object_id")
    states = (
        WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES)
        .filter(
            Q(requested_by_id=user.pk)
            | Q(pk__in=approved.values("workflow_state"))
            | (Q(object_id__in=written) & Q(object_id__in=_own(user)))
        )
        .select_related("current_task_state__task", "current_task_state__finished_by")
        .prefetch_related("content_object")
        .order_by("-current_task_state__finished_at")[:SHOWN]
    )
    whole = [state for state in states if state.content_object and state.current_task_state]
    keys = [state.content_object.pk for state in whole]
    editable = set(editable_pages(user).filter(pk__in=keys).values_list("pk", flat=True))
    return [_returned(state, may_edit=state.content_object.pk in editable) for state in whole]


def _own(user: User) -> QuerySet[Any]:
    """Keys of the pages ``user`` answers for now, as workflows store them; one may have moved on since."""
    return editable_pages(user).annotate(key=Cast("pk", output_field=CharField())).values("key")


def _returned(state: WorkflowState, *, may_edit: bool) -> Returned:
    decision, page = state.current_task_state, state.content_object
    return Returned(
        page=page,
        step=decision.task.name,
        comment=decision.comment,
        by=str(decision.finished_by or ""),
        at=decision.finished_at,
        may_edit=may_edit,
    )
