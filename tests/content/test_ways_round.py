"""No way round the reason of a withdrawal and the three reviews: Wagtail's admin API and its bulk actions."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.admin.api.views import PagesAdminAPIViewSet

from accounts.enums import Role
from accounts.models import User
from common import clock
from content.enums import WithdrawalReason
from content.models import BasePage, PolicyIndexPage, PolicyPage, TopicIndexPage, Withdrawal
from content.services.withdrawing import withdraw
from tests.factories.accounts import make_user
from tests.factories.content import make_policy
from tests.factories.publishing import Portal, client_of, make_portal

pytestmark = pytest.mark.django_db
ACTIONS = sorted(PagesAdminAPIViewSet.actions)
PEOPLE = ("editor", "first", "final", "both", "superuser")
WORDS = {"reason": "error", "explanation": "重复发布"}


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.fixture
def page(portal: Portal) -> PolicyPage:
    """A published notice of the city with an unpublished draft."""
    page = make_policy("旧通知（示例）", unit=portal.city, slug="old")
    page.title = "草稿（示例）"
    page.save_revision()
    return PolicyPage.objects.get(pk=page.pk)


def person(portal: Portal, who: str) -> User:
    if who == "both":  # several roles add up
        return make_user(Role.EDITOR, Role.FINAL_REVIEWER, unit=portal.city)
    user: User = getattr(portal, who)
    return user


def facts(page: BasePage) -> dict[str, Any] | None:
    """What a page is: where it hangs, whether it is public, with which words; None if it is gone."""
    fields = ("path", "live", "title", "latest_revision_id", "url_path", "alias_of_id", "numchild")
    return BasePage.objects.filter(pk=page.pk).values(*fields).first()


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("action", ACTIONS)
def test_admin_api_does_nothing_to_a_page(portal: Portal, page: PolicyPage, action: str, who: str) -> None:
    before, number = facts(page), BasePage.objects.count()
    data = {
        "destination_page_id": PolicyIndexPage.objects.get().pk,
        "recursive": False,
        "revision_id": page.live_revision_id,
        "locale": "zh-hans",
        "update_slug": "copy",
    }
    answer = client_of(person(portal, who)).post(f"/admin/api/main/pages/{page.pk}/action/{action}/", data)
    assert answer.status_code == 403
    assert "不能通过接口办理页面" in answer.json()["detail"]
    assert (facts(page), BasePage.objects.count()) == (before, number)


def test_admin_api_still_reads_for_menus_and_choosers(portal: Portal, page: PolicyPage) -> None:
    client = client_of(portal.editor)
    column = PolicyIndexPage.objects.get()
    listed = client.get(f"/admin/api/main/pages/?child_of={column.pk}&for_explorer=1").json()
    assert [item["id"] for item in listed["items"]] == [page.pk]
    assert client.get(f"/admin/api/main/pages/{page.pk}/").json()["title"] == "旧通知（示例）"


@pytest.mark.parametrize("who", PEOPLE)
def test_public_page_is_withdrawn_before_it_is_deleted(portal: Portal, page: PolicyPage, who: str) -> None:
    user = person(portal, who)
    client = client_of(user)
    for address in (f"/admin/pages/{page.pk}/delete/", f"/admin/bulk/content/basepage/delete/?id={page.pk}"):
        client.post(address, {})
        assert PolicyPage.objects.get(pk=page.pk).live, address
    if not page.permissions_for_user(user).can_unpublish():
        return
    withdraw(page=page, reason=WithdrawalReason.ERROR, explanation="重复发布", by=user, at=clock.now())
    client.post(f"/admin/pages/{page.pk}/delete/", {})
    may = who in {"both", "superuser"}
    assert PolicyPage.objects.filter(pk=page.pk).exists() is not may


def test_page_above_a_public_one_is_not_deleted(portal: Portal, page: PolicyPage) -> None:
    column = PolicyIndexPage.objects.get()
    PolicyIndexPage.objects.filter(pk=column.pk).update(live=False)
    client_of(portal.superuser).post(f"/admin/pages/{column.pk}/delete/", {})
    assert facts(page) is not None


@pytest.mark.parametrize("who", PEOPLE)
def test_bulk_publication_is_for_the_installations_account(
    portal: Portal, page: PolicyPage, who: str
) -> None:
    draft = make_policy("新通知（示例）", unit=portal.city, publish=False)
    address = f"/admin/bulk/content/basepage/publish/?id={page.pk}&id={draft.pk}"
    client_of(person(portal, who)).post(address, {"include_descendants": ""})
    titles = set(PolicyPage.objects.filter(live=True).values_list("title", flat=True))
    expected = {"草稿（示例）", "新通知（示例）"} if who == "superuser" else {"旧通知（示例）"}
    assert titles == expected


@pytest.mark.parametrize("who", PEOPLE)
def test_bulk_unpublication_asks_for_a_reason(portal: Portal, page: PolicyPage, who: str) -> None:
    user = person(portal, who)
    may = page.permissions_for_user(user).can_unpublish()
    address = f"/admin/bulk/content/basepage/unpublish/?id={page.pk}"
    client_of(user).post(address, {})
    client_of(user).post(address, {"reason": "error", "explanation": ""})
    assert PolicyPage.objects.get(pk=page.pk).live
    client_of(user).post(address, WORDS)
    assert PolicyPage.objects.get(pk=page.pk).live is not may
    assert Withdrawal.objects.filter(page_id=page.pk, explanation="重复发布").exists() is may


@pytest.mark.parametrize("who", ["editor", "first", "final", "editor_a"])
def test_bulk_move_takes_no_public_page(portal: Portal, page: PolicyPage, who: str) -> None:
    before = facts(page)
    target = make_policy("目标（示例）", unit=portal.city)
    for chooser in (target.pk, TopicIndexPage.objects.get().pk, portal.home.pk):
        address = f"/admin/bulk/content/basepage/move/?id={page.pk}"
        client_of(person(portal, who)).post(address, {"chooser": chooser})
        client_of(person(portal, who)).post(f"/admin/pages/{page.pk}/move/{chooser}/confirm/", {})
    assert facts(page) == before
