"""Figures of items over two thousand attempts, with as many queries as over ten."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest

from accounts.models import User
from tests.factories.accounts import NOON
from tests.factories.quizzes import make_item, make_paper, make_quiz
from training.enums import AttemptEnd, EnrollmentSource, EnrollmentState
from training.models import Answer, Attempt, Enrollment
from training.selectors.item_analysis import Doubt, analyze

pytestmark = pytest.mark.django_db


def answered(number: int):
    """A paper taken by so many, whose score is their place in percent.

    Its items: one the better half gets right, one the worse half, one everybody, one nobody, one at random.
    """
    paper = make_paper(*(make_item() for _ in range(5)))
    items = list(paper.chosen.order_by("sort_order").values_list("item_id", flat=True))
    enrollment, lesson = make_quiz(paper)
    people = User.objects.bulk_create(
        User(staff_number=f"A{uuid.uuid4().hex[:12]}", name="示例") for _ in range(number)
    )
    enrollments = Enrollment.objects.bulk_create(
        Enrollment(
            learner=person,
            version=enrollment.version,
            state=EnrollmentState.ACTIVE,
            source=EnrollmentSource.SELF,
            enrolled_at=NOON,
        )
        for person in people
    )
    attempts = Attempt.objects.bulk_create(
        Attempt(
            enrollment=each,
            lesson=lesson,
            paper=paper,
            number=1,
            seed="示例",
            sheet=[],
            rules={},
            started_at=NOON,
            submitted_at=NOON,
            graded_at=NOON,
            ended_by=AttemptEnd.SUBMITTED,
            score=Decimal(place * 100) / number,
            passed=True,
        )
        for place, each in enumerate(enrollments)
    )
    Answer.objects.bulk_create(
        Answer(
            attempt=attempt,
            position=position,
            item_id=items[position - 1],
            saved_at=NOON,
            points=0,
            share=float(share),
        )
        for place, attempt in enumerate(attempts)
        for position, share in enumerate(
            (place >= number / 2, place < number / 2, True, False, place % 2), start=1
        )
    )
    return paper, items


@pytest.mark.parametrize("number", [10, 2_000])
def test_figures_cost_the_same_for_any_number_of_attempts(number, django_assert_num_queries):
    paper, _items = answered(number)
    with django_assert_num_queries(3):
        total, figures = analyze(paper=paper)
    assert (total, len(figures)) == (number, 5)


def test_what_is_doubtful_comes_first():
    paper, (better, worse, all_right, none_right, chance) = answered(100)
    _total, figures = analyze(paper=paper)
    found = {each.item.pk: each for each in figures}
    assert (found[better].facility, found[better].discrimination, found[better].doubt) == (0.5, 1, None)
    assert (found[worse].discrimination, found[worse].doubt) == (-1, Doubt.NEGATIVE)
    assert found[all_right].doubt is Doubt.TOO_EASY
    assert found[none_right].doubt is Doubt.TOO_HARD
    assert found[chance].doubt is Doubt.WEAK
    assert [figures[0].item.pk, figures[-1].item.pk] == [worse, better]


def test_of_few_answers_nothing_is_said():
    paper, _items = answered(10)
    _total, figures = analyze(paper=paper)
    assert {each.doubt for each in figures} == {None}
    assert analyze(paper=make_paper(make_item())) == (0, [])
