"""三审三校: a workflow task that no author and no earlier reviewer can approve."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Revision, TaskState


class ReviewTask(AbstractGroupApprovalTask):
    """One of the three reviews, done by a member of its groups who neither wrote nor yet approved the text."""

    step = models.PositiveSmallIntegerField(_("审次"), unique=True)

    class Meta:
        verbose_name = _("审核环节")
        verbose_name_plural = _("审核环节")
        constraints = [models.CheckConstraint(condition=models.Q(step__in=[1, 2, 3]), name="review_step_1_to_3")]

    def bars(self, obj: Any, user: Any) -> bool:
        """Whether four-eyes keeps ``user`` from deciding on ``obj``: an author, or the approver of an earlier step."""
        return self._is_author(obj, user) or self._has_approved(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self._user_in_groups(user) or self.bars(obj, user):
            return []
        return [
            ("reject", _("退回修改"), True),
            ("approve", _("通过"), False),
            ("approve", _("通过并附意见"), True),
        ]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Approve or reject.

        Raises:
            PermissionDenied: the person is not of this step's groups, wrote the text, or approved an earlier step.
        """
        obj = task_state.workflow_state.content_object
        if not self._user_in_groups(user) or self.bars(obj, user):
            raise PermissionDenied(_("本人编写或已审过的文稿，须由其他同志审核。"))
        super().on_action(task_state, user, action_name, **kwargs)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return bool(self._user_in_groups(user))

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self._user_in_groups(user)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet[TaskState]:
        """Task states waiting for this person, without their own texts and those they approved before."""
        if not self._user_in_groups(user):
            return TaskState.objects.none()
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        barred = [state.pk for state in waiting if self.bars(state.workflow_state.content_object, user)]
        return waiting.exclude(pk__in=barred)

    @classmethod
    def get_description(cls) -> str:
        return str(_("由指定角色审核；作者本人和前一环节的审核人不能审。"))

    @staticmethod
    def _is_author(obj: Any, user: Any) -> bool:
        """Whether ``user`` submitted the text or wrote any revision since it was last published."""
        state = obj.current_workflow_state
        if state is not None and state.requested_by_id == user.pk:
            return True
        revisions = Revision.objects.for_instance(obj)
        if obj.live_revision_id:
            revisions = revisions.filter(pk__gt=obj.live_revision_id)
        return bool(revisions.filter(user_id=user.pk).exists() or (not obj.live and obj.owner_id == user.pk))

    @staticmethod
    def _has_approved(obj: Any, user: Any) -> bool:
        state = obj.current_workflow_state
        if state is None:
            return False
        return bool(state.task_states.filter(status=TaskState.STATUS_APPROVED, finished_by_id=user.pk).exists())
