"""The search words of the demonstration, on its own rules."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from accounts.services.roles import ensure_role_groups
from content.services import demo_documents
from content.services.structure import ensure_structure
from search.models import CommonQuestion, JudgedQuery, Judgement
from search.services.demo_vocabulary import JUDGED, QUESTIONS, load_search_words

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 11, 24, 12, 0, tzinfo=timezone.get_default_timezone())


def test_every_question_finds_its_article_and_nothing_comes_twice(
    city: Any, settings: Any, tmp_path: Path
) -> None:
    cache.clear()
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    assert load_search_words(at=TODAY) == 0  # no rules yet, so nothing to say of them
    ensure_role_groups()
    ensure_structure()
    demo_documents.load_rules(at=TODAY, unit=city)
    assert load_search_words(at=TODAY) == len(QUESTIONS) + len(JUDGED)
    assert load_search_words(at=TODAY) == 0
    call_command("load_demo_search")
    assert CommonQuestion.objects.count() == len(QUESTIONS)
    assert all("示例" in text for text in CommonQuestion.objects.values_list("text", flat=True))
    assert set(JudgedQuery.objects.values_list("note", flat=True)) == {"示例"}
    assert {row.eid for row in Judgement.objects.all()} >= {"art-29", "art-9"}
