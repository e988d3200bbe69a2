"""三审三校 on real requests: who may submit, approve, return and publish."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import WorkflowState

from accounts.enums import Role
from accounts.models import AuditEntry
from accounts.services import roles
from common.models import Job
from content.models import EditionPage, Provision
from content.selectors.indexing import get_indexable_page
from content.selectors.reviews import people_concerned
from content.services.notifying import mail_rejection
from tests.content.reviewing import decide, edit, form_of, live, pass_all, state_of, step_of, submit
from tests.factories.accounts import NOON, make_user
from tests.factories.publishing import TEXT, Portal, client_of, make_edition, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.fixture
def edition(portal: Portal) -> EditionPage:
    """A draft of the city's editor."""
    return make_edition(by=portal.editor, unit=portal.city)


def test_three_reviews_publish_with_everything_derived(portal: Portal, edition: EditionPage) -> None:
    submit(portal.editor, edition)
    assert step_of(edition) == "初审"
    decide(portal.first, edition)
    assert step_of(edition) == "复审"
    decide(portal.second, edition)
    assert step_of(edition) == "终审"
    assert not live(edition).live
    decide(portal.final, edition)
    assert live(edition).live
    assert live(edition).get_parent().live
    assert Provision.objects.filter(page_id=edition.pk, kind="article").count() == 3
    names = set(Job.objects.values_list("name", flat=True))
    assert {"search.index_subtree", "content.refresh_rule"} <= names
    actions = AuditEntry.objects.filter(target_id=str(edition.pk)).values_list("action", flat=True)
    assert [a for a in actions.order_by("id") if a != "content.imported"] == [
        "content.submitted",
        "content.approved",
        "content.approved",
        "content.published",
        "content.approved",
    ]


