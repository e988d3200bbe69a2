"""Certificates: numbers given once, every printed field signed, verification that tells nothing to others."""

from __future__ import annotations

import io
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from tests.factories.accounts import NOON, make_user
from tests.factories.training import make_enrollment, make_version
from training.certifying.drawing import FALLBACK, FONT, draw_certificate, font_for
from training.certifying.printed import Printed
from training.certifying.signing import Signer, is_signed
from training.enums import LessonKind
from training.models import Certificate, Completion
from training.selectors.certificates import verify
from training.services.certifying import issue_certificates, revoke_certificate
from training.services.completing import complete_lesson

PRINTED = Printed(
    number="QF20160000001",
    name="示例甲",
    unit="示例市甲区",
    course="九严禁通识（示例）",
    version=2,
    klass="",
    hours="4",
    completed_on="2016-11-01",
    issued_on="2016-11-02",
    issuer="示例单位",
)


def _completed(learner=None):
    version = make_version(LessonKind.ARTICLE)
    enrollment = make_enrollment(version, learner=learner)
    complete_lesson(enrollment=enrollment, lesson=version.lessons.get(), at=NOON)
    return enrollment.completion


def _issued(learner=None) -> Certificate:
    completion = _completed(learner)
    issue_certificates(at=NOON)
    return Certificate.objects.get(completion=completion)


def test_one_changed_field_breaks_the_signature():
    signer = Signer(bytes(range(32)))
    signature = signer.sign(PRINTED.canonical())

    assert is_signed(PRINTED.canonical(), signature, signer.public)
    for name in Printed.__slots__:
        changed = {key: getattr(PRINTED, key) for key in Printed.__slots__}
        changed[name] = 9 if name == "version" else f"{changed[name]}改"
        assert not is_signed(Printed(**changed).canonical(), signature, signer.public), name
    assert not is_signed(PRINTED.canonical(), "不是签名", signer.public)


def test_pdf_says_every_printed_field_and_brings_its_font():
    drawn = draw_certificate(PRINTED, address="https://portal.example/v?n=1", code="ABCDE23456")

    page = PdfReader(io.BytesIO(drawn)).pages[0]
    words = "".join(page.extract_text().split())
    for name in Printed.__slots__:
        assert str(getattr(PRINTED, name)) in words, name
    assert "ABCDE23456" in words
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    files = [
        font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font for font in fonts
    ]
    assert any("/FontFile2" in font.get("/FontDescriptor", {}) for font in files)
    assert drawn == draw_certificate(PRINTED, address="https://portal.example/v?n=1", code="ABCDE23456")


def test_rare_characters_are_drawn_with_a_font_readers_have():
    assert font_for("示例甲") == FONT
    assert font_for("示例㛃") == FALLBACK  # a name character outside GB 2312


@pytest.mark.django_db
def test_completion_gets_one_certificate_however_often_it_is_asked_for():
    completion = _completed()

    assert issue_certificates(at=NOON) == 1
    assert issue_certificates(at=NOON) == 0
    certificate = Certificate.objects.get()
    assert certificate.completion == completion
    assert certificate.number == "QF20160000001"


@pytest.mark.django_db(transaction=True)
def test_numbers_are_unique_and_without_gaps_under_concurrency():
    for _person in range(12):
        _completed()
    failures = []

    def issue():
        try:
            issue_certificates(at=NOON)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=issue) for _thread in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    assert numbers == [f"QF2016{place:07d}" for place in range(1, 13)]
    assert Completion.objects.filter(certificate__isnull=True).count() == 0


@pytest.mark.django_db
def test_verification_shows_all_fields_to_who_knows_the_code_and_nothing_to_others(client):
    certificate = _issued(make_user(name="示例查验人"))
    address = reverse("training:verify")

    shown = client.get(address, {"n": certificate.number.lower(), "c": certificate.code.lower()})
    for value in certificate.printed.values():
        assert str(value) in shown.content.decode()
    assert "证书有效" in shown.content.decode()
    for code in ("", "AAAAAAAAAA", certificate.code[:-1]):
        refused = client.get(address, {"n": certificate.number, "c": code}).content.decode()
        assert "示例查验人" not in refused
        assert "没有查到" in refused
    absent = client.get(address, {"n": "QF20169999999", "c": "AAAAAAAAAA"}).content.decode()
    assert (
        absent.replace("QF20169999999", certificate.number)
        == client.get(address, {"n": certificate.number, "c": "AAAAAAAAAA"}).content.decode()
    )


@pytest.mark.django_db
def test_row_that_was_tampered_with_is_not_genuine():
    certificate = _issued()
    certificate.printed["hours"] = "99"
    tampered = Certificate(
        completion=_completed(),
        number="QF20160000009",
        code=certificate.code,
        printed={**certificate.printed, "number": "QF20160000009"},
        signature=certificate.signature,
        key=certificate.key,
        issued_at=NOON,
    )
    tampered.save()

    verified = verify("QF20160000009", certificate.code)
    assert verified is not None
    assert not verified.is_genuine
    assert not verified.counts


@pytest.mark.django_db
def test_revocation_shows_and_closes_the_file(client, trainer):
    learner = make_user()
    certificate = _issued(learner)
    client.force_login(learner)
    file = reverse("training:certificate", args=[certificate.number])
    assert client.get(file)["Content-Type"] == "application/pdf"

    revoke_certificate(certificate=certificate, by=trainer, at=NOON, reason="示例：登记有误")
    revoke_certificate(certificate=certificate, by=trainer, at=NOON, reason="再次")

    assert client.get(file).status_code == 404
    shown = client.get(
        reverse("training:verify"), {"n": certificate.number, "c": certificate.code}
    ).content.decode()
    assert "不再有效" in shown
    assert "示例：登记有误" in shown
    assert "证书有效" not in shown


@pytest.mark.django_db
def test_certificates_are_their_owners(client):
    mine, other = make_user(), make_user()
    certificate = _issued(mine)
    client.force_login(other)

    assert client.get(reverse("training:certificate", args=[certificate.number])).status_code == 404
    assert certificate.number not in client.get(reverse("training:certificates")).content.decode()

    client.force_login(mine)
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as counted:
            page = client.get(reverse("training:certificates"))
        counts.append(len(counted))
        assert certificate.number in page.content.decode()
        _issued(mine)
        _issued(mine)
    assert counts[0] == counts[1]
    assert "no-store" in page["Cache-Control"]


@pytest.mark.django_db
def test_trainer_revokes_only_in_the_own_subtree(client, district, other_district, district_admin):
    here = _issued(make_user(unit=district, name="示例甲区人"))
    there = _issued(make_user(unit=other_district, name="示例乙区人"))
    client.force_login(district_admin)

    listed = client.get(reverse("training_certificates")).content.decode()
    assert "示例甲区人" in listed
    assert "示例乙区人" not in listed
    assert client.get(reverse("training_revoke_certificate", args=[there.pk])).status_code == 404
    refused = client.post(reverse("training_revoke_certificate", args=[here.pk]), {"reason": ""})
    assert refused.status_code == 200
    assert not hasattr(Certificate.objects.get(pk=here.pk), "revocation")
    client.post(reverse("training_revoke_certificate", args=[here.pk]), {"reason": "示例原因"})
    assert Certificate.objects.get(pk=here.pk).revocation.reason == "示例原因"
