"""The custom base page (WAGTAIL_PAGE_MODEL) against what Wagtail and our packages do with pages.

Decision: docs/decisions/0003-custom-base-page.md.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import tablib
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone
from import_export import resources
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.move_page import MovePageAction
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import (
    GroupPagePermission,
    Page,
    PageLogEntry,
    PageViewRestriction,
    ReferenceIndex,
    Revision,
    Workflow,
    get_page_models,
)

from content.models import BasePage, EditionPage, HomePage, PolicyIndexPage, PolicyPage, RulePage
from content.services.structure import WORKFLOW_NAME
from tests.factories.publishing import Portal, client_of, make_edition, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.fixture
def edition(portal: Portal) -> EditionPage:
    return make_edition(by=portal.editor, unit=portal.city)


def _policy(slug: str = "p1", **fields: Any) -> PolicyPage:
    page = PolicyPage(
        title="示例通知", slug=slug, text="一、示例\n", issuing_body="示例机关",
        signed_date=dt.date(2026, 1, 5), **fields,
    )  # fmt: skip
    PolicyIndexPage.objects.get().add_child(instance=page)
    return page


def test_every_page_table_hangs_on_our_base_page() -> None:
    models = [model for model in get_page_models() if model._meta.app_label == "content"]
    assert BasePage in get_page_models()
    assert {model._meta.pk.remote_field.model for model in models if model is not BasePage} == {BasePage}
    assert not Page._meta.managed or Page._meta.swapped == "content.BasePage"


def test_relations_of_wagtail_point_at_our_base_page() -> None:
    for model, field in (
        (GroupPagePermission, "page"),
        (PageViewRestriction, "page"),
        (Redirect, "redirect_page"),
        (PageLogEntry, "page"),
    ):
        assert model._meta.get_field(field).related_model is BasePage
    assert apps.get_model("wagtailcore", "Site")._meta.get_field("root_page").related_model is BasePage


def test_create_with_our_fields(portal: Portal) -> None:
    page = _policy(unit=portal.district_a, short_title="示例", content_source="示例网")
    stored = BasePage.objects.get(pk=page.pk)
    assert (stored.unit, stored.short_title) == (portal.district_a, "示例")
    assert stored.specific == page
    assert stored.specific_class is PolicyPage


def test_slug_is_unique_among_siblings_and_valid(portal: Portal) -> None:
    _policy()
    with pytest.raises(ValidationError):
        _policy()
    with pytest.raises(ValidationError):
        _policy(slug="示例 通知")


def test_copy_keeps_our_fields_and_is_a_draft(edition: EditionPage, portal: Portal) -> None:
    copy = CopyPageAction(
        edition.get_parent(),
        recursive=True,
        keep_live=False,
        update_attrs={"slug": "copy"},
        user=portal.superuser,
    ).execute()
    below = copy.get_children().specific().get()
    assert (copy.unit, below.unit) == (portal.city, portal.city)
    assert below.text == edition.text
    assert not below.live


def test_move_changes_the_addresses_below(edition: EditionPage, portal: Portal) -> None:
    fields = {"promulgation_date": dt.date(2021, 1, 1)}
    other = make_edition(title="示例市另一规定", unit=portal.city, **fields).get_parent()
    MovePageAction(edition, other, pos="last-child", user=portal.superuser).execute()
    moved = EditionPage.objects.get(pk=edition.pk)
    assert moved.get_parent().pk == other.pk
    assert moved.url_path.startswith(other.url_path)


def test_alias_follows_its_original(portal: Portal) -> None:
    page = _policy(unit=portal.city)
    alias = CreatePageAliasAction(page, update_slug="alias", user=portal.superuser).execute()
    page.text = "一、改过\n"
    page.save_revision().publish(skip_permission_checks=True)
    alias = PolicyPage.objects.get(pk=alias.pk)
    assert alias.alias_of_id == page.pk
    assert alias.text == "一、改过\n"
    assert alias.unit == portal.city


def test_workflow_is_found_through_the_tree(edition: EditionPage, portal: Portal) -> None:
    workflow = edition.get_workflow()
    assert workflow is not None
    assert workflow.name == WORKFLOW_NAME
    state = workflow.start(edition, portal.editor)
    assert state.content_object.specific == edition
    assert BasePage.objects.get(pk=edition.pk).current_workflow_state == state
    assert Workflow.objects.count() == 1


def test_scheduled_publication_and_expiry(edition: EditionPage, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    edition.go_live_at, edition.expire_at = now + dt.timedelta(hours=1), now + dt.timedelta(hours=3)
    edition.publish(edition.save_revision(), skip_permission_checks=True)
    for hours, live in ((0, False), (2, True), (4, False)):
        moment = now + dt.timedelta(hours=hours)
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        call_command("publish_scheduled")
        assert BasePage.objects.get(pk=edition.pk).live is live


def test_revisions_are_filed_under_the_base_page(edition: EditionPage) -> None:
    revision = edition.save_revision()
    assert revision.base_content_type.model_class() is BasePage
    assert revision.content_type.model_class() is EditionPage
    assert Revision.page_revisions.filter(pk=revision.pk).exists()
    assert revision.as_object().unit == edition.unit


def test_redirect_to_a_page(edition: EditionPage) -> None:
    edition.publish(edition.save_revision(), skip_permission_checks=True)
    Redirect.add_redirect("/old/", redirect_to=BasePage.objects.get(pk=edition.pk))
    response = Client().get("/old/")
    assert response.status_code == 301
    assert response.url.endswith(EditionPage.objects.get(pk=edition.pk).url)


def test_sitemap_lists_live_unrestricted_pages(edition: EditionPage, portal: Portal) -> None:
    hidden = make_edition(title="示例市内部规定", unit=portal.city, publish=True)
    PageViewRestriction.objects.create(page=hidden.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    draft_url = edition.url_path.removeprefix(portal.home.url_path)
    edition.publish(edition.save_revision(), skip_permission_checks=True)
    sitemap = Client().get("/sitemap.xml").content.decode()
    assert draft_url in sitemap
    assert hidden.url_path.removeprefix(portal.home.url_path) not in sitemap


def test_own_routes_below_a_page(edition: EditionPage, rf: Any) -> None:
    edition.publish(edition.save_revision(), skip_permission_checks=True)
    rule = RulePage.objects.get()
    request = rf.get("/")
    found = BasePage.objects.get(pk=rule.pk).specific.route(request, ["on", "2024-01-01"])
    assert (found.page, found.kwargs["view"]) == (rule, "rule_on")
    assert HomePage.objects.get().route(request, ["rules", rule.slug, "on", "2024-01-01"]).page == rule


def test_view_restriction_covers_everything_below(edition: EditionPage) -> None:
    edition.publish(edition.save_revision(), skip_permission_checks=True)
    rule = edition.get_parent()
    PageViewRestriction.objects.create(page=rule, restriction_type=PageViewRestriction.LOGIN)
    assert not BasePage.objects.public().filter(pk=edition.pk).exists()
    response = Client().get(EditionPage.objects.get(pk=edition.pk).url)
    assert response.status_code == 302
    assert "/accounts/sign-in/" in response.url


def test_documents_and_images_live_beside_our_pages() -> None:
    document = Document(title="示例附件")
    document.file.save("example.txt", ContentFile(b"example"))
    assert document.get_usage().count() == 0
    assert apps.get_model("wagtailimages", "Image").objects.count() == 0
    document.file.delete()


def test_reference_index_knows_our_pages(edition: EditionPage, portal: Portal) -> None:
    call_command("rebuild_references_index", verbosity=0)
    referring = ReferenceIndex.get_references_to(portal.city).values_list("object_id", flat=True)
    assert str(edition.pk) in set(referring)
    assert client_of(portal.superuser).get(f"/admin/pages/{edition.pk}/usage/").status_code == 200


def test_unit_with_pages_cannot_be_deleted(edition: EditionPage, portal: Portal) -> None:
    with pytest.raises(ProtectedError), transaction.atomic():
        portal.city.delete()
    assert BasePage.objects.get(pk=edition.pk).unit == portal.city


def test_management_commands_of_wagtail_run(edition: EditionPage) -> None:
    edition.publish(edition.save_revision(), skip_permission_checks=True)
    for command in (
        "fixtree",
        "update_index",
        "rebuild_references_index",
        "set_url_paths",
        "purge_revisions",
    ):
        call_command(command, verbosity=0, **({"interactive": False} if command == "fixtree" else {}))
    assert BasePage.objects.get(pk=edition.pk).live


def test_admin_of_every_page_type_opens(portal: Portal, edition: EditionPage) -> None:
    client = client_of(portal.superuser)
    for page in BasePage.objects.filter(depth__gt=1).specific():
        assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200, page
    home = portal.home
    for address in (f"/admin/pages/{home.pk}/", "/admin/reports/page-types-usage/", "/admin/redirects/"):
        assert client.get(address).status_code == 200


def test_import_export_reads_and_writes_rows_of_pages(portal: Portal) -> None:
    page = _policy(unit=portal.city)
    fields = ["id", "title", "unit", "document_number"]
    resource = resources.modelresource_factory(
        PolicyPage, meta_options={"fields": fields, "skip_unchanged": True}
    )()
    rows = resource.export()
    assert rows.dict[0]["title"] == page.title
    changed = tablib.Dataset((page.pk, page.title, portal.city.pk, "示发〔2026〕1号"), headers=fields)
    assert not resource.import_data(changed, raise_errors=True).has_errors()
    stored = BasePage.objects.get(pk=page.pk)
    assert stored.specific.document_number == "示发〔2026〕1号"
    assert stored.path == page.path


def test_admin_sends_its_own_security_policy(portal: Portal) -> None:
    """django-csp: the admin's policy is wider than the public one."""
    admin = client_of(portal.editor).get("/admin/")["Content-Security-Policy"]
    public = Client().get("/accounts/sign-in/")["Content-Security-Policy"]
    assert "unsafe-inline" in admin
    assert "unsafe-inline" not in public


def test_sign_in_through_the_admin_is_counted_by_axes() -> None:
    for _attempt in range(2):
        Client().post("/accounts/sign-in/", {"username": "nobody", "password": "wrong-password"})
    attempts = apps.get_model("axes", "AccessAttempt").objects.all()
    assert sum(attempt.failures_since_start for attempt in attempts) == 2
