"""定有密级的文稿: no way leads to its publication."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction

from accounts.models import AuditEntry
from content.enums import PublicationAction
from content.models import BasePage, EditionPage, PolicyPage
from content.secrecy import SecretPageError
from content.services.approving import publish_approved
from tests.content.reviewing import decide, edit, live, pass_all, submit
from tests.factories.content import make_policy
from tests.factories.publishing import Portal, client_of, make_edition, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.fixture
def secret(portal: Portal) -> EditionPage:
    """A draft that bears a secrecy level."""
    return mark_secret(make_edition(by=portal.editor, unit=portal.city))


def mark_secret(page: EditionPage) -> EditionPage:
    page.secrecy_level = "secret"
    page.save_revision()
    return page


def refusals(page: BasePage) -> list[str]:
    rows = AuditEntry.objects.filter(action=PublicationAction.REFUSED.value, target_id=str(page.pk))
    return list(rows.order_by("pk").values_list("actor_label", flat=True))


def test_publication_by_code_is_refused_with_the_reason(secret: EditionPage) -> None:
    with pytest.raises(SecretPageError, match="机密"):
        secret.get_latest_revision().publish()
    assert not live(secret).live


def test_earlier_revision_is_refused_once_the_latest_draft_bears_a_level(portal: Portal) -> None:
    edition = make_edition(by=portal.editor, unit=portal.city)
    earlier = edition.get_latest_revision()
    mark_secret(edition)
    with pytest.raises(SecretPageError):
        earlier.publish()
    assert not live(edition).live


def test_database_itself_refuses_a_live_secret_page() -> None:
    make_portal()
    page = PolicyPage.objects.get(pk=make_policy().pk)
    page.secrecy_level = "confidential"
    with pytest.raises(IntegrityError, match="secret_page_not_live"), transaction.atomic():
        page.save()
    revision = page.save_revision()
    # Past the page's own publish().
    with pytest.raises(IntegrityError, match="secret_page_not_live"), transaction.atomic():
        PublishPageRevisionAction(revision).execute(skip_permission_checks=True)


@pytest.mark.parametrize("publish", [False, True])
def test_draft_may_be_saved_with_a_level(portal: Portal, publish: bool) -> None:
    edition = make_edition(by=portal.editor, unit=portal.city, publish=publish)
    edit(portal.editor, edition, secrecy_level="secret")
    assert live(edition).get_latest_revision_as_object().secrecy_level == "secret"


@pytest.mark.parametrize("button", ["action-submit", "action-publish"])
def test_submission_is_refused_in_the_form_and_recorded(portal: Portal, button: str) -> None:
    edition = make_edition(by=portal.editor, unit=portal.city)
    answer = edit(portal.editor, edition, secrecy_level="secret", **{button: "1"})
    assert answer.status_code == 200
    assert "定为“机密”，不能在本站提交审核或者发布" in answer.content.decode()
    assert not live(edition).workflow_in_progress
    assert refusals(edition) == [str(portal.editor)]


def test_review_does_not_start_by_any_other_way(portal: Portal, secret: EditionPage) -> None:
    with pytest.raises(SecretPageError), transaction.atomic():
        secret.get_workflow().start(secret, portal.editor)
    assert not live(secret).workflow_in_progress


def test_returned_text_that_became_secret_is_not_resubmitted(portal: Portal) -> None:
    edition = make_edition(by=portal.editor, unit=portal.city)
    submit(portal.editor, edition)
    decide(portal.first, edition, "reject", comment="请定密")
    edit(portal.editor, edition, secrecy_level="top_secret", **{"action-submit": "1"})
    assert live(edition).current_workflow_state.status == "needs_changes"


def test_third_review_does_not_publish_and_shows_a_refusal(portal: Portal) -> None:
    edition = make_edition(by=portal.editor, unit=portal.city)
    submit(portal.editor, edition)
    decide(portal.first, edition)
    decide(portal.second, edition)
    revision = live(edition).get_latest_revision()
    revision.content["secrecy_level"] = "secret"  # as an old database might hold it
    revision.save()
    assert decide(portal.final, edition).status_code in {302, 403}
    assert not live(edition).live
    with pytest.raises(SecretPageError), transaction.atomic():
        publish_approved(live(edition).current_workflow_state, portal.final)


def test_scheduled_text_that_became_secret_is_held_back_and_the_others_go_out(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = timezone.localtime() + dt.timedelta(days=2)
    held = make_edition(title="甲办法（示例）", by=portal.editor, unit=portal.city)
    other = make_edition(title="乙办法（示例）", by=portal.editor, unit=portal.city)
    for edition in (held, other):
        edit(portal.editor, edition, go_live_at=later.strftime("%Y-%m-%d %H:%M"))
        submit(portal.editor, edition)
        pass_all(portal, edition)
    mark_secret(live(held).get_latest_revision_as_object())  # the form is locked by Wagtail meanwhile
    after = timezone.now() + dt.timedelta(days=3)
    monkeypatch.setattr("django.utils.timezone.now", lambda: after)
    call_command("publish_scheduled", stderr=io.StringIO())
    assert (live(held).live, live(other).live) == (False, True)
    assert refusals(held) == [""]
    call_command("publish_scheduled")
    assert refusals(held) == [""]


def test_dry_run_holds_nothing_back(portal: Portal, secret: EditionPage) -> None:
    secret.revisions.update(approved_go_live_at=timezone.now() - dt.timedelta(hours=1))
    call_command("publish_scheduled", "--dryrun", stdout=io.StringIO())
    assert refusals(secret) == []


def test_bulk_publication_is_refused(portal: Portal, secret: EditionPage) -> None:
    client_of(portal.superuser).post(f"/admin/bulk/content/basepage/publish/?id={secret.pk}")
    assert not live(secret).live


def test_publication_by_the_superuser_in_the_admin_is_refused(portal: Portal, secret: EditionPage) -> None:
    edit(portal.superuser, secret, secrecy_level="secret", **{"action-publish": "1"})
    assert not live(secret).live
    assert client_of(portal.superuser).get("/admin/").status_code == 200


def test_import_does_not_publish_over_a_secret_draft(portal: Portal) -> None:
    mark_secret(make_edition(title="密件办法（示例）"))
    with pytest.raises(SecretPageError), transaction.atomic():
        make_edition(title="密件办法（示例）", publish=True)


def test_declassified_text_can_be_published_again(portal: Portal, secret: EditionPage) -> None:
    edit(portal.editor, secret, secrecy_level="")
    submit(portal.editor, secret)
    pass_all(portal, secret)
    assert live(secret).live
