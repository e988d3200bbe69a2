"""The end of the three reviews.

Wagtail imports this module while the models are still being loaded, so it imports none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from accounts.models import User


def publish_approved(workflow_state: WorkflowState, user: User | None = None) -> None:
    """Publish the text the third review passed (WAGTAIL_FINISH_WORKFLOW_ACTION).

    No role may publish by hand, so the permission check of a direct publication does not apply here.
    """
    page = workflow_state.content_object
    page.publish(page.get_latest_revision(), user=user, skip_permission_checks=True)
