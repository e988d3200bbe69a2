"""The figures of the boards equal a recount at any moment, wherever a fold was cut off."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, OrgUnit
from tests.factories.accounts import NOON, make_unit, make_user
from tests.factories.training import make_class, make_enrollment, make_version
from training.enums import COUNTED, EnrollmentState, LessonKind, TrainingAction
from training.models import CompletionCount, CountDelta, Enrollment, TrainingClass
from training.models.boards import NO_DAY
from training.selectors.boards import (
    BoardFilter,
    Figures,
    board,
    figures_by_course,
    figures_by_unit,
    path_bounds,
)
from training.selectors.recounting import find_drift
from training.services import summarizing
from training.services.completing import complete_lesson
from training.services.reconciling import Outcome, rebuild, reconcile
from training.services.summarizing import CountChange, fold, note_changes

TODAY = dt.date(2016, 11, 15)
DUE = [None, dt.date(2016, 11, 10), TODAY, dt.date(2017, 3, 1)]


def change(enrollment: Enrollment, enrolled: int, completed: int = 0) -> CountChange:
    return CountChange(
        unit_id=enrollment.unit_id,
        version_id=enrollment.version_id,
        klass_id=enrollment.klass_id,
        due_on=enrollment.due_on,
        enrolled=enrolled,
        completed=completed,
    )


class World:
    """A small tree in which enrollments begin, move and end, each with what the services would note."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.city = make_unit("示例市")
        self.districts = [make_unit(f"示例{n}区", self._fresh(self.city)) for n in range(3)]
        self.towns = [make_unit(f"示例{n}镇", self._fresh(self.districts[n % 3])) for n in range(5)]
        self.versions = [make_version(LessonKind.ARTICLE) for _ in range(3)]
        self.classes = [make_class(self.versions[0], unit=self.city, capacity=99) for _ in range(2)]
        self.people = [
            make_user(password=None, unit=self._fresh(self.random.choice(self.towns))) for _ in range(8)
        ]

    def _fresh(self, unit: OrgUnit) -> OrgUnit:
        return OrgUnit.objects.get(pk=unit.pk)

    def step(self) -> None:
        often = [self.enroll, self.enroll, self.complete]
        others = [
            self.withdraw,
            self.extend,
            self.move_person,
            self.move_class,
            self.move_unit,
            self.fold_some,
        ]
        self.random.choice([*often, *others])()

    def enroll(self) -> None:
        learner, version = self.random.choice(self.people), self.random.choice(self.versions)
        if Enrollment.objects.open().filter(learner=learner, version=version).exists():
            return
        klass = self.random.choice([None, *self.classes]) if version == self.versions[0] else None
        unit = self.random.choice([learner.unit, learner.unit, None, self.city])
        with transaction.atomic():
            made = make_enrollment(
                version, learner=learner, klass=klass, holds_place=klass is not None, unit=unit,
                due_on=self.random.choice(DUE),
            )  # fmt: skip
            note_changes([change(made, 1)])

    def _some(self, **conditions: Any) -> Enrollment | None:
        active = list(Enrollment.objects.filter(state=EnrollmentState.ACTIVE, **conditions).order_by("pk"))
        return self.random.choice(active) if active else None

    def complete(self) -> None:
        if chosen := self._some():
            assert complete_lesson(enrollment=chosen, lesson=chosen.version.lessons.get(), at=NOON)

    def _change(self, chosen: Enrollment | None, **fields: Any) -> None:
        if chosen is None:
            return
        with transaction.atomic():
            before = change(chosen, -1)
            Enrollment.objects.filter(pk=chosen.pk).update(**fields)
            chosen.refresh_from_db()
            note_changes([before, *([change(chosen, 1)] if chosen.state in COUNTED else [])])

    def withdraw(self) -> None:
        self._change(self._some(), state=EnrollmentState.WITHDRAWN, ended_at=NOON, holds_place=False)

    def extend(self) -> None:
        self._change(self._some(), due_on=self.random.choice(DUE))

    def move_person(self) -> None:
        self._change(self._some(), unit=self.random.choice([*self.towns, None]))

    def move_class(self) -> None:
        self._change(self._some(klass__isnull=False), klass=self.random.choice(self.classes))

    def move_unit(self) -> None:
        town = self._fresh(self.random.choice(self.towns))
        town.move(self._fresh(self.random.choice(self.districts)), pos="last-child")

    def fold_some(self) -> None:
        fold(most=1)


