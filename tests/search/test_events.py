"""What changes what is published reaches the index by a job of its own transaction, or not at all."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import PageViewRestriction, Site

from accounts.models import OrgUnit
from common import clock
from common.jobs import JobName
from common.models import Job, JobStatus
from content.enums import WithdrawalReason
from content.models import (
    BasePage,
    EditionPage,
    HomePage,
    PolicyIndexPage,
    PolicyPage,
    RuleIndexPage,
    RulePage,
)
from content.services.bulk_importing import import_files
from content.services.withdrawing import reinstate, withdraw
from tasks.relay import run_due_jobs
from tests.content.asking import restrict
from tests.factories.accounts import make_superuser, make_unit
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_policy, make_rule, make_structure, rule_text
from tests.factories.publishing import client_of
from tests.search.truth import assert_index_true, held

pytestmark = pytest.mark.django_db
INDEXING = {name.value for name in JobName if name.value.startswith("search.")}
_slugs = (f"column-{number}" for number in itertools.count(1))


@pytest.fixture(autouse=True)
def _portal(settings: Any, tmp_path: Path) -> None:
    """Rules with two editions each, a policy, a list, a case, columns; all of it in the index."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    make_structure()
    for slug in ("r", "s"):
        for year, kind in ((2018, "enactment"), (2024, "revision")):
            title = f"示例规定{slug}（示例）"
            make_rule(title, slug=slug, promulgation_date=dt.date(year, 1, 1), change_kind=kind)
    make_policy("示例通知（示例）", slug="p")
    make_list("严禁示例行为", slug="l")
    make_case(slug="c")
    PolicyIndexPage.objects.get().add_sibling(
        "last-sibling", instance=PolicyIndexPage(title="别栏", slug="other")
    )
    run_due_jobs()
    assert len(held()) == 7
    assert_index_true()


def rule(slug: str = "r") -> RulePage:
    return RulePage.objects.get(slug=slug)


def edition(year: int = 2024, slug: str = "r") -> EditionPage:
    return EditionPage.objects.child_of(rule(slug)).get(slug=f"{year}-01-01")


def policy() -> PolicyPage:
    return PolicyPage.objects.get(slug="p")


def other_column() -> BasePage:
    return BasePage.objects.get(slug="other")


