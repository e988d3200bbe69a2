"""撤下 and 恢复: what became of the page, its address, its lines and its record."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect

from accounts.enums import Role
from accounts.models import AuditEntry
from common import clock, memo
from content.enums import PublicationAction, WithdrawalReason
from content.models import BasePage, PolicyPage, Withdrawal
from content.selectors.indexing import get_indexable_page
from content.selectors.withdrawals import get_repeal_notice
from content.services.withdrawing import WithdrawalError, reinstate, withdraw
from tests.content.asking import count_queries, restrict, words_of
from tests.content.reviewing import edit, live, pass_all, submit
from tests.factories.accounts import make_user
from tests.factories.content import make_policy
from tests.factories.publishing import Portal, client_of, make_edition, make_portal

pytestmark = pytest.mark.django_db
ERROR, MERGED, REPEALED = WithdrawalReason.ERROR, WithdrawalReason.MERGED, WithdrawalReason.REPEALED


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.fixture
def page(portal: Portal) -> PolicyPage:
    return make_policy("旧通知（示例）", unit=portal.city)


def take_back(page: BasePage, portal: Portal, reason: WithdrawalReason, **fields: Any) -> Withdrawal:
    fields = {"explanation": "依据示例发〔2026〕1号", "by": portal.final, **fields}
    if fields.get("target") is not None:
        fields["target"] = fresh(fields["target"])
    return withdraw(page=fresh(page), reason=reason, at=clock.now(), **fields)


def fresh(page: BasePage) -> Any:
    return BasePage.objects.get(pk=page.pk).specific


def ask_to_withdraw(user: Any, page: BasePage, **data: Any) -> Any:
    data = {"reason": "error", "explanation": "数字有误", "target": "", **data}
    return client_of(user).post(f"/admin/pages/{page.pk}/withdraw/", data)


def actions(page: BasePage) -> list[str]:
    rows = AuditEntry.objects.filter(target_id=str(page.pk)).order_by("pk")
    return [action.removeprefix("content.") for action in rows.values_list("action", flat=True)]


def test_erroneous_page_is_gone_everywhere(portal: Portal, page: PolicyPage) -> None:
    take_back(page, portal, ERROR)
    assert Client().get(page.url).status_code == 404
    for address in ("/", "/policies/", "/sitemap.xml"):
        assert "旧通知" not in words_of(address)
        assert page.url not in words_of(address)
    assert get_indexable_page(page.pk) is None
    assert actions(page)[-2:] == ["page_withdrawn", "unpublished"]
    row = AuditEntry.objects.get(action=PublicationAction.PAGE_WITHDRAWN.value)
    assert (row.actor_label, row.data["reason"]) == (str(portal.final), "error")
    offline = AuditEntry.objects.get(action=PublicationAction.UNPUBLISHED.value, target_id=str(page.pk))
    assert offline.actor_label == str(portal.final)


def test_merged_page_leads_on_for_good(portal: Portal, page: PolicyPage) -> None:
    target = make_policy("新通知（示例）")
    take_back(page, portal, MERGED, target=target)
    answer = Client().get(page.url)
    assert (answer.status_code, answer["Location"]) == (301, target.url)
    assert "旧通知" not in words_of("/policies/")


def test_repealed_page_stays_with_a_notice_and_is_ranked_so(portal: Portal, page: PolicyPage) -> None:
    assert "已经废止或者失效" not in words_of(page.url)
    take_back(page, portal, REPEALED)
    words = words_of(page.url)
    assert "本页内容已经废止或者失效" in words
    assert "依据示例发〔2026〕1号" in words
    assert "本页内容已经废止或者失效" in words_of(f"{page.url}pt-1/")
    indexed = get_indexable_page(page.pk)
    assert indexed is not None
    assert (indexed.repealed, indexed.valid_to) == (True, clock.today())


def test_notice_is_text_not_markup(portal: Portal, page: PolicyPage) -> None:
    take_back(page, portal, REPEALED, explanation="<script>alert(1)</script>")
    assert "<script>alert" not in words_of(page.url)


def test_other_pages_pay_nothing_for_the_notice(portal: Portal, page: PolicyPage) -> None:
    other = make_policy()
    before = count_queries(lambda: Client().get(page.url))
    take_back(other, portal, REPEALED)
    assert count_queries(lambda: Client().get(page.url)) == before


def test_repealed_edition_keeps_its_dates(portal: Portal) -> None:
    edition = make_edition(publish=True, unit=portal.city)
    take_back(edition, portal, REPEALED)
    assert live(edition).end_date is None
    assert "本页内容已经废止或者失效" in words_of(edition.url)


def test_rule_takes_its_editions_along_and_brings_them_back(portal: Portal) -> None:
    edition = make_edition(publish=True, unit=portal.city)
    rule = edition.get_parent().specific
    take_back(rule, portal, ERROR)
    assert (live(edition).live, fresh(rule).live) == (False, False)
    assert Client().get(edition.url).status_code == 404
    reinstate(page=fresh(rule), by=portal.final, at=clock.now())
    assert (live(edition).live, fresh(rule).live) == (True, True)
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize("kind", ["none", "itself", "draft", "restricted"])
def test_bad_targets_are_refused_and_nothing_changes(portal: Portal, page: PolicyPage, kind: str) -> None:
    target: Any = None
    if kind == "itself":
        target = page
    elif kind != "none":
        target = make_policy(publish=kind == "restricted")
        if kind == "restricted":
            restrict(target)
    with pytest.raises(WithdrawalError):
        take_back(page, portal, MERGED, target=target)
    assert fresh(page).live
    assert not Redirect.objects.exists()
    assert not Withdrawal.objects.exists()


def test_draft_and_home_page_cannot_be_withdrawn(portal: Portal) -> None:
    with pytest.raises(WithdrawalError):
        withdraw(
            page=BasePage.objects.get(pk=portal.home.pk), reason=ERROR, by=portal.superuser, at=clock.now()
        )
    with pytest.raises(PermissionDenied):
        take_back(make_policy(publish=False, unit=portal.city), portal, ERROR, by=portal.editor)


@pytest.mark.parametrize("reason", [ERROR, MERGED, REPEALED])
def test_reinstated_page_is_as_before(portal: Portal, page: PolicyPage, reason: WithdrawalReason) -> None:
    target = make_policy() if reason == MERGED else None
    take_back(page, portal, reason, target=target)
    reinstate(page=fresh(page), by=portal.final, at=clock.now())
    assert "已经废止或者失效" not in words_of(page.url)
    assert not Withdrawal.objects.exists()
    assert not Redirect.objects.exists()
    assert "旧通知" in words_of("/policies/")
    assert "reinstated" in actions(page)


def test_page_that_is_not_withdrawn_cannot_be_reinstated(portal: Portal, page: PolicyPage) -> None:
    with pytest.raises(WithdrawalError):
        reinstate(page=fresh(page), by=portal.final, at=clock.now())
    take_back(page, portal, ERROR)
    Withdrawal.objects.update(revision_id=999_999)
    with pytest.raises(WithdrawalError, match="重新提交审核"):
        reinstate(page=fresh(page), by=portal.final, at=clock.now())


def test_new_publication_through_the_reviews_ends_the_withdrawal(portal: Portal) -> None:
    edition = make_edition(by=portal.editor, unit=portal.city, publish=True)
    take_back(edition, portal, MERGED, target=make_policy())
    edit(portal.editor, edition)
    submit(portal.editor, edition)
    with pytest.raises(WithdrawalError, match="正在审核"):
        reinstate(page=live(edition), by=portal.final, at=clock.now())
    pass_all(portal, edition)
    assert Client().get(edition.url).status_code == 200
    assert not Withdrawal.objects.exists()


# ---- in the admin -----------------------------------------------------------------


def test_form_asks_for_reason_and_explanation(portal: Portal, page: PolicyPage) -> None:
    form = client_of(portal.final).get(f"/admin/pages/{page.pk}/withdraw/").content.decode()
    assert all(word in form for word in ("发布有误", "已合并到其他页面", "废止或者失效", "确认撤下"))
    for bad in ({"reason": ""}, {"explanation": ""}, {"reason": "merged"}, {"reason": "whim"}):
        assert ask_to_withdraw(portal.final, page, **bad).status_code == 200
        assert fresh(page).live
    restricted = make_policy("内部通知（示例）")
    restrict(restricted)
    answer = ask_to_withdraw(portal.final, page, reason="merged", target=restricted.pk)
    assert "必须已经公开发布" in answer.content.decode()
    assert fresh(page).live


def test_final_reviewer_withdraws_and_reinstates(portal: Portal, page: PolicyPage) -> None:
    assert ask_to_withdraw(portal.final, page).status_code == 302
    assert not fresh(page).live
    shown = client_of(portal.final).get(f"/admin/pages/{page.pk}/withdraw/").content.decode()
    assert "数字有误" in shown
    assert "恢复" in shown
    client_of(portal.final).post(f"/admin/pages/{page.pk}/withdraw/", {"reinstate": "1"})
    assert fresh(page).live


@pytest.mark.parametrize("who", ["editor", "first", "second", "editor_a", "stranger"])
def test_nobody_else_does(portal: Portal, page: PolicyPage, who: str) -> None:
    stranger = make_user(Role.FINAL_REVIEWER, unit=portal.district_b)
    person = stranger if who == "stranger" else getattr(portal, who)
    for step in ({}, {"reinstate": "1"}):
        assert ask_to_withdraw(person, page, **step).status_code == 302
        assert "旧通知" not in client_of(person).get(f"/admin/pages/{page.pk}/withdraw/").content.decode()
    assert fresh(page).live
    take_back(page, portal, ERROR)
    ask_to_withdraw(person, page, reinstate="1")
    assert not fresh(page).live


def test_plain_unpublication_leads_to_the_form(portal: Portal, page: PolicyPage) -> None:
    client = client_of(portal.final)
    answer = client.post(f"/admin/pages/{page.pk}/unpublish/")
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/pages/{page.pk}/withdraw/")
    assert fresh(page).live
    listing = client.get(f"/admin/pages/{page.get_parent().pk}/").content.decode()
    assert f"/admin/pages/{page.pk}/withdraw/" in listing
    assert f"/admin/pages/{page.pk}/unpublish/" not in listing


def test_several_pages_are_withdrawn_for_one_reason(portal: Portal, page: PolicyPage) -> None:
    other = make_policy(unit=portal.city)
    foreign = make_policy(unit=portal.district_b)
    stranger = make_user(Role.FINAL_REVIEWER, unit=portal.district_a)
    address = f"/admin/bulk/content/basepage/unpublish/?id={page.pk}&id={other.pk}"
    client = client_of(portal.final)
    client.post(address, {})  # no reason
    client_of(stranger).post(f"{address}&id={foreign.pk}", {"reason": "error", "explanation": "重复发布"})
    assert fresh(page).live
    assert fresh(foreign).live
    client.post(address, {"reason": "error", "explanation": "重复发布"})
    assert [fresh(page).live, fresh(other).live] == [False, False]
    assert Withdrawal.objects.filter(reason="error", explanation="重复发布").count() == 2


def test_way_back_is_in_the_menu_of_a_withdrawn_page(portal: Portal, page: PolicyPage) -> None:
    listing = f"/admin/pages/{page.get_parent().pk}/"
    way = f"/admin/pages/{page.pk}/withdraw/"
    assert "恢复…" not in client_of(portal.final).get(listing).content.decode()
    take_back(page, portal, ERROR)
    words = client_of(portal.final).get(listing).content.decode()
    assert "恢复…" in words
    assert way in words
    assert "恢复…" not in client_of(portal.editor).get(listing).content.decode()


def test_way_back_is_asked_for_once_for_all_rows(portal: Portal, page: PolicyPage) -> None:
    client = client_of(portal.final)
    listing = f"/admin/pages/{page.get_parent().pk}/"
    take_back(page, portal, ERROR)
    for number in range(3):
        take_back(make_policy(f"又一通知之{number}（示例）", unit=portal.city), portal, ERROR)
    with CaptureQueriesContext(connection) as queries:
        words = client.get(listing).content.decode()
    assert words.count("恢复…") == 4
    assert len([query for query in queries if f'FROM "{Withdrawal._meta.db_table}"' in query["sql"]]) == 1


def test_notice_that_is_gone_since_its_number_was_read_is_none(portal: Portal, page: PolicyPage) -> None:
    take_back(page, portal, REPEALED)
    with memo.opened():
        notice = get_repeal_notice(page)
        assert notice is not None
        assert notice.explanation == "依据示例发〔2026〕1号"
        rows = Withdrawal.objects.filter(page_id=page.pk)
        rows._raw_delete(rows.db)  # as another connection would, unseen by this request
        assert get_repeal_notice(page) is None


def test_audit_log_names_what_was_done_in_words(portal: Portal, page: PolicyPage) -> None:
    take_back(page, portal, ERROR)
    row = AuditEntry.objects.get(action=PublicationAction.PAGE_WITHDRAWN.value)
    assert row.action_label == "撤下页面"
