"""纠错: from a reader's selection to the editor's answer."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import AuditEntry
from common import clock
from content.enums import PublicationAction, ReportState
from content.models import BasePage, ErrorReport, PolicyPage
from content.reporting import REPORTS_PER_HOUR
from content.selectors.colleagues import list_editors_of
from content.services.reporting import ReportClosedError, handle_report, report_error
from content.services.telling import mail_report
from tests.content.asking import count_queries, restrict, words_of
from tests.factories.content import make_policy, make_rule
from tests.factories.publishing import Portal, client_of, make_portal

pytestmark = pytest.mark.django_db
GOOD = {"quote": "示例工作应当公开", "remark": "这里少了一个“公平”。", "website": ""}


@pytest.fixture(autouse=True)
def _nobody_counted() -> None:
    cache.clear()


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.fixture
def page(portal: Portal) -> PolicyPage:
    """A live notice of district A."""
    return PolicyPage.objects.get(pk=make_policy("甲区通知（示例）", unit=portal.district_a).pk)


def send(page: PolicyPage, client: Client | None = None, **data: Any) -> Any:
    query = data.pop("query", "")
    return (client or Client()).post(f"/report-error/?page={page.pk}{query}", {**GOOD, **data})


def make_report(page: PolicyPage, **fields: Any) -> ErrorReport:
    return report_error(page=page, remark=fields.pop("remark", "条号写错了"), at=clock.now(), **fields)


# ---- the reader ---------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/policies/{slug}/", "/policies/{slug}/pt-1/"])
def test_page_leads_to_the_form_without_scripts(page: PolicyPage, address: str) -> None:
    words = words_of(address.format(slug=page.slug))
    assert f'href="/report-error/?page={page.pk}' in words
    assert ("eid=pt-1" in words) is ("pt-1" in address)


def test_columns_and_home_lead_to_no_form(page: PolicyPage) -> None:
    for address in ("/", "/policies/", "/rules/"):
        assert "/report-error/" not in words_of(address)


def test_form_holds_the_quote_and_is_never_cached(page: PolicyPage) -> None:
    answer = Client().get(f"/report-error/?page={page.pk}&eid=pt-1&quote=公开<b>")
    assert answer.status_code == 200
    assert "公开&lt;b&gt;" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer.content.decode()


def test_report_is_kept_with_page_revision_provision_and_quote(page: PolicyPage) -> None:
    answer = send(page, query="&eid=pt-1-1")
    assert (answer.status_code, answer["Location"]) == (302, f"/report-error/thanks/?page={page.pk}")
    thanks = Client().get(answer["Location"])
    assert "接下来" in thanks.content.decode()
    assert "no-store" in thanks["Cache-Control"]
    report = ErrorReport.objects.get()
    assert (report.page_id, report.revision_id, report.eid) == (page.pk, page.live_revision_id, "pt-1-1")
    assert (report.quote, report.remark, report.state) == (GOOD["quote"], GOOD["remark"], "open")


def test_nothing_is_kept_of_the_reader(portal: Portal, page: PolicyPage) -> None:
    send(page, client_of(portal.editor_b))
    row = AuditEntry.objects.get(action=PublicationAction.ERROR_REPORTED.value)
    assert (row.actor_id, row.actor_label, row.address) == (None, "读者", "")
    assert "remark" not in row.data
    assert not any("127.0.0.1" in str(value) for value in vars(ErrorReport.objects.get()).values())


@pytest.mark.parametrize(
    "data", [{"remark": ""}, {"remark": "错了"}, {"remark": "错" * 501}, {"quote": "原" * 301}]
)
def test_bad_words_are_sent_back_with_what_was_typed(page: PolicyPage, data: dict[str, str]) -> None:
    answer = send(page, **data)
    assert answer.status_code == 400
    assert "还没有提交" in answer.content.decode()
    assert all(value in answer.content.decode() for value in data.values())
    assert not ErrorReport.objects.exists()


def test_script_that_fills_every_field_is_thanked_and_forgotten(page: PolicyPage) -> None:
    assert send(page, website="http://example.com").status_code == 302
    assert not ErrorReport.objects.exists()


def test_form_is_protected_against_forgery(page: PolicyPage) -> None:
    assert send(page, Client(enforce_csrf_checks=True)).status_code == 403


def test_one_address_cannot_flood_the_editors(page: PolicyPage) -> None:
    answers = [send(page).status_code for _ in range(REPORTS_PER_HOUR + 2)]
    assert answers == [302] * REPORTS_PER_HOUR + [429, 429]
    assert ErrorReport.objects.count() == REPORTS_PER_HOUR
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert send(page, elsewhere).status_code == 302


@pytest.mark.parametrize("eid", ["javascript:1", "../x", "item-", "item-x", "x" * 200])
def test_what_is_no_provision_is_not_kept_as_one(page: PolicyPage, eid: str) -> None:
    send(page, query=f"&eid={eid}")
    assert ErrorReport.objects.get().eid == ""


@pytest.mark.parametrize("number", ["", "0", "x", "-1", "９", "9" * 30, "1", "999999"])
def test_no_page_no_form(page: PolicyPage, number: str) -> None:
    for address in (f"/report-error/?page={number}", f"/report-error/thanks/?page={number}"):
        assert Client().get(address).status_code == 404


def test_pages_one_may_not_see_cannot_be_reported_nor_named(portal: Portal, page: PolicyPage) -> None:
    draft = make_policy("未发布通知（示例）", publish=False)
    restrict(page)
    for hidden in (draft, page):
        for answer in (
            Client().get(f"/report-error/?page={hidden.pk}"),
            Client().get(f"/report-error/thanks/?page={hidden.pk}"),
            send(hidden),
        ):
            assert answer.status_code == 404
            assert hidden.title not in answer.content.decode()
    assert client_of(portal.editor_b).get(f"/report-error/?page={page.pk}").status_code == 200
    assert not ErrorReport.objects.exists()


def test_page_below_an_offline_column_cannot_be_reported(page: PolicyPage) -> None:
    page.get_parent().specific.unpublish()
    assert Client().get(f"/report-error/?page={page.pk}").status_code == 404


def test_rule_and_edition_can_be_reported() -> None:
    make_portal()
    made = make_rule()
    for target in (made.rule, made.edition):
        assert Client().get(f"/report-error/?page={target.pk}").status_code == 200


def test_report_of_a_rule_is_tied_to_the_edition_that_was_read() -> None:
    portal = make_portal()
    old = make_rule("示例规定（示例）", "甲。", slug="r", promulgation_date=dt.date(2018, 1, 1))
    made = make_rule(
        "示例规定（示例）", "乙。", slug="r", promulgation_date=dt.date(2024, 1, 1), change_kind="revision"
    )
    assert f"/report-error/?page={old.edition.pk}" in words_of("/rules/r/on/2020-01-01/")
    Client().post(f"/report-error/?page={made.rule.pk}&eid=art-1", GOOD)
    report = ErrorReport.objects.get()
    assert (report.page_id, report.revision_id) == (made.edition.pk, made.edition.live_revision_id)
    for address in ("/admin/reports/errors/", f"/admin/reports/errors/{report.pk}/"):
        shown = client_of(portal.superuser).get(address).content.decode()
        for words in ("示例规定（示例）", "2024年修订版", "第一条", GOOD["quote"]):
            assert words in shown, (address, words)


# ---- the editors --------------------------------------------------------------------


def test_editors_of_the_unit_are_told_once(portal: Portal, page: PolicyPage) -> None:
    portal.editor_a.email = "a@example.com"
    portal.editor_a.save()
    report = make_report(page, quote="原文\n第二行")
    assert mail_report.call(report.pk) == 1
    assert [message.to for message in mail.outbox] == [["a@example.com"]]
    assert f"/admin/reports/errors/{report.pk}/" in mail.outbox[0].body
    assert mail_report.call(999_999) == 0


def test_title_cannot_forge_a_mail_header(portal: Portal, page: PolicyPage) -> None:
    PolicyPage.objects.filter(pk=page.pk).update(title="甲\nBcc: x@example.com")
    portal.editor_a.email = "a@example.com"
    portal.editor_a.save()
    mail_report.call(make_report(page).pk)
    assert mail.outbox[0].subject == "读者纠错：甲 Bcc: x@example.com"


def test_unit_without_editors_is_answered_for_above(portal: Portal) -> None:
    assert list_editors_of(portal.district_a) == [portal.editor_a]
    assert list_editors_of(portal.city) == [portal.editor]
    assert list_editors_of(None) == [portal.editor]
    portal.editor_a.is_active = False
    portal.editor_a.save()
    assert list_editors_of(portal.district_a) == [portal.editor]


def test_editor_answers_a_report(portal: Portal, page: PolicyPage) -> None:
    report = make_report(page, eid="pt-1", quote="<i>原文</i>")
    client = client_of(portal.editor_a)
    shown = client.get(f"/admin/reports/errors/{report.pk}/").content.decode()
    assert "&lt;i&gt;原文&lt;/i&gt;" in shown
    client.post(f"/admin/reports/errors/{report.pk}/", {"state": "open", "answer": "看过"})
    assert ErrorReport.objects.get().state == ReportState.OPEN
    client.post(f"/admin/reports/errors/{report.pk}/", {"state": "corrected", "answer": "已改正条号"})
    report.refresh_from_db()
    assert (report.state, report.answer, report.handled_by) == (
        "corrected",
        "已改正条号",
        portal.editor_a,
    )
    row = AuditEntry.objects.get(action=PublicationAction.ERROR_HANDLED.value)
    assert row.actor_label == str(portal.editor_a)
    assert "已改正条号" in client.get(f"/admin/reports/errors/{report.pk}/").content.decode()


def test_report_is_answered_once(portal: Portal, page: PolicyPage) -> None:
    report = make_report(page)
    fields: dict[str, Any] = {"report": report, "by": portal.editor_a, "at": clock.now()}
    handle_report(state=ReportState.DECLINED, answer="与来源一致", **fields)
    with pytest.raises(ReportClosedError):
        handle_report(state=ReportState.CORRECTED, answer="改了", **fields)
    with pytest.raises(ValueError, match="open"):
        handle_report(state=ReportState.OPEN, answer="", **fields)


def test_editors_see_reports_on_their_own_pages_only(portal: Portal, page: PolicyPage) -> None:
    report = make_report(page, remark="甲区的差错")
    stranger = client_of(portal.editor_b)
    for address in ("/admin/reports/errors/", "/admin/reports/errors/results/", "/admin/"):
        assert "甲区" not in stranger.get(address).content.decode()
    for export in ("csv", "xlsx"):
        answer = stranger.get(f"/admin/reports/errors/?export={export}")
        content = b"".join(answer.streaming_content)
        assert "甲区".encode() not in content
    assert stranger.get(f"/admin/reports/errors/{report.pk}/").status_code == 302
    data = {"state": "declined", "answer": "不改"}
    assert stranger.post(f"/admin/reports/errors/{report.pk}/", data).status_code == 302
    assert ErrorReport.objects.get().state == ReportState.OPEN
    assert "甲区的差错" in client_of(portal.editor_a).get("/admin/reports/errors/").content.decode()
    assert "甲区的差错" in client_of(portal.editor).get("/admin/reports/errors/").content.decode()


def test_open_reports_come_first_and_cost_the_same(portal: Portal, page: PolicyPage) -> None:
    client = client_of(portal.editor_a)
    make_report(page, remark="第一条意见")
    one = count_queries(lambda: client.get("/admin/reports/errors/"))
    handled = make_report(page, remark="后来的意见")
    handle_report(
        report=handled, state=ReportState.DECLINED, answer="不改", by=portal.editor_a, at=clock.now()
    )
    make_report(page, remark="第三条意见")
    assert count_queries(lambda: client.get("/admin/reports/errors/")) == one
    words = client.get("/admin/reports/errors/").content.decode()
    assert words.index("第三条意见") < words.index("第一条意见") < words.index("后来的意见")


def test_spreadsheet_names_the_edition() -> None:
    portal = make_portal()
    made = make_rule("示例规定（示例）", "甲。", promulgation_date=dt.date(2024, 1, 1))
    make_report(BasePage.objects.get(pk=made.edition.pk))
    make_report(make_policy("示例通知（示例）"))
    client = client_of(portal.superuser)
    answer = client.get("/admin/reports/errors/?export=csv")
    rows = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert {row["页面"]: row["版本"] for row in rows} == {
        str(made.edition): "2024年版",
        "示例通知（示例）": "",
    }
    assert b"".join(client.get("/admin/reports/errors/?export=xlsx").streaming_content)


def test_spreadsheet_takes_no_words_for_a_formula(portal: Portal, page: PolicyPage) -> None:
    make_report(page, remark='=HYPERLINK("http://example.com")', quote="@SUM(1)")
    answer = client_of(portal.editor_a).get("/admin/reports/errors/?export=csv")
    rows = b"".join(answer.streaming_content).decode()
    assert "'=HYPERLINK" in rows
    assert "'@SUM" in rows


def test_database_knows_the_states(page: PolicyPage) -> None:
    report = make_report(page)
    with pytest.raises(IntegrityError, match="report_state_known"), transaction.atomic():
        ErrorReport.objects.filter(pk=report.pk).update(state="lost")
    with pytest.raises(IntegrityError, match="report_handled_whole"), transaction.atomic():
        ErrorReport.objects.filter(pk=report.pk).update(handled_at=clock.now())
