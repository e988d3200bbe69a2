"""Who may show our pages in a frame: nobody, but for the admin's preview of a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from wagtail.test.utils.form_data import nested_form_data

from content.models import PolicyPage
from tests.factories.content import make_policy, make_structure
from tests.factories.publishing import Portal, client_of, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    cache.clear()
    make_structure()
    return make_portal()


@dataclass(frozen=True)
class Preview:
    """The requests of the preview panel beside the form of a notice."""

    client: Client
    notice: PolicyPage

    def send(self, **changes: Any) -> dict[str, bool]:
        """Hand over the form as it stands."""
        form = {
            "title": self.notice.title,
            "slug": self.notice.slug,
            "text": self.notice.text,
            "grammar": self.notice.grammar,
            "issuing_body": self.notice.issuing_body,
            "signed_date": self.notice.signed_date.isoformat(),
            "attachments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
            **changes,
        }
        return self.client.post(self._path, nested_form_data(form)).json()

    def show(self) -> HttpResponse:
        """Fill the frame."""
        return self.client.get(f"{self._path}?in_preview_panel=true&mode=")

    @property
    def _path(self) -> str:
        return f"/admin/pages/{self.notice.pk}/edit/preview/"


def policy_of(answer: HttpResponse) -> dict[str, str]:
    """The directives of the content security policy and what they allow."""
    directives = (directive.partition(" ") for directive in answer["Content-Security-Policy"].split("; "))
    return {name: allowed for name, _space, allowed in directives}


@pytest.mark.parametrize(
    "path", ["/", "/rules/", "/policies/notice/", "/search/", "/accounts/sign-in/", "/no/"]
)
def test_public_page_is_not_framed(portal: Portal, path: str) -> None:
    make_policy(slug="notice")
    answer = Client().get(path)
    assert answer["X-Frame-Options"] == "DENY"
    assert policy_of(answer)["frame-ancestors"] == "'none'"


def test_editor_reads_public_page_under_the_same_policy(portal: Portal) -> None:
    make_policy(slug="notice")
    answer = client_of(portal.superuser).get("/policies/notice/?is_preview=true&in_preview_panel=true")
    assert answer["X-Frame-Options"] == "DENY"
    assert policy_of(answer)["frame-ancestors"] == "'none'"


def test_admin_screen_is_not_framed(portal: Portal) -> None:
    answer = client_of(portal.superuser).get("/admin/")
    assert answer["X-Frame-Options"] == "DENY"


def test_preview_panel_frames_the_draft_under_the_public_policy(portal: Portal) -> None:
    notice = make_policy(publish=False)
    notice.save_revision()
    panel = Preview(client_of(portal.superuser), notice)
    assert panel.send(title="正在起草的通知（示例）")["is_valid"]
    shown = panel.show()
    assert "正在起草的通知（示例）" in shown.content.decode()
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    public = policy_of(Client().get("/policies/"))
    assert policy_of(shown) == {**public, "frame-ancestors": "'self'"}


def test_preview_panel_frames_its_own_error_page(portal: Portal) -> None:
    """Before anything was sent there is nothing to show; that is said by a page of the admin."""
    notice = make_policy(publish=False)
    notice.save_revision()
    shown = Preview(client_of(portal.superuser), notice).show()
    assert "preview-error" in shown.content.decode()
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert policy_of(shown)["frame-ancestors"] == "'self'"
