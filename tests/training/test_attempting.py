"""Taking a paper: the server's clock, every answer once, attempts, completion."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests.factories.accounts import NOON
from tests.factories.quizzes import make_item, make_paper, make_quiz, start_quiz
from training.enums import AttemptEnd, EnrollmentState, ItemKind
from training.models import Answer, Attempt, Completion, LearningEvent, LessonProgress, WrongItem
from training.services import attempting
from training.services.attempting import GRACE, AttemptError, Given
from training.services.banking import save_item

MINUTE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)
pytestmark = pytest.mark.django_db
RIGHT = {
    ItemKind.SINGLE: ["B"],
    ItemKind.MULTIPLE: ["A", "C"],
    ItemKind.TRUE_FALSE: ["false"],
    ItemKind.FILL_IN: ["提拔 使用。"],
    ItemKind.ORDERED: ["A:1", "B:2", "C:3", "D:4"],
}


def begin(*kinds, at=NOON, **fields):
    paper = make_paper(*(make_item(kind) for kind in kinds or (ItemKind.SINGLE,)), **fields)
    enrollment, lesson = make_quiz(paper)
    return start_quiz(enrollment, lesson, at=at)


def answer(attempt, position, response, *, at=NOON, sequence=None):
    given = Given(response, sequence)
    return attempting.save_answer(attempt=attempt, position=position, given=given, at=at)


def test_a_paper_answered_rightly_completes_lesson_and_course():
    attempt = begin(*ItemKind)
    for position, question in enumerate(attempt.sheet, start=1):
        assert answer(attempt, position, RIGHT[question["kind"]]).stored

    done = attempting.submit(attempt=attempt, at=NOON + MINUTE)

    assert (done.score, done.passed, done.ended_by) == (100, True, AttemptEnd.SUBMITTED)
    enrollment = attempt.enrollment
    enrollment.refresh_from_db()
    assert enrollment.state == EnrollmentState.COMPLETED
    assert Completion.objects.get().enrollment == enrollment
    assert LessonProgress.objects.get().score == 100
    assert attempting.submit(attempt=attempt, at=NOON + 2 * MINUTE).submitted_at == NOON + MINUTE
    assert LearningEvent.objects.filter(kind="quiz_submitted").count() == 1


def test_one_that_fails_completes_nothing_and_fills_the_book():
    attempt = begin(ItemKind.SINGLE, ItemKind.MULTIPLE)
    answer(attempt, 1, ["A"])

    done = attempting.submit(attempt=attempt, at=NOON)

    assert (done.score, done.passed) == (0, False)
    assert not Completion.objects.exists()
    assert LessonProgress.objects.get().completed_at is None
    assert WrongItem.objects.count() == 2
    assert Answer.objects.filter(attempt=attempt, share=0).count() == 2


def test_the_best_score_stays():
    paper = make_paper(*(make_item() for _ in range(4)), pass_mark=90)
    enrollment, lesson = make_quiz(paper)
    for right in (2, 3, 1):
        attempt = start_quiz(enrollment, lesson)
        for position in range(1, right + 1):
            answer(attempt, position, ["B"])
        attempting.submit(attempt=attempt, at=NOON)
    assert LessonProgress.objects.get().score == 75
    assert list(Attempt.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_an_open_attempt_is_gone_on_with():
    paper = make_paper(make_item(), minutes=30)
    enrollment, lesson = make_quiz(paper)
    first = start_quiz(enrollment, lesson)
    again = start_quiz(enrollment, lesson, at=NOON + 29 * MINUTE)
    assert (again.pk, again.deadline) == (first.pk, NOON + 30 * MINUTE)


def test_only_one_attempt_is_open():
    attempt = begin()
    attempt.pk, attempt.number = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.save()


def test_attempts_are_counted():
    paper = make_paper(make_item(), attempts=2)
    enrollment, lesson = make_quiz(paper)
    for _ in range(2):
        attempt = start_quiz(enrollment, lesson)
        attempting.submit(attempt=attempt, at=NOON)
    with pytest.raises(AttemptError, match="可答次数"):
        start_quiz(enrollment, lesson)


@pytest.mark.parametrize("late", [0 * SECOND, GRACE])
def test_an_answer_on_its_way_at_the_deadline_is_kept(late):
    attempt = begin(minutes=10)
    answer(attempt, 1, ["B"], at=NOON + 10 * MINUTE + late)
    assert Answer.objects.get().response == ["B"]


def test_after_the_deadline_nothing_is_kept():
    attempt = begin(ItemKind.SINGLE, ItemKind.SINGLE, minutes=10)
    answer(attempt, 1, ["B"], at=NOON + MINUTE)
    late = NOON + 10 * MINUTE + GRACE + SECOND
    with pytest.raises(AttemptError, match="时间已到"):
        answer(attempt, 2, ["B"], at=late)

    done = attempting.submit(attempt=attempt, at=late, given={2: Given(["B"])})

    assert (done.score, done.ended_by) == (50, AttemptEnd.TIME_UP)
    assert (done.submitted_at, done.graded_at) == (NOON + 10 * MINUTE, late)


def test_a_sequence_from_the_future_gives_no_time():
    """The browser's own clock says nothing about the deadline."""
    attempt = begin(minutes=10)
    with pytest.raises(AttemptError):
        answer(attempt, 1, ["B"], at=NOON + 11 * MINUTE, sequence=int(NOON.timestamp() * 1000))