def recount(path: str | None, chosen: BoardFilter) -> Figures:
    """``path`` of a subtree, None: without a unit, "": everybody."""
    rows = Enrollment.objects.filter(state__in=COUNTED)
    if path is None:
        rows = rows.filter(unit=None)
    elif path:
        rows = rows.filter(unit__path__startswith=path)
    if chosen.course_id:
        rows = rows.filter(version__course_id=chosen.course_id)
    if chosen.klass_id:
        rows = rows.filter(klass_id=chosen.klass_id)
    if chosen.year:
        rows = rows.filter(due_on__year=chosen.year)
    done = rows.filter(state=EnrollmentState.COMPLETED).count()
    return Figures(rows.count(), done, rows.overdue(TODAY).count())


def assert_exact(world: World) -> None:
    choices = [
        BoardFilter(),
        BoardFilter(course_id=world.versions[0].course_id),
        BoardFilter(klass_id=world.classes[0].pk),
        BoardFilter(year=2016),
        BoardFilter(course_id=world.versions[0].course_id, klass_id=world.classes[1].pk, year=2017),
    ]
    for chosen in choices:
        by_path = figures_by_unit(chosen, on=TODAY, depth=3)
        for unit in OrgUnit.objects.all():
            shown, is_city = board(unit, chosen, on=TODAY), unit.pk == world.city.pk
            assert shown.figures == recount("" if is_city else unit.path, chosen)
            assert shown.unlisted == (recount(None, chosen) if is_city else Figures())
            assert by_path.get(unit.path, Figures()) == shown.figures
            lines = sum((line.figures for line in shown.lines), shown.own)
            assert lines + shown.unlisted == shown.figures
            assert sum(figures_by_course(unit, chosen, on=TODAY).values(), Figures()) == shown.figures


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_the_board_equals_a_recount_whatever_happens(seed, monkeypatch):
    monkeypatch.setattr(summarizing, "BATCH", 3)
    world = World(seed)
    for _ in range(45):
        world.step()
        assert find_drift() == []
    note_changes([change(make_enrollment(unit=world.city), 1)])
    assert_exact(world)
    fold()
    assert not CountDelta.objects.exists()
    assert_exact(world)
    folded = sums()
    assert folded
    rebuild()
    assert sums() == folded


@pytest.mark.django_db
def test_who_has_no_unit_stands_at_one_root_only(city, district):
    second = make_unit("示例第二市")
    chosen = BoardFilter(year=2016)
    for unit, due_on in ((None, DUE[1]), (None, DUE[3]), (district, TODAY), (second, TODAY)):
        learner = make_user(unit=unit, password=None)
        note_changes([change(make_enrollment(learner=learner, due_on=due_on), 1)])

    at_city, at_second = (board(OrgUnit.objects.get(pk=one.pk), chosen, on=TODAY) for one in (city, second))
    assert (at_city.figures, at_city.unlisted) == (Figures(2, 0, 1), Figures(1, 0, 1))
    assert (at_second.figures, at_second.unlisted) == (Figures(1), Figures())
    assert board(district, chosen, on=TODAY).figures == Figures(1)
    assert sum(figures_by_course(at_city.unit, chosen, on=TODAY).values(), Figures()) == at_city.figures
    by_path = figures_by_unit(chosen, on=TODAY, depth=3)
    assert [by_path[one.unit.path] for one in (at_city, at_second)] == [at_city.figures, at_second.figures]


def sums() -> list[tuple[Any, ...]]:
    rows = CompletionCount.objects.exclude(enrolled=0)
    return sorted(rows.values_list("unit_id", "version_id", "klass_id", "due_on", "enrolled", "completed"))


@pytest.mark.django_db
def test_changes_of_one_cell_are_one_row_and_none_where_they_cancel_out(district):
    first = make_enrollment(unit=district)
    note_changes([change(first, 1), change(first, 1, 1), change(first, -1)])
    note_changes([change(first, 1), change(first, -1)])

    assert list(CountDelta.objects.values_list("enrolled", "completed")) == [(1, 1)]


@pytest.mark.django_db
def test_a_change_is_rolled_back_with_what_caused_it(district):
    with transaction.atomic():
        note_changes([change(make_enrollment(unit=district), 1)])
        transaction.set_rollback(True)

    assert not CountDelta.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken", ["add_to_counts", "_fold_rows"])
