"""One world for all rows of the table; asked at once and rolled back: the tests compare words only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from tests.portal.leaks.asking import Answers, ask_everything
from tests.portal.leaks.world import make_world


@pytest.fixture(scope="module")
def answers(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Answers:
    folder: Path = tmp_path_factory.mktemp("leaks")
    places = {"SEARCH_INDEX_DIR": folder / "search", "MEDIA_ROOT": folder / "media"}
    with django_db_blocker.unblock(), override_settings(**places), transaction.atomic():
        cache.clear()
        found = ask_everything(make_world())
        transaction.set_rollback(True)
    return found
