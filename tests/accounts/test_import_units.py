import datetime as dt
import io
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from accounts.enums import AuditAction, CodeScheme, UnitKind
from accounts.models import AuditEntry, OrgUnit
from accounts.resources import import_unit_files
from accounts.services.unit_rows import read_change_day
from tests.factories.accounts import NOON, make_superuser, make_user

pytestmark = pytest.mark.django_db

COUNTIES = "code,name\n990201,甲县\n990202,乙县\n"
TOWNS = "code,name,county_code\n990201001,城关镇,990201\n990202001,城关镇,990202\n990202002,河东镇,990202\n"
CHANGES = (
    "old_code,old_name,new_code,new_name,first_month_in_mca_list\n"
    "990299,旧甲县,990201,甲县,2016-07\n"
    "990298,旧乙县,990202,乙县,2014 (between 2013-12 and 2014-12)\n"
)


def load(*texts, **options):
    files = [
        (f"{number}.csv", text.encode() if isinstance(text, str) else text)
        for number, text in enumerate(texts)
    ]
    defaults = {"by": None, "at": NOON, "root_code": "990000", "root_name": "示例市"}
    return import_unit_files(files, **{**defaults, **options})


def problems(report):
    return [(problem.line, problem.message) for problem in report.problems]


def counts(report):
    return report.created, report.updated, report.unchanged


def test_counties_and_towns_make_a_tree():
    report = load(COUNTIES, TOWNS)
    assert counts(report) == (5, 0, 0)
    root = OrgUnit.objects.get(depth=1)
    assert (root.code, root.name, root.kind) == ("990000", "示例市", UnitKind.CITY)
    assert Counter(OrgUnit.objects.values_list("kind", flat=True)) == {"city": 1, "county": 2, "township": 3}
    towns = OrgUnit.objects.filter(name="城关镇")
    assert {town.get_parent().name for town in towns} == {"甲县", "乙县"}
    assert OrgUnit.find_problems() == ([], [], [], [], [])


def test_second_run_changes_nothing():
    load(COUNTIES, TOWNS, CHANGES)
    before, records = list(OrgUnit.objects.values()), AuditEntry.objects.count()
    assert counts(load(COUNTIES, TOWNS, CHANGES)) == (0, 0, 9)
    assert list(OrgUnit.objects.values()) == before
    assert AuditEntry.objects.count() == records


def test_one_import_leaves_one_record():
    user = make_superuser()
    load(COUNTIES, TOWNS, by=user)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id) == (AuditAction.UNITS_IMPORTED, user.pk)
    assert entry.data == {"files": ["0.csv", "1.csv"], "created": 5, "updated": 0}


@pytest.mark.parametrize(
    "order", [(COUNTIES, TOWNS, CHANGES), (CHANGES, COUNTIES, TOWNS), (COUNTIES, CHANGES, TOWNS)]
)
def test_changes_of_code_come_in_any_order(order):
    load(*order)
    old, new = OrgUnit.objects.get(code="990299"), OrgUnit.objects.get(code="990201")
    assert (old.valid_to, new.valid_from, new.predecessor) == (dt.date(2016, 7, 1), dt.date(2016, 7, 1), old)
    assert [child.name for child in new.get_children()] == ["城关镇"]
    assert OrgUnit.objects.get(code="990298").valid_to == dt.date(2014, 12, 1)
    assert OrgUnit.objects.count() == 8
    assert OrgUnit.find_problems() == ([], [], [], [], [])


def test_change_of_a_unit_in_use_moves_what_hangs_on_it():
    load("code,name\n990299,旧甲县\n", "code,name,county_code\n990299001,城关镇,990299\n")
    person = make_user(unit=OrgUnit.objects.get(code="990299"))
    report = load("old_code,old_name,new_code,new_name,first_month\n990299,旧甲县,990201,甲县,2016-07\n")
    assert counts(report) == (1, 1, 0)
    person.refresh_from_db()
    assert person.unit.name == "甲县"
    assert OrgUnit.objects.get(name="城关镇").get_parent().name == "甲县"