def test_a_fold_cut_off_anywhere_changes_nothing_and_is_done_by_the_next(district, monkeypatch, broken):
    note_changes([change(make_enrollment(unit=district), 1)])
    whole = getattr(summarizing, broken)

    def killed(*args: Any) -> None:
        whole(*args)
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(summarizing, broken, killed)
        with pytest.raises(SystemExit):
            fold()
    assert not CompletionCount.objects.exists()
    assert board(district, BoardFilter(), on=TODAY).figures == Figures(1, 0, 0)

    assert fold() == 1
    assert fold() == 0
    assert board(district, BoardFilter(), on=TODAY).figures == Figures(1, 0, 0)


@pytest.mark.django_db
def test_reconciling_reports_and_repairs_what_was_tampered_with(district):
    done, open_one = make_enrollment(unit=district, due_on=DUE[1]), make_enrollment(unit=district)
    for enrollment in (done, open_one):
        note_changes([change(enrollment, 1)])
    complete_lesson(enrollment=done, lesson=done.version.lessons.get(), at=NOON)
    fold()
    note_changes([change(make_enrollment(unit=district), 1)])
    assert reconcile(at=NOON).drift == []

    CompletionCount.objects.filter(version_id=done.version_id).update(enrolled=9, completed=0)
    CompletionCount.objects.filter(version_id=open_one.version_id).delete()
    note_changes([CountChange(district.pk, done.version_id, None, None, -5, -5)])  # a change that never was
    CompletionCount.objects.create(
        unit_id=99, version_id=99, klass_id=0, due_on=NO_DAY, enrolled=3, completed=2
    )

    assert len(reconcile(at=NOON, repair=False).drift) == 4
    outcome = reconcile(at=NOON)
    assert (len(outcome.drift), outcome.repaired) == (4, True)
    assert reconcile(at=NOON) == Outcome([], repaired=False)
    assert board(district, BoardFilter(), on=TODAY).figures == Figures(3, 1, 0)
    assert AuditEntry.objects.get(action=TrainingAction.COUNTS_REPAIRED).data["cells"] == 4
    assert not CompletionCount.objects.filter(unit_id=99).exists()


@pytest.mark.django_db
def test_the_command_counts_the_places_of_classes_anew(district, capsys):
    klass = make_class(unit=district, capacity=5, taken=1)
    make_enrollment(klass.version, klass=klass, holds_place=True)
    TrainingClass.objects.filter(pk=klass.pk).update(taken=3)

    call_command("training_reconcile", "--dry-run")
    klass.refresh_from_db()
    assert klass.taken == 3
    assert "名额核对完成：1 处不符，没有修复" in capsys.readouterr().out

    call_command("training_reconcile")
    klass.refresh_from_db()
    assert klass.taken == 1
    told = AuditEntry.objects.get(action=TrainingAction.PLACES_REPAIRED)
    assert told.data == {"places": 1, "first": [f"{klass.pk}/None"]}
    call_command("training_reconcile")
    assert "名额核对完成：0 处不符，与报名一致" in capsys.readouterr().out


@pytest.mark.django_db
def test_no_count_falls_below_nothing(district):
    CompletionCount.objects.create(
        unit_id=1, version_id=1, klass_id=0, due_on=NO_DAY, enrolled=1, completed=1
    )
    for fields in ({"enrolled": -1, "completed": -1}, {"completed": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CompletionCount.objects.update(**fields)


@pytest.mark.django_db
def test_units_are_ranked_by_rate_and_equal_rates_share_a_place(city):
    rates = {"甲": (2, 1), "乙": (4, 2), "丙": (1, 1), "丁": (3, 0), "戊": (0, 0)}
    version = make_version(LessonKind.ARTICLE)
    for name, (enrolled, completed) in rates.items():
        unit = make_unit(name, OrgUnit.objects.get(pk=city.pk))
        note_changes([CountChange(unit.pk, version.pk, None, None, enrolled, completed)])

    lines = board(OrgUnit.objects.get(pk=city.pk), BoardFilter(), on=TODAY).lines

    assert [(line.unit.name, line.place) for line in lines] == [
        ("丙", 1), ("乙", 2), ("甲", 2), ("丁", 4), ("戊", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "bounds"), [("0001", ("0001", "0002")), ("000Z", ("000Z", "0010")), ("ZZZZ", ("ZZZZ", "z"))]
)
def test_a_subtree_is_a_range_of_paths(path, bounds):
    assert path_bounds(path) == bounds
