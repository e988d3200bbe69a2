"""Records outlive pages and accounts, and what is append-only stays as it was written."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from tests.factories.accounts import NOON
from tests.factories.training import make_class, make_enrollment, make_version
from training.enums import EnrollmentState, LessonKind
from training.models import Completion, EnrollmentChange, LearningEvent
from training.querysets import AppendOnlyError
from training.services.completing import complete_lesson


@pytest.mark.django_db
def test_the_last_lesson_completes_the_course_once():
    version = make_version(LessonKind.ARTICLE, LessonKind.VIDEO)
    enrollment = make_enrollment(version)
    first, second = version.lessons.all()

    assert complete_lesson(enrollment=enrollment, lesson=first, at=NOON)
    assert not Completion.objects.exists()
    assert complete_lesson(enrollment=enrollment, lesson=second, at=NOON)
    assert not complete_lesson(enrollment=enrollment, lesson=second, at=NOON)

    enrollment.refresh_from_db()
    assert (enrollment.state, enrollment.lessons_done) == (EnrollmentState.COMPLETED, 2)
    completion = Completion.objects.get()
    assert completion.rules == version.rules
    assert completion.digest == version.digest
    assert LearningEvent.objects.count() == 3


@pytest.mark.django_db
def test_a_completion_is_never_changed_or_deleted():
    version = make_version(LessonKind.ARTICLE)
    complete_lesson(enrollment=make_enrollment(version), lesson=version.lessons.get(), at=NOON)
    completion = Completion.objects.get()

    for change in (completion.save, completion.delete, Completion.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            change()
    for statement in ("UPDATE training_completion SET hours = 9", "DELETE FROM training_completion"):
        with (
            pytest.raises(IntegrityError, match="training records cannot be"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db
def test_people_with_records_cannot_be_deleted():
    enrollment = make_enrollment()
    EnrollmentChange.objects.create(enrollment=enrollment, kind="enrolled", at=NOON)

    with pytest.raises(ProtectedError):
        enrollment.learner.delete()


@pytest.mark.django_db
def test_the_database_sells_no_place_twice(city):
    klass = make_class(unit=city, capacity=1, taken=1)

    klass.taken = 2
    with pytest.raises(IntegrityError), transaction.atomic():
        klass.save()
