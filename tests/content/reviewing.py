"""What people do with a text under review, through the admin as it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from wagtail.models import TaskState
from wagtail.test.utils.form_data import nested_form_data

from accounts.models import User
from content.models import BasePage, EditionPage
from tests.factories.publishing import Portal, client_of


def form_of(edition: EditionPage, **changes: Any) -> dict[str, Any]:
    """What the browser sends from the editing form of an edition."""
    page = EditionPage.objects.get(pk=edition.pk).get_latest_revision_as_object()
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "text": page.text,
            "grammar": page.grammar,
            "change_kind": page.change_kind,
            "document_number": "",
            "promulgation_date": page.promulgation_date.isoformat(),
            "effective_date": "",
            "end_date": "",
            "seo_title": "",
            "search_description": "",
            "unit": page.unit_id or "",
            "content_source": "",
            "short_title": "",
            "go_live_at": timezone.localtime(page.go_live_at).strftime("%Y-%m-%d %H:%M")
            if page.go_live_at
            else "",
            "expire_at": "",
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
            **changes,
        }
    )


def edit(user: User, edition: EditionPage, **changes: Any) -> HttpResponse:
    return client_of(user).post(f"/admin/pages/{edition.pk}/edit/", form_of(edition, **changes))


def submit(user: User, edition: EditionPage) -> None:
    edit(user, edition, **{"action-submit": "1"})


def state_of(edition: BasePage) -> TaskState:
    state = BasePage.objects.get(pk=edition.pk).current_workflow_task_state
    assert state is not None
    return state


def decide(user: User, edition: BasePage, action: str = "approve", **data: Any) -> HttpResponse:
    """Press a button of the waiting list on the home page."""
    url = f"/admin/pages/workflow/action/{edition.pk}/{action}/{state_of(edition).pk}/"
    return client_of(user).post(url, {"comment": "", **data})


def step_of(edition: EditionPage) -> str:
    return str(state_of(edition).task.name)


def pass_all(portal: Portal, edition: EditionPage) -> None:
    for reviewer in (portal.first, portal.second, portal.final):
        decide(reviewer, edition)


def live(edition: EditionPage) -> EditionPage:
    return EditionPage.objects.get(pk=edition.pk)
