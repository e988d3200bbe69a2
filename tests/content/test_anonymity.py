"""Nothing in a case notice identifies a person: numbers and full names are refused, also in drafts."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from accounts.enums import Role
from content.anonymity import find_identifiers, is_id_card, label_problem
from content.models import CaseIndexPage, CasePage, CasePerson
from tests.factories.accounts import make_unit, make_user
from tests.factories.cases import make_case
from tests.factories.content import make_structure
from tests.factories.publishing import client_of

# Made up: the place 110101 with an invented day and the check character that follows.
ID_CARD, ID_CARD_X = "110101199001011237", "11010119900101119X"
PHONE, BANK_CARD = "13800138000", "6222020200112233445"


def kinds(text: str) -> list[str]:
    return [found.kind for found in find_identifiers(text)]


def test_examples_are_what_they_should_be() -> None:
    assert is_id_card(ID_CARD)
    assert is_id_card(ID_CARD_X)
    assert not is_id_card(ID_CARD[:-1] + "8")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"身份证号{ID_CARD}。", ["居民身份证号码"]),
        (f"（{ID_CARD_X.lower()}）", ["居民身份证号码"]),
        ("１１０１０１１９９００１０１１２３７", ["居民身份证号码"]),
        ("110101 19900101 1237", ["居民身份证号码"]),
        (f"电话：{PHONE}", ["手机号码"]),
        ("138-0013-8000", ["手机号码"]),
        ("+86 13800138000", ["手机号码"]),
        ("6222 0202 0011 2233 445", ["银行卡号或者证件号码"]),
        (ID_CARD[:-1] + "8", ["银行卡号或者证件号码"]),
        (f"{PHONE}和{ID_CARD}，又{PHONE}", ["手机号码", "居民身份证号码"]),
    ],
)
def test_numbers_of_persons_are_found(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2026年9月至10月，送出现金三千四百元，转发二百余次。",
        "示例办发〔2026〕8号",
        "举报电话12380",
        "金额12345678901元",
        "2026-09-01 2026-10-01",
        "统一社会信用代码91110000MA01234567",
        "编号20260901001",
        "",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_hint_never_holds_the_number() -> None:
    for number in (ID_CARD, PHONE, BANK_CARD):
        hint = find_identifiers(number)[0].hint
        assert number not in hint
        assert len(hint) < len(number) - 4


@given(st.text())
def test_any_text_is_looked_through(text: str) -> None:
    find_identifiers(text)
    label_problem(text)


@pytest.mark.parametrize(
    "label",
    [
        "张某",
        "李某某",
        "吴某新",
        "欧阳某",
        "王×",
        "赵××",
        "被告人甲",
        "当事人乙",
        "村民丙",
        "有关人员",
        "买某某·某",
    ],
)
def test_names_made_unknown_pass(label: str) -> None:
    assert label_problem(label) == ""


@pytest.mark.parametrize("label", ["张三", "欧阳修", "司马相如", " 李四 ", "阿里木·买买提", "张甲", "王乙"])
def test_full_names_are_refused_with_the_way_out(label: str) -> None:
    assert "张某" in label_problem(label)


@pytest.fixture
def case(db: None) -> CasePage:
    cache.clear()
    make_structure()
    return make_case()


@pytest.mark.parametrize(
    "field", ["title", "facts", "broken_rules", "warning", "occurred", "search_description"]
)
def test_case_with_a_number_in_its_words_is_not_saved(case: CasePage, field: str) -> None:
    setattr(case, field, f"电话{PHONE}")
    with pytest.raises(ValidationError) as refused:
        case.save_revision()
    assert list(refused.value.message_dict) == [field]
    assert "手机号码" in str(refused.value)
    assert PHONE not in str(refused.value)


@pytest.mark.parametrize(
    "fields", [{"label": "张三"}, {"post": f"某局科长，{ID_CARD}"}, {"remark": BANK_CARD}, {"label": PHONE}]
)
def test_person_who_could_be_known_is_refused(case: CasePage, fields: dict[str, Any]) -> None:
    person = CasePerson(page=case, **{"label": "张某", **fields})
    with pytest.raises(ValidationError) as refused:
        person.full_clean()
    assert set(refused.value.message_dict) == set(fields)
    case.people = [person]
    with pytest.raises(ValidationError):
        case.save_revision()


def test_case_of_the_usual_kind_is_saved(case: CasePage) -> None:
    case.facts = "2025年3月，张某向17户送出现金3400元，经12380举报查实。"
    case.people = [CasePerson(label="张某", post="某镇干部", outcomes=["warning"])]
    case.save_revision()


def case_form(**changes: Any) -> dict[str, Any]:
    """What the browser sends from the form of a new case."""
    person = {"label": "张某", "post": "某镇干部", "remark": ""}
    person |= {name: changes.pop(name) for name in list(changes) if name in person}
    return nested_form_data(
        {
            **{"title": "宴请问题（示例）", "slug": "new-case", "notice_kind": "publication", "year": "2025"},
            **{"notified_on": "2025-06-01", "issuing_body": "示例机关", "occurred": "", "region": "甲区"},
            **{"facts": "张某宴请选民。", "broken_rules": "", "warning": ""},
            **{
                "seo_title": "",
                "search_description": "",
                "unit": "",
                "content_source": "",
                "short_title": "",
            },
            **{"review_by": "", "secrecy_level": "", "go_live_at": "", "expire_at": "", "tags": ""},
            "people": inline_formset([person]),
            "items": inline_formset([]),
            "comments": inline_formset([]),
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"label": "张三丰"}, "像是完整姓名"), ({"facts": f"张某，电话{PHONE}"}, "手机号码")],
)
def test_form_refuses_even_a_draft_and_says_why(db: None, changes: dict[str, str], said: str) -> None:
    cache.clear()
    make_structure()
    client = client_of(make_user(Role.EDITOR, unit=make_unit("示例市")))
    column = CaseIndexPage.objects.get()
    address = f"/admin/pages/add/content/casepage/{column.pk}/"
    answer = client.post(address, case_form(**changes))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not CasePage.objects.exists()
    assert client.post(address, case_form()).status_code == 302
    assert CasePage.objects.get().people.get().label == "张某"
