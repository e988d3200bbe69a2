"""Import of lists of people into a course or class: every row is tried first, then enrolled, slice by slice.

A slice is one transaction with the outcome of its rows: after a crash the job goes on behind it, and a list
that is imported again changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from import_export import resources
from import_export.results import Result

from accounts.models import User
from common.refusals import words_of
from training.enums import EnrollmentState, ListState, RowOutcome
from training.listing.files import ListRefusedError
from training.listing.tables import ListLine, read_list
from training.models import Enrollment, EnrollmentListRow, EnrollmentListRun
from training.selectors.listing import PeopleFinder, RowError
from training.services.listing import attach_listed, enroll_listed, forget_file
from training.services.seats import EnrollmentError

SLICE = 1_000
_HEADERS = ("line", "number", "phone", "name", "problem")
Progress = Callable[[int, int], None]


class EnrollmentListResource(resources.ModelResource):
    """Enrollments by the numbers and names of people; ``met`` is what came of every row of the last slice."""

    class Meta:
        model = Enrollment
        fields = ()
        import_id_fields = ()
        use_bulk = True
        batch_size = None  # a slice is one batch
        skip_diff = True
        skip_html_diff = True
        report_skipped = True
        use_transactions = False  # the slice has its own

    create_instances: list[Enrollment]

    def __init__(self, *, run: EnrollmentListRun, finder: PeopleFinder) -> None:
        super().__init__()
        self.run = run
        self.finder = finder
        self.outcomes: dict[int, tuple[RowOutcome, str, User | None]] = {}

    def before_import(self, dataset: tablib.Dataset, **_kwargs: Any) -> None:
        """Look everybody up once, so that a row costs no query."""
        self.outcomes = {}
        self.lines = [ListLine(*row) for row in dataset]
        self.finder.prepare(self.lines)

    def before_import_row(self, row: dict[str, Any], **_kwargs: Any) -> None:
        """Find the person of a row.

        Raises:
            ValidationError: why not, in words.
        """
        line = ListLine(**{header: row[header] for header in _HEADERS})
        try:
            self.person = self.finder.find(line)
        except RowError as error:
            self.outcomes[line.line] = (RowOutcome.ERROR, str(error), None)
            raise ValidationError({"number": str(error)}) from error

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> Enrollment | None:  # noqa: ARG002
        """The enrollment the person has in this version."""
        return self.finder.open_enrollment(self.person)

    def import_instance(self, instance: Enrollment, row: dict[str, Any], **_kwargs: Any) -> None:  # noqa: ARG002
        """Say whose the enrollment is."""
        if instance.pk is None:
            instance.learner = self.person

    def skip_row(
        self,
        instance: Enrollment,
        original: Any,  # noqa: ARG002
        row: dict[str, Any],
        *_args: Any,
        **_kwargs: Any,
    ) -> bool:
        """Whoever is in this version already is no new row."""
        line = int(row["line"])
        if instance.pk is None:
            self.outcomes[line] = (RowOutcome.READY, "", self.person)
            return False
        if self.run.klass_id is not None and instance.klass_id is None:
            self.outcomes[line] = (RowOutcome.READY, _("已在学，将编入本班"), self.person)
        else:
            self.outcomes[line] = (RowOutcome.ALREADY, _already(instance, self.run), self.person)
        return True

    def bulk_create(self, using_transactions: bool, dry_run: bool, *_args: Any, **_kwargs: Any) -> None:  # noqa: ARG002
        """Hand the new ones to the service, and those who only come into the class."""
        made: list[Enrollment] = self.create_instances
        self.create_instances = []
        if dry_run:
            return
        states: dict[int, EnrollmentState] = {}
        refused = ""
        try:
            states = enroll_listed(run=self.run, learners=[row.learner for row in made])
        except EnrollmentError as error:  # the class is over by now
            refused = words_of(error)
        for line, (outcome, _message, person) in list(self.outcomes.items()):
            if outcome != RowOutcome.READY or person is None:
                continue
            if person.pk in states:
                self.outcomes[line] = (_enrolled(states[person.pk]), "", person)
            elif refused:
                self.outcomes[line] = (RowOutcome.ERROR, refused, person)
            else:
                self.outcomes[line] = (*attach_listed(run=self.run, learner=person), person)

    def try_rows(self, lines: list[ListLine], *, dry_run: bool) -> Result:
        """Try, or enroll, the people of some rows."""
        dataset = tablib.Dataset(headers=_HEADERS)
        for line in lines:
            dataset.append((line.line, line.number, line.phone, line.name, line.problem))
        return self.import_data(dataset, dry_run=dry_run, raise_errors=False, use_transactions=False)


def work_on_list(*, run_id: int, at: dt.datetime, progress: Progress | None = None) -> dict[str, int]:
    """Do what is next for a list: check it after the upload, enroll its people after the confirmation.

    Args:
        progress: told how many rows are done and how many there are, after each slice.

    Returns:
        Number of rows that were worked on.
    """
    run = _load(run_id)
    if run.state == ListState.UPLOADED:
        return {"checked": _check(run, progress)}
    if run.state == ListState.CONFIRMED:
        return {"enrolled": _enroll(run, at, progress)}
    return {}


def _check(run: EnrollmentListRun, progress: Progress | None) -> int:
    """Store every row with what would come of it."""
    done = run.rows.count()
    last = run.rows.order_by("-line").values_list("line", flat=True).first() or 0
    finder = PeopleFinder(run, met=_met(run))
    try:
        with run.file.open("rb") as file:
            table = read_list(file.read())
        resource = EnrollmentListResource(run=run, finder=finder)
        for lines in _slices(line for line in table.lines if line.line > last):
            with transaction.atomic():
                resource.try_rows(lines, dry_run=True)
                _store(run, lines, resource.outcomes)
            done += len(lines)
            if progress is not None:
                progress(done, max(done, run.rows_total))
    except ListRefusedError as error:
        _refuse(run, str(error))
        return 0
    with transaction.atomic():
        stored = EnrollmentListRun.objects.select_for_update().get(pk=run.pk)
        if stored.state == ListState.UPLOADED:
            stored.state, stored.rows_total, stored.notes = ListState.CHECKED, done, table.notes
            stored.save(update_fields=["state", "rows_total", "notes"])
            forget_file(stored)
    return done


def _enroll(run: EnrollmentListRun, at: dt.datetime, progress: Progress | None) -> int:
    """Enroll the rows that are ready, in the order of the list."""
    finder = PeopleFinder(run)
    resource = EnrollmentListResource(run=run, finder=finder)
    done = run.rows.exclude(outcome=RowOutcome.READY).count()
    while True:
        with transaction.atomic():
            ready = run.rows.filter(outcome=RowOutcome.READY).order_by("line")
            rows = list(ready.select_related("learner").select_for_update(of=("self",))[:SLICE])
            if not rows:
                _finish(run, at)
                return done
            resource.try_rows([_as_line(row) for row in rows], dry_run=False)
            _update(rows, resource.outcomes)
        done += len(rows)
        if progress is not None:
            progress(done, run.rows_total)


def _store(
    run: EnrollmentListRun,
    lines: list[ListLine],
    outcomes: dict[int, tuple[RowOutcome, str, User | None]],
) -> None:
    rows = []
    for line in lines:
        outcome, message, person = outcomes.get(line.line, (RowOutcome.ERROR, _("这一行没有处理。"), None))
        number = line.number if line.number else line.phone
        rows.append(
            EnrollmentListRow(
                run=run,
                line=line.line,
                number=number,
                name=line.name,
                learner=person,
                outcome=outcome,
                message=message[:200],
            )
        )
    EnrollmentListRow.objects.bulk_create(rows, batch_size=500)


def _update(rows: list[EnrollmentListRow], outcomes: dict[int, tuple[RowOutcome, str, User | None]]) -> None:
    for row in rows:
        outcome, message, _person = outcomes.get(row.line, (RowOutcome.ERROR, _("这一行没有处理。"), None))
        # Ready again would be tried for ever.
        row.outcome = RowOutcome.ERROR if outcome == RowOutcome.READY else outcome
        row.message = message[:200]
    EnrollmentListRow.objects.bulk_update(rows, ["outcome", "message"], batch_size=250)


def _as_line(row: EnrollmentListRow) -> ListLine:
    """By the person found at the check: a number that was mended is not mended again."""
    number = row.learner.staff_number if row.learner is not None else row.number
    return ListLine(row.line, number, "", row.name)


def _met(run: EnrollmentListRun) -> dict[int, int]:
    rows = run.rows.filter(learner__isnull=False).order_by("-line")
    return {int(person or 0): line for person, line in rows.values_list("learner_id", "line")}


def _slices(lines: Iterator[ListLine]) -> Iterator[list[ListLine]]:
    while part := list(islice(lines, SLICE)):
        yield part


def _refuse(run: EnrollmentListRun, message: str) -> None:
    with transaction.atomic():
        run.rows.all().delete()
        run.state, run.notes = ListState.REFUSED, [message]
        run.save(update_fields=["state", "notes"])
        forget_file(run)


def _finish(run: EnrollmentListRun, at: dt.datetime) -> None:
    EnrollmentListRun.objects.filter(pk=run.pk, finished_at__isnull=True).update(
        state=ListState.DONE, finished_at=at
    )


def _load(run_id: int) -> EnrollmentListRun:
    rows = EnrollmentListRun.objects.select_related("version", "klass__unit", "created_by__unit")
    return rows.get(pk=run_id)


def _enrolled(state: EnrollmentState) -> RowOutcome:
    return RowOutcome.WAITLISTED if state == EnrollmentState.WAITLISTED else RowOutcome.ENROLLED


def _already(instance: Enrollment, run: EnrollmentListRun) -> str:
    if run.klass_id is not None and instance.klass_id != run.klass_id:
        return _("已在同一课程的另一个班，请办理转班。")
    return _("已经报名（%(state)s）。") % {"state": instance.get_state_display()}
