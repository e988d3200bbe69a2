"""报名审核 and 组织指派 in the Wagtail admin: each district sees and decides its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import NOON, make_user
from tests.factories.content import make_structure
from tests.factories.training import make_class, make_enrollment, make_version
from training.enums import EnrollmentMode, EnrollmentState
from training.models import AssignmentRun, Enrollment, EnrollmentChange
from training.services.assigning import assign, run_assignment

pytestmark = pytest.mark.django_db
APPROVALS, ASSIGNMENTS = "/admin/training/approvals/", "/admin/training/assignments/"


@pytest.fixture(autouse=True)
def _structure() -> None:
    make_structure()


def _client(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="accounts.backends.StaffNumberOrPhoneBackend")
    return client


def _pending(unit: Any, klass: Any, name: str, state: str = EnrollmentState.PENDING_UNIT) -> Enrollment:
    return make_enrollment(klass.version, learner=make_user(unit=unit, name=name), klass=klass, state=state)


def test_everybody_sees_what_waits_for_them_and_nothing_else(
    city, district, other_district, district_admin, trainer, reader
):
    klass = make_class(unit=city, enrollment_mode=EnrollmentMode.APPROVAL)
    _pending(district, klass, "示例甲")
    _pending(other_district, klass, "示例乙")
    _pending(district, klass, "示例丙", EnrollmentState.PENDING_ORGANIZER)
    shown = {
        person: [
            name
            for name in ("示例甲", "示例乙", "示例丙")
            if name in _client(person).get(APPROVALS).content.decode()
        ]
        for person in (district_admin, trainer)
    }
    assert shown == {district_admin: ["示例甲"], trainer: ["示例甲", "示例乙", "示例丙"]}
    for address in (APPROVALS, ASSIGNMENTS):
        assert _client(reader).get(address).status_code == 302


def test_several_are_approved_at_once_and_refusing_needs_a_reason(
    city, district, other_district, district_admin
):
    klass = make_class(unit=city, enrollment_mode=EnrollmentMode.APPROVAL)
    mine = [_pending(district, klass, f"示例{number}") for number in range(2)]
    other = _pending(other_district, klass, "示例乙")
    client = _client(district_admin)

    refused = client.post(APPROVALS, {"chosen": [mine[0].pk], "action": "reject"})
    assert "请写明不通过的原因" in refused.content.decode()
    forged = client.post(APPROVALS, {"chosen": [other.pk], "action": "approve"})
    assert "重新勾选" in forged.content.decode()
    assert not EnrollmentChange.objects.exists()

    client.post(APPROVALS, {"chosen": [row.pk for row in mine], "action": "approve", "reason": ""})
    states = Enrollment.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["pending_organizer", "pending_organizer", "pending_unit"]


def test_an_assignment_is_counted_confirmed_and_shown(district, district_admin):
    for _number in range(3):
        make_user(unit=district, rank="一级科员")
    version = make_version()
    client = _client(district_admin)
    data = {
        "version": version.pk,
        "klass": "",
        "unit": district.code,
        "rank": "一级科员",
        "role": "",
        "due_on": "",
    }

    words = client.post(ASSIGNMENTS, data).content.decode()
    assert "核对后确认" in words
    assert "3人" in words
    assert not AssignmentRun.objects.exists()

    assert client.post(ASSIGNMENTS, {**data, "confirmed": "1"}).status_code == 302
    run = AssignmentRun.objects.get()
    assert "0 / 3" in client.get(ASSIGNMENTS).content.decode()
    run_assignment(run_id=run.pk, at=NOON)
    assert Enrollment.objects.count() == 3
    assert "已完成" in client.get(ASSIGNMENTS).content.decode()


def test_a_district_assigns_nobody_elsewhere_and_sees_no_other_assignment(
    city, district, other_district, district_admin, trainer
):
    make_user(unit=other_district)
    version = make_version()
    assign(version=version, unit=other_district, by=trainer, at=NOON)
    client = _client(district_admin)
    assert "乙区" not in client.get(ASSIGNMENTS).content.decode()
    for unit in (other_district, city):
        data = {"version": version.pk, "unit": unit.code, "confirmed": "1"}
        assert "没有代码为" in client.post(ASSIGNMENTS, data).content.decode()
    assert AssignmentRun.objects.count() == 1


@pytest.mark.parametrize("address", [APPROVALS, ASSIGNMENTS])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    address, city, district, trainer, django_assert_max_num_queries
):
    klass = make_class(unit=city, enrollment_mode=EnrollmentMode.APPROVAL)

    def rows(number: int) -> None:
        for _row in range(number):
            _pending(district, klass, "示例")
            assign(version=make_version(), unit=district, by=trainer, at=NOON)

    client = _client(trainer)
    rows(1)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    rows(2)
    with django_assert_max_num_queries(len(asked)):
        client.get(address)
