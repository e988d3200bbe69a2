"""The board in the admin: figures, drilling down, lists of people, exports; nobody sees another district."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEntry, OrgUnit, User
from accounts.services import roles
from common.models import Job
from content.charting import draw_lines
from tests.factories.accounts import NOON, make_unit, make_user
from tests.factories.training import make_class, make_enrollment, make_version
from training.admin import boards as screens
from training.admin import exports
from training.enums import ExportState, LessonKind, TrainingAction
from training.models import CompletionTrend, CourseVersion, ExportRun
from training.selectors.boards import BoardFilter
from training.selectors.overdue import overdue_page
from training.services import exporting
from training.services.completing import complete_lesson
from training.services.exporting import (
    ExportRefusedError,
    ask_for_export,
    expire_exports,
    hand_out,
    make_export,
)
from training.services.summarizing import CountChange, note_changes
from training.services.trending import note_trend
from training.sheets import SheetWriter

pytestmark = pytest.mark.django_db
TODAY = dt.date(2016, 11, 15)
LATE = dt.date(2016, 11, 10)


def enroll(unit: OrgUnit | None, version: CourseVersion, name: str = "示例学员", **fields: Any) -> Any:
    """Somebody of a unit in a course, counted."""
    learner = make_user(name=name, unit=unit, password=None)
    made = make_enrollment(version, learner=learner, **fields)
    note_changes([CountChange(made.unit_id, version.pk, made.klass_id, made.due_on, 1, 0)])
    return made


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("common.clock.today", lambda: TODAY)
    monkeypatch.setattr("common.clock.now", lambda: NOON)
    monkeypatch.setattr(settings, "EXPORT_DIR", tmp_path)


@pytest.fixture
def as_trainer(client: Client, trainer: User) -> Client:
    client.force_login(trainer)
    return client


def page(client: Client, name: str, unit: OrgUnit | None = None, query: str = "") -> str:
    answer = client.get(reverse(name, args=[unit.pk] if unit else []) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_board_shows_figures_ranks_and_the_way_down(as_trainer, city, district, other_district):
    version = make_version(LessonKind.ARTICLE)
    done = enroll(district, version)
    complete_lesson(enrollment=done, lesson=version.lessons.get(), at=NOON)
    enroll(other_district, version, due_on=LATE)

    shown = page(as_trainer, "training_board")
    assert shown.index("甲区") < shown.index("乙区")
    assert "50.0%" in shown
    assert reverse("training_board_unit", args=[district.pk]) in shown
    assert version.course.title in shown
    below = page(as_trainer, "training_board_unit", district)
    assert "100.0%" in below
    assert "乙区" not in below


def test_people_without_a_unit_are_a_line_of_the_city_and_of_nobody_else(client, as_trainer, city, district):
    version = make_version(LessonKind.ARTICLE)
    enroll(district, version)
    assert "未列入单位" not in page(as_trainer, "training_board")
    enroll(None, version, name="示例无单位者", due_on=LATE)

    shown = page(as_trainer, "training_board")
    assert "<dt>报名</dt><dd>2</dd>" in shown
    (line,) = [row for row in shown.split("<tr>") if 'data-label="单位">未列入单位<' in row]
    assert re.findall(r"qf-board__(?:number|late)[^>]*>(\d+)<", line) == ["1", "0", "1"]
    assert "人次（其中未列入单位的 1 人次），" in page(as_trainer, "training_board_notice", city)
    assert "示例无单位者" not in page(as_trainer, "training_board_overdue", city)
    client.force_login(make_user(Role.TRAINER, unit=district, password=None))
    below = page(client, "training_board")
    assert "<dt>报名</dt><dd>1</dd>" in below
    assert "未列入单位" not in below


def test_filters_count_one_course_class_and_year(as_trainer, city, district):
    first, second = make_version(LessonKind.ARTICLE), make_version(LessonKind.ARTICLE)
    klass = make_class(first, unit=city, name="示例夜校班")
    enroll(district, first, klass=klass, holds_place=True, due_on=LATE)
    enroll(district, second)
    enroll(district, second)

    def enrolled(query: str) -> int:
        found = re.search(r"<dt>报名</dt><dd>(\d+)</dd>", page(as_trainer, "training_board", query=query))
        assert found is not None
        return int(found[1])

    assert enrolled("") == 3
    assert enrolled(f"?course={second.course_id}") == 2
    assert enrolled(f"?course={first.course_id}&klass={klass.pk}") == 1
    assert enrolled("?year=2016") == 1
    assert "示例夜校班" in page(as_trainer, "training_board", query=f"?course={first.course_id}")
    for nonsense in ("?course=x&year=nothing", "?course=999999", "?course=²", f"?course={'9' * 30}&klass=1"):
        assert enrolled(nonsense) == 3


def test_empty_states_say_what_will_be_here(as_trainer, city):
    assert "没有符合条件的报名" in page(as_trainer, "training_board")
    assert "没有逾期未完成的人员" in page(as_trainer, "training_board_overdue", city)
    assert "没有符合条件的报名" in page(as_trainer, "training_board_notice", city)
    assert "还没有导出过名单" in page(as_trainer, "training_exports")


def test_the_notice_names_units_and_no_people(as_trainer, city, district):
    version = make_version(LessonKind.ARTICLE)
    enroll(district, version, name="示例某甲", due_on=LATE)

    shown = page(as_trainer, "training_board_notice", city)

    assert "关于示例市培训完成情况的通报" in shown
    assert "截至2016年11月15日" in shown
    assert "甲区" in shown
    assert "示例某甲" not in shown
    assert "逐人核实原因" in shown


def test_late_people_are_paged_by_key(city, district, monkeypatch):
    version = make_version(LessonKind.ARTICLE)
    days = [LATE, LATE, LATE - dt.timedelta(days=3), TODAY, None]
    made = [enroll(district, version, due_on=day) for day in days]
    seen: list[int] = []
    after = ""
    for _ in range(3):
        found = overdue_page(city, BoardFilter(), on=TODAY, after=after, size=1)
        seen += [row.pk for row in found.rows]
        after = found.after
    assert seen == [made[2].pk, made[0].pk, made[1].pk]
    assert after == ""
    assert [row.pk for row in overdue_page(city, BoardFilter(), on=TODAY, after="nonsense").rows] == seen


@pytest.mark.parametrize("name", ["training_board_unit", "training_board_overdue", "training_board_notice"])
def test_queries_do_not_grow_with_units_and_people(as_trainer, city, name):
    def count(number: int) -> int:
        for _ in range(number):
            unit = make_unit(f"示例{number}区", OrgUnit.objects.get(pk=city.pk))
            version = make_version(LessonKind.ARTICLE)
            enroll(unit, version, due_on=LATE, klass=make_class(version, unit=unit), holds_place=True)
        page(as_trainer, name, city)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(as_trainer, name, city)
        return len(queries)

    assert count(1) == count(3)


def test_the_trend_keeps_one_row_a_day_and_is_drawn(as_trainer, city, district):
    version = make_version(LessonKind.ARTICLE)
    enroll(district, version, due_on=LATE)
    for day in (10, 11, 12, 12):
        enroll(district, version)
        note_trend(on=dt.date(2016, 11, day))

    rows = CompletionTrend.objects.filter(unit_id=city.pk, course_id=0).order_by("day")
    assert [(row.day.day, row.enrolled, row.overdue) for row in rows] == [(10, 2, 0), (11, 3, 1), (12, 5, 1)]
    assert CompletionTrend.objects.filter(unit_id=district.pk, course_id=version.course_id).count() == 3
    shown = page(as_trainer, "training_board_unit", district)
    assert "最近 90 天" in shown
    assert "<svg" in shown
    note_trend(on=dt.date(2019, 12, 1))
    assert not CompletionTrend.objects.filter(day__year=2016).exists()


def test_a_line_chart_needs_no_style_and_no_script():
    drawn = draw_lines(["11-01", "11-02"], {"完成": [1, 3], "逾期": [2, 0]}, name="示例")
    assert drawn.startswith("<svg")
    for forbidden in ("<style", "<script", "style=", "<defs", " id="):
        assert forbidden not in drawn


# ---- whose people -------------------------------------------------------------


@pytest.fixture
def districts(city: OrgUnit) -> list[OrgUnit]:
    return [make_unit(f"示例第{n}区", OrgUnit.objects.get(pk=city.pk)) for n in range(38)]


def test_every_district_sees_itself_and_none_of_the_others(districts, city, rf):
    """38 × 38: board, late people, notice and export of every district, for the trainer of every district."""
    version = make_version(LessonKind.ARTICLE, unit=city)
    for number, unit in enumerate(districts):
        enroll(unit, version, name=f"示例{number}号学员", due_on=LATE)
    people = [make_user(Role.TRAINER, unit=unit, password=None) for unit in districts]
    asking = (screens.BoardView, screens.OverdueView, screens.NoticeView)
    views = [*(view.as_view() for view in asking), exports.ask]
    seen = 0
    for person in people:
        request = rf.get("/")
        posted = rf.post("/")
        request.user = posted.user = person
        for unit in [*districts, city]:
            if unit.pk == person.unit_id:
                seen += 1
                assert [row.learner.name for row in overdue_page(unit, BoardFilter(), on=TODAY).rows]
                continue
            for view in views:
                with pytest.raises(Http404):
                    view(posted if view is exports.ask else request, unit_id=unit.pk)
            with pytest.raises(ExportRefusedError):
                ask_for_export(
                    by=person, unit=unit, chosen=BoardFilter(), overdue_only=False, at=NOON, on=TODAY
                )
    assert seen == 38
    assert not ExportRun.objects.exists()


def test_what_a_district_is_shown_is_its_own(districts, city):
    version = make_version(LessonKind.ARTICLE, unit=city)
    for number, unit in enumerate(districts[:3]):
        enroll(unit, version, name=f"示例{number}号学员", due_on=LATE)
    for number, unit in enumerate(districts[:3]):
        client = Client()
        person = make_user(Role.TRAINER, unit=unit, password=None)
        client.force_login(person)
        assert re.findall(r"示例(\d+)号学员", page(client, "training_board_overdue", unit)) == [str(number)]
        assert set(re.findall(r"示例第(\d+)区", page(client, "training_board"))) == {str(number)}
        assert client.get(reverse("training_board_unit", args=[city.pk])).status_code == 404
        assert client.post(reverse("training_export", args=[unit.pk])).status_code == 302
        run = ExportRun.objects.get(by=person)
        assert make_export(export_id=run.pk, at=NOON) == 1
        (line,) = list(sheet_of(exporting.path_of(run)).iter_rows(min_row=2, values_only=True))
        assert line[:2] == (f"示例市 / {unit.name}", f"示例{number}号学员")
        for other in Client(), client:
            if other is not client:
                other.force_login(make_user(Role.TRAINER, unit=city, password=None))
            status = other.get(reverse("training_export_file", args=[run.pk])).status_code
            assert status == (200 if other is client else 404)


def test_others_are_not_let_in(client, reader, editor, city):
    for person in (reader, editor):
        client.force_login(person)
        for address in (reverse("training_board"), reverse("training_exports")):
            assert client.get(address).status_code == 302
        assert client.post(reverse("training_export", args=[city.pk])).status_code == 302
    assert not ExportRun.objects.exists()


# ---- exports --------------------------------------------------------------------


def sheet_of(path: Path | io.BytesIO) -> Any:
    return openpyxl.load_workbook(path).worksheets[0]


def test_an_export_is_made_by_a_job_and_fetched_by_who_asked(
    as_trainer, client, city, district, district_admin
):
    version = make_version(LessonKind.ARTICLE)
    enroll(district, version, name="=1+1", due_on=LATE)
    enroll(make_unit("示例村", OrgUnit.objects.get(pk=district.pk)), version, name="示例&<乙>")

    answer = as_trainer.post(reverse("training_export", args=[city.pk]), {"course": version.course_id})
    assert answer.url == reverse("training_exports")
    run = ExportRun.objects.get()
    assert Job.objects.get(name="training.export_list").kwargs == {"export_id": run.pk}
    again = as_trainer.post(reverse("training_export", args=[city.pk]), follow=True)
    assert "上一份名单还在生成" in again.content.decode()
    assert make_export(export_id=run.pk, at=NOON) == 2
    assert make_export(export_id=run.pk, at=NOON) == 0

    assert "下载" in page(as_trainer, "training_exports")
    fetched = as_trainer.get(reverse("training_export_file", args=[run.pk]))
    assert "no-store" in fetched["Cache-Control"]
    rows = list(sheet_of(io.BytesIO(b"".join(fetched.streaming_content))).iter_rows(values_only=True))
    assert rows[0][:3] == ("单位", "姓名", "工号")
    assert [row[:2] for row in rows[1:]] == [
        ("示例市 / 甲区", "'=1+1"),
        ("示例市 / 甲区 / 示例村", "示例&<乙>"),
    ]
    assert [row[-1] for row in rows[1:]] == ["是", None]
    actions = list(AuditEntry.objects.filter(action__startswith="training.").values_list("action", flat=True))
    assert sorted(actions) == sorted([TrainingAction.LIST_EXPORTED, TrainingAction.EXPORT_DOWNLOADED])
    client = Client()
    client.force_login(district_admin)
    assert client.get(reverse("training_export_file", args=[run.pk])).status_code == 404


def test_who_is_no_trainer_any_more_gets_no_list(trainer, city):
    run = ask_for_export(by=trainer, unit=city, chosen=BoardFilter(), overdue_only=False, at=NOON, on=TODAY)
    later = ask_for_export_again(run, trainer, city)
    roles.revoke_role(user=trainer, role=Role.TRAINER, by=None, at=NOON)
    trainer = User.objects.get(pk=trainer.pk)

    with pytest.raises(ExportRefusedError):
        hand_out(run=ExportRun.objects.get(pk=run.pk), by=trainer, at=NOON)
    assert make_export(export_id=later.pk, at=NOON) == 0
    assert ExportRun.objects.get(pk=later.pk).state == ExportState.REFUSED


def ask_for_export_again(run: ExportRun, by: User, unit: OrgUnit) -> ExportRun:
    make_export(export_id=run.pk, at=NOON)
    return ask_for_export(by=by, unit=unit, chosen=BoardFilter(), overdue_only=True, at=NOON, on=TODAY)


def test_an_export_whose_worker_died_is_made_again_and_never_seen_half(trainer, city, district, monkeypatch):
    version = make_version(LessonKind.ARTICLE)
    for _ in range(3):
        enroll(district, version)
    run = ask_for_export(by=trainer, unit=city, chosen=BoardFilter(), overdue_only=False, at=NOON, on=TODAY)
    whole = SheetWriter.add

    def dies(self: SheetWriter, row: Any) -> None:
        if dies.lines:  # type: ignore[attr-defined]
            raise SystemExit
        dies.lines = True  # type: ignore[attr-defined]
        whole(self, row)

    dies.lines = False  # type: ignore[attr-defined]
    with monkeypatch.context() as patched:
        patched.setattr(SheetWriter, "add", dies)
        with pytest.raises(SystemExit):
            make_export(export_id=run.pk, at=NOON)
    assert not exporting.path_of(run).exists()
    with pytest.raises(ExportRefusedError):
        hand_out(run=ExportRun.objects.get(pk=run.pk), by=trainer, at=NOON)

    assert make_export(export_id=run.pk, at=NOON) == 3
    assert sheet_of(exporting.path_of(run)).max_row == 4


def test_files_go_after_a_week(trainer, city):
    run = ask_for_export(by=trainer, unit=city, chosen=BoardFilter(), overdue_only=False, at=NOON, on=TODAY)
    make_export(export_id=run.pk, at=NOON)
    left = exporting.path_of(run).with_name("9.dead.part")
    left.write_bytes(b"")

    assert expire_exports(at=NOON + dt.timedelta(days=6)) == 0
    with pytest.raises(ExportRefusedError):
        hand_out(run=run, by=trainer, at=NOON + dt.timedelta(days=7))
    assert expire_exports(at=NOON + dt.timedelta(days=7)) == 1
    assert not exporting.path_of(run).exists()
    assert ExportRun.objects.get().state == ExportState.EXPIRED
    expire_exports(at=dt.datetime.now(dt.UTC) + dt.timedelta(days=2))
    assert not left.exists()