def test_publication_that_fails_leaves_the_third_review_undone(
    portal: Portal, edition: EditionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(portal.editor, edition)
    decide(portal.first, edition)
    decide(portal.second, edition)

    def fail(**_: Any) -> None:
        raise RuntimeError("no room on the disk")

    monkeypatch.setattr("content.services.publishing.derive_page", fail)
    with pytest.raises(RuntimeError):
        decide(portal.final, edition)
    assert not live(edition).live
    assert step_of(edition) == "终审"
    assert not Provision.objects.filter(page_id=edition.pk).exists()


def test_editor_has_no_publish_button_and_cannot_publish_by_hand(
    portal: Portal, edition: EditionPage
) -> None:
    page = client_of(portal.editor).get(f"/admin/pages/{edition.pk}/edit/").content.decode()
    assert 'name="action-publish"' not in page
    assert 'name="action-submit"' in page
    edit(portal.editor, edition, **{"action-publish": "1"})
    assert not live(edition).live


def test_editor_creating_a_page_cannot_publish_it(portal: Portal, edition: EditionPage) -> None:
    parent = edition.get_parent().pk
    data = {
        **form_of(edition),
        "slug": "2021-01-01",
        "promulgation_date": "2021-01-01",
        "action-publish": "1",
    }
    client_of(portal.editor).post(f"/admin/pages/add/content/editionpage/{parent}/", data)
    created = EditionPage.objects.get(slug="2021-01-01")
    assert not created.live
    assert created.unit == portal.city


@pytest.mark.parametrize("who", ["editor", "second", "final", "superuser", "editor_b"])
def test_only_the_first_reviewer_passes_step_one(portal: Portal, edition: EditionPage, who: str) -> None:
    submit(portal.editor, edition)
    decide(getattr(portal, who), edition)
    assert step_of(edition) == "初审"


def test_no_one_approves_two_steps(portal: Portal, edition: EditionPage) -> None:
    roles.grant_role(user=portal.first, role=Role.SECOND_REVIEWER, by=None, at=NOON)
    submit(portal.editor, edition)
    decide(portal.first, edition)
    decide(portal.first, edition)
    assert step_of(edition) == "复审"
    edit(portal.first, edition, **{"action-workflow-action": "1", "workflow-action-name": "approve"})
    assert step_of(edition) == "复审"


def test_author_who_is_also_reviewer_cannot_approve(portal: Portal, edition: EditionPage) -> None:
    for role in (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER):
        roles.grant_role(user=portal.editor, role=role, by=None, at=NOON)
    submit(portal.editor, edition)
    decide(portal.editor, edition)
    assert step_of(edition) == "初审"


def test_who_wrote_a_part_cannot_approve(portal: Portal, edition: EditionPage) -> None:
    helper = make_user(Role.EDITOR, Role.FIRST_REVIEWER, unit=portal.city)
    edit(helper, edition, text=TEXT + "第四条　共同起草。\n")
    submit(portal.editor, edition)
    decide(helper, edition)
    assert step_of(edition) == "初审"


def test_reviewer_of_another_district_neither_sees_nor_approves(portal: Portal, edition: EditionPage) -> None:
    stranger = make_user(Role.FIRST_REVIEWER, unit=portal.district_b)
    submit(portal.editor, edition)
    client = client_of(stranger)
    assert edition.title not in client.get("/admin/").content.decode()
    assert client.get(f"/admin/pages/{edition.pk}/edit/").status_code == 302
    decide(stranger, edition)
    assert step_of(edition) == "初审"


def test_text_cannot_be_changed_while_under_review(portal: Portal, edition: EditionPage) -> None:
    """Not by the author, a reviewer or an editor who is both, and not by going back to an old version."""
    first_text = live(edition).latest_revision_id
    edit(portal.editor, edition, text=TEXT + "第四条　乙。\n")
    submit(portal.editor, edition)
    both = make_user(Role.EDITOR, Role.FIRST_REVIEWER, unit=portal.city)
    for user in (portal.editor, portal.first, both):
        edit(user, edition, text="第一条　改过。\n")
        client_of(user).post(
            f"/admin/pages/{edition.pk}/revisions/{first_text}/revert/",
            form_of(edition, text="第一条　改过。\n"),
        )
        assert live(edition).get_latest_revision_as_object().text == TEXT + "第四条　乙。\n"


def test_latest_revision_cannot_be_overwritten_after_an_approval(
    portal: Portal, edition: EditionPage
) -> None:
    """Autosave overwrites the latest revision of the same person; that revision was approved already."""
    roles.grant_role(user=portal.editor, role=Role.SECOND_REVIEWER, by=None, at=NOON)
    submit(portal.editor, edition)
    decide(portal.first, edition)
    latest = live(edition).latest_revision_id
    edit(portal.editor, edition, text="第一条　改过。\n", overwrite_revision_id=latest)
    assert live(edition).get_latest_revision_as_object().text == TEXT


def test_comment_by_a_reviewer_keeps_earlier_approvals(portal: Portal, edition: EditionPage) -> None:
    submit(portal.editor, edition)
    decide(portal.first, edition)
    comment = {
        "TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000,
        "0": {
            "text": "第二条请核对", "contentpath": "text", "position": "",
            "resolved": "", "id": "", "DELETE": "",
            "replies": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
        },
    }  # fmt: skip
    edit(portal.second, edition, comments=comment)
    assert live(edition).wagtail_admin_comments.get().text == "第二条请核对"
    assert step_of(edition) == "复审"
    decide(portal.second, edition)
    assert step_of(edition) == "终审"
    decide(portal.final, edition)
    assert live(edition).live


def test_rejected_text_returns_with_comment_and_is_nowhere_public(
    portal: Portal, edition: EditionPage
) -> None:
    submit(portal.editor, edition)
    decide(portal.first, edition)
    decide(portal.second, edition, "reject", comment="第二条与上位法不一致")
    assert live(edition).current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    for person in (portal.editor, portal.first):
        home = client_of(person).get("/admin/").content.decode()
        assert "第二条与上位法不一致" in home
    assert "第二条与上位法不一致" not in client_of(portal.final).get("/admin/").content.decode()
    assert Client().get(f"/rules/{edition.get_parent().slug}/").status_code == 404
    assert get_indexable_page(edition.pk) is None
    assert not Provision.objects.exists()


def test_rejection_is_mailed_to_author_and_earlier_reviewers(
    portal: Portal, edition: EditionPage, mailoutbox: list[Any]
) -> None:
    submit(portal.editor, edition)
    decide(portal.first, edition)
    decide(portal.second, edition, "reject", comment="请补充依据")
    job = Job.objects.get(kwargs__module_path="content.services.notifying.mail_rejection")
    mailoutbox.clear()
    mail_rejection.call(*job.kwargs["task_args"], **job.kwargs["task_kwargs"])
    assert {recipient for mail in mailoutbox for recipient in mail.to} == {
        "editor@example.com",
        "first@example.com",
    }
    assert all("请补充依据" in mail.body and edition.title in mail.body for mail in mailoutbox)


def test_who_wrote_along_hears_of_the_rejection_by_mail_and_on_the_first_page(
    portal: Portal, edition: EditionPage
) -> None:
    helper = make_user(Role.EDITOR, name="协助编辑", unit=portal.city, email="helper@example.com")
    moved = make_user(Role.EDITOR, name="调离编辑", unit=portal.city)
    edit(helper, edition, text=TEXT + "第四条　共同起草。\n")
    edit(moved, edition, text=TEXT + "第四条　共同起草的。\n")
    moved.unit = portal.district_b
    moved.save()
    submit(portal.editor, edition)
    decide(portal.first, edition, "reject", comment="请补充依据")
    concerned = people_concerned(live(edition).current_workflow_state, without=portal.first.pk)
    assert {person.pk for person in concerned} == {portal.editor.pk, helper.pk, moved.pk}
    assert "请补充依据" in client_of(helper).get("/admin/").content.decode()
    assert "请补充依据" not in client_of(moved).get("/admin/").content.decode()


def test_resubmission_after_a_change_needs_all_three_again(portal: Portal, edition: EditionPage) -> None:
    submit(portal.editor, edition)
    decide(portal.first, edition)
    decide(portal.second, edition, "reject", comment="改")
    edit(portal.editor, edition, text=TEXT + "第四条　补充。\n", **{"action-submit": "1"})
    approved = []
    while (state := EditionPage.objects.get(pk=edition.pk).current_workflow_task_state) is not None:
        reviewer = {"初审": portal.first, "复审": portal.second, "终审": portal.final}[state.task.name]
        approved.append(state.task.name)
        assert len(approved) <= 3
        decide(reviewer, edition)
    assert sorted(approved) == sorted(["初审", "复审", "终审"])
    assert live(edition).live
    assert "第四条" in live(edition).text


def test_reviewer_sees_compares_and_previews_what_waits(portal: Portal, edition: EditionPage) -> None:
    edit(portal.editor, edition, text=TEXT.replace("公开透明", "公开、公正、透明"))
    submit(portal.editor, edition)
    client = client_of(portal.first)
    assert edition.title in client.get("/admin/").content.decode()
    latest = live(edition).latest_revision_id
    for path in (
        f"/admin/pages/{edition.pk}/edit/",
        f"/admin/pages/{edition.pk}/history/",
        f"/admin/pages/{edition.pk}/revisions/compare/earliest...{latest}/",
        f"/admin/pages/{edition.get_parent().pk}/",
    ):
        assert client.get(path).status_code == 200, path


def test_reviewer_previews_what_waits(portal: Portal, edition: EditionPage) -> None:
    submit(portal.editor, edition)
    task = state_of(edition).task_id
    response = client_of(portal.first).get(f"/admin/pages/workflow/preview/{edition.pk}/{task}/")
    assert response.status_code == 200
    assert "公开透明" in response.content.decode()


def test_reviewer_cannot_create_delete_move_or_unpublish(portal: Portal, edition: EditionPage) -> None:
    make_edition(title="示例市另一规定", unit=portal.city, publish=True)
    submit(portal.editor, edition)
    client = client_of(portal.first)
    pk, parent = edition.pk, edition.get_parent().pk
    client.post(f"/admin/pages/{pk}/delete/")
    client.post(f"/admin/pages/{pk}/lock/")
    client.post(f"/admin/pages/add/content/editionpage/{parent}/", form_of(edition, slug="x"))
    other = EditionPage.objects.exclude(pk=pk).get()
    client.post(f"/admin/pages/{other.pk}/unpublish/")
    assert EditionPage.objects.count() == 2
    assert not live(edition).locked
    assert live(other).live


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete"])
@pytest.mark.parametrize("who", ["editor", "first"])
def test_bulk_actions_do_not_pass_the_reviews(
    portal: Portal, edition: EditionPage, action: str, who: str
) -> None:
    published = make_edition(title="示例市另一规定", unit=portal.city, publish=True)
    submit(portal.editor, edition)
    target = edition if action == "publish" else published
    client_of(getattr(portal, who)).post(f"/admin/bulk/content/basepage/{action}/?id={target.pk}")
    assert not live(edition).live
    assert live(published).live


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "create_alias"])
def test_admin_api_does_not_pass_the_reviews(portal: Portal, edition: EditionPage, action: str) -> None:
    published = make_edition(title="示例市另一规定", unit=portal.city, publish=True)
    target = edition if action == "publish" else published
    data = {"revision_id": published.latest_revision_id, "destination_page_id": published.get_parent().pk}
    response = client_of(portal.editor).post(f"/admin/api/main/pages/{target.pk}/action/{action}/", data)
    assert response.status_code in {403, 404}
    assert not live(edition).live
    assert live(published).live
    assert EditionPage.objects.count() == 2


