"""A page whose time is over leaves every list, the search and what is kept."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry
from common.models import ContentGeneration
from content.enums import PublicationAction
from content.models import Listing, PolicyPage
from tasks.relay import run_due_jobs
from tests.content.asking import words_of
from tests.factories.content import make_policy, make_structure
from tests.factories.index import indexed_pages

pytestmark = pytest.mark.django_db
TITLE = "限期通知（示例）"


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


def mark() -> str:
    return ContentGeneration.objects.get().mark


def test_expired_page_leaves_lists_search_and_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    make_structure()
    page = make_policy(TITLE, expire_at=timezone.now() + dt.timedelta(days=2))
    run_due_jobs()
    for address in ("/", "/policies/"):
        assert TITLE in words_of(address)
    assert page.pk in indexed_pages()
    before = mark()
    connection.run_on_commit.clear()  # as after the commit of all this

    call_command("publish_scheduled", stdout=io.StringIO())
    assert mark() == before  # its time has not come

    after = timezone.now() + dt.timedelta(days=3)
    monkeypatch.setattr("django.utils.timezone.now", lambda: after)
    call_command("publish_scheduled", stdout=io.StringIO())
    run_due_jobs()
    stored = PolicyPage.objects.get(pk=page.pk)
    assert (stored.live, stored.expired) == (False, True)
    assert Client().get(page.url).status_code == 404
    for address in ("/", "/policies/", "/sitemap.xml", "/search/?q=限期通知"):
        words = words_of(address)
        assert TITLE not in words
        assert page.url not in words
    assert not Listing.objects.filter(page_id=page.pk).exists()
    assert page.pk not in indexed_pages()
    assert mark() != before  # what every process keeps is invalid from here on
    row = AuditEntry.objects.get(action=PublicationAction.UNPUBLISHED.value, target_id=str(page.pk))
    assert row.actor_label == ""
