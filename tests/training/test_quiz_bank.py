"""The item bank in the admin: own units' items only, sheets in and out, the demonstration's bank."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEntry
from common import clock
from content.services.demo_lists import read_lists
from tests.factories.accounts import NOON, make_user
from tests.factories.content import make_list, make_rule, make_structure
from tests.factories.quizzes import make_item, make_paper, make_topic
from training.enums import ItemKind, PaperKind
from training.grading.writing import BLANK
from training.models import ItemCitation, Paper, PaperRule, QuizItem
from training.resources import item_sheets
from training.resources.item_sheets import COLUMNS, SheetError, read_sheet, write_sheet
from training.resources.quizzes import export_items, import_items, template
from training.selectors.quiz_items import items_to_check
from training.services.banking import save_item
from training.services.demo_quizzes import TAUGHT_LIST, load_quizzes, read_bank
from training.services.drawing import DrawError, draw_sheet

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def row(line=2, **cells):
    defaults = {
        "题型": "单选题",
        "专题": "示例专题",
        "题干": "示例题干",
        "选项": "A. 甲\nB. 乙",
        "答案": "B",
        "解析": "示例解析",
    }
    return {**dict.fromkeys(COLUMNS, ""), **defaults, **cells, "line": str(line)}


def take_in(user, *rows, dry_run=False):
    return import_items(rows=list(rows), user=user, at=NOON, dry_run=dry_run)


@pytest.fixture(autouse=True)
def _structure(db):
    make_structure()


# ---- who sees what


@pytest.fixture
def district_trainer(district):
    return make_user(Role.TRAINER, name="示例甲区培训员", unit=district)


def test_a_districts_trainer_has_the_items_of_the_district(district_trainer, district, other_district, city):
    own = make_item(stem="本区的题", unit=district)
    others = [make_item(stem="邻区的题", unit=other_district), make_item(stem="全市的题", unit=city)]
    client = signed_in(district_trainer)

    words = client.get(reverse("training_items:index")).content.decode()
    assert ("本区的题" in words, "邻区的题" in words, "全市的题" in words) == (True, False, False)
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("training_items_export")).content))
    assert [cells[4] for cells in book.active.iter_rows(min_row=2, values_only=True)] == ["本区的题"]
    assert client.get(reverse("training_items:edit", args=[own.pk])).status_code == 200
    for item in others:
        for name in ("edit", "delete", "history", "usage"):
            address = reverse(f"training_items:{name}", args=[item.pk])
            assert client.get(address).status_code == 404, name
            assert client.post(address).status_code == 404, name


def test_papers_and_their_figures_are_the_own(district_trainer, other_district):
    paper = make_paper(make_item(stem="邻区的题"), unit=other_district)
    client = signed_in(district_trainer)
    assert client.get(reverse("training_paper_preview", args=[paper.pk])).status_code == 404
    assert client.get(reverse("training_papers:edit", args=[paper.pk])).status_code == 404
    words = client.get(reverse("training_item_analysis") + f"?paper={paper.pk}").content.decode()
    assert paper.title not in words


@pytest.mark.parametrize("role", [Role.READER, Role.FIRST_REVIEWER, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN])
def test_others_have_no_bank(role, city):
    make_item(stem="全市的题", unit=city)
    client = signed_in(make_user(role, unit=city))
    for name in (
        "training_items:index",
        "training_topics:index",
        "training_papers:index",
        "training_items_import",
        "training_items_export",
        "training_items_template",
        "training_item_analysis",
    ):
        answer = client.get(reverse(name))
        assert answer.status_code in (302, 403), name
        assert "全市的题" not in answer.content.decode()


@pytest.mark.parametrize("who", ["trainer", "editor"])
def test_the_menu_leads_there(who, request):
    words = signed_in(request.getfixturevalue(who)).get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("training_items:index") in words


# ---- forms


def item_form(topic, **fields):
    return {
        "kind": "multiple",
        "topic": topic.pk,
        "difficulty": 2,
        "stem": "下列哪些属于拉票？",
        "options_text": "A. 请客求票\nB. 托人带话求票\nC. 参加见面会",
        "answer_text": "AB",
        "explanation": "示例解析",
        "basis": "《示例规定》第一条",
        "target_list": "",
        "target_number": "",
        "unit": topic.unit_id or "",
        "active": "on",
        **fields,
    }


def test_an_item_is_typed_changed_and_counted_in_versions(trainer, city):
    make_rule("示例规定", promulgation_date=dt.date(2015, 1, 1))
    topic, client = make_topic(unit=city), signed_in(trainer)
    answer = client.post(reverse("training_items:add"), item_form(topic))
    assert answer.status_code == 302, answer.context["form"].errors
    item = QuizItem.objects.get()
    assert (item.answer, item.version, item.unit) == (["A", "B"], 1, city)
    assert ItemCitation.objects.get().state == "resolved"

    address = reverse("training_items:edit", args=[item.pk])
    assert "A. 请客求票" in client.get(address).content.decode()
    client.post(address, item_form(topic))
    item.refresh_from_db()
    assert item.version == 1
    client.post(address, item_form(topic, answer_text="AC"))
    item.refresh_from_db()
    assert (item.answer, item.version) == (["A", "C"], 2)


def test_what_does_not_fit_is_said_in_the_form(trainer, city):
    topic, client = make_topic(unit=city), signed_in(trainer)
    answer = client.post(reverse("training_items:add"), item_form(topic, answer_text="AZ"))
    assert "答案中的 Z 不在选项里" in answer.content.decode()
    assert not QuizItem.objects.exists()


def test_nobody_gives_an_item_to_another_unit(district_trainer, district, other_district):
    topic, client = make_topic(unit=district), signed_in(district_trainer)
    answer = client.post(reverse("training_items:add"), item_form(topic, unit=other_district.pk))
    assert answer.status_code == 200
    assert not QuizItem.objects.exists()


def paper_form(topic, count):
    return {
        "title": "示例试卷（示例）",
        "kind": "drawn",
        "unit": topic.unit_id,
        "instructions": "",
        "attempts": 0,
        "review": "immediately",
        "draws-TOTAL_FORMS": 1,
        "draws-INITIAL_FORMS": 0,
        "draws-MIN_NUM_FORMS": 0,
        "draws-MAX_NUM_FORMS": 1000,
        "draws-0-topic": topic.pk,
        "draws-0-kind": "",
        "draws-0-difficulty": "",
        "draws-0-count": count,
        "draws-0-points": 5,
        "draws-0-ORDER": 1,
        "chosen-TOTAL_FORMS": 0,
        "chosen-INITIAL_FORMS": 0,
        "chosen-MIN_NUM_FORMS": 0,
        "chosen-MAX_NUM_FORMS": 1000,
    }


def test_a_rule_that_cannot_be_satisfied_is_refused(trainer, city):
    topic, client = make_topic(unit=city), signed_in(trainer)
    for _ in range(3):
        make_item(topic=topic)
    words = client.post(reverse("training_papers:add"), paper_form(topic, 4)).content.decode()
    assert "还差 1 道" in words
    answer = client.post(reverse("training_papers:add"), paper_form(topic, 3))
    assert answer.status_code == 302, answer.context["form"].errors
    paper = Paper.objects.get()
    assert (paper.unit, paper.draws.get().count) == (city, 3)
    words = client.get(reverse("training_paper_preview", args=[paper.pk])).content.decode()
    assert words.count("<strong>正确答案") == 3


def test_lines_of_a_paper_share_what_is_offered_to_them(district_trainer, district, other_district, city):
    for unit in (district, other_district, city):
        make_item(stem=f"{unit.name}的题", unit=unit, topic=make_topic(name=f"{unit.name}的专题", unit=unit))
    client, asked = signed_in(district_trainer), []
    for number in (1, 3):
        paper = make_paper(*(make_item(unit=district) for _ in range(number)), unit=district)
        for _ in range(number):
            paper.draws.create(topic=make_topic(unit=district), count=1)
        address = reverse("training_papers:edit", args=[paper.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            words = client.get(address).content.decode()
        asked.append(len(queries))
        shown = [name for name in ("甲区的题", "乙区的题", "示例市的题") if words.count(name) == number + 1]
        assert shown == ["甲区的题", "示例市的题"]  # the line that is copied for a new one among them
        assert "乙区" not in words

    assert asked[0] == asked[1]


def test_a_draw_is_repeated_by_its_seed_and_never_short():
    topic = make_topic()
    for _ in range(6):
        make_item(topic=topic)
    paper = Paper.objects.create(title="示例", kind=PaperKind.DRAWN, pass_mark=60)
    rule = PaperRule.objects.create(paper=paper, topic=topic, count=4, points=1)
    drawn = [draw_sheet(paper=paper, seed=seed) for seed in ("a", "a", "b")]
    assert drawn[0] == drawn[1] != drawn[2]
    assert len({question["item"] for question in drawn[0]}) == 4
    rule.count = 7
    rule.save()
    with pytest.raises(DrawError):
        draw_sheet(paper=paper, seed="a")


def test_a_draw_has_items_as_they_are_now():
    """What a process keeps of items is theirs no longer once they change, by whatever way."""
    make_structure()
    taught = make_list("严禁示例", title="示例清单")
    item = make_item(target_list=taught, target_number=1)
    papers = [make_paper(item), Paper.objects.create(title="示例", kind=PaperKind.DRAWN)]
    PaperRule.objects.create(paper=papers[1], topic=item.topic, count=1, points=1)

    def drawn(name):
        return [draw_sheet(paper=paper, seed="a")[0][name] for paper in papers]

    assert drawn("stem") == [item.stem] * 2
    item.stem, item.options = "改过的题", [{"key": "B", "text": "改过的选项"}]
    save_item(item=item, at=NOON)
    assert (drawn("stem"), drawn("version")) == (["改过的题"] * 2, [2, 2])
    assert drawn("options") == [item.options] * 2
    assert drawn("list") == [taught.pk] * 2
    taught.delete()
    assert drawn("list") == [None, None]
    item.refresh_from_db()
    item.active = False
    save_item(item=item, at=NOON)
    for paper in papers:
        with pytest.raises(DrawError):
            draw_sheet(paper=paper, seed="a")


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_items(
    number, trainer, city, django_assert_max_num_queries
):
    for _ in range(number):
        make_item(unit=city)
    client = signed_in(trainer)
    client.get(reverse("training_items:index"))
    with django_assert_max_num_queries(24):
        client.get(reverse("training_items:index"))


def test_items_whose_basis_has_a_new_edition_are_listed(trainer, city):
    make_rule("示例规定", promulgation_date=dt.date(2015, 1, 1))
    item = make_item(basis="《示例规定》第一条", unit=city)
    make_item(basis="《库里没有的规定》第一条", unit=city)
    assert not items_to_check(on=dt.date(2026, 11, 1)).exists()

    make_rule("示例规定", promulgation_date=dt.date(2020, 1, 1))
    assert list(items_to_check(on=dt.date(2026, 11, 1))) == [item]
    client = signed_in(trainer)
    assert item.stem in client.get(reverse("training_items:index") + "?to_check=true").content.decode()
    assert item.stem not in client.get(reverse("training_items:index") + "?to_check=false").content.decode()
    save_item(item=item, at=clock.now())  # looked at again
    assert not items_to_check(on=dt.date(2026, 11, 1)).exists()


# ---- sheets


def test_a_sheet_goes_out_and_comes_back_unchanged(trainer, city):
    for kind in ItemKind:
        make_item(kind, unit=city, topic=make_topic(unit=city))
    content = export_items(items=QuizItem.objects.all(), user=trainer, at=NOON)
    report = take_in(trainer, *read_sheet(content))
    assert (report.created, report.updated, report.unchanged, report.problems) == (0, 0, 5, ())


def test_the_same_sheet_twice_makes_nothing_twice(trainer, city):
    make_topic(name="示例专题", unit=city)
    assert take_in(trainer, row()).created == 1
    again = take_in(trainer, row(), row(3, 题干="另一题"))
    assert (again.created, again.unchanged) == (1, 1)
    assert AuditEntry.objects.filter(action="training.items_imported").count() == 2


def test_every_bad_row_says_its_line_and_nothing_is_saved(trainer, city, other_district):
    make_topic(name="示例专题", unit=city)
    hidden = make_item(unit=None)
    bad = [
        (row(3, 题型="问答题"), "题型"),
        (row(4, 专题="没有的专题"), "专题"),
        (row(5, 答案="Z"), "答案"),
        (row(6, 题干=""), "题干"),
        (row(7, 难度="极难"), "难度"),
        (row(8, 编号="999999"), "编号"),
        (row(9, 清单="没有的清单"), "清单"),
        (row(10), "题干"),
        (row(11, 解析="长" * 5000), "解析"),
    ]
    report = take_in(trainer, row(2), *(cells for cells, _part in bad))
    assert [problem.line for problem in report.problems] == list(range(3, 12))
    for problem, (_cells, part) in zip(report.problems, bad, strict=True):
        assert problem.message.startswith(f"{part}：")
    assert list(QuizItem.objects.all()) == [hidden]


def test_another_units_item_is_not_changed_by_its_number(district_trainer, other_district, district):
    make_topic(name="示例专题", unit=district)
    item = make_item(unit=other_district)
    report = take_in(district_trainer, row(编号=str(item.pk)))
    assert "本单位没有编号" in report.problems[0].message


def test_what_would_be_calculated_is_text():
    content = write_sheet([["", "单选题", "专题", "", "=HYPERLINK(1)", "+1", "-1", "@x", "", "", "", ""]])
    cells = next(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2))
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert cells[4].value == "'=HYPERLINK(1)"
    assert read_sheet(content)[0]["题干"] == "=HYPERLINK(1)"


def test_a_sheet_of_a_million_empty_rows_is_read():
    book = openpyxl.load_workbook(io.BytesIO(template()))
    book.active.row_dimensions[1_048_576].height = 20
    written = io.BytesIO()
    book.save(written)
    assert len(read_sheet(written.getvalue())) == 5


@pytest.mark.parametrize("content", [b"", b"not a workbook", "编号,题型".encode("gbk"), b"PK\x03\x04rest"])
def test_what_is_no_workbook_is_refused_in_words(content):
    with pytest.raises(SheetError):
        read_sheet(content)


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(item_sheets, "LARGEST_UNPACKED", 1_000)
    with pytest.raises(SheetError, match="过大"):
        read_sheet(template())


def test_import_is_checked_first_and_saved_when_confirmed(trainer, city):
    make_topic(name="示例专题", unit=city)
    client, address = signed_in(trainer), reverse("training_items_import")
    content = client.get(reverse("training_items_template")).content
    upload = io.BytesIO(content)
    upload.name = "items.xlsx"

    answer = client.post(address, {"file": upload})
    assert "检查通过，还没有保存：新增 5 题" in answer.content.decode()
    assert not QuizItem.objects.exists()
    signed = answer.context["signed"]
    assert signed_in(make_user(Role.TRAINER, unit=city)).post(address, {"rows": signed}).status_code == 302
    assert not QuizItem.objects.exists()
    client.post(address, {"rows": signed})
    assert QuizItem.objects.filter(unit=city).count() == 5


# ---- demonstration


def test_the_demonstration_has_a_bank_and_a_paper_that_can_be_drawn(city):
    assert load_quizzes(unit=city, at=NOON) == 1
    assert load_quizzes(unit=city, at=NOON) == 0
    paper = Paper.objects.get()
    items = QuizItem.objects.all()
    assert items.count() >= 60
    assert {item.kind for item in items} == set(ItemKind)
    assert all("示例" in item.explanation and "示例" in item.topic.name for item in items)
    sheet = draw_sheet(paper=paper, seed="示例")
    assert len(sheet) == 20
    assert sum(float(question["points"]) for question in sheet) == 100


def test_words_of_the_list_are_quoted_as_they_are():
    """Blanks filled with the right words give sentences of the list itself."""
    texts = {
        item["number"]: item["text"]
        for page in read_lists()
        if page["slug"] == TAUGHT_LIST
        for item in page["item"]
    }
    for entry in read_bank()["item"]:
        if entry["kind"] == "填空题" and entry["number"]:
            words = iter(line.split("|")[0] for line in entry["answer"].strip().splitlines())
            filled = BLANK.sub(lambda _match, words=words: next(words), entry["stem"])
            assert filled.removeprefix("在").rstrip("。") in texts[entry["number"]].replace("对在", ""), (
                filled
            )
