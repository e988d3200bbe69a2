"""Lists of people as XLSX: asked for on the board, made by a job, fetched by who asked, gone after a week."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import OrgUnit, User
from accounts.services import auditing
from common.jobs import JobName, enqueue, report_progress
from training.enums import ExportState, TrainingAction
from training.models import ExportRun
from training.rules import may_manage
from training.selectors.boards import BoardFilter
from training.selectors.exported import WIDTHS, headings, lines_of, rows_of
from training.sheets import SheetWriter

KEEP = dt.timedelta(days=7)
_ABANDONED = dt.timedelta(days=1)
_TELL_EVERY = 1.0  # seconds
_UNDER_WAY = (ExportState.WAITING, ExportState.RUNNING)


class ExportRefusedError(Exception):
    """The list is not made or not given out; the message is for people."""


@transaction.atomic
def ask_for_export(
    *, by: User, unit: OrgUnit, chosen: BoardFilter, overdue_only: bool, at: dt.datetime, on: dt.date
) -> ExportRun:
    """Have a list made of the people of a unit's subtree.

    Args:
        overdue_only: only those who are late on the day ``on``.

    Raises:
        ExportRefusedError: the unit is not of the person's subtree, or a list of theirs is still being made.

    Side effects:
        An audit record and a job.
    """
    if not may_manage(by, unit):
        raise ExportRefusedError(_("只能导出本单位和所属单位的名单。"))
    if ExportRun.objects.filter(by=by, state__in=_UNDER_WAY).exists():
        raise ExportRefusedError(_("上一份名单还在生成，完成后再导出。"))
    run = ExportRun.objects.create(
        by=by,
        unit=unit,
        course_id=chosen.course_id,
        klass_id=chosen.klass_id,
        year=chosen.year,
        overdue_only=overdue_only,
        as_of=on,
        asked_at=at,
        expires_at=at + KEEP,
    )
    auditing.record(action=TrainingAction.LIST_EXPORTED, by=by, at=at, target=unit, data={"export": run.pk})
    enqueue(JobName.EXPORT_LIST, export_id=run.pk)
    return run


def make_export(*, export_id: int, at: dt.datetime, job_id: int = 0) -> int:
    """Write the file of an export. A run that was cut off is begun anew; one that is done is left as it is.

    Nobody sees a file before it is whole: it is written beside its place and then renamed.

    Returns:
        The number of people; 0 where nothing is made, also because the asker may no longer see them.
    """
    run = ExportRun.objects.select_related("by", "unit").get(pk=export_id)
    if run.state not in _UNDER_WAY:
        return 0
    if not may_manage(run.by, run.unit):
        _note(run, state=ExportState.REFUSED)
        return 0
    _note(run, state=ExportState.RUNNING, rows_done=0, rows_total=rows_of(run).count())
    place = path_of(run)
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f"{place.stem}.{uuid.uuid4().hex}.part")
    try:
        number = _write(run, unfinished, job_id=job_id)
        os.replace(unfinished, place)
    finally:
        unfinished.unlink(missing_ok=True)
    size = place.stat().st_size
    _note(run, state=ExportState.DONE, finished_at=at, rows_done=number, rows_total=number, size=size)
    return number


def _write(run: ExportRun, path: Path, *, job_id: int) -> int:
    number, told = 0, monotonic()
    with SheetWriter(path, _("名单"), headings(), WIDTHS) as sheet:
        for number, line in enumerate(lines_of(run), start=1):
            sheet.add(line)
            if number % 1_000 == 0 and monotonic() - told > _TELL_EVERY:
                told = monotonic()
                _note(run, rows_done=number)
                report_progress(job_id=job_id, done=number, total=max(number, run.rows_total))
    return number


def _note(run: ExportRun, **values: object) -> None:
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))


def path_of(run: ExportRun) -> Path:
    """Where the file of an export is: outside of what the web server gives out."""
    return Path(settings.EXPORT_DIR) / f"{run.pk}.xlsx"


def hand_out(*, run: ExportRun, by: User, at: dt.datetime) -> Path:
    """The file of an export, for who asked for it and may still see these people.

    Raises:
        ExportRefusedError: it is somebody else's, not ready, gone, or no longer of the person's subtree.

    Side effects:
        An audit record.
    """
    path = path_of(run)
    if run.by_id != by.pk or not may_manage(by, run.unit):
        raise ExportRefusedError(_("您不能下载这份名单。"))
    if run.state != ExportState.DONE or at >= run.expires_at or not path.exists():
        raise ExportRefusedError(_("名单还没有生成，或者已经过期。"))
    auditing.record(
        action=TrainingAction.EXPORT_DOWNLOADED,
        by=by,
        at=at,
        target=run.unit,
        data={"export": run.pk, "rows": run.rows_done},
    )
    return path


def expire_exports(*, at: dt.datetime) -> int:
    """Delete the files of exports that are over, and what killed workers left behind. Returns how many."""
    over = ExportRun.objects.exclude(state=ExportState.EXPIRED).filter(expires_at__lte=at)
    number = 0
    for run in over:
        path_of(run).unlink(missing_ok=True)
        _note(run, state=ExportState.EXPIRED)
        number += 1
    for left in Path(settings.EXPORT_DIR).glob("*.part"):
        if left.stat().st_mtime < (at - _ABANDONED).timestamp():
            left.unlink(missing_ok=True)
    return number
