"""Declared hours: what is accepted, who reviews, what is credited, who opens a file."""

from __future__ import annotations

import datetime as dt
import html
import re
from decimal import Decimal
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEntry
from tests.factories.accounts import NOON, make_superuser, make_user
from tests.factories.hours import PDF, declared, evidence, make_declaration
from tests.factories.publishing import client_of
from training.admin import declarations
from training.enums import DeclarationState, HourBasis, HourSource, TrainingAction
from training.evidence import LARGEST
from training.models import CreditEntry, DeclarationChange, DeclarationEvidence, OfflineDeclaration
from training.selectors.declarations import remarks_on, review_list, review_page
from training.services.declaring import (
    DeclarationError,
    approve,
    correct,
    declare,
    revoke,
    send_back,
    take_back,
)

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 4, 2, 9, tzinfo=NOON.tzinfo)
TODAY = AT.date()
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def district_trainer(district):
    return make_user(Role.TRAINER, name="示例甲区培训员", unit=district)


@pytest.fixture
def foreign_trainer(other_district):
    return make_user(Role.TRAINER, name="示例乙区培训员", unit=other_district)


def total(learner) -> Decimal:
    return CreditEntry.objects.filter(learner=learner).aggregate(total=Sum("hours"))["total"] or Decimal(0)


@pytest.mark.parametrize(
    ("measure", "amount", "hours", "days"),
    [
        # 条例 art. 14: 12 days or 90 hours, so 7.5 hours a day
        (HourBasis.DAY, "2", "15", "2"),
        (HourBasis.HALF_DAY, "3", "11.25", "1.5"),
        (HourBasis.HOUR, "10", "10", "0"),
    ],
)
def test_an_approved_declaration_is_credited(reader, district_trainer, measure, amount, hours, days):
    declaration = make_declaration(reader, measure=measure, amount=Decimal(amount))
    assert total(reader) == 0

    entry = approve(declaration=declaration, by=district_trainer, at=AT)

    declaration.refresh_from_db()
    assert (declaration.state, declaration.hours) == (DeclarationState.APPROVED, Decimal(hours))
    assert (entry.hours, entry.days, entry.year) == (Decimal(hours), Decimal(days), 2026)
    assert (entry.category, entry.source, entry.on) == ("concentrated", "offline", dt.date(2026, 3, 3))
    assert "第十四条" in entry.rule["document"]
    assert entry.evidence["files"] == [declaration.evidence.get().digest]
    assert AuditEntry.objects.filter(action=TrainingAction.DECLARATION_DECIDED).count() == 1
    with pytest.raises(DeclarationError, match="已认定"):
        approve(declaration=declaration, by=district_trainer, at=AT)
    assert total(reader) == Decimal(hours)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ends_on": dt.date(2026, 3, 1)}, "结束日期"),
        ({"starts_on": dt.date(2026, 5, 1), "ends_on": dt.date(2026, 5, 2)}, "结束以后"),
        ({"amount": Decimal("2.5")}, "超过了起止日期"),
        ({"measure": HourBasis.HALF_DAY, "amount": Decimal(5)}, "超过了起止日期"),
        ({"amount": Decimal(0)}, "大于零"),
        ({"source": HourSource.TEACHING, "measure": HourBasis.HOUR}, "没有规定"),
        ({"starts_on": dt.date(2020, 3, 2), "ends_on": dt.date(2020, 3, 3)}, "没有规定"),
    ],
)
def test_what_cannot_be_declared(reader, fields, words):
    with pytest.raises(DeclarationError, match=words):
        declare(learner=reader, declared=declared(**fields), files=[evidence()], at=AT, today=TODAY)
    assert not OfflineDeclaration.objects.exists()
    assert not DeclarationEvidence.objects.exists()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "附上证明材料"),
        ([("a.pdf", b"MZ\x90\x00 program")], "不是 PDF"),
        ([("a.svg", b"<svg onload=alert(1)>")], "不是 PDF"),
        ([("a.pdf", PDF), ("b.html", b"<html>")], "不是 PDF"),
        ([(f"{number}.pdf", PDF) for number in range(6)], "最多 5 份"),
    ],
)
def test_files_that_are_not_accepted(reader, files, words):
    sent = [evidence(*file) for file in files]

    with pytest.raises(DeclarationError, match=words):
        declare(learner=reader, declared=declared(), files=sent, at=AT, today=TODAY)
    assert not OfflineDeclaration.objects.exists()


def test_a_file_too_large_is_not_read(reader):
    file = SimpleUploadedFile("a.pdf", PDF)
    file.size = LARGEST + 1

    with pytest.raises(DeclarationError, match="10 MB"):
        declare(learner=reader, declared=declared(), files=[file], at=AT, today=TODAY)


