"""Reports for editors: citations that lead nowhere, citations of texts no longer in force."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, OrgUnit
from content.models import BasePage, Citation, CitationCheck
from content.selectors.citation_checks import list_citations_to_check
from content.services.checking_citations import NothingToCheckError, check_citation
from tests.factories.accounts import NOON
from tests.factories.publishing import Portal, client_of, make_edition, make_portal

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 1)
CITED = "示例市选举工作规定"
OLD = """示例市选举工作规定

第一条　为了规范选举工作，制定本规定。

第二条　选举工作应当公开透明，接受群众监督。

第三条　违反规定的，依法给予处分并通报批评。
"""
NEW = """示例市选举工作规定

第一条　为了规范选举工作，制定本规定。

第二条　候选人应当遵守换届纪律要求，如实报告情况。

第三条　选举工作应当公开透明，接受群众监督。

第四条　违反规定的，依法给予处分并通报批评。
"""


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def _citing(title: str, words: str, unit: OrgUnit, **fields: Any) -> BasePage:
    text = f"{title}\n\n第一条　{words}\n"
    fields.setdefault("promulgation_date", dt.date(2021, 1, 1))
    return make_edition(title=title, text=text, unit=unit, publish=True, **fields)


def _old_edition(portal: Portal) -> None:
    make_edition(title=CITED, text=OLD, unit=portal.city, publish=True)


def _new_edition(portal: Portal) -> BasePage:
    return make_edition(
        title=CITED, text=NEW, unit=portal.city, publish=True, promulgation_date=dt.date(2025, 1, 1)
    )


def test_citations_of_the_former_edition_are_listed_with_the_new_number(portal: Portal) -> None:
    _old_edition(portal)
    citing = _citing("甲区实施办法", f"按照《{CITED}》第二条办理。", portal.district_a)
    assert list_citations_to_check(portal.editor, on=TODAY) == []
    new = _new_edition(portal)
    (entry,) = list_citations_to_check(portal.editor, on=TODAY)
    assert entry.source.pk == citing.pk
    assert entry.edition.pk == new.pk
    assert (entry.cited, entry.suggestion) == ("第二条", "第三条")
    assert list_citations_to_check(portal.editor, on=dt.date(2024, 12, 31)) == []


def test_provision_without_counterpart_has_no_suggestion(portal: Portal) -> None:
    make_edition(
        title=CITED, text=OLD + "\n第四条　每年举行一次座谈会听取意见。\n", unit=portal.city, publish=True
    )
    _citing("甲区实施办法", f"按照《{CITED}》第四条办理。", portal.district_a)
    make_edition(title=CITED, text=OLD, unit=portal.city, publish=True, promulgation_date=dt.date(2025, 1, 1))
    (entry,) = list_citations_to_check(portal.editor, on=TODAY)
    assert entry.suggestion == ""


def test_unit_sees_its_own_pages_only(portal: Portal) -> None:
    _old_edition(portal)
    _citing("甲区实施办法", f"按照《{CITED}》第二条和《不存在的规定》第一条办理。", portal.district_a)
    _citing("乙区实施办法", f"按照《{CITED}》第三条和《不存在的规定》第一条办理。", portal.district_b)
    _new_edition(portal)
    client = client_of(portal.editor_a)
    for address in ("/admin/reports/citation-checks/", "/admin/reports/unresolved-citations/"):
        page = client.get(address).content.decode()
        assert "甲区实施办法" in page
        assert "乙区实施办法" not in page
    assert "1 处引用的版本" in client.get("/admin/").content.decode()
    everything = client_of(portal.editor).get("/admin/reports/citation-checks/").content.decode()
    assert "乙区实施办法" in everything


def test_tick_removes_the_entry_and_writes_the_audit_log(portal: Portal) -> None:
    _old_edition(portal)
    citing = _citing("甲区实施办法", f"按照《{CITED}》第二条办理。", portal.district_a)
    new = _new_edition(portal)
    before = citing.text
    client = client_of(portal.editor_a)
    data = {"source": citing.pk, "edition": new.pk, "provision": "art-2"}
    assert client.post("/admin/reports/citation-checks/done/", data).status_code == 302
    client.post("/admin/reports/citation-checks/done/", data)
    assert CitationCheck.objects.get().checked_by == portal.editor_a
    assert (
        AuditEntry.objects.filter(action="content.citation_checked", actor_id=portal.editor_a.pk).count() == 1
    )
    assert list_citations_to_check(portal.editor_a, on=TODAY) == []
    citing.refresh_from_db()
    assert citing.text == before


def test_tick_outlives_the_derived_rows_and_ends_with_the_next_edition(portal: Portal) -> None:
    _old_edition(portal)
    citing = _citing("甲区实施办法", f"按照《{CITED}》第二条办理。", portal.district_a)
    new = _new_edition(portal)
    tick = {"source_id": citing.pk, "edition_id": new.pk, "eid": "art-2", "by": portal.editor_a, "at": NOON}
    check_citation(**tick, on=TODAY)
    citing.save_revision().publish(skip_permission_checks=True)
    assert list_citations_to_check(portal.editor_a, on=TODAY) == []
    make_edition(title=CITED, text=NEW, unit=portal.city, publish=True, promulgation_date=dt.date(2026, 1, 1))
    assert len(list_citations_to_check(portal.editor_a, on=TODAY)) == 1


def test_tick_of_another_unit_or_of_nothing_is_refused(portal: Portal) -> None:
    _old_edition(portal)
    citing = _citing("甲区实施办法", f"按照《{CITED}》第二条办理。", portal.district_a)
    new = _new_edition(portal)
    tick = {"source_id": citing.pk, "edition_id": new.pk, "at": NOON, "on": TODAY}
    with pytest.raises(PermissionDenied):
        check_citation(**tick, eid="art-2", by=portal.editor_b)
    with pytest.raises(NothingToCheckError):
        check_citation(**tick, eid="art-9", by=portal.editor_a)
    assert not CitationCheck.objects.exists()


@pytest.mark.parametrize("data", [{}, {"source": "x", "edition": "1"}, {"source": "9" * 30, "edition": "²"}])
def test_senseless_tick_is_refused(portal: Portal, data: dict[str, str]) -> None:
    response = client_of(portal.editor_a).post("/admin/reports/citation-checks/done/", data)
    assert response.status_code == 302
    assert not CitationCheck.objects.exists()


def test_unresolved_citations_are_filtered_by_state(portal: Portal) -> None:
    _old_edition(portal)
    _citing("甲区实施办法", f"按照《{CITED}》第九十九条和《不存在的规定》第一条办理。", portal.district_a)
    client = client_of(portal.editor_a)
    everything = client.get("/admin/reports/unresolved-citations/").content.decode()
    assert "第九十九条" in everything
    assert "不存在的规定" in everything
    missing = client.get("/admin/reports/unresolved-citations/?state=no_provision").content.decode()
    assert "第九十九条" in missing
    assert "《不存在的规定》" not in missing
    assert client.get("/admin/reports/unresolved-citations/?state=x&p=abc").status_code == 200


def test_reports_are_for_editors(portal: Portal) -> None:
    for address in ("/admin/reports/unresolved-citations/", "/admin/reports/citation-checks/"):
        assert client_of(portal.first).get(address).status_code == 302
        assert address in client_of(portal.editor).get("/admin/").content.decode()
        assert address not in client_of(portal.first).get("/admin/").content.decode()


@pytest.mark.parametrize(
    "address", ["/admin/reports/unresolved-citations/", "/admin/reports/citation-checks/", "/admin/"]
)
def test_reports_cost_the_same_for_one_and_three_entries(portal: Portal, address: str) -> None:
    _old_edition(portal)
    words = f"按照《{CITED}》第二条和《不存在的规定》第一条办理。"
    _citing("甲区办法一", words, portal.district_a)
    new = _new_edition(portal)
    client = client_of(portal.editor_a)

    def count() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    one = count()
    for number in ("二", "三"):
        _citing(f"甲区办法{number}", words, portal.district_a)
    assert Citation.objects.filter(target_edition=new).count() == 0
    assert len(list_citations_to_check(portal.editor_a, on=TODAY)) == 3
    assert count() == one
