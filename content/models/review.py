"""三审三校: a workflow task that no author and no earlier reviewer can approve."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Revision, TaskState, WorkflowState

from accounts.rules import scope_path
from content.rules import same_content, within_scope
from content.secrecy import refuse_secret


class ReviewTask(AbstractGroupApprovalTask):
    """One of the three reviews, by a member of its groups who neither wrote nor yet approved the text."""

    step = models.PositiveSmallIntegerField(_("审次"), unique=True)

    class Meta:
        verbose_name = _("审核环节")
        verbose_name_plural = _("审核环节")
        constraints = [
            models.CheckConstraint(condition=models.Q(step__in=[1, 2, 3]), name="review_step_1_to_3")
        ]

    def bars(self, obj: Any, user: Any) -> bool:
        """Whether four-eyes keeps ``user`` from deciding: an author, or the approver of an earlier step."""
        return self._is_author(obj, user) or self._has_approved_another_step(obj, user)

    def reviews(self, obj: Any, user: Any) -> bool:
        """Whether ``user`` is a reviewer of this step for the unit ``obj`` belongs to."""
        return bool(user.is_active and self._user_in_groups(user) and within_scope(obj, scope_path(user)))

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Let a text wait for this review.

        Raises:
            SecretPageError: it bears a secrecy level and could never be published.
        """
        refuse_secret(workflow_state.content_object)
        return super().start(workflow_state, user=user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.reviews(obj, user) or self.bars(obj, user):
            return []
        return [
            ("reject", _("退回修改"), True),
            ("approve", _("通过"), False),
            ("approve", _("通过并附意见"), True),
        ]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Approve or reject.

        Raises:
            PermissionDenied: the person is not of this step's groups, wrote the text, or approved an earlier
                step.
        """
        obj = task_state.workflow_state.content_object
        if not self.reviews(obj, user) or self.bars(obj, user):
            raise PermissionDenied(_("本人编写或已审过的文稿，须由其他同志审核。"))
        super().on_action(task_state, user, action_name, **kwargs)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self.reviews(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Only who decides here may leave comments; the author must take the text back to change it."""
        return not self.reviews(obj, user) or self.bars(obj, user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:  # noqa: ARG002 - Wagtail's signature
        return False

    def get_task_states_user_can_moderate(
        self,
        user: Any,
        **kwargs: Any,  # noqa: ARG002 - Wagtail's signature
    ) -> models.QuerySet[TaskState]:
        """Task states waiting for this person: of their units, neither written nor approved by them."""
        if not user.is_active or not self._user_in_groups(user):
            return TaskState.objects.none()
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        rows = waiting.select_related("workflow_state").prefetch_related(
            "workflow_state__content_object__unit"
        )
        theirs = self._decidable([row for row in rows if row.workflow_state.content_object], user)
        return waiting.filter(pk__in=theirs)

    def _decidable(self, states: list[TaskState], user: Any) -> list[int]:
        """Those ``user`` may decide, by the rules of ``get_actions``; as many queries for one as for many."""
        path = scope_path(user)
        near = [state for state in states if within_scope(state.workflow_state.content_object, path)]
        approved = TaskState.objects.filter(
            workflow_state__in=[state.workflow_state_id for state in near],
            status=TaskState.STATUS_APPROVED,
            finished_by_id=user.pk,
        ).exclude(task_id=self.pk)
        barred = set(approved.values_list("workflow_state_id", flat=True))
        touched = set(
            Revision.page_revisions.filter(
                user_id=user.pk, object_id__in=[state.workflow_state.object_id for state in near]
            ).values_list("object_id", flat=True)
        )
        return [
            state.pk
            for state in near
            if state.workflow_state_id not in barred
            and state.workflow_state.requested_by_id != user.pk
            and (state.workflow_state.content_object.live or _owner(state) != user.pk)
            # Who saved a revision may have commented only: those few are looked at one by one.
            and (
                state.workflow_state.object_id not in touched
                or not self._is_author(state.workflow_state.content_object, user)
            )
        ]

    @classmethod
    def get_description(cls) -> str:
        return str(_("由指定角色审核；作者本人和其他环节的审核人不能审。"))

    @staticmethod
    def _is_author(obj: Any, user: Any) -> bool:
        """Whether ``user`` submitted the text or wrote any of it since it was last published."""
        state = obj.current_workflow_state
        if state is not None and state.requested_by_id == user.pk:
            return True
        if not obj.live and obj.owner_id == user.pk:
            return True
        revisions = Revision.objects.for_instance(obj).order_by("pk")
        if obj.live_revision_id:
            revisions = revisions.filter(pk__gte=obj.live_revision_id)
        if not revisions.filter(user_id=user.pk).exists():
            return False
        return _wrote_any(list(revisions), user, published=obj.live_revision_id)

    def _has_approved_another_step(self, obj: Any, user: Any) -> bool:
        """Approving the same step again, after the text was changed, is allowed; a second step is not."""
        state = obj.current_workflow_state
        if state is None:
            return False
        approved = state.task_states.filter(status=TaskState.STATUS_APPROVED, finished_by_id=user.pk)
        return bool(approved.exclude(task_id=self.pk).exists())


def _owner(state: TaskState) -> int | None:
    owner: int | None = state.workflow_state.content_object.owner_id
    return owner


def _wrote_any(revisions: list[Revision], user: Any, *, published: int | None) -> bool:
    """Whether a revision by ``user`` changed the content; comments do not make an author."""
    previous: Revision | None = None
    for revision in revisions:
        changed = previous is None or not same_content(previous.content, revision.content)
        if revision.user_id == user.pk and changed and revision.pk != published:
            return True
        previous = revision
    return False
