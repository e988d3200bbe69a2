"""Pages withdrawn as repealed: below what holds and outside the filter, whatever their type."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache

from common import clock
from content.enums import WithdrawalReason
from content.models import (
    BasePage,
    CasePage,
    EditionPage,
    EventPage,
    MaterialPage,
    NewsPage,
    PolicyPage,
    ProhibitionListPage,
    RulePage,
    TopicPage,
)
from content.selectors.indexing import get_indexable_page
from content.services.withdrawing import reinstate, withdraw
from search.documents import build_documents
from search.exchange import SearchDocument
from tasks.relay import run_due_jobs
from tests.factories.accounts import make_superuser
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_policy, make_rule, make_structure
from tests.factories.materials import make_coming_event, make_material, make_news, make_topic
from tests.factories.training import make_course, make_lesson
from tests.search.test_results_page import search
from tests.search.test_suggestions import ask
from training.models import CoursePage, LessonPage

pytestmark = pytest.mark.django_db
TITLE = "蓝鲸文件（示例）"
MAKERS: dict[type[BasePage], Callable[[], Any]] = {
    RulePage: lambda: make_rule(TITLE, "蓝鲸。", promulgation_date=dt.date(2024, 1, 1)).rule,
    EditionPage: lambda: make_rule(TITLE, "蓝鲸。", promulgation_date=dt.date(2024, 1, 1)).edition,
    PolicyPage: lambda: make_policy(TITLE),
    ProhibitionListPage: lambda: make_list("严禁蓝鲸", title=TITLE),
    CasePage: lambda: make_case(TITLE),
    MaterialPage: lambda: make_material(TITLE),
    NewsPage: lambda: make_news(TITLE),
    TopicPage: lambda: make_topic(TITLE),
    EventPage: lambda: make_coming_event(TITLE),
    CoursePage: lambda: make_course(TITLE),
    LessonPage: lambda: make_lesson(make_course("示例课程"), TITLE),
}


@pytest.fixture(autouse=True)
def _structure(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    cache.clear()
    make_structure()


@pytest.fixture
def page(request: pytest.FixtureRequest) -> BasePage:
    """A published page of the type."""
    made: BasePage = BasePage.objects.get(pk=MAKERS[request.param]().pk).specific
    run_due_jobs()
    return made


every_type = pytest.mark.parametrize("page", MAKERS, indirect=True, ids=lambda model: model.__name__)


def repeal(page: BasePage) -> None:
    withdraw(page=page, reason=WithdrawalReason.REPEALED, by=make_superuser(), at=clock.now())
    run_due_jobs()


def documents_of(page: BasePage) -> tuple[SearchDocument, ...]:
    """The documents of a page; of a rule those of its edition."""
    if isinstance(page, RulePage):
        page = EditionPage.objects.child_of(page).get()
    indexed = get_indexable_page(page.pk)
    assert indexed is not None
    return build_documents(indexed, on=clock.today())


def found(status: str) -> bool:
    """Whether the page is among the hits; documents of a like title are offered whatever their state."""
    hits = search("蓝鲸", status=status).split('<li class="hit">')[1:]
    heads = (re.sub(r"</?mark>", "", hit.partition("</h2>")[0]) for hit in hits)
    return any(TITLE in head for head in heads)


def test_every_type_that_is_indexed_is_tried() -> None:
    pages = {model for model in apps.get_models() if issubclass(model, BasePage) and model is not BasePage}
    listing = {model for model in pages if model.__name__.endswith(("IndexPage", "HomePage", "ColumnPage"))}
    assert set(MAKERS) == pages - listing


@every_type
def test_repealed_page_is_found_as_repealed_only(page: BasePage) -> None:
    assert (found("in_force"), found("repealed")) == (True, False)
    repeal(page)
    assert (found("in_force"), found("repealed"), found("all")) == (False, True, True)
    reinstate(page=BasePage.objects.get(pk=page.pk), by=make_superuser(), at=clock.now())
    run_due_jobs()
    assert (found("in_force"), found("repealed")) == (True, False)


@every_type
def test_repealed_page_ranks_lower(page: BasePage) -> None:
    before = documents_of(page)
    repeal(page)
    after = documents_of(page)
    assert len(before) == len(after) > 0
    for former, latter in zip(before, after, strict=True):
        assert latter.prior == pytest.approx(former.prior / 1.25)


@every_type
def test_repealed_page_says_so_in_results_and_suggestions(page: BasePage) -> None:
    repeal(page)
    assert '<span class="badge repealed">已废止</span>' in search("蓝鲸", status="all")
    assert '<span class="badge repealed">已废止</span>' in ask("蓝鲸")


def test_edition_replaced_before_stays_modified() -> None:
    make_rule(TITLE, "蓝鲸。", slug="r", promulgation_date=dt.date(2018, 1, 1))
    rule = make_rule(
        TITLE, "蓝鲸。", slug="r", promulgation_date=dt.date(2024, 1, 1), change_kind="revision"
    ).rule
    run_due_jobs()
    repeal(BasePage.objects.get(pk=rule.pk).specific)
    assert "/2018-01-01/" in search("蓝鲸", status="modified")
    assert "/2024-01-01/" in search("蓝鲸", status="repealed")
    assert not found("in_force")


def test_edition_repealed_before_it_began_never_comes_into_force() -> None:
    begins = clock.today() + dt.timedelta(days=90)
    edition = make_rule(TITLE, "蓝鲸。", effective_date=begins, promulgation_date=dt.date(2024, 1, 1)).edition
    run_due_jobs()
    assert found("not_yet")
    repeal(BasePage.objects.get(pk=edition.pk).specific)
    assert (found("not_yet"), found("in_force"), found("repealed")) == (False, False, True)
    day = begins.year * 10_000 + begins.month * 100 + begins.day
    assert {document.status_on(day) for document in documents_of(edition)} == {"repealed"}
