"""Followers are told of what happens to a rule: each once, whoever is killed, and in bounded steps."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common import clock
from common.jobs import JobName
from common.models import Job
from content.enums import ChangeKind, WithdrawalReason
from content.models import EditionPage
from content.services.withdrawing import withdraw
from search.enums import FollowEvent
from search.models import FollowedRule, FollowNotice
from search.services import forgetting, notifying
from search.services.following import follow_rule
from tasks.relay import run_due_jobs
from tests.content.asking import count_queries
from tests.factories.accounts import make_superuser, make_user
from tests.factories.cases import make_case
from tests.factories.content import make_policy, make_rule, make_structure

pytestmark = pytest.mark.django_db
TITLE = "示例选举法（示例）"
FOLLOWER = 2_501


@pytest.fixture(autouse=True)
def _structure(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    cache.clear()
    make_structure()


@pytest.fixture
def rule() -> Any:
    made = make_rule(TITLE, "选举应当公开。", slug="law", promulgation_date=dt.date(2018, 1, 1)).rule
    run_due_jobs()
    return made


@pytest.fixture
def follower(rule: Any) -> User:
    person = make_user()
    follow_rule(user=person, rule_id=rule.pk, at=clock.now())
    return person


def told() -> list[tuple[str, int]]:
    return list(FollowNotice.objects.order_by("pk").values_list("event", "page_id"))


def revise(**fields: Any) -> EditionPage:
    values = {"promulgation_date": dt.date(2024, 1, 1), "change_kind": ChangeKind.REVISION, **fields}
    made: EditionPage = make_rule(TITLE, "选举应当公开、公平。", slug="law", **values).edition
    return made


def planned() -> int:
    return Job.objects.filter(name=JobName.NOTIFY_FOLLOWERS).count()


def test_new_edition_is_told_and_its_correction_is_not(rule: Any, follower: User) -> None:
    edition = revise()
    run_due_jobs()
    assert told() == [("new_edition", edition.pk)]
    assert FollowNotice.objects.get().user == follower
    later = make_user()
    follow_rule(user=later, rule_id=rule.pk, at=clock.now())
    page = EditionPage.objects.get(pk=edition.pk)
    page.save_revision().publish()
    run_due_jobs()
    assert told() == [("new_edition", edition.pk)]


def test_draft_is_not_told(rule: Any, follower: User) -> None:
    revise(publish=False)
    run_due_jobs()
    assert told() == []


def test_rolled_back_publication_is_not_told(rule: Any, follower: User) -> None:

    with transaction.atomic():
        revise()
        assert planned() == 1
        transaction.set_rollback(True)
    run_due_jobs()
    assert told() == []


def test_case_that_cites_the_rule_is_told_once(rule: Any, follower: User) -> None:
    other = make_rule("另一示例法（示例）", "示例。", slug="other").rule
    follow_rule(user=follower, rule_id=other.pk, at=clock.now())
    run_due_jobs()
    cited = f"《{TITLE}》第一条\n《另一示例法（示例）》第一条"
    case = make_case("示例问题（示例）", broken_rules=cited)
    make_case("无关问题（示例）", broken_rules="")
    run_due_jobs()
    assert told() == [("new_case", case.pk)]


def test_who_began_to_follow_after_the_publication_is_not_told(rule: Any, follower: User) -> None:
    edition = revise()
    follow_rule(user=make_user(), rule_id=rule.pk, at=clock.now())
    run_due_jobs()
    assert told() == [("new_edition", edition.pk)]
    assert FollowNotice.objects.get().user == follower


def test_other_pages_and_rules_nobody_follows_plan_nothing(rule: Any) -> None:
    revise()
    make_policy("示例通知（示例）")
    make_case("示例问题（示例）")
    assert planned() == 0


def test_rule_that_is_repealed_or_withdrawn_is_told(rule: Any, follower: User) -> None:
    boss = make_superuser()
    withdraw(page=rule, reason=WithdrawalReason.REPEALED, by=boss, at=clock.now())
    run_due_jobs()
    assert told() == [("repealed", rule.pk)]
    withdraw(page=rule, reason=WithdrawalReason.ERROR, by=boss, at=clock.now())
    run_due_jobs()
    assert told() == [("repealed", rule.pk), ("withdrawn", rule.pk)]


def test_edition_that_comes_into_force_is_told_on_its_day(rule: Any, follower: User) -> None:
    today = timezone.localdate()
    edition = revise(promulgation_date=today, effective_date=today + dt.timedelta(days=3))
    run_due_jobs()
    FollowNotice.objects.all().delete()
    assert notifying.watch_dates(at=clock.now() + dt.timedelta(days=2)) == 0
    for days in (3, 4):
        notifying.watch_dates(at=clock.now() + dt.timedelta(days=days))
        run_due_jobs()
    assert told() == [("in_force", edition.pk)]
    assert notifying.watch_dates(at=clock.now() + dt.timedelta(days=5)) == 0


def test_edition_in_force_when_published_is_told_as_new_alone(rule: Any, follower: User) -> None:
    today = timezone.localdate()
    revise(promulgation_date=today, effective_date=today)
    run_due_jobs()
    notifying.watch_dates(at=clock.now())
    run_due_jobs()
    assert [event for event, _page in told()] == ["new_edition"]


def test_rule_whose_last_edition_ends_is_told(rule: Any, follower: User) -> None:
    today = timezone.localdate()
    edition = EditionPage.objects.child_of(rule).get()
    edition.end_date = today + dt.timedelta(days=1)
    edition.save_revision().publish()
    run_due_jobs()
    assert notifying.watch_dates(at=clock.now()) == 0
    for days in (1, 2):
        notifying.watch_dates(at=clock.now() + dt.timedelta(days=days))
        run_due_jobs()
    assert told() == [("repealed", rule.pk)]


def test_disabled_people_are_not_told(rule: Any, follower: User) -> None:
    follower.is_active = False
    follower.save()
    revise()
    run_due_jobs()
    assert told() == []


def test_edition_gone_before_the_job_ran_is_not_told(rule: Any, follower: User) -> None:
    edition = revise()
    edition.specific.delete()
    run_due_jobs()
    assert told() == []


# ---- many followers ----------------------------------------------------------------------------


@pytest.fixture
def many(rule: Any) -> int:
    before = clock.now() - dt.timedelta(days=1)
    people = User.objects.bulk_create(
        [User(staff_number=f"M{number}", name="示例", password="!") for number in range(FOLLOWER)]
    )
    FollowedRule.objects.bulk_create(
        [FollowedRule(user=person, rule_id=rule.pk, created_at=before) for person in people]
    )
    return FOLLOWER


def tell(rule: Any) -> int:
    edition = EditionPage.objects.child_of(rule).get()
    return notifying.notify_followers(
        page_id=edition.pk, event=FollowEvent.NEW_EDITION, key="", at=clock.now()
    )


def test_job_killed_in_the_middle_tells_everybody_once(
    rule: Any, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[int] = []

    def die_at_the_second(**progress: Any) -> None:
        steps.append(progress["done"])
        if len(steps) == 2:
            raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(notifying, "report_progress", die_at_the_second)
        with pytest.raises(RuntimeError):
            tell(rule)
    assert FollowNotice.objects.count() == 2 * notifying.BATCH
    assert tell(rule) == many
    assert tell(rule) == many
    assert FollowNotice.objects.count() == many
    assert FollowNotice.objects.values("user").distinct().count() == many


def test_cost_grows_by_thousands_of_followers(rule: Any, many: int) -> None:
    asked = count_queries(lambda: tell(rule))
    # SQLite takes a thousand values at once, about a hundred rows; the rest is a few for each thousand.
    assert asked <= 60


# ---- forgetting --------------------------------------------------------------------------------


def test_old_notices_and_what_is_followed_of_nothing_go(rule: Any, follower: User) -> None:
    follow_rule(user=follower, rule_id=999_999, at=clock.now())
    for days in (89, 91):
        FollowNotice.objects.create(
            user=follower,
            event=FollowEvent.NEW_CASE,
            page_id=days,
            about_id=1,
            created_at=clock.now() - dt.timedelta(days=days),
        )
    forgetting.forget_notices(at=clock.now())
    assert [page for _event, page in told()] == [89]
    assert FollowedRule.objects.get().rule_id == rule.pk
