"""Saved searches and followed rules: one's own, limited, and nothing shown that may not be read any more."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.models import PageViewRestriction

from accounts.models import User
from common import clock
from content.models import BasePage
from search import rerunning
from search.enums import Digest, FollowEvent
from search.models import DigestChoice, FollowedRule, FollowNotice, SavedSearch
from search.services import following
from search.services.alerting import FULL, MOST_SEEN, EngineCannotSayError, check_saved_searches, new_among
from tasks.relay import run_due_jobs
from tests.content.asking import count_queries, restrict
from tests.factories.accounts import make_user
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_policy, make_rule, make_structure
from tests.factories.publishing import client_of

pytestmark = pytest.mark.django_db
PAGE = "/search/saved/"
LATER = dt.timedelta(hours=30)


@pytest.fixture(autouse=True)
def _structure(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    settings.SEARCH_TRACE_DIR = tmp_path / "traces"
    cache.clear()
    make_structure()
    policy("先有的通知（示例）", "座头鲸")  # there is an index


@pytest.fixture
def person() -> User:
    return make_user(name="示例读者")


def policy(title: str, words: str = "蓝鲸", **fields: Any) -> BasePage:
    page: BasePage = make_policy(title, text=f"{title}\n\n一、要求\n\n（一）保护{words}。\n", **fields)
    run_due_jobs()
    return page


def save(person: User, address: str = "?q=蓝鲸") -> SavedSearch:
    canonical = rerunning.canonical(address, user=person).address
    seen = rerunning.newest_pages(person, canonical)
    kept, _new = following.save_search(user=person, name="蓝鲸", address=canonical, seen=seen, at=clock.now())
    return kept


def check(after: dt.timedelta = LATER) -> int:
    return check_saved_searches(at=clock.now() + after, run=rerunning.newest_pages)


def words(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def badge(client: Client) -> int:
    found = re.search(r'class="count">(\d+)', words(client, "/fragments/account/"))
    return int(found[1]) if found else 0


# ---- saved searches ---------------------------------------------------------------------------


def test_search_is_saved_from_its_page_and_listed(person: User) -> None:
    client = client_of(person)
    policy("示例通知之一（示例）")
    page = words(client, "/search/?q=蓝鲸&kind=policy")
    address = re.search(r'name="address" value="([^"]+)"', page)
    assert address
    answer = client.post("/search/saved/add/", {"address": address[1].replace("&amp;", "&") + "&page=3"})
    assert answer.status_code == 302
    kept = SavedSearch.objects.get(user=person)
    assert "page=" not in kept.address
    assert "kind=policy" in kept.address
    assert len(kept.seen) == 1
    shown = words(client)
    assert "蓝鲸，政策文件" in shown
    assert "保存这个搜索" not in words(Client(), "/search/?q=蓝鲸")
    client.post("/search/saved/add/", {"address": kept.address})
    assert SavedSearch.objects.count() == 1
    assert client.post("/search/saved/add/", {"address": "?q="}).status_code == 404


def test_fifty_searches_and_no_more(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MOST_SEARCHES", 2)
    save(person, "?q=一"), save(person, "?q=二")
    with pytest.raises(following.FollowingError):
        save(person, "?q=三")
    save(person, "?q=一")  # is there already
    with pytest.raises(following.FollowingError):
        save(make_user(), "?q=" + "长" * 400)
    assert SavedSearch.objects.count() == 2


def test_saved_search_of_another_is_not_there(person: User) -> None:
    kept = save(person)
    other = client_of(make_user())
    address = f"/search/saved/{kept.pk}/"
    assert other.get(address).status_code == 404
    assert other.post(address, {"action": "remove"}).status_code == 404
    assert "蓝鲸" not in words(other)
    assert Client().post(address, {"action": "remove"}).status_code == 302
    assert SavedSearch.objects.filter(pk=kept.pk).exists()


def test_saved_search_is_removed_after_a_question(person: User) -> None:
    client, kept = client_of(person), save(person)
    policy("示例通知之二（示例）")
    check()
    assert "要删除“蓝鲸”吗" in words(client, f"/search/saved/{kept.pk}/")
    client.post(f"/search/saved/{kept.pk}/", {"action": "remove"})
    assert not SavedSearch.objects.exists()
    assert not FollowNotice.objects.exists()


def test_new_result_is_told_once(person: User) -> None:
    policy("从前的通知（示例）")
    save(person)
    assert check() == 0
    new = policy("新来的通知（示例）")
    assert check(LATER * 2) == 1
    assert check(LATER * 3) == 0
    notice = FollowNotice.objects.get()
    assert (notice.page_id, notice.event) == (new.pk, FollowEvent.SEARCH_HIT)
    client = client_of(person)
    assert "新来的通知（示例）" in words(client)
    assert "从前的通知（示例）" not in words(client)
    assert badge(client) == 1


def test_search_run_today_is_not_run_again(person: User) -> None:
    save(person)
    policy("新来的通知（示例）")
    assert check(dt.timedelta(hours=1)) == 0
    assert check() == 1


def test_result_some_words_find_is_no_news(person: User) -> None:
    save(person, "?q=蓝鲸 座头鲸")
    policy("新来的通知（示例）")
    assert check() == 0


def test_who_may_not_read_is_not_told(person: User) -> None:
    save(person)
    member = make_user(is_superuser=True)
    save(member)
    secret = policy("金丝雀通知（示例）")
    restrict(secret)
    person.is_active = False
    person.save()
    run_due_jobs()
    assert check() == 1
    assert FollowNotice.objects.get().user == member


def test_rights_taken_away_before_it_is_shown_leak_nothing(person: User) -> None:
    save(person)
    page = policy("金丝雀通知（示例）")
    check()
    client = client_of(person)
    assert badge(client) == 1
    BasePage.objects.get(pk=page.pk).specific.unpublish()
    assert "金丝雀" not in words(client)
    assert badge(client) == 0


def test_notices_can_be_switched_off_and_on(person: User) -> None:
    client, kept = client_of(person), save(person)
    client.post(f"/search/saved/{kept.pk}/", {"action": "hush"})
    policy("没人问的通知（示例）")
    assert check() == 0
    client.post(f"/search/saved/{kept.pk}/", {"action": "tell"})
    assert check() == 0  # what came meanwhile is no news
    policy("又一个通知（示例）")
    assert check(LATER * 2) == 1


def test_engine_that_cannot_answer_costs_no_news(person: User, settings: Any, tmp_path: Path) -> None:
    kept = save(person)
    policy("新来的通知（示例）")
    whole = settings.SEARCH_INDEX_DIR
    settings.SEARCH_INDEX_DIR = tmp_path / "nothing"
    settings.SEARCH_INDEX_DIR.write_text("no folder")
    with pytest.raises(EngineCannotSayError):
        check()
    assert SavedSearch.objects.get(pk=kept.pk).seen == []
    settings.SEARCH_INDEX_DIR = whole
    assert check() == 1


@pytest.mark.parametrize("error", [None, RecursionError()])
def test_search_that_fails_holds_nobody_up(person: User, error: Exception | None) -> None:
    broken, kept = save(person, "?q=座头鲸"), save(make_user())
    SavedSearch.objects.filter(pk=broken.pk).update(checked_at=None, seen=[])
    policy("新来的通知（示例）")

    def run(user: User, address: str) -> list[int] | None:
        if address == broken.address:
            if error:
                raise error
            return None
        return rerunning.newest_pages(user, address)

    assert check_saved_searches(at=clock.now() + LATER, run=run) == 1
    assert FollowNotice.objects.get().about_id == kept.pk
    broken.refresh_from_db()
    assert broken.checked_at is not None
    assert check(LATER * 2) == 0  # what it finds first was there before
    broken.refresh_from_db()
    assert 0 not in broken.seen
    policy("座头鲸的通知（示例）", "座头鲸")
    assert check(LATER * 3) == 1


def test_almost_empty_index_makes_no_news_afterwards(person: User) -> None:
    policy("从前的通知（示例）")
    kept = save(person)
    assert len(kept.seen) == 1
    check_saved_searches(at=clock.now() + LATER, run=lambda _user, _address: [])
    assert check(LATER * 2) == 0
    check_saved_searches(
        at=clock.now() + LATER * 3, run=lambda _user, _address: list(range(10_000, 9_000, -1))
    )
    assert len(SavedSearch.objects.get(pk=kept.pk).seen) == MOST_SEEN


def test_item_of_a_list_one_may_not_read_is_no_filter_of_a_saved_search(person: User) -> None:
    items = make_list("严禁捕蓝鲸")
    case = make_case("蓝鲸一案（示例）", items=[(items, 1)])
    policy("蓝鲸通知（示例）")
    run_due_jobs()
    address = f"?q=蓝鲸&item={items.pk}-1"
    assert case.pk in (rerunning.newest_pages(person, address) or [])
    PageViewRestriction.objects.create(page=items, restriction_type=PageViewRestriction.GROUPS)  # of nobody
    run_due_jobs()
    assert rerunning.newest_pages(person, address) == []
    client_of(person).post("/search/saved/add/", {"address": address})
    assert "item" not in SavedSearch.objects.get(user=person).address


def test_page_that_moves_up_into_the_list_is_not_new() -> None:
    seen = list(range(1000, 1000 - FULL, -1))
    assert new_among([1001, *seen[1:], 5], seen) == [1001]
    assert new_among([3, 2, 1], [2]) == [3, 1]
    assert new_among([], [1]) == []


# ---- followed rules -----------------------------------------------------------------------------


def test_rule_is_followed_and_left(person: User) -> None:
    rule = make_rule("示例规定（示例）", slug="r").rule
    client, address = client_of(person), f"/search/follow/{rule.pk}/"
    assert f'data-personal="{address}button/"><a href="{address}"' in words(Client(), rule.url)
    assert "关注本规则" in words(client, address)
    answer = client.post(address, {"action": "follow"}, follow=True)
    assert answer.redirect_chain == [(rule.url, 302)]
    assert "已关注" in answer.content.decode()
    assert "取消关注" in words(client, f"{address}button/")
    assert "示例规定（示例）" in words(client)
    client.post(address, {"action": "unfollow"})
    assert not FollowedRule.objects.exists()
    assert words(Client(), f"{address}button/") == ""
    assert Client().get(address).status_code == 302


def test_rule_that_may_not_be_read_cannot_be_followed_but_left(person: User) -> None:
    rule = make_rule("金丝雀规定（示例）", slug="r").rule
    client, address = client_of(person), f"/search/follow/{rule.pk}/"
    following.follow_rule(user=person, rule_id=rule.pk, at=clock.now())
    rule.unpublish()
    assert "金丝雀" not in words(client) + words(client, address)
    assert "现在不能查看的规则" in words(client)
    other = client_of(make_user())
    assert other.get(address).status_code == 404
    assert other.post(address, {"action": "follow"}).status_code == 404
    assert words(other, f"{address}button/") == ""
    rule.delete()
    assert "现在不能查看的规则" in words(client)
    client.post(address, {"action": "unfollow"})
    assert not FollowedRule.objects.exists()


def test_only_so_many_rules_are_followed(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MOST_RULES", 1)
    following.follow_rule(user=person, rule_id=1, at=clock.now())
    following.follow_rule(user=person, rule_id=1, at=clock.now())
    with pytest.raises(following.FollowingError):
        following.follow_rule(user=person, rule_id=2, at=clock.now())


def test_what_a_person_follows_goes_with_the_account(person: User) -> None:
    save(person)
    following.follow_rule(user=person, rule_id=1, at=clock.now())
    following.choose_digest(user=person, frequency=Digest.DAILY, at=clock.now())
    tell(person, 1)
    person.delete()
    for model in (SavedSearch, FollowedRule, FollowNotice, DigestChoice):
        assert not model.objects.exists()


# ---- notices --------------------------------------------------------------------------------------


def tell(person: User, page_id: int, event: FollowEvent = FollowEvent.NEW_EDITION) -> FollowNotice:
    return FollowNotice.objects.create(
        user=person, event=event, page_id=page_id, about_id=1, created_at=clock.now()
    )


def test_notices_are_marked_read(person: User) -> None:
    page, client = policy("示例通知（示例）"), client_of(person)
    tell(person, page.pk)
    shown_at = re.search(r'name="shown_at" value="([^"]+)"', words(client))
    assert shown_at
    later = tell(person, policy("后来的通知（示例）").pk)
    client.post("/search/notices/read/", {"shown_at": shown_at[1]})
    assert FollowNotice.objects.get(read_at__isnull=True) == later
    assert badge(client) == 1
    client.post("/search/notices/read/", {"shown_at": "2026-99-99T00:00:00Z"})
    assert badge(client) == 0


def test_page_of_what_one_follows_costs_the_same_however_much(person: User) -> None:
    client = client_of(person)

    def more(number: int) -> None:
        rule = make_rule(f"规定之{number}（示例）", slug=f"r{number}").rule
        following.follow_rule(user=person, rule_id=rule.pk, at=clock.now())
        tell(person, rule.pk)
        tell(person, rule.pk, FollowEvent.SEARCH_HIT)
        SavedSearch.objects.create(user=person, name="一", address=f"?q={number}", created_at=clock.now())

    more(0)
    words(client)
    one = count_queries(lambda: words(client))
    in_badge = count_queries(lambda: badge(client))
    for number in range(1, 4):
        more(number)
    assert count_queries(lambda: words(client)) == one
    assert count_queries(lambda: badge(client)) == in_badge


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (SavedSearch, {"address": "?q=一"}),
        (SavedSearch, {"name": ""}),
        (FollowedRule, {"rule_id": 1}),
        (FollowNotice, {"page_id": 1}),
        (FollowNotice, {"event": "nothing"}),
        (DigestChoice, {"frequency": "hourly"}),
    ],
)
def test_database_refuses_what_cannot_be(model: Any, values: dict[str, Any], person: User) -> None:
    now = clock.now()
    SavedSearch.objects.create(user=person, name="一", address="?q=一", created_at=now)
    FollowedRule.objects.create(user=person, rule_id=1, created_at=now)
    tell(person, 1)
    whole: dict[Any, dict[str, Any]] = {
        SavedSearch: {"name": "二", "address": "?q=二", "created_at": now},
        FollowedRule: {"rule_id": 2, "created_at": now},
        FollowNotice: {
            "event": FollowEvent.NEW_EDITION,
            "page_id": 2,
            "about_id": 1,
            "created_at": now,
        },
        DigestChoice: {"frequency": Digest.DAILY},
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(user=person, **{**whole[model], **values})
    with transaction.atomic():
        model.objects.create(user=person, **whole[model])