def test_new_name_under_the_same_code_needs_a_day():
    load(COUNTIES, TOWNS)
    assert "如已更名" in problems(load("code,name\n990201,甲区\n"))[0][1]
    assert counts(load("code,name,valid_from\n990201,甲区,2016-07-01\n")) == (1, 0, 0)
    old, new = OrgUnit.objects.filter(code="990201").order_by("valid_to")
    old, new = (old, new) if old.valid_to else (new, old)
    assert (old.name, new.name, new.predecessor_id) == ("甲县", "甲区", old.pk)
    assert OrgUnit.objects.get(code="990201001").get_parent() == new


def test_old_list_does_not_bring_an_ended_unit_back():
    load(COUNTIES, CHANGES)
    assert problems(load("code,name\n990299,旧甲县\n")) == [(2, "该代码的单位已于2016-07-01停用。")]


def test_town_moves_to_another_county():
    load(COUNTIES, TOWNS)
    report = load("code,name,county_code\n990202002,河东镇,990201\n")
    assert counts(report) == (0, 1, 0)
    assert OrgUnit.objects.get(name="河东镇").get_parent().name == "甲县"
    assert OrgUnit.find_problems() == ([], [], [], [], [])


def test_own_codes_have_their_own_scheme():
    report = load(
        COUNTIES, "code,name,code_scheme,kind\nWS01,示例经开区,own,other\n990201,示例公司,own,company\n"
    )
    assert "另一类别" in problems(report)[0][1]
    assert counts(load(COUNTIES, "code,name,code_scheme,kind\nWS01,示例经开区,own,企业\n")) == (3, 0, 0)
    unit = OrgUnit.objects.get(code="WS01")
    assert (unit.code_scheme, unit.kind) == (CodeScheme.OWN, UnitKind.COMPANY)


def test_kind_can_be_given_for_a_whole_file():
    load("code,name\n990201001001,示例村\n", "code,name,code_scheme\nX1,示例中学,own\n", kind=UnitKind.SCHOOL)
    assert OrgUnit.objects.get(code="X1").kind == UnitKind.SCHOOL


def test_dry_run_reports_and_saves_nothing():
    assert counts(load(COUNTIES, TOWNS, dry_run=True)) == (5, 0, 0)
    assert not OrgUnit.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (",无代码县", "代码不能为空"),
        ("990203,", "名称不能为空"),
        ("990203, \u3000", "名称不能为空"),
        ("99020,短码县", "6、9或12位"),
        ("WS01,经开区", "code_scheme"),
        ("990203,=HYPERLINK(1)", "疑似公式"),
        ("990203,+1", "疑似公式"),
        ("990203,@SUM(A1)", "疑似公式"),
        ("=990203,丙县", "疑似公式"),
        ("990203,丙\u202e县", "控制字符"),
        ("990203," + "长" * 121, "超过120个字符"),
        ("990201,甲县", "代码与第2行重复"),
        ("990203,丙县,999999", "上级单位代码“999999”不存在"),
        ("990203,丙县,,planet", "未知的单位类别"),
        ("990203,丙县,,,2016/7/1", "YYYY-MM-DD"),
        ("990203,丙县,,,2016-02-30", "YYYY-MM-DD"),
        ("990203,丙县,,,2016-07-01,2016-07-01", "必须晚于"),
        ("990203,丙县,,,2016-07-01,,999999", "前身单位代码“999999”不存在"),
        ("990203,丙县,,,,,990201", "须填写启用日期"),
    ],
)
def test_bad_row_is_named_and_nothing_is_saved(row, message):
    header = "code,name,parent_code,kind,valid_from,valid_to,predecessor_code\n"
    report = load(f"{header}990201,甲县\n\n , ,\n{row}\n990204,丁县\n")
    assert [line for line, _text in problems(report)] == [5]
    assert message in problems(report)[0][1]
    assert not OrgUnit.objects.exists()


