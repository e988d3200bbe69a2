"""A number typed into an address or sent with a form is never an error of the server, whatever it is."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories.accounts import NOON
from tests.factories.publishing import client_of
from tests.factories.training import make_catalogue, make_class
from training.grading.marking import order_of
from training.grading.responses import place_of
from training.models import ClassSession, EnrollmentListRun

pytestmark = pytest.mark.django_db

ODD = ["9" * 30, "9" * 19, "²", "-1", ""]


@pytest.fixture
def klass(city):
    return make_class(unit=city, ends_on=dt.date(2999, 1, 1))


@pytest.mark.parametrize("odd", ODD)
def test_an_address_with_an_odd_number_is_answered(odd, klass, trainer):
    run = EnrollmentListRun.objects.create(
        version=klass.version, klass=klass, path=trainer.unit.path, created_by=trainer, created_at=NOON
    )
    client = client_of(trainer)
    asked = [
        (reverse("training_class_roster", args=[klass.pk]), ["after"]),
        (reverse("training_list", args=[run.pk]), ["after"]),
        (reverse("training_lists"), ["p"]),
        (reverse("training_certificates"), ["before"]),
        (reverse("training_item_analysis"), ["paper"]),
        (reverse("training_standings"), ["unit", "year", "group", "after"]),
        (reverse("training_declarations"), ["after"]),
        (reverse("training_board"), ["course", "klass", "year"]),
        (reverse("training_board_overdue", args=[trainer.unit.pk]), ["course"]),
    ]
    for address, names in asked:
        assert client.get(address, dict.fromkeys(names, odd)).status_code == 200, (address, odd)
    overdue = reverse("training_board_overdue", args=[trainer.unit.pk])
    assert client.get(overdue, {"after": f"2016-11-01_{odd}"}).status_code == 200
    assert client.get(reverse("training_list_add"), {"class": odd or "x"}).status_code == 404


@pytest.mark.parametrize("odd", ODD)
def test_a_form_with_an_odd_number_changes_nothing_and_is_answered(odd, klass, trainer):
    session = ClassSession.objects.create(
        klass=klass, title="示例课", starts_at=NOON, ends_at=NOON + dt.timedelta(hours=1)
    )
    client = client_of(trainer)
    sent = [
        (reverse("training_class_people", args=[klass.pk]), {"people": odd, "action": "approve"}, 302),
        (
            reverse("training_class_sheet", args=[klass.pk, session.pk]),
            {"people": odd, "outcome": "present"},
            302,
        ),
        (reverse("training_class_leave", args=[klass.pk]), {"enrollment": odd}, 302),
        (reverse("training_class_leave", args=[klass.pk]), {"action": "cancel", "leave": odd}, 302),
        (reverse("training_class_timetable", args=[klass.pk]), {"session": odd or "x"}, 404),
        (reverse("training_class_documents", args=[klass.pk]), {"remove": odd}, 404),
        (reverse("training_class_invitations", args=[klass.pk]), {"revoke": odd}, 404),
        (reverse("training_declarations_approve"), {"declaration": odd}, 302),
        (reverse("training_person_hours", args=[trainer.pk]), {"entry": odd}, 404),
    ]
    for address, fields, status in sent:
        assert client.post(address, fields).status_code == status, (address, fields)
    assert not session.attendances.exists()


@pytest.mark.parametrize("year", [*ODD[:-1], "20269", "020261", "1979", "2999"])
def test_the_transcript_is_of_a_year_there_was(year, reader):
    assert client_of(reader).get(reverse("training:transcript"), {"year": year}).status_code == 404


@pytest.mark.parametrize("odd", ODD)
def test_the_catalogue_shows_a_stretch_whatever_was_typed(odd, client):
    make_catalogue()

    assert client.get("/courses/", {"p": odd, "item": odd}).status_code == 200


@pytest.mark.parametrize("odd", ODD)
def test_a_place_that_is_none_is_no_order(odd):
    assert place_of([f"a:{odd}"], "a") == 0
    assert order_of([f"a:{odd}"]) is None
