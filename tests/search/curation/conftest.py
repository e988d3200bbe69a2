"""A small portal whose rules are in the index."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from content.models import BasePage
from tests.factories.content import make_rule, make_structure
from tests.factories.publishing import client_of

ARTICLES = ("为规范选举，制定本办法。", "不得以财物贿赂选民。", "选民凭证领票。")


@dataclass(frozen=True)
class Rules:
    """Editions of two rules: of bribery, and of canvassing."""

    bribery: BasePage
    canvassing: BasePage


@pytest.fixture
def rules(db: None, city: Any, tmp_path: Path, settings: Any) -> Rules:
    cache.clear()
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    make_structure()
    made = Rules(
        make_rule("示例选举办法（示例）", *ARTICLES).edition,
        make_rule("示例拉票规定（示例）", "严禁拉票。", "拉票情节严重的，依照规定处理。").edition,
    )
    for edition in (made.bribery, made.canvassing):
        for page in (edition, edition.get_parent()):
            BasePage.objects.filter(pk=page.pk).update(unit=city)
    call_command("rebuild_index", verbosity=0)
    return made


@pytest.fixture
def as_editor(editor: User) -> Client:
    return client_of(editor)