def test_all_bad_rows_are_named_at_once():
    report = load(COUNTIES, "code,name,county_code\n1,甲,990201\n990201001,=乙,990201\n990201002,丙,990209\n")
    assert [(problem.file, problem.line) for problem in report.problems] == [
        ("1.csv", 2),
        ("1.csv", 3),
        ("1.csv", 4),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "空"),
        (b"\xef\xbb\xbf \n", "空"),
        (b"PK\x03\x04\x00\x00\xff\xff", "不是CSV"),
        (b"\xff\xfe\x00a", "不是CSV"),
        ("代码,名称\n1,2\n".encode(), "首行须包含"),
        (b"code,name,name\n1,2,3\n", "重复的列名"),
        (b'code,name\n990201,"open\n', "不是有效的CSV"),
        ("code,name\n990201,甲县,多\n".encode(), "多于首行"),
        (b"old_code,old_name,new_code,new_name\n990299,x,990201,y\n", "没有变更时间"),
        (b"code,name\n" + b" " * (20 * 1024 * 1024), "20MB"),
    ],
)
def test_file_that_is_no_list_is_refused(content, message):
    report = load(content)
    assert len(report.problems) == 1
    assert message in report.problems[0].message
    assert not OrgUnit.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_usual_encodings_are_read(encoding):
    load(COUNTIES.encode(encoding))
    assert OrgUnit.objects.filter(name="甲县").exists()


def test_windows_line_ends_and_full_width_spaces_are_cleaned():
    load("code,name\r\n\r\n 990201 ,\u3000甲县 \r\n")
    assert OrgUnit.objects.get(code="990201").name == "甲县"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2016-07", "2016-07-01"),
        ("2014 (between 2013-12 and 2014-12)", "2014-12-01"),
        ("2014", "2014-01-01"),
        ("2016-07-22", "2016-07-22"),
        ("soon", "soon"),
    ],
)
def test_day_of_a_change_is_the_first_one_known(text, day):
    assert read_change_day(text) == day


# ---- the command -------------------------------------------------------------------------------------


def command(*args, **options):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_units", *args, stdout=out, stderr=err, **options)
    except CommandError as error:
        return f"{out.getvalue()}{err.getvalue()}{error}"
    return out.getvalue() + err.getvalue()


@pytest.fixture
def folder(tmp_path):
    for name, text in (("1.csv", COUNTIES), ("2.csv", TOWNS), ("3.csv", CHANGES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_command_loads_a_folder(folder):
    assert "新增7个" in command(str(folder), root_code="990000", root_name="示例市")
    assert OrgUnit.objects.count() == 8


def test_command_dry_run_says_so(folder):
    assert "试运行，未保存" in command(str(folder / "1.csv"), "--dry-run")
    assert not OrgUnit.objects.exists()


def test_command_names_file_and_line(folder):
    (folder / "2.csv").write_text("code,name,county_code\n990201001,城关镇,990209\n", encoding="utf-8")
    output = command(str(folder))
    assert "2.csv 第2行：上级单位代码“990209”不存在。" in output
    assert "未保存任何数据" in output
    assert not OrgUnit.objects.exists()


@pytest.mark.parametrize("path", ["nowhere.csv", "."])
def test_command_without_files_says_so(tmp_path, path):
    assert "无法读取文件" in command(str(tmp_path / path)) or "没有找到" in command(str(tmp_path / path))


# ---- the real lists ----------------------------------------------------------------------------------


@pytest.mark.shared_data
def test_chongqing_loads_completely(shared_data):
    command(str(shared_data / "divisions"))
    current = OrgUnit.objects.filter(valid_to__isnull=True)
    assert current.filter(kind=UnitKind.COUNTY).count() == 38
    assert current.filter(kind=UnitKind.TOWNSHIP).count() == 1031
    names = Counter(current.filter(kind=UnitKind.TOWNSHIP).values_list("name", flat=True))
    assert sum(count > 1 for count in names.values()) == 35
    ended = OrgUnit.objects.filter(valid_to__isnull=False)
    assert ended.count() == 7
    assert all(unit.successors.count() == 1 and unit.numchild == 0 for unit in ended)
    for town in current.filter(kind=UnitKind.TOWNSHIP)[::100]:
        assert town.code.startswith(town.get_parent().code)
    assert OrgUnit.find_problems() == ([], [], [], [], [])


@pytest.mark.shared_data
def test_chongqing_a_second_time_is_free_of_row_queries(shared_data, django_assert_max_num_queries):
    command(str(shared_data / "divisions"))
    with django_assert_max_num_queries(4 * 1100) as captured:
        assert "新增0个，更新0个" in command(str(shared_data / "divisions"))
    selects = [query for query in captured if query["sql"].startswith("SELECT")]
    assert len(selects) < 40