def test_the_job_collects_what_nobody_handed_in():
    attempt = begin(minutes=10)
    answer(attempt, 1, ["B"], at=NOON + MINUTE)

    assert attempting.settle_all(at=NOON + 10 * MINUTE) == 0
    assert attempting.settle_all(at=NOON + 11 * MINUTE) == 1
    assert attempting.settle_all(at=NOON + 11 * MINUTE) == 0

    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed, attempt.ended_by) == (100, True, AttemptEnd.TIME_UP)


def test_starting_again_collects_the_one_that_ran_out():
    paper = make_paper(make_item(), minutes=10, attempts=2)
    enrollment, lesson = make_quiz(paper)
    first = start_quiz(enrollment, lesson)
    second = start_quiz(enrollment, lesson, at=NOON + 20 * MINUTE)
    first.refresh_from_db()
    assert (first.ended_by, second.number) == (AttemptEnd.TIME_UP, 2)


def test_the_paper_and_the_last_day_end_an_attempt_before_its_minutes():
    paper = make_paper(make_item(), minutes=60, closes_at=NOON + 5 * MINUTE)
    enrollment, lesson = make_quiz(paper)
    attempt = start_quiz(enrollment, lesson)
    assert attempt.deadline == NOON + 5 * MINUTE
    enrollment, lesson = make_quiz(make_paper(make_item()), due_on=NOON.date())
    attempt = start_quiz(enrollment, lesson)
    assert attempt.deadline == NOON.replace(hour=0) + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": EnrollmentState.WITHDRAWN}, "学习期内"),
        ({"state": EnrollmentState.PENDING_UNIT}, "学习期内"),
        ({"due_on": dt.date(2016, 10, 31)}, "学习期限已过"),
    ],
)
def test_a_closed_enrollment_cannot_start(fields, words):
    enrollment, lesson = make_quiz(**fields)
    with pytest.raises(AttemptError, match=words):
        start_quiz(enrollment, lesson)


def test_an_older_save_never_overwrites_a_newer_one():
    attempt = begin()
    now = int(NOON.timestamp() * 1000)
    assert answer(attempt, 1, ["B"], sequence=now).stored
    late = answer(attempt, 1, ["A"], sequence=now - 1)
    assert (late.stored, late.sequence) == (False, now)
    assert answer(attempt, 1, ["B"], sequence=now).stored  # the same save, repeated
    assert Answer.objects.get().response == ["B"]


def test_an_item_changed_later_does_not_change_an_attempt():
    item = make_item()
    enrollment, lesson = make_quiz(make_paper(item))
    attempt = start_quiz(enrollment, lesson)
    answer(attempt, 1, ["B"])
    item.answer = ["A"]
    save_item(item=item, at=NOON)
    assert item.version == 2

    assert attempting.submit(attempt=attempt, at=NOON).score == 100


def test_what_was_right_twice_leaves_the_book():
    item = make_item()
    enrollment, lesson = make_quiz(make_paper(item, make_item(), pass_mark=100, shuffle_items=False))
    in_book = []
    for response in (["A"], ["B"], ["A"], ["B"], ["B"]):
        attempt = start_quiz(enrollment, lesson)
        answer(attempt, 1, response)
        attempting.submit(attempt=attempt, at=NOON)
        in_book.append(WrongItem.objects.filter(item=item, cleared_at__isnull=True).exists())
    assert in_book == [True, True, True, True, False]
    assert WrongItem.objects.get(item=item).times_wrong == 2
