"""An Elasticsearch that hangs while people search, and comes back."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from search.port import get_index
from search.selectors.engine import get_breaker
from tasks.relay import run_due_jobs
from tests.content.asking import restrict
from tests.factories.cases import make_case
from tests.factories.content import make_structure

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import elasticsearch_start

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch, pytest.mark.slow]
SIMPLIFIED = "简化结果"


@pytest.fixture
def node(settings: Any, elasticsearch_url: str, tmp_path: Path) -> Iterator[Any]:
    """A server of its own, which may be stopped; the portal uses it."""
    with elasticsearch_start.running() as cluster:
        settings.SEARCH_ENGINE = "elasticsearch"
        settings.SEARCH_INDEX_DIR = tmp_path  # tells this installation from the others of the process
        settings.SEARCH_ELASTICSEARCH = {
            **settings.SEARCH_ELASTICSEARCH,
            "urls": cluster.urls,
            "prefix": "down",
            "timeout": 0.5,
        }
        (only,) = cluster.nodes
        try:
            yield only
        finally:
            os.kill(only.pid, signal.SIGCONT)


def ask(typed: str = "拉票案") -> str:
    answer = Client().get("/search/", {"q": typed})
    assert answer.status_code == 200
    return answer.content.decode()


def wait_for_the_engine() -> None:
    """Ask until the engine answers and not the database."""
    deadline = monotonic() + 60
    while SIMPLIFIED in ask():
        assert monotonic() < deadline
        sleep(0.2)


def test_portal_answers_while_the_engine_hangs_and_finds_the_way_back(node: Any) -> None:
    cache.clear()
    make_structure()
    case, closed = make_case(title="甲单位拉票案（示例）"), make_case(title="乙单位拉票案（示例）")
    restrict(closed)
    run_due_jobs()
    assert case.pk in get_index().marks()
    wait_for_the_engine()  # the first question of a server that has just started may take too long

    os.kill(node.pid, signal.SIGSTOP)
    answers = [ask() for _time in range(10)]
    assert all(SIMPLIFIED in answer for answer in answers)
    assert all("甲单位" in answer and "乙单位" not in answer for answer in answers)
    assert get_breaker().is_open

    os.kill(node.pid, signal.SIGCONT)
    wait_for_the_engine()
    assert not get_breaker().is_open
