"""The ledger: written once, taken back by lines, equal to the completions that hold."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditEntry
from tests.factories.accounts import NOON, make_user
from tests.factories.training import make_enrollment, make_version
from training.enums import LessonKind, TrainingAction
from training.models import Completion, CompletionRevocation, Course, CreditEntry
from training.querysets import AppendOnlyError
from training.selectors.hours import standing_of
from training.services.completing import complete_lesson
from training.services.crediting import CreditError, credit_completion, reverse, reverse_completion

pytestmark = pytest.mark.django_db


def complete(version, learner, at=NOON) -> Completion:
    enrollment = make_enrollment(version, learner=learner)
    complete_lesson(enrollment=enrollment, lesson=version.lessons.get(), at=at)
    return Completion.objects.get(enrollment=enrollment)


def revoke(completion, by) -> None:
    CompletionRevocation.objects.create(completion=completion, at=NOON, by=by, reason="示例")
    reverse_completion(completion=completion, by=by, at=NOON, reason="示例")


def total(learner) -> Decimal:
    return CreditEntry.objects.filter(learner=learner).aggregate(total=Sum("hours"))["total"] or Decimal(0)


def test_a_completed_course_is_credited_once(reader):
    version = make_version(LessonKind.VIDEO, hours=Decimal("2.5"), hours_rule={"table": "示例"})

    completion = complete(version, reader)
    assert credit_completion(completion=completion) is None

    entry = CreditEntry.objects.get()
    assert (entry.hours, entry.year, entry.on) == (Decimal("2.5"), 2016, dt.date(2016, 11, 1))
    assert (entry.category, entry.source) == ("online", "online")
    assert (entry.rule, entry.completion, entry.evidence) == (
        {"table": "示例"},
        completion,
        {"digest": version.digest},
    )


def test_a_course_without_hours_leaves_no_line(reader):
    complete(make_version(LessonKind.SESSION, hours=Decimal(0)), reader)

    assert not CreditEntry.objects.exists()


def test_the_year_is_that_of_the_portal_not_of_greenwich(reader):
    new_year = dt.datetime(2025, 12, 31, 17, 0, tzinfo=dt.UTC)  # 1 January, 01:00 in Shanghai

    complete(make_version(LessonKind.VIDEO), reader, at=new_year)

    assert CreditEntry.objects.get().year == 2026


def test_a_second_version_adds_what_it_gives_more_and_another_year_counts_again(reader):
    course = Course.objects.create(title="示例课程（示例）")
    complete(make_version(LessonKind.VIDEO, course=course, hours=Decimal(2)), reader)
    complete(make_version(LessonKind.VIDEO, course=course, hours=Decimal(3)), reader)
    complete(make_version(LessonKind.VIDEO, course=course, hours=Decimal(1)), reader)
    assert [entry.hours for entry in CreditEntry.objects.order_by("pk")] == [2, 1]

    complete(
        make_version(LessonKind.VIDEO, course=course, hours=Decimal(1)), reader, at=NOON.replace(year=2017)
    )
    assert CreditEntry.objects.get(year=2017).hours == 1


def test_a_line_is_taken_back_by_one_line(reader, trainer):
    complete(make_version(LessonKind.VIDEO, hours=Decimal(2)), reader)
    entry = CreditEntry.objects.get()

    with pytest.raises(CreditError, match="原因"):
        reverse(entry=entry, by=trainer, at=NOON, reason="  ")
    against = reverse(entry=entry, by=trainer, at=NOON, reason="重复计算")
    assert reverse(entry=entry, by=trainer, at=NOON, reason="再来一次") == against
    with pytest.raises(CreditError, match="不能再冲销"):
        reverse(entry=against, by=trainer, at=NOON, reason="示例")

    assert (against.hours, against.year, against.reversal_of, against.by) == (-2, 2016, entry, trainer)
    assert total(reader) == 0
    assert AuditEntry.objects.filter(action=TrainingAction.CREDIT_REVERSED).count() == 1


def test_a_revoked_completion_gives_way_to_another_of_the_same_course(reader, trainer):
    course = Course.objects.create(title="示例课程（示例）")
    first = complete(make_version(LessonKind.VIDEO, course=course, hours=Decimal(3)), reader)
    complete(make_version(LessonKind.VIDEO, course=course, hours=Decimal(2)), reader)

    revoke(first, trainer)
    assert total(reader) == 2
    reverse_completion(completion=first, by=trainer, at=NOON, reason="再来一次")
    assert total(reader) == 2


def test_the_ledger_is_never_changed(reader):
    complete(make_version(LessonKind.VIDEO), reader)
    entry = CreditEntry.objects.get()

    for change in (entry.save, entry.delete, CreditEntry.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditEntry.objects.create(
            learner=reader,
            year=2016,
            on=NOON.date(),
            category="online",
            source="online",
            hours=Decimal(-1),
            title="示例",
            key="x",
            at=NOON,
        )


steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("complete"),
            st.integers(0, 2),
            st.sampled_from([2016, 2017]),
            st.sampled_from(["0", "1", "2.5", "4"]),
        ),
        st.tuples(st.just("revoke"), st.integers(0, 9)),
    ),
    max_size=8,
)


@given(steps)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_ledger_equals_the_completions_that_hold(taken):
    """Whatever was completed and revoked: of each course and year the most one completion gives."""
    with transaction.atomic():
        _check_ledger(taken)
        transaction.set_rollback(True)


def _check_ledger(taken) -> None:
    learner = make_user()
    courses = [Course.objects.create(title=f"示例课程{number}（示例）") for number in range(3)]
    made: list[Completion] = []
    for step in taken:
        if step[0] == "complete":
            version = make_version(LessonKind.VIDEO, course=courses[step[1]], hours=Decimal(step[3]))
            made.append(complete(version, learner, at=NOON.replace(year=step[2])))
        elif (
            step[1] < len(made) and not CompletionRevocation.objects.filter(completion=made[step[1]]).exists()
        ):
            revoke(made[step[1]], learner)

    best: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for completion in Completion.objects.filter(learner=learner, revocation__isnull=True):
        key = (completion.version.course_id, completion.at.year)
        best[key] = max(best[key], completion.hours)
    assert total(learner) == sum(best.values())
    for year in (2016, 2017):
        standing = standing_of(learner, year=year, today=dt.date(2017, 12, 31))
        counted = sum((credit.hours for credit in standing.credits if credit.year == year), Decimal(0))
        assert counted == sum(hours for (_course, when), hours in best.items() if when == year)