def republish(page: BasePage, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


def close_and_open(page: BasePage) -> None:
    restrict(page)
    PageViewRestriction.objects.get(page_id=page.pk).delete()


def withdraw_repealed(page: BasePage) -> None:
    withdraw(page=page, reason=WithdrawalReason.REPEALED, by=make_superuser(), at=clock.now())


def withdraw_and_reinstate() -> None:
    by = make_superuser()
    withdraw(page=policy(), reason=WithdrawalReason.ERROR, explanation="有误", by=by, at=clock.now())
    reinstate(page=BasePage.objects.get(slug="p").specific, by=by, at=clock.now())


def bulk(action: str, pages: list[BasePage], **data: Any) -> None:
    query = "&".join(f"id={page.pk}" for page in pages)
    answer = client_of(make_superuser()).post(f"/admin/bulk/content/basepage/{action}/?{query}", data)
    assert answer.status_code == 302, answer.content.decode()[:3000]


def let_it_expire() -> None:
    BasePage.objects.filter(slug="p").update(expire_at=timezone.now() - dt.timedelta(minutes=1))
    call_command("publish_scheduled", stdout=io.StringIO())


def let_its_hour_come() -> None:
    due = timezone.now() - dt.timedelta(minutes=1)
    page = policy()
    page.text = page.text.replace("公开", "透明")
    page.save_revision(approved_go_live_at=due)
    call_command("publish_scheduled", stdout=io.StringIO())


def import_a_folder(folder: Path) -> None:
    for number in range(3):
        title = f"成批导入的第{number}号办法（示例）"
        words = ("为了示例，制定本办法。", "本办法自公布之日起施行。")
        text = rule_text(f"{title}\n\n（2021年1月{number + 1}日公布）", words)
        (folder / f"{number}.txt").write_text(text)
    reports = list(import_files(sorted(folder.glob("*.txt")), at=clock.now()))
    assert [report.error for report in reports] == [""] * 3


def alias_of(page: BasePage, parent: BasePage, **how: Any) -> None:
    CreatePageAliasAction(page, parent=parent, update_slug=next(_slugs), **how).execute(
        skip_permission_checks=True
    )


def copy_of(page: BasePage, parent: BasePage) -> None:
    CopyPageAction(page, to=parent, recursive=True, update_attrs={"slug": next(_slugs)}).execute(
        skip_permission_checks=True
    )


# How many pages of the index are another after each; every event must be seen to do something.
EVENTS: dict[str, Callable[[Path], object]] = {
    "publish a new page": lambda _: make_case("新的案例（示例）"),
    "publish a new edition": lambda _: make_rule(
        "示例规定r（示例）", promulgation_date=dt.date(2025, 1, 1), change_kind="revision"
    ),
    "publish a change": lambda _: republish(policy(), title="改了的通知（示例）"),
    "rename a rule": lambda _: republish(rule(), title="改名的规定（示例）"),
    "unpublish a page": lambda _: policy().unpublish(),
    "unpublish an edition": lambda _: edition(2024).unpublish(),
    "unpublish a rule": lambda _: rule().unpublish(),
    "unpublish a column": lambda _: RuleIndexPage.objects.get().unpublish(),
    "unpublish with descendants": lambda _: bulk(
        "unpublish", [rule()], reason="error", explanation="有误", include_descendants="on"
    ),
    "move a page": lambda _: policy().move(other_column(), pos="last-child"),
    "move a column": lambda _: RuleIndexPage.objects.get().move(other_column(), pos="last-child"),
    "move an edition to another rule": lambda _: (
        republish(edition(2024, "s"), slug="moved"),
        run_due_jobs(),
        EditionPage.objects.get(slug="moved").move(rule("r"), pos="last-child"),
    ),
    "move below a restricted page": lambda _: (
        restrict(other_column()),
        policy().move(other_column(), pos="last-child"),
    ),
    "change a slug": lambda _: republish(policy(), slug="other-address"),
    "change the slug of a column": lambda _: republish(RuleIndexPage.objects.get(), slug="laws"),
    "delete a page": lambda _: policy().delete(),
    "delete an edition": lambda _: edition(2024).delete(),
    "delete a rule": lambda _: rule().delete(),
    "delete a column": lambda _: RuleIndexPage.objects.get().delete(),
    "delete rows of a subtree": lambda _: BasePage.objects.filter(path__startswith=rule().path).delete(),
    "restrict a page": lambda _: restrict(policy()),
    "restrict a page above": lambda _: restrict(HomePage.objects.get()),
    "repeal a page": lambda _: withdraw_repealed(policy()),
    "repeal a rule": lambda _: withdraw_repealed(rule()),
    "expire": lambda _: let_it_expire(),
    "publish by the calendar": lambda _: let_its_hour_come(),
    "import a folder": import_a_folder,
    "bulk move": lambda _: bulk("move", [policy()], chooser=other_column().pk),
    "make an alias": lambda _: alias_of(policy(), other_column()),
    "make aliases of a rule": lambda _: alias_of(rule(), RuleIndexPage.objects.get(), recursive=True),
    "change a page with an alias": lambda _: (
        alias_of(policy(), other_column()),
        run_due_jobs(),
        republish(policy(), title="别名也改（示例）"),
    ),
    "copy a rule": lambda _: copy_of(rule(), RuleIndexPage.objects.get()),
    "copy a column": lambda _: copy_of(RuleIndexPage.objects.get(), HomePage.objects.get()),
}
IN_STEPS = {name for name, happen in EVENTS.items() if "run_due_jobs" in happen.__code__.co_names}
# What ends as it began, or changes nothing the index holds.
NO_CHANGE: dict[str, Callable[[Path], object]] = {
    "restrict and open": lambda _: close_and_open(policy()),
    "withdraw and reinstate": lambda _: withdraw_and_reinstate(),
    "save a draft": lambda _: policy().save_revision(),
    "bulk delete, refused for what is public": lambda _: bulk("delete", [policy(), rule()]),
    "publish nobody's change": lambda _: bulk("publish", [policy()]),
}


def waiting() -> list[str]:
    return list(
        Job.objects.filter(status=JobStatus.PENDING, name__in=INDEXING).values_list("name", flat=True)
    )


@pytest.mark.parametrize("event", EVENTS)
def test_event_reaches_the_index_and_rolled_back_it_does_not(event: str, tmp_path: Path) -> None:
    before = held()
    with transaction.atomic():
        EVENTS[event](tmp_path)
        # Written before the commit: nothing that a process could lose by dying after it.
        assert waiting() or event in IN_STEPS, "no job in the transaction of the change"
        transaction.set_rollback(True)
    if event not in IN_STEPS:
        assert waiting() == []
        run_due_jobs()
        assert held() == before
        assert_index_true()
    EVENTS[event](tmp_path)
    run_due_jobs()
    assert_index_true()
    assert held() != before


@pytest.mark.parametrize("event", NO_CHANGE)
def test_event_that_changes_nothing_leaves_the_index_as_it_was(event: str, tmp_path: Path) -> None:
    before = held()
    NO_CHANGE[event](tmp_path)
    run_due_jobs()
    assert_index_true()
    assert held() == before


def test_opened_page_is_public_again() -> None:
    restrict(HomePage.objects.get())
    run_due_jobs()
    closed = held()
    PageViewRestriction.objects.get().delete()
    assert waiting()
    run_due_jobs()
    assert_index_true()
    assert held() != closed


def test_unit_renamed_or_replaced_changes_nothing_the_index_holds() -> None:
    """Issuing bodies are words of the text, not units; if a document ever names a unit this fails."""
    unit = make_unit("示例单位旧名")
    for page in (policy(), rule(), edition(), BasePage.objects.get(slug="c").specific):
        republish(page, unit=unit)
    run_due_jobs()
    before = held()
    unit.name = "示例单位新名"
    unit.save()
    BasePage.objects.filter(unit=unit).update(unit=make_unit("接管的单位"))
    OrgUnit.objects.get(pk=unit.pk)
    assert waiting() == []
    assert held() == before
    assert_index_true()


def test_site_that_begins_elsewhere_is_compared_as_a_whole() -> None:
    site = Site.objects.get()
    site.root_page = BasePage.objects.get(depth=1)
    site.save()
    assert JobName.RECONCILE_INDEX in waiting()
    before = held()
    run_due_jobs()
    assert_index_true()
    assert held() != before
