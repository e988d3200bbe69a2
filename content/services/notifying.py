"""Mail about reviews, beside what Wagtail sends by itself."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.models import TaskState

from accounts.models import User
from content.selectors.reviews import people_concerned


@task()
def mail_rejection(task_state_id: int) -> int:
    """Tell the author and the earlier reviewers of a returned text; runs in the worker, after the commit.

    Wagtail itself writes to the person who submitted only, not to those who had approved.

    Returns:
        The number of mails sent.
    """
    state = TaskState.objects.select_related("task", "workflow_state", "finished_by").get(pk=task_state_id)
    page = state.workflow_state.content_object
    people = people_concerned(state.workflow_state, without=state.finished_by_id)
    address = settings.WAGTAILADMIN_BASE_URL + reverse("wagtailadmin_pages:edit", args=[page.pk])
    subject = _("文稿被退回：%(title)s") % {"title": page.get_admin_display_title()}
    body = _("%(step)s 将《%(title)s》退回修改。\n意见：%(comment)s\n%(address)s") % {
        "step": state.task.name,
        "title": page.get_admin_display_title(),
        "comment": state.comment or _("（无）"),
        "address": address,
    }
    return sum(_send(person, subject, body) for person in people)


def _send(person: User, subject: str, body: str) -> int:
    return send_mail(subject, body, None, [person.email]) if person.email else 0


def announce_rejection(*, task_state: TaskState) -> None:
    """Have the mails of one rejection sent, in the transaction of the rejection."""
    mail_rejection.enqueue(task_state.pk)
