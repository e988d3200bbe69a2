"""A completion is never undone: a second event says that it no longer counts."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEntry, OrgUnit, User
from tests.factories.accounts import NOON, make_user
from tests.factories.training import make_class, make_enrollment, make_version
from training.enums import EnrollmentState, EventKind, FlagCode, LessonKind
from training.models import Completion, CompletionRevocation, Enrollment, LearningEvent
from training.services.completing import complete_lesson
from training.services.flagging import flag
from training.services.revoking import RevocationError, revoke_completion

pytestmark = pytest.mark.django_db


def complete(enrollment: Enrollment) -> Completion:
    for lesson in enrollment.version.lessons.all():
        complete_lesson(enrollment=enrollment, lesson=lesson, at=NOON)
    return Completion.objects.get(enrollment=enrollment)


@pytest.fixture
def enrollment(reader: User) -> Enrollment:
    """Of somebody of district A, completed."""
    made = make_enrollment(make_version(LessonKind.ARTICLE), learner=reader)
    complete(made)
    made.refresh_from_db()
    return made


def screen(name: str, enrollment: Enrollment) -> str:
    return reverse(name, args=[enrollment.pk])


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="accounts.backends.StaffNumberOrPhoneBackend")
    return client


def test_completion_stays_and_counts_no_more(enrollment, trainer):
    before = Completion.objects.values().get()
    revoke_completion(completion=enrollment.completion, by=trainer, at=NOON, reason="由他人代学")
    enrollment.refresh_from_db()
    assert Completion.objects.values().get() == before
    assert (enrollment.state, enrollment.completed_at) == (EnrollmentState.WITHDRAWN, None)
    assert enrollment.changes.get(kind="revoked").reason == "由他人代学"
    assert LearningEvent.objects.filter(kind=EventKind.COMPLETION_REVOKED).count() == 1
    assert AuditEntry.objects.filter(action="training.completion_revoked").count() == 1


def test_who_is_to_learn_again_enrolls_again(enrollment, trainer):
    revoke_completion(completion=enrollment.completion, by=trainer, at=NOON, reason="由他人代学")
    again = make_enrollment(enrollment.version, learner=enrollment.learner)
    assert complete(again).pk != enrollment.completion.pk


@pytest.mark.parametrize("reason", ["", "  ", "\u200b"])
def test_reason_is_needed(enrollment, trainer, reason):
    with pytest.raises(RevocationError):
        revoke_completion(completion=enrollment.completion, by=trainer, at=NOON, reason=reason)
    assert not CompletionRevocation.objects.exists()


def test_revoking_twice_or_ones_own_is_refused(enrollment, trainer):
    with pytest.raises(RevocationError):
        revoke_completion(completion=enrollment.completion, by=enrollment.learner, at=NOON, reason="示例")
    revoke_completion(completion=enrollment.completion, by=trainer, at=NOON, reason="示例")
    with pytest.raises(RevocationError):
        revoke_completion(completion=enrollment.completion, by=trainer, at=NOON, reason="示例")
    assert LearningEvent.objects.filter(kind=EventKind.COMPLETION_REVOKED).count() == 1


def test_place_in_the_class_is_given_back(reader, trainer, district):
    klass = make_class(make_version(LessonKind.ARTICLE), unit=district, taken=1)
    made = make_enrollment(klass.version, learner=reader, klass=klass, holds_place=True)
    revoke_completion(completion=complete(made), by=trainer, at=NOON, reason="示例")
    klass.refresh_from_db()
    assert klass.taken == 0


def test_trainer_sees_the_study_and_revokes_it(enrollment, district_admin):
    client = signed_in(district_admin)
    page = client.get(screen("training_study", enrollment)).content.decode()
    assert screen("training_study_revoke", enrollment) in page
    assert client.get(screen("training_study_revoke", enrollment)).status_code == 200
    refused = client.post(screen("training_study_revoke", enrollment), {"reason": " "})
    assert refused.status_code == 200
    assert not CompletionRevocation.objects.exists()
    client.post(screen("training_study_revoke", enrollment), {"reason": "由他人代学"})
    assert CompletionRevocation.objects.get().by == district_admin
    assert "由他人代学" in client.get(screen("training_study", enrollment)).content.decode()
    assert client.get(screen("training_study_revoke", enrollment)).status_code == 404


def test_other_districts_people_are_not_there(enrollment, other_district):
    client = signed_in(make_user(Role.TRAINER, unit=other_district))
    flag(
        key="flag:1",
        code=FlagCode.TOO_FAST,
        enrollment=enrollment,
        lesson=enrollment.version.lessons.get(),
        at=NOON,
        data={"refused": 90},
    )
    for name in ("training_study", "training_study_revoke"):
        assert client.get(screen(name, enrollment)).status_code == 404
        assert client.post(screen(name, enrollment), {"reason": "示例"}).status_code in (404, 405)
    assert not CompletionRevocation.objects.exists()
    for suffix in ("", "?export=csv", "?export=xlsx"):
        answer = client.get(reverse("training_flags") + suffix)
        words = b"".join(answer) if answer.streaming else answer.content
        assert enrollment.learner.name.encode() not in words


def test_remarks_are_listed_and_exported_for_the_own_district(enrollment, district_admin):
    flag(
        key="flag:1",
        code=FlagCode.TOO_FAST,
        enrollment=enrollment,
        lesson=enrollment.version.lessons.get(),
        at=NOON,
        data={"refused": 90},
    )
    client = signed_in(district_admin)
    for suffix in ("", "?export=csv"):
        answer = client.get(reverse("training_flags") + suffix)
        words = (b"".join(answer) if answer.streaming else answer.content).decode()
        assert enrollment.learner.name in words
        assert str(FlagCode.TOO_FAST.label) in words


def test_people_without_the_role_are_refused(enrollment, editor, reader):
    for person in (editor, reader):
        client = signed_in(person)
        for address in (reverse("training_flags"), screen("training_study", enrollment)):
            assert client.get(address).status_code in (302, 403, 404)


def test_list_of_remarks_costs_the_same_for_any_number(
    district_admin, district: OrgUnit, django_assert_max_num_queries
):
    counts = []
    client = signed_in(district_admin)
    version = make_version(LessonKind.ARTICLE)
    for many in (1, 3):
        for number in range(many):
            made = make_enrollment(version, learner=make_user(unit=district))
            key = f"flag:{many}:{number}"
            lesson = version.lessons.get()
            flag(key=key, code=FlagCode.OUTSIDE, enrollment=made, lesson=lesson, at=NOON, data={})
        client.get(reverse("training_flags"))
        with django_assert_max_num_queries(60) as asked:
            client.get(reverse("training_flags"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