def test_names_of_files_are_made_harmless(reader):
    files = [evidence("..\\..\\etc/pass<wd>.exe", PNG)]

    declaration = declare(learner=reader, declared=declared(), files=files, at=AT, today=TODAY)

    stored = declaration.evidence.get()
    assert (stored.name, stored.content_type, stored.size) == ("pass_wd_.png", "image/png", len(PNG))
    assert "wd" not in stored.file.name


def test_the_same_training_is_declared_once(reader, district_trainer):
    first = make_declaration(reader, title="示例甲")
    for state in ("submitted", "approved"):
        with pytest.raises(DeclarationError, match="已经申报过"):
            make_declaration(reader, title="示例甲 ")
        if state == "submitted":
            approve(declaration=first, by=district_trainer, at=AT)
    revoke(declaration=first, by=district_trainer, at=AT, reason="材料不实")
    assert make_declaration(reader, title="示例甲").state == DeclarationState.SUBMITTED
    assert make_declaration(make_user(), title="示例甲").state == DeclarationState.SUBMITTED


def test_returned_corrected_approved_revoked(reader, district_trainer):
    declaration = make_declaration(reader)
    with pytest.raises(DeclarationError, match="原因"):
        send_back(declaration=declaration, by=district_trainer, at=AT, reason=" ")
    send_back(declaration=declaration, by=district_trainer, at=AT, reason="缺少结业证书")
    declaration.refresh_from_db()
    assert (declaration.state, declaration.reason) == (DeclarationState.RETURNED, "缺少结业证书")

    declaration = correct(
        declaration=declaration,
        declared=declared(title=declaration.title, amount=Decimal(1)),
        files=[evidence("证书.png", PNG)],
        at=AT,
        today=TODAY,
    )
    assert (declaration.state, declaration.reason, declaration.evidence.count()) == ("submitted", "", 2)
    approve(declaration=declaration, by=district_trainer, at=AT)
    assert total(reader) == Decimal("7.5")

    revoke(declaration=declaration, by=district_trainer, at=AT, reason="材料不实")
    declaration.refresh_from_db()
    assert (declaration.state, total(reader)) == (DeclarationState.REVOKED, 0)
    states = list(DeclarationChange.objects.values_list("state", flat=True))
    assert states == ["submitted", "returned", "submitted", "approved", "revoked"]


def test_a_learner_takes_back_what_was_not_approved(reader, district_trainer):
    declaration = make_declaration(reader)
    take_back(declaration=declaration, at=AT)
    with pytest.raises(DeclarationError, match="已撤回"):
        approve(declaration=declaration, by=district_trainer, at=AT)

    approved = make_declaration(reader)
    approve(declaration=approved, by=district_trainer, at=AT)
    with pytest.raises(DeclarationError, match="已认定"):
        take_back(declaration=approved, at=AT)


def test_nobody_reviews_own_declarations_or_those_of_other_districts(
    reader, district_trainer, foreign_trainer, editor, trainer
):
    declaration, own = make_declaration(reader), make_declaration(district_trainer)

    for person in (reader, foreign_trainer, editor):
        with pytest.raises(DeclarationError):
            approve(declaration=declaration, by=person, at=AT)
        assert declaration not in review_list(person)
    with pytest.raises(DeclarationError, match="自己"):
        approve(declaration=own, by=district_trainer, at=AT)
    assert list(review_list(district_trainer)) == [declaration]
    assert set(review_list(trainer)) == {declaration, own}
    approve(declaration=own, by=trainer, at=AT)
    assert total(district_trainer) == 15


def test_somebody_without_a_unit_is_reviewed_by_those_of_the_whole_tree(outsider, trainer):
    declaration = make_declaration(outsider)

    assert declaration not in review_list(trainer)
    approve(declaration=declaration, by=make_superuser(), at=AT)
    assert total(outsider) == 15


def test_the_review_list_is_paged_by_moment_and_key(reader, district_trainer):
    # Two at one moment, one sent in again later than those behind it, one earlier than those before it.
    minutes = [30, 10, 10, 20, 0]
    made = [make_declaration(reader, title=f"示例第{number}份") for number in range(5)]
    for declaration, minute in zip(made, minutes, strict=True):
        at = AT + dt.timedelta(minutes=minute, microseconds=7)
        OfflineDeclaration.objects.filter(pk=declaration.pk).update(submitted_at=at)

    seen: list[int] = []
    after = ""
    for _page in made:
        found = review_page(district_trainer, state=DeclarationState.SUBMITTED, after=after, size=1)
        seen += [row.pk for row in found.rows]
        after = found.after

    assert seen == [made[number].pk for number in (4, 1, 2, 3, 0)]
    assert after == ""
    for unread in ("nonsense", "2026-04-02T09:00:00_1", "2026-04-02T09:00:00+00:00_x"):
        found = review_page(district_trainer, state=DeclarationState.SUBMITTED, after=unread)
        assert [row.pk for row in found.rows] == seen


