"""Lists of people: every way a spreadsheet spoils them ends in a word for the row, and nobody is lost."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from accounts.enums import Role
from accounts.models import User
from common.models import Job
from tests.factories.accounts import NOON, make_user
from tests.factories.training import make_class, make_enrollment, make_version
from training.enums import ClassState, EnrollmentState, ListState, RowOutcome
from training.listing import tables
from training.listing.cells import read_number
from training.listing.files import ListRefusedError
from training.listing.tables import read_list
from training.models import (
    Enrollment,
    EnrollmentChange,
    EnrollmentListRow,
    LearningEvent,
    TrainingClass,
)
from training.resources import enrollment_lists
from training.resources.enrollment_lists import work_on_list
from training.services.listing import ListError, attach_listed, confirm_list, drop_list, take_in_list

BACKEND = "accounts.backends.StaffNumberOrPhoneBackend"


def workbook(*rows, title="名单"):
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return book


def saved(book):
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def xlsx(*rows):
    return saved(workbook(*rows))


def csv_file(text, encoding="utf-8"):
    return text.encode(encoding)


def lines_of(data):
    return [(row.line, row.given, row.name, row.problem) for row in read_list(data).lines]


# ---- reading, without a database


@pytest.mark.parametrize(
    ("value", "text", "has_problem"),
    [
        ("S00001", "S00001", False),
        ("　ｓ００００１ ", "s00001", False),
        (1234.0, "1234", False),
        (1234, "1234", False),
        ("1234.0", "1234", False),
        ('="00123"', "00123", False),
        ("S\u200b001\u00a0", "S 001", False),
        (1.1e17, "1.1E+17", True),
        (110000000000000001, "110000000000000001", True),
        ("1.1E+17", "1.1E+17", True),
        ("4.4E10", "4.4E10", True),
        ("=A1&B1", "=A1&B1", True),
        (12.5, "12.5", True),
        (True, "True", True),
        (dt.date(2016, 11, 1), "2016-11-01", True),
        ("9" * 200, "9" * 80, True),
        (None, "", False),
    ],
)
def test_a_cell_is_read_as_it_was_meant_or_said_to_be_spoiled(value, text, has_problem):
    cell = read_number(value)
    assert cell.text == text
    assert bool(cell.problem) is has_problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "，"])
def test_csv_in_any_encoding_and_with_any_delimiter(encoding, delimiter):
    text = f"工号{delimiter}姓名\r\nS1{delimiter}示例张三\r\n\r\nS2{delimiter}示例李四\r\n"
    assert lines_of(csv_file(text, encoding)) == [(2, "S1", "示例张三", ""), (4, "S2", "示例李四", "")]


def test_the_heading_stands_below_titles_and_merged_cells():
    book = workbook(
        ["2016年示例培训班学员名单", None, None],
        [None, None, None],
        ["序号", "人员信息", None],
        [None, "工 号（必填）", "姓名*"],
        [1, "S1", "示例张三"],
    )
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("B3:C3")
    assert lines_of(saved(book)) == [(5, "S1", "示例张三", "")]


def test_the_sheet_with_the_heading_is_found_and_said():
    book = workbook(["填表说明"], title="说明")
    sheet = book.create_sheet("学员")
    sheet.append(["姓名", "手机号码"])
    sheet.append(["示例张三", 13800001111])
    book.create_sheet("隐藏").sheet_state = "hidden"
    table = read_list(saved(book))
    assert [(row.phone, row.name) for row in table.lines] == [("13800001111", "示例张三")]
    assert "学员" in table.notes[0]


def test_formula_cells_are_told_and_not_taken():
    rows = lines_of(xlsx(["工号", "姓名"], ["=1+1", "示例张三"], ["S2", '=A2&"x"'], ["S3", "示例王五"]))
    assert [bool(problem) for *_rest, problem in rows] == [True, True, False]


def old_excel():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000


def encrypted():
    return old_excel() + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100


def package(**parts):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return written.getvalue()


def unfolding():
    """A real workbook whose words unfold into others."""
    source = zipfile.ZipFile(io.BytesIO(xlsx(["工号"], ["S1"])))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/workbook.xml":
                content = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
            archive.writestr(part.filename, content)
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (old_excel(), "旧版 Excel"),
        (encrypted(), "密码"),
        (package(word__document_xml="<x/>"), "不是 Excel 工作簿"),
        (b"PK\x03\x04" + b"\0" * 500, "损坏"),
        (xlsx(["工号"], ["S1"])[:900], "损坏"),
        (unfolding(), "不允许的内容"),
        (b"%PDF-1.4 \n1 0 obj", "只能读取"),
        (b"", "没有找到"),
        (csv_file("姓名,单位\n示例张三,示例单位\n"), "姓名、单位"),
        (csv_file("工号,姓名\n"), "没有人"),
        (xlsx(["工号", "姓名"]), "没有人"),
        (csv_file('工号,姓名\nS1,"示例' + "长" * 200_000), "CSV"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(data, word):
    with pytest.raises(ListRefusedError, match=word):
        list(read_list(data).lines)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(tables, "LIMITS", replace(tables.LIMITS, unpacked=1_000_000))
    bomb = package(xl__workbook__xml="<x/>", **{"xl/workbook.xml": "<x/>", "xl/media/x": b"\0" * 2_000_000})
    with pytest.raises(ListRefusedError, match="过大"):
        list(read_list(bomb).lines)


def test_too_many_people_are_refused(monkeypatch):
    monkeypatch.setattr(tables, "LIMITS", replace(tables.LIMITS, rows=3))
    with pytest.raises(ListRefusedError, match="超过 3 人"):
        list(read_list(csv_file("工号\n" + "S1\n" * 4)).lines)


def blank_rows(number):
    """A list with one person on top and one below very many rows that only have borders."""
    book = xlsx(["工号", "姓名"], ["S1", "示例张三"])
    source = zipfile.ZipFile(io.BytesIO(book))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                blank = "".join(f'<row r="{row}"><c r="A{row}"/></row>' for row in range(3, number))
                last = f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>S2</t></is></c></row>'
                content = content.replace(b"</sheetData>", f"{blank}{last}</sheetData>".encode())
            archive.writestr(part.filename, content)
    return written.getvalue()


def test_a_person_below_many_blank_rows_is_not_lost():
    assert [row.given for row in read_list(blank_rows(20_000)).lines] == ["S1", "S2"]


@pytest.mark.parametrize("data", [blank_rows(20), csv_file("工号\nS1\n" + "\n" * 8 + "S2\n")])
def test_a_list_that_goes_on_below_the_last_row_read_is_refused_and_not_cut_off(data, monkeypatch):
    monkeypatch.setattr(tables, "LIMITS", replace(tables.LIMITS, lines=10))
    with pytest.raises(ListRefusedError, match="超过 10 行"):
        list(read_list(data).lines)


# ---- finding and enrolling people


@pytest.fixture
def district_trainer(district):
    return make_user(Role.TRAINER, name="示例甲区培训员", unit=district)


@pytest.fixture
def people(district):
    return [make_user(name=f"示例学员{number}", unit=district) for number in range(3)]


def taken_in(content, *, by, version=None, klass=None, **fields):
    version = klass.version if klass is not None else version or make_version()
    run = take_in_list(
        version=version, klass=klass, name="名单.csv", content=content, by=by, at=NOON, **fields
    )
    work_on_list(run_id=run.pk, at=NOON)
    run.refresh_from_db()
    return run


def done(run, by):
    confirm_list(run=run, by=by, at=NOON)
    work_on_list(run_id=run.pk, at=NOON)
    run.refresh_from_db()
    return run


def told(run):
    return [(row.line, row.outcome, row.message) for row in run.rows.all()]


@pytest.mark.django_db
def test_every_wrong_row_has_its_word_and_the_others_are_enrolled(
    people, district, other_district, district_trainer
):
    first, second, third = people
    disabled = make_user(name="示例停用", unit=district, is_active=False)
    neighbor = make_user(name="示例邻区", unit=other_district)
    zeros = make_user(staff_number="000777", name="示例零", unit=district)
    version = make_version(unit=district)
    make_enrollment(version, learner=third)
    phone = make_user(name="示例手机", unit=district, phone="13800001111")
    rows = [
        ["工号", "手机号", "姓名"],
        [first.staff_number, None, first.name],  # 2
        [second.staff_number.lower().replace("s", "Ｓ"), None, "示例 学员1"],  # 3: full width, a space
        [first.staff_number, None, first.name],  # 4: again
        [third.staff_number, None, third.name],  # 5: enrolled already
        ["S99999", None, "示例无人"],  # 6: unknown
        [neighbor.staff_number, None, neighbor.name],  # 7: out of sight
        [disabled.staff_number, None, disabled.name],  # 8
        [second.staff_number, None, "示例别人"],  # 9: another name
        [1.1e17, None, "示例数字"],  # 10
        [777, None, "示例零"],  # 11: zeros were lost, the name confirms
        [777.0, None, None],  # 12: the same without a name
        [None, 13800001111.0, "示例手机"],  # 13
        [first.staff_number, "138 0000 1111", None],  # 14: two people
        [None, None, "示例没有号码"],  # 15
    ]
    run = taken_in(xlsx(*rows), by=district_trainer, version=version)
    assert run.state == ListState.CHECKED
    assert not Enrollment.objects.filter(source="list").exists()
    outcomes = {line: (outcome, message) for line, outcome, message in told(run)}
    ready = {line for line, (outcome, _message) in outcomes.items() if outcome == RowOutcome.READY}
    assert ready == {2, 3, 11, 13}
    assert outcomes[4] == (RowOutcome.ERROR, "与第 2 行是同一人。")
    assert outcomes[5][0] == RowOutcome.ALREADY
    # Whoever is out of sight is as unknown as who does not exist.
    assert outcomes[6] == outcomes[7]
    assert "停用" in outcomes[8][1]
    assert "姓名" in outcomes[9][1]
    assert first.name not in str(outcomes)
    assert "科学记数法" in outcomes[10][1]
    assert "0" in outcomes[12][1]
    assert "不是同一人" in outcomes[14][1]
    assert "没有填写" in outcomes[15][1]

    done(run, district_trainer)
    enrolled = set(Enrollment.objects.filter(source="list").values_list("learner", flat=True))
    assert enrolled == {first.pk, second.pk, zeros.pk, phone.pk}
    assert run.state == ListState.DONE
    assert EnrollmentChange.objects.filter(kind="enrolled").count() == 4
    assert LearningEvent.objects.filter(kind="enrolled").count() == 4
    assert not run.file


@pytest.mark.django_db
def test_importing_again_changes_nothing(people, district_trainer):
    version = make_version()
    content = csv_file("工号\n" + "\n".join(person.staff_number for person in people))
    done(taken_in(content, by=district_trainer, version=version), district_trainer)
    again = taken_in(content, by=district_trainer, version=version)
    assert {outcome for _line, outcome, _message in told(again)} == {RowOutcome.ALREADY}
    with pytest.raises(ListError, match="没有可以导入"):
        confirm_list(run=again, by=district_trainer, at=NOON)
    assert Enrollment.objects.count() == 3


@pytest.mark.django_db
def test_a_crash_between_slices_doubles_and_loses_nobody(people, district_trainer, monkeypatch):
    monkeypatch.setattr(enrollment_lists, "SLICE", 1)
    content = csv_file("工号\n" + "\n".join(person.staff_number for person in people))
    version = make_version()

    def dies(done, _total):
        if done == 2:
            raise KeyboardInterrupt

    run = take_in_list(
        version=version, klass=None, name="名单.csv", content=content, by=district_trainer, at=NOON
    )
    with pytest.raises(KeyboardInterrupt):
        work_on_list(run_id=run.pk, at=NOON, progress=dies)
    assert run.rows.count() == 2
    work_on_list(run_id=run.pk, at=NOON)
    run.refresh_from_db()
    assert [(line, outcome) for line, outcome, _message in told(run)] == [
        (2, "ready"),
        (3, "ready"),
        (4, "ready"),
    ]
    confirm_list(run=run, by=district_trainer, at=NOON)
    with pytest.raises(KeyboardInterrupt):
        work_on_list(run_id=run.pk, at=NOON, progress=dies)
    assert Enrollment.objects.count() == 2
    work_on_list(run_id=run.pk, at=NOON)
    assert work_on_list(run_id=run.pk, at=NOON) == {}
    assert Enrollment.objects.count() == 3
    assert set(run.rows.values_list("outcome", flat=True)) == {RowOutcome.ENROLLED}


@pytest.mark.django_db
def test_into_a_full_class_the_later_ones_wait_in_the_order_of_the_list(people, district, district_trainer):
    klass = make_class(unit=district, capacity=2)
    order = [people[2], people[0], people[1]]
    content = csv_file("工号\n" + "\n".join(person.staff_number for person in order))
    run = done(taken_in(content, by=district_trainer, klass=klass), district_trainer)
    assert [outcome for _line, outcome, _message in told(run)] == ["enrolled", "enrolled", "waitlisted"]
    klass.refresh_from_db()
    assert klass.taken == 2
    assert Enrollment.objects.get(learner=people[1]).state == EnrollmentState.WAITLISTED


@pytest.mark.django_db
def test_who_studies_without_a_class_comes_into_it(people, district, district_trainer):
    klass = make_class(unit=district, capacity=5)
    alone = make_enrollment(klass.version, learner=people[0])
    run = done(
        taken_in(csv_file(f"工号\n{people[0].staff_number}\n"), by=district_trainer, klass=klass),
        district_trainer,
    )
    alone.refresh_from_db()
    assert (alone.klass, alone.holds_place) == (klass, True)
    assert told(run)[0][1] == RowOutcome.ENROLLED


@pytest.mark.django_db
def test_a_class_that_ended_since_the_list_was_confirmed_takes_nobody_of_it(
    people, district, district_trainer
):
    klass = make_class(unit=district, capacity=5)
    alone = make_enrollment(klass.version, learner=people[0])
    content = csv_file("工号\n" + "\n".join(person.staff_number for person in people))
    run = taken_in(content, by=district_trainer, klass=klass)
    confirm_list(run=run, by=district_trainer, at=NOON)
    TrainingClass.objects.filter(pk=klass.pk).update(state=ClassState.CANCELED)
    work_on_list(run_id=run.pk, at=NOON)

    assert {row[1:] for row in told(run)} == {("error", "该班次已结班或者已取消。")}
    assert list(Enrollment.objects.values_list("pk", "klass")) == [(alone.pk, None)]


@pytest.mark.django_db
def test_who_left_the_course_while_a_list_is_worked_on_is_told_and_not_enrolled_anew(
    people, district, district_trainer
):
    klass = make_class(unit=district, capacity=5)
    run = taken_in(csv_file(f"工号\n{people[0].staff_number}\n"), by=district_trainer, klass=klass)

    outcome, message = attach_listed(run=run, learner=people[0])

    assert (outcome, message) == (RowOutcome.ERROR, "该报名刚刚有变动，请重新查看。")
    assert not Enrollment.objects.exists()


@pytest.mark.django_db
def test_into_the_citys_class_a_district_fills_only_the_places_kept_for_it(
    people, city, district, district_trainer
):
    klass = make_class(unit=city, capacity=5)
    content = csv_file(f"工号\n{people[0].staff_number}\n")
    with pytest.raises(ListError, match="没有给本单位的名额"):
        take_in_list(
            version=klass.version, klass=klass, name="x", content=content, by=district_trainer, at=NOON
        )
    klass.quotas.create(unit=district, places=1)
    run = done(taken_in(content, by=district_trainer, klass=klass), district_trainer)
    assert told(run)[0][1] == RowOutcome.ENROLLED
    assert klass.quotas.get().taken == 1


@pytest.mark.django_db
def test_a_row_costs_no_query_of_its_own(district, district_trainer, django_assert_max_num_queries):
    version = make_version()

    def run_of(number):
        people = User.objects.bulk_create(
            User(staff_number=f"Q{number}-{each}", name="示例", unit=district, password="!")
            for each in range(number)
        )
        run = taken_in(
            csv_file("工号\n" + "\n".join(one.staff_number for one in people)),
            by=district_trainer,
            version=version,
        )
        confirm_list(run=run, by=district_trainer, at=NOON)
        return run.pk

    few, many = run_of(1), run_of(40)
    with django_assert_max_num_queries(60) as asked:
        work_on_list(run_id=few, at=NOON)
    with django_assert_max_num_queries(len(asked) + 2):
        work_on_list(run_id=many, at=NOON)
    assert Enrollment.objects.count() == 41


@pytest.mark.django_db
def test_a_dropped_list_enrolls_nobody(people, district_trainer):
    run = taken_in(csv_file(f"工号\n{people[0].staff_number}\n"), by=district_trainer)
    drop_list(run=run, by=district_trainer)
    with pytest.raises(ListError):
        confirm_list(run=run, by=district_trainer, at=NOON)
    assert work_on_list(run_id=run.pk, at=NOON) == {}
    assert not Enrollment.objects.exists()


# ---- screens


@pytest.mark.django_db
def test_upload_preview_confirmation_and_result(client, people, district, district_trainer):
    klass = make_class(unit=district)
    client.force_login(district_trainer, backend=BACKEND)
    content = csv_file(f"工号,姓名\n{people[0].staff_number},{people[0].name}\nS9,示例\n", "gb18030")
    address = reverse("training_list_add", query={"class": klass.pk})
    sent = client.post(address, {"file": SimpleUploadedFile("名单.csv", content)})
    run = klass.lists.get()
    assert sent.url == reverse("training_list", args=[run.pk])
    assert "正在检查" in client.get(sent.url).content.decode()
    job = Job.objects.get(name="training.import_enrollments")
    assert job.kwargs == {"run_id": run.pk}
    work_on_list(run_id=run.pk, at=NOON)
    page = client.get(sent.url).content.decode()
    assert "确认导入 1 人" in page
    assert "没有找到此人" in page
    client.post(sent.url, {"confirm": "1"})
    work_on_list(run_id=run.pk, at=NOON)
    assert klass.enrollments.get().learner == people[0]
    table = client.get(reverse("training_list_xlsx", args=[run.pk]))
    assert table.content.startswith(b"PK")
    assert [row.given for row in read_list(table.content).lines] == [people[0].staff_number, "S9"]


@pytest.mark.django_db
def test_nobody_sees_another_districts_list(
    client, people, district, other_district, district_trainer, trainer
):
    klass = make_class(unit=district)
    run = taken_in(csv_file(f"工号\n{people[0].staff_number}\n"), by=district_trainer, klass=klass)
    other = make_user(Role.TRAINER, name="示例乙区培训员", unit=other_district)
    addresses = [
        reverse("training_list", args=[run.pk]),
        reverse("training_list_xlsx", args=[run.pk]),
        reverse("training_list_add", query={"class": klass.pk}),
    ]
    for person, status in ((trainer, 200), (district_trainer, 200), (other, 404)):
        client.force_login(person, backend=BACKEND)
        assert [client.get(address).status_code for address in addresses] == [status] * 3
        assert ("名单.csv" in client.get(reverse("training_lists")).content.decode()) is (status == 200)
    client.force_login(other, backend=BACKEND)
    assert client.post(addresses[0], {"confirm": "1"}).status_code == 404
    assert EnrollmentListRow.objects.count() == 1
