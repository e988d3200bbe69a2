"""The settings of the site: who changes them, what is recorded, what readers see at the foot of a page."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from wagtail.models import Collection, CollectionViewRestriction, Site

from accounts.enums import Role
from accounts.models import AuditEntry
from content.models import PortalSettings
from content.services.site import fill_demonstration_settings
from tests.content.asking import words_of
from tests.factories.accounts import make_unit, make_user
from tests.factories.content import make_structure
from tests.factories.publishing import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


def form(**changes: Any) -> dict[str, Any]:
    """What the browser sends."""
    fields = {
        "organizer": "",
        "operator": "",
        "filing_number": "",
        "police_filing_number": "",
        "site_code": "",
        "contact": "",
        "report_phone": "12380",
        "report_words": "依法保密。",
        "review_days": "3",
        "reminder_days": "14",
    }
    return fields | changes


def address() -> str:
    return f"/admin/settings/content/portalsettings/{Site.objects.get(is_default_site=True).pk}/"


def test_system_administrator_changes_them_and_it_is_recorded() -> None:
    keeper = make_user(Role.SYSTEM_ADMIN, name="示例系统管理员", unit=make_unit())
    assert client_of(keeper).get(address()).status_code == 200
    assert client_of(keeper).post(address(), form(organizer="示例主办单位")).status_code == 302
    assert PortalSettings.objects.get().organizer == "示例主办单位"
    entry = AuditEntry.objects.get(action="content.settings_changed")
    assert entry.actor_id == keeper.pk
    assert entry.data["values"]["organizer"] == "示例主办单位"
    assert "示例主办单位" in words_of("/").split("<footer")[1]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM_ADMIN])
def test_nobody_else_changes_them(role: Role) -> None:
    client = client_of(make_user(role, unit=make_unit()))
    assert client.get(address()).status_code == 302
    client.post(address(), form(organizer="不该出现"))
    assert not PortalSettings.objects.filter(organizer="不该出现").exists()
    assert not AuditEntry.objects.filter(action="content.settings_changed").exists()


def test_reading_them_records_nothing() -> None:
    PortalSettings.for_site(Site.objects.get(is_default_site=True))
    words_of("/")
    assert not AuditEntry.objects.filter(action="content.settings_changed").exists()


def test_empty_slots_are_not_shown() -> None:
    foot = words_of("/").split("<footer")[1]
    for label in ("主办单位", "承办单位", "备案号", "公安备案号", "网站标识码", "联系方式"):
        assert label not in foot


def test_demonstration_fills_what_nobody_wrote() -> None:
    assert fill_demonstration_settings() == 1
    assert fill_demonstration_settings() == 0
    foot = words_of("/").split("<footer")[1]
    for words in ("中共示例市委组织部（示例）", "示例ICP备00000000号", "示例公网安备", "示例0000000000"):
        assert words in foot


def test_closing_a_collection_is_recorded() -> None:
    root = Collection.get_first_root_node()
    assert root is not None
    restriction = CollectionViewRestriction.objects.create(
        collection=root, restriction_type=CollectionViewRestriction.LOGIN
    )
    restriction.delete()
    entries = AuditEntry.objects.filter(action="content.restricted", target_type="wagtailcore.collection")
    assert [entry.target_id for entry in entries] == [str(root.pk)] * 2