def test_the_next_page_of_the_review_list_is_reached_by_its_link(reader, district_trainer, monkeypatch):
    monkeypatch.setattr(declarations, "review_page", partial(review_page, size=1))
    titles = [make_declaration(reader).title for _number in range(2)]
    client = client_of(district_trainer)
    first = client.get(reverse("training_declarations")).content.decode()
    link = html.unescape(re.search(r'href="(\?state=submitted&amp;after=[^"]+)"', first)[1])

    second = client.get(reverse("training_declarations") + link).content.decode()

    assert [title in first for title in titles] == [True, False]
    assert [title in second for title in titles] == [False, True]


def test_reviewers_are_told_of_a_file_seen_before_and_of_days_declared_twice(reader, district):
    one = make_declaration(reader, files=[evidence(content=PDF)])
    other = make_declaration(make_user(unit=district), files=[evidence("x.pdf", PDF)])
    third = make_declaration(reader, starts_on=dt.date(2026, 3, 3), ends_on=dt.date(2026, 3, 5))

    assert remarks_on([one, other, third]) == {
        one.pk: [("same_file", 1), ("same_days", 1)],
        other.pk: [("same_file", 1)],
        third.pk: [("same_days", 1)],
    }


# ---- pages ------------------------------------------------------------------------------


FIELDS = {
    "title": "示例培训",
    "organizer": "示例党校",
    "source": "offline",
    "starts_on": "2016-03-02",
    "ends_on": "2016-03-03",
    "amount": "2",
    "measure": "day",
}


def test_a_learner_declares_by_the_form(reader):
    client = client_of(reader)
    recent = {"starts_on": "2024-03-02", "ends_on": "2024-03-03"}

    answer = client.post("/learning/declarations/new/", {**FIELDS, **recent, "evidence": [evidence()]})

    assert answer.status_code == 302
    page = client.get("/learning/declarations/")
    assert "示例培训" in page.text
    assert "待审核" in page.text
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": "x"}, "数量"),
        ({"title": ""}, "培训内容"),
        ({"starts_on": "1999-13-40"}, "开始日期"),
        ({}, "没有规定"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_are_kept(reader, change, words):
    answer = client_of(reader).post(
        "/learning/declarations/new/", {**FIELDS, **change, "evidence": [evidence()]}
    )

    assert answer.status_code == 422
    assert words in answer.text
    assert "示例党校" in answer.text
    assert not OfflineDeclaration.objects.exists()


def test_a_declaration_is_corrected_and_withdrawn_by_its_learner_only(reader, district_trainer):
    declaration = make_declaration(reader)
    for person in (district_trainer, make_user()):
        client = client_of(person)
        assert client.get(f"/learning/declarations/{declaration.pk}/").status_code == 404
        assert client.post(f"/learning/declarations/{declaration.pk}/withdraw/").status_code == 404
    client = client_of(reader)
    assert declaration.title in client.get(f"/learning/declarations/{declaration.pk}/").text

    client.post(f"/learning/declarations/{declaration.pk}/withdraw/")

    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.WITHDRAWN
    assert client.get(f"/learning/declarations/{declaration.pk}/").status_code == 404


def test_a_file_opens_for_its_learner_and_the_reviewers_alone(
    reader, district_trainer, foreign_trainer, trainer, editor, system_admin
):
    file = make_declaration(reader).evidence.get()
    address = f"/learning/evidence/{file.pk}/"

    assert Client().get(address).status_code == 302
    for person in (foreign_trainer, editor, system_admin, make_user()):
        assert client_of(person).get(address).status_code == 404
    for person in (reader, district_trainer, trainer):
        answer = client_of(person).get(address)
        assert answer.status_code == 200
        assert b"".join(answer).startswith(PDF)
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
    opened = AuditEntry.objects.filter(action=TrainingAction.EVIDENCE_OPENED)
    assert set(opened.values_list("actor_id", flat=True)) == {district_trainer.pk, trainer.pk}
    for person in (reader, trainer):
        assert client_of(person).get(f"/media/{file.file.name}").status_code == 404


def test_the_list_asks_as_often_for_three_as_for_one(reader):
    client = client_of(reader)
    make_declaration(reader)
    client.get("/learning/declarations/")
    before = _queries(client)
    for _number in range(2):
        make_declaration(reader)

    assert _queries(client) == before


def _queries(client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/learning/declarations/").status_code == 200
    return len(queries)