def test_admin_api_does_not_change_a_text_under_review(portal: Portal, edition: EditionPage) -> None:
    first = live(edition).latest_revision_id
    edit(portal.editor, edition, text=TEXT + "第四条　乙。\n")
    submit(portal.editor, edition)
    url = f"/admin/api/main/pages/{edition.pk}/action/revert_to_page_revision/"
    client_of(portal.editor).post(url, {"revision_id": first})
    assert "第四条" in live(edition).get_latest_revision_as_object().text


def test_published_page_is_not_unpublished_or_deleted_by_its_editor(portal: Portal) -> None:
    published = make_edition(by=portal.editor, unit=portal.city)
    submit(portal.editor, published)
    pass_all(portal, published)
    client = client_of(portal.editor)
    for action in ("unpublish", "delete"):
        client.post(f"/admin/pages/{published.pk}/{action}/")
    assert live(published).live


def test_draft_of_a_published_page_stays_hidden_until_reviewed(portal: Portal, edition: EditionPage) -> None:
    submit(portal.editor, edition)
    pass_all(portal, edition)
    edit(portal.editor, edition, text=TEXT + "第四条　尚未审核。\n")
    assert "尚未审核" not in live(edition).text
    assert not Provision.objects.filter(text__contains="尚未审核").exists()
    submit(portal.editor, edition)
    pass_all(portal, edition)
    assert "尚未审核" in live(edition).text


def test_scheduled_text_goes_live_at_its_time_after_the_third_review(
    portal: Portal, edition: EditionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = timezone.localtime() + dt.timedelta(days=2)
    edit(portal.editor, edition, go_live_at=later.strftime("%Y-%m-%d %H:%M"))
    submit(portal.editor, edition)
    pass_all(portal, edition)
    assert not live(edition).live
    call_command("publish_scheduled")
    assert not live(edition).live
    after = timezone.now() + dt.timedelta(days=3)
    monkeypatch.setattr("django.utils.timezone.now", lambda: after)
    call_command("publish_scheduled")
    assert live(edition).live
    assert Provision.objects.filter(page_id=edition.pk).exists()


def test_author_may_take_the_text_back(portal: Portal, edition: EditionPage) -> None:
    submit(portal.editor, edition)
    edit(portal.editor, edition, **{"action-cancel-workflow": "1"})
    assert live(edition).current_workflow_state is None
    edit(portal.editor, edition, text=TEXT + "第四条　丙。\n")
    assert "第四条" in live(edition).get_latest_revision_as_object().text
