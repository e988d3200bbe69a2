"""Editors see and change the pages of their unit's subtree, everywhere in the admin."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import GroupPagePermission

from content.models import EditionPage, PolicyIndexPage, RulePage
from content.selectors.editing import editable_pages
from tests.content.test_reviews import form_of, submit
from tests.factories.accounts import make_unit
from tests.factories.publishing import Portal, client_of, make_edition, make_portal

pytestmark = pytest.mark.django_db
A, B, CITY = "甲区选举规定", "乙区选举规定", "全市选举规定"


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.fixture
def own(portal: Portal) -> EditionPage:
    return make_edition(title=A, by=portal.editor_a, unit=portal.district_a)


@pytest.fixture
def foreign(portal: Portal) -> EditionPage:
    """A draft of district B."""
    return make_edition(title=B, by=portal.editor_b, unit=portal.district_b)


@pytest.fixture
def municipal(portal: Portal) -> EditionPage:
    """A draft of the city."""
    return make_edition(title=CITY, by=portal.editor, unit=portal.city)


def _index(portal: Portal) -> int:
    return int(RulePage.objects.first().get_parent().pk)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/pages/{index}/",
        "/admin/pages/{index}/results/",
        "/admin/pages/search/?q=选举",
        "/admin/pages/search/?q=规定",
        "/admin/pages/{index}/?q=选举&search_all=1",
        "/admin/choose-page/{index}/",
        "/admin/choose-page/search/?q=选举",
        "/admin/reports/site-history/",
        "/admin/reports/workflow/",
        "/admin/reports/workflow_tasks/",
        "/admin/reports/locked/",
        "/admin/reports/aging-pages/",
        "/admin/reports/page-types-usage/",
        "/admin/api/main/pages/?fields=*&limit=20",
        "/admin/pages/usage/content/rulepage/",
        "/admin/",
    ],
)
def test_lists_show_own_units_only(
    portal: Portal, own: EditionPage, foreign: EditionPage, municipal: EditionPage, address: str
) -> None:
    for editor, edition in ((portal.editor_b, foreign), (portal.editor, municipal), (portal.editor_a, own)):
        submit(editor, edition)
    call_command("update_index", verbosity=0)
    response = client_of(portal.editor_a).get(address.format(index=_index(portal)))
    page = response.content.decode()
    assert B not in page
    assert CITY not in page


def test_explorer_leads_to_own_pages(portal: Portal, own: EditionPage, foreign: EditionPage) -> None:
    call_command("update_index", verbosity=0)
    client = client_of(portal.editor_a)
    assert "规则库" in client.get(f"/admin/pages/{portal.home.pk}/").content.decode()
    assert A in client.get(f"/admin/pages/{_index(portal)}/").content.decode()
    assert A in client.get("/admin/pages/search/?q=甲区").content.decode()
    assert client.get(f"/admin/pages/{own.get_parent().pk}/").status_code == 200


ADDRESSES = [
    "/admin/pages/{pk}/",
    "/admin/pages/{pk}/edit/",
    "/admin/pages/{pk}/edit/preview/",
    "/admin/pages/{pk}/view_draft/",
    "/admin/pages/{pk}/history/",
    "/admin/pages/{pk}/usage/",
    "/admin/pages/{pk}/workflow_history/",
    "/admin/pages/{pk}/copy/",
    "/admin/pages/{pk}/move/",
    "/admin/pages/{pk}/delete/",
    "/admin/pages/{pk}/unpublish/",
    "/admin/pages/{pk}/privacy/",
    "/admin/pages/{pk}/revisions/{revision}/view/",
    "/admin/pages/{pk}/revisions/{revision}/revert/",
    "/admin/pages/{pk}/revisions/compare/earliest...latest/",
    "/admin/pages/{pk}/add_subpage/",
    "/admin/choose-page/{pk}/",
    "/admin/api/main/pages/{pk}/",
    "/admin/bulk/content/basepage/delete/?id={pk}",
    "/admin/bulk/content/basepage/move/?id={pk}",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_of_other_units_pages_are_refused(
    portal: Portal, own: EditionPage, foreign: EditionPage, municipal: EditionPage, address: str
) -> None:
    client = client_of(portal.editor_a)
    for page in (foreign, municipal, foreign.get_parent(), municipal.get_parent()):
        url = address.format(pk=page.pk, revision=page.latest_revision_id)
        response = client.get(url)
        title = page.title
        shown = response.status_code == 200 and title in response.content.decode()
        assert not shown, url


@pytest.mark.parametrize("view", ["", "edit/", "history/", "copy/", "delete/"])
def test_addresses_of_own_pages_answer(portal: Portal, own: EditionPage, view: str) -> None:
    assert client_of(portal.editor_a).get(f"/admin/pages/{own.pk}/{view}").status_code == 200


def test_other_units_page_is_not_changed(portal: Portal, foreign: EditionPage) -> None:
    client, pk = client_of(portal.editor_a), foreign.pk
    client.post(f"/admin/pages/{pk}/edit/", form_of(foreign, text="第一条　改过。\n"))
    client.post(f"/admin/pages/{pk}/delete/")
    client.post(f"/admin/bulk/content/basepage/delete/?id={pk}")
    client.post(f"/admin/api/main/pages/{pk}/action/delete/")
    stored = EditionPage.objects.get(pk=pk)
    assert stored.get_latest_revision_as_object().text == foreign.text


def test_nothing_is_added_moved_or_copied_below_other_units_pages(
    portal: Portal, own: EditionPage, foreign: EditionPage
) -> None:
    client, target = client_of(portal.editor_a), foreign.get_parent()
    client.post(f"/admin/pages/add/content/editionpage/{target.pk}/", form_of(own, slug="x"))
    client.post(f"/admin/pages/{own.pk}/move/{target.pk}/confirm/")
    copy = {"new_title": "x", "new_slug": "x", "new_parent_page": target.pk, "copy_subpages": ""}
    client.post(f"/admin/pages/{own.pk}/copy/", copy)
    client.post(f"/admin/api/main/pages/{own.pk}/action/move/", {"destination_page_id": target.pk})
    client.post(
        f"/admin/api/main/pages/{own.pk}/action/copy/", {"destination_page_id": target.pk, "recursive": False}
    )
    assert target.get_children().count() == 1


def test_copy_with_subpages_takes_no_other_units_drafts(portal: Portal, own: EditionPage) -> None:
    rule = own.get_parent()
    make_edition(title=A, unit=portal.district_b, promulgation_date=own.promulgation_date.replace(year=2022))
    copy = {"new_title": "x", "new_slug": "x", "new_parent_page": rule.get_parent().pk, "copy_subpages": "on"}
    client_of(portal.editor_a).post(f"/admin/pages/{rule.pk}/copy/", copy)
    assert RulePage.objects.count() == 1


def test_old_revision_does_not_open_a_page_that_went_to_another_unit(
    portal: Portal, own: EditionPage
) -> None:
    """The revision still names district A; the page belongs to district B now."""
    revision = own.latest_revision_id
    EditionPage.objects.filter(pk=own.pk).update(unit=portal.district_b)
    client = client_of(portal.editor_a)
    for address in (f"/admin/pages/{own.pk}/revisions/{revision}/revert/", f"/admin/pages/{own.pk}/edit/"):
        assert client.get(address).status_code == 302
        client.post(address, form_of(own, text="第一条　改过。\n"))
    assert "改过" not in EditionPage.objects.get(pk=own.pk).get_latest_revision_as_object().text


def test_page_cannot_be_given_to_a_unit_out_of_reach(portal: Portal, own: EditionPage) -> None:
    response = client_of(portal.editor_a).post(
        f"/admin/pages/{own.pk}/edit/", form_of(own, unit=portal.district_b.pk)
    )
    assert "只能选择本单位及所属单位" in response.content.decode()
    client_of(portal.editor_a).post(f"/admin/pages/{own.pk}/edit/", form_of(own, unit=""))
    assert EditionPage.objects.get(pk=own.pk).get_latest_revision_as_object().unit == portal.district_a


def test_page_may_be_given_to_a_unit_below(portal: Portal, own: EditionPage) -> None:
    town = make_unit("示例镇", parent=portal.district_a)
    client_of(portal.editor_a).post(f"/admin/pages/{own.pk}/edit/", form_of(own, unit=town.pk))
    assert EditionPage.objects.get(pk=own.pk).get_latest_revision_as_object().unit == town


def test_new_page_belongs_to_its_creators_unit(portal: Portal) -> None:
    index = PolicyIndexPage.objects.get()
    page = client_of(portal.editor_a).get(f"/admin/pages/add/content/policypage/{index.pk}/").content.decode()
    assert f'<option value="{portal.district_a.pk}" selected>' in page
    assert "乙区" not in page


def test_editor_without_a_unit_reaches_nothing(portal: Portal, own: EditionPage) -> None:
    portal.editor_a.unit = None
    portal.editor_a.save()
    client = client_of(portal.editor_a)
    assert client.get(f"/admin/pages/{own.pk}/edit/").status_code == 302
    assert A not in client.get("/admin/").content.decode()
    assert not editable_pages(portal.editor_a).exists()


def test_superuser_and_city_editor_see_all(portal: Portal, own: EditionPage, foreign: EditionPage) -> None:
    for user in (portal.superuser, portal.editor):
        page = client_of(user).get(f"/admin/pages/{_index(portal)}/").content.decode()
        assert A in page
        assert B in page


def _queries(portal: Portal, address: str) -> int:
    client = client_of(portal.editor_a)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_permissions_cost_the_same_however_many_units(portal: Portal, own: EditionPage) -> None:
    address = f"/admin/pages/{_index(portal)}/"
    before, rows = _queries(portal, address), GroupPagePermission.objects.count()
    for number in range(30):
        make_unit(f"示例{number}镇", parent=portal.district_a)
    assert _queries(portal, address) == before
    assert GroupPagePermission.objects.count() == rows


def test_explorer_costs_the_same_for_one_and_three_pages(portal: Portal, own: EditionPage) -> None:
    address = f"/admin/pages/{_index(portal)}/"
    one = _queries(portal, address)
    for number in range(2):
        make_edition(title=f"甲区示例规定{number}", by=portal.editor_a, unit=portal.district_a)
    three = _queries(portal, address)
    # Wagtail itself asks for each row's workflow and lock; ours must not add the unit of each page.
    assert three - one <= 2 * _WAGTAIL_QUERIES_PER_ROW


_WAGTAIL_QUERIES_PER_ROW = 3
