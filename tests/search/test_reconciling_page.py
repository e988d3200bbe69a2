"""索引核对 in the admin: who may open it, what it shows, what its button does."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from accounts.enums import Role
from common import clock
from common.jobs import JobName
from common.models import Job
from search.models import Reconciliation
from tasks.relay import run_due_jobs
from tests.content.asking import count_queries
from tests.factories.accounts import make_superuser, make_user
from tests.factories.content import make_policy, make_structure
from tests.factories.publishing import client_of

pytestmark = pytest.mark.django_db
PAGE, BUTTON = "/admin/reports/index/", "/admin/reports/index/reconcile/"


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    make_structure()
    Job.objects.all().delete()


@pytest.mark.parametrize("role", Role)
def test_only_system_administrators_open_it_and_have_the_index_compared(role: Role) -> None:
    client = client_of(make_user(role))
    allowed = role is Role.SYSTEM_ADMIN
    assert (client.get(PAGE).status_code == 200) is allowed
    client.post(BUTTON)
    assert Job.objects.filter(name=JobName.RECONCILE_INDEX).exists() is allowed
    menu = client.get("/admin/").content.decode()
    assert (PAGE in menu) is allowed


def test_superuser_of_the_installation_may_too() -> None:
    assert client_of(make_superuser()).get(PAGE).status_code == 200


def test_button_compares_and_the_result_stands_in_the_table() -> None:
    make_policy("漏掉的通知（示例）")
    Job.objects.all().delete()
    client = client_of(make_user(Role.SYSTEM_ADMIN))
    assert "还没有核对过" in client.get(PAGE).content.decode()
    answer = client.post(BUTTON, follow=True).content.decode()
    assert "已安排核对" in answer
    assert "核对已经安排" in answer
    client.post(BUTTON)
    assert Job.objects.filter(name=JobName.RECONCILE_INDEX).count() == 1
    run_due_jobs()
    run = Reconciliation.objects.get()
    assert (run.missing, run.repaired) == (1, 1)
    words = client.get(PAGE).content.decode()
    assert f'<td data-label="缺少">{run.missing}</td>' in words
    assert "搜索引擎正常，索引中有" in words
    assert "漏掉的通知" not in words  # numbers alone


def test_running_comparison_shows_how_far_it_is() -> None:
    for _number in range(2):
        make_policy()
    Reconciliation.objects.create(started_at=clock.now(), position=5, pages=4, stale=3, repaired=3)
    words = client_of(make_user(Role.SYSTEM_ADMIN)).get(PAGE).content.decode()
    assert "已核对 4 页" in words
    assert "发现 3 处不符" in words
    assert '<progress value="4"' in words


def test_broken_index_is_said(tmp_path: Path) -> None:
    words = client_of(make_user(Role.SYSTEM_ADMIN)).get(PAGE).content.decode()
    assert "搜索引擎不可用，或者索引还没有建立。" in words


def test_queries_do_not_grow_with_the_results() -> None:
    client = client_of(make_user(Role.SYSTEM_ADMIN))
    now = clock.now()

    def cost() -> int:
        client.get(PAGE)
        return count_queries(lambda: client.get(PAGE))

    Reconciliation.objects.create(started_at=now, finished_at=now)
    few = cost()
    for hours in range(1, 15):
        Reconciliation.objects.create(started_at=now - dt.timedelta(hours=hours), finished_at=now)
    assert cost() == few
