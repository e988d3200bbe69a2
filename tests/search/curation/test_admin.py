"""搜索管理 in the admin: who, what is refused in words, and 查看影响 that saves nothing."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.models import User
from common.models import Job
from content.models import BasePage
from search.models import CommonQuestion, JudgedQuery, StopWord, Synonym
from search.port import get_index
from tests.content.asking import count_queries, restrict
from tests.factories.publishing import client_of
from tests.factories.searching import make_judged, make_question
from tests.search.curation.conftest import Rules

pytestmark = pytest.mark.django_db

CITY_WIDE = ("search_synonyms", "search_stop_words", "search_judged")
PINNED = "wagtailsearchpromotions"


def words_of(answer: Any) -> str:
    return answer.content.decode()


# ---- who ------------------------------------------------------------------------------


@pytest.mark.parametrize("namespace", [*CITY_WIDE, PINNED])
def test_words_of_the_city_are_for_editors_of_the_city(
    namespace: str, editor: User, district_editor: User, district_admin: User, final_reviewer: User
) -> None:
    for name in ("index", "add"):
        address = reverse(f"{namespace}:{name}")
        answers = {person.name: client_of(person).get(address).status_code for person in
                   (editor, district_editor, district_admin, final_reviewer)}  # fmt: skip
        assert answers == {
            "示例编辑": 200, "示例甲区编辑": 302, "示例甲区管理员": 302, "示例终审员": 302
        }  # fmt: skip


def test_menus_show_what_may_be_used(editor: User, district_editor: User, final_reviewer: User) -> None:
    def entries(person: User) -> set[str]:
        words = words_of(client_of(person).get("/admin/"))
        places = ("search-words/synonyms", "search-words/questions", "search-evaluation", "searchpicks")
        return {place for place in places if f"/{place}/" in words}

    assert entries(editor) == {
        "search-words/synonyms", "search-words/questions", "search-evaluation", "searchpicks"
    }  # fmt: skip
    assert entries(district_editor) == {"search-words/questions"}
    assert entries(final_reviewer) == set()


def test_questions_are_of_the_own_units(
    rules: Rules, district_editor: User, other_district_editor: User, district: Any
) -> None:
    for page in (rules.canvassing, rules.canvassing.get_parent()):
        BasePage.objects.filter(pk=page.pk).update(unit=district)
    own = make_question(rules.canvassing, "甲区的问法")
    foreign = make_question(rules.bribery, "全市的问法")
    client = client_of(district_editor)
    listed = words_of(client.get(reverse("search_questions:index")))
    assert "甲区的问法" in listed
    assert "全市的问法" not in listed
    for name in ("edit", "delete", "history", "history_results", "usage"):
        assert client.get(reverse(f"search_questions:{name}", args=[own.pk])).status_code == 200
        assert client.get(reverse(f"search_questions:{name}", args=[foreign.pk])).status_code == 404
        other = client_of(other_district_editor)
        assert other.get(reverse(f"search_questions:{name}", args=[own.pk])).status_code == 404
    client.post(reverse("search_questions:delete", args=[foreign.pk]))
    assert CommonQuestion.objects.filter(pk=foreign.pk).exists()


def test_page_of_another_unit_is_refused_without_naming_it(rules: Rules, district_editor: User) -> None:
    restrict(rules.bribery.get_parent())
    BasePage.objects.filter(pk=rules.bribery.pk).update(
        title="不可告人（示例）", draft_title="不可告人（示例）"
    )
    answer = client_of(district_editor).post(
        reverse("search_questions:add"), {"text": "示例问法", "page": rules.bribery.pk, "label": ""}
    )
    assert "由其他单位负责" in words_of(answer)
    assert "不可告人" not in words_of(answer)
    assert not CommonQuestion.objects.exists()


# ---- forms ----------------------------------------------------------------------------


def test_synonym_is_saved_folded_and_logged(as_editor: Client) -> None:
    answer = as_editor.post(
        reverse("search_synonyms:add"),
        {"word": " 塞　红包 ", "alternatives": "贿赂　选民\n\n塞红包\n", "note": ""},
    )
    assert answer.status_code == 302
    row = Synonym.objects.get(word="塞红包")
    assert row.alternatives == "贿赂 选民"
    assert ModelLogEntry.objects.filter(action="wagtail.create", object_id=str(row.pk)).exists()


@pytest.mark.parametrize(
    ("word", "alternatives", "said"),
    [
        ("票", "选票", "至少写两个字"),
        ("拉票，贿选", "贿赂", "请只写一个词"),
        ("第十五条", "贿赂", "请只写一个词"),
        ("abc选举", "贿赂", "请只写一个词"),
        ("塞红包", "塞红包", "至少写一种与词语不同的说法"),
        ("塞红包", "——", "没有可以搜索的文字"),
        ("怎么", "如何", "已经是停用词"),
        ("贿选", "贿赂", "已"),
    ],
)
def test_synonym_is_refused_in_words(word: str, alternatives: str, said: str, as_editor: Client) -> None:
    before = Synonym.objects.count()
    answer = as_editor.post(reverse("search_synonyms:add"), {"word": word, "alternatives": alternatives})
    assert said in words_of(answer)
    assert Synonym.objects.count() == before


def test_stop_word_that_has_synonyms_is_refused(as_editor: Client) -> None:
    answer = as_editor.post(reverse("search_stop_words:add"), {"word": "贿选"})
    assert "已经是同义词" in words_of(answer)
    assert as_editor.post(reverse("search_stop_words:add"), {"word": "怎么弄"}).status_code == 302


@pytest.mark.parametrize("typed", ["第三条", "第3条", "三条", " 第 三 条 "])
def test_question_finds_its_provision_however_typed(typed: str, rules: Rules, as_editor: Client) -> None:
    Job.objects.all().delete()
    fields = {"text": "没带身份证 能不能投票", "page": rules.bribery.get_parent().pk, "label": typed}
    assert as_editor.post(reverse("search_questions:add"), fields).status_code == 302
    question = CommonQuestion.objects.get()
    assert (question.page_id, question.eid, question.label) == (rules.bribery.pk, "art-3", "第三条")
    assert [job.kwargs for job in Job.objects.filter(name="search.index_page")] == [
        {"page_id": rules.bribery.pk}
    ]
    assert "已经有同样的问法" in words_of(as_editor.post(reverse("search_questions:add"), fields))


def test_question_of_no_such_provision_or_of_a_draft_is_refused(rules: Rules, as_editor: Client) -> None:
    fields = {"text": "示例问法", "page": rules.bribery.pk, "label": "第九条"}
    answer = words_of(as_editor.post(reverse("search_questions:add"), fields))
    assert "没有“第九条”" in answer
    assert "从“第一条”到“第三条”" in answer
    rules.bribery.specific.unpublish()
    assert "没有发布" in words_of(as_editor.post(reverse("search_questions:add"), {**fields, "label": ""}))


def judged_fields(*places: tuple[int, str, int]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "text": "塞红包",
        "note": "",
        "judgements-TOTAL_FORMS": len(places),
        "judgements-INITIAL_FORMS": 0,
        "judgements-MIN_NUM_FORMS": 0,
        "judgements-MAX_NUM_FORMS": 1000,
    }
    for number, (page, label, grade) in enumerate(places):
        fields |= {
            f"judgements-{number}-page": page,
            f"judgements-{number}-label": label,
            f"judgements-{number}-grade": grade,
            f"judgements-{number}-id": "",
        }
    return fields


def test_judged_query_is_saved_with_its_places(rules: Rules, as_editor: Client) -> None:
    fields = judged_fields(
        (rules.bribery.get_parent().pk, "2条", 3),
        (rules.canvassing.pk, "", 1),
        (rules.bribery.pk, "第三条", 2),
    )
    assert as_editor.post(reverse("search_judged:add"), fields).status_code == 302
    query = JudgedQuery.objects.get()
    assert sorted((row.page_id, row.eid, row.label, row.grade) for row in query.judgements.all()) == [
        (rules.bribery.pk, "art-2", "第二条", 3),
        (rules.bribery.pk, "art-3", "第三条", 2),
        (rules.canvassing.pk, "", "", 1),
    ]
    assert as_editor.get(reverse("search_judged:edit", args=[query.pk])).status_code == 200


def test_judged_query_can_be_changed(rules: Rules, as_editor: Client) -> None:
    query = make_judged("塞红包", (rules.bribery, "art-2", 3))
    row = query.judgements.get()
    fields = judged_fields((rules.bribery.pk, "第一条", 2), (rules.bribery.pk, "第二条", 1))
    fields |= {"judgements-INITIAL_FORMS": 1, "judgements-0-id": row.pk}
    answer = as_editor.post(reverse("search_judged:edit", args=[query.pk]), fields)
    assert answer.status_code == 302
    assert sorted((row.eid, row.grade) for row in JudgedQuery.objects.get().judgements.all()) == [
        ("art-1", 2),
        ("art-2", 1),
    ]


def test_judged_query_is_refused_in_words(rules: Rules, as_editor: Client) -> None:
    page = rules.bribery.pk
    for places, said in (
        ((), "至少写一项"),
        (((page, "第九条", 3),), "没有“第九条”"),
        (((page, "第二条", 3), (page, "2条", 1)), "只写一次"),
    ):
        assert said in words_of(as_editor.post(reverse("search_judged:add"), judged_fields(*places)))
    assert not JudgedQuery.objects.exists()


# ---- what a change would do -------------------------------------------------------------


def test_effect_of_a_synonym_is_shown_and_nothing_saved(rules: Rules, as_editor: Client) -> None:
    make_judged("塞红包", (rules.bribery, "art-2", 3))
    fields = {"word": "塞红包", "alternatives": "贿赂 选民", "preview": "1"}
    words = words_of(as_editor.post(reverse("search_synonyms:add"), fields))
    assert "变好的问题" in words
    assert "“塞红包”：nDCG@10 0.000 → 1.000" in words
    assert "查不到 → 第 1 位" in words
    assert "+1.000" in words
    assert "样本太少，仅供参考" in words
    assert "贿赂 选民" in words  # what was typed is still there to be saved
    assert not Synonym.objects.filter(word="塞红包").exists()


def test_effect_of_editing_compares_with_what_is_stored(rules: Rules, as_editor: Client) -> None:
    row = Synonym.objects.create(word="塞红包", alternatives="贿赂 选民")
    make_judged("塞红包", (rules.bribery, "art-2", 3))
    address = reverse("search_synonyms:edit", args=[row.pk])
    same = {"word": "塞红包", "alternatives": "贿赂 选民", "preview": "1"}
    assert "没有变化" in words_of(as_editor.post(address, same))
    words = words_of(as_editor.post(address, {**same, "alternatives": "严禁 拉票"}))
    assert "变差的问题" in words
    row.refresh_from_db()
    assert row.alternatives == "贿赂 选民"


def test_effect_of_a_stop_word_and_of_a_question(rules: Rules, as_editor: Client) -> None:
    make_judged("拉票情节", (rules.canvassing, "art-2", 3))
    words = words_of(as_editor.post(reverse("search_stop_words:add"), {"word": "情节", "preview": "1"}))
    assert "变差的问题" in words
    make_judged("没带身份证", (rules.bribery, "art-3", 3))
    fields = {"text": "没带身份证能不能投票", "page": rules.bribery.pk, "label": "第三条", "preview": "1"}
    words = words_of(as_editor.post(reverse("search_questions:add"), fields))
    assert "变好的问题" in words
    assert "是估计值" in words
    assert not StopWord.objects.filter(word="情节").exists()
    assert not CommonQuestion.objects.exists()


def test_effect_without_judged_queries_or_index_says_so(
    as_editor: Client, settings: Any, tmp_path: Any
) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "none"
    fields = {"word": "塞红包", "alternatives": "贿赂", "preview": "1"}
    assert "还没有评测问题" in words_of(as_editor.post(reverse("search_synonyms:add"), fields))


def test_effect_while_the_engine_is_away_says_so(
    rules: Rules, as_editor: Client, settings: Any, tmp_path: Any
) -> None:
    make_judged("拉票", (rules.canvassing, "art-1", 3))
    settings.SEARCH_INDEX_DIR = tmp_path / "none"
    fields = {"word": "塞红包", "alternatives": "贿赂", "preview": "1"}
    assert "搜索暂时不可用" in words_of(as_editor.post(reverse("search_synonyms:add"), fields))
    assert "搜索暂时不可用" in words_of(as_editor.get(reverse("search_evaluation")))


# ---- the evaluation page ----------------------------------------------------------------


def test_evaluation_lists_the_worst_first_and_exports(rules: Rules, as_editor: Client) -> None:
    assert "还没有评测问题" in words_of(as_editor.get(reverse("search_evaluation")))
    make_judged("拉票", (rules.canvassing, "art-1", 3))
    make_judged("=查不到的词", (rules.bribery, "art-2", 3))
    words = words_of(as_editor.get(reverse("search_evaluation")))
    assert words.index("查不到的词") < words.index(">拉票<")
    assert "nDCG@10 0.500" in words
    answer = as_editor.get(reverse("search_evaluation"), {"export": "csv"})
    table = list(csv.reader(io.StringIO(words_of(answer).removeprefix("\ufeff"))))
    assert table[1:] == [
        ["'=查不到的词", "0.0000", "0.0000", "0.0000", "1", "-"],
        ["拉票", "1.0000", "1.0000", "1.0000", "1", "1"],
    ]


def test_lists_cost_the_same_with_one_row_and_many(rules: Rules, as_editor: Client) -> None:
    addresses = [reverse(f"{name}:index") for name in (*CITY_WIDE, "search_questions")]
    addresses.append(reverse("search_evaluation"))

    def grow(number: int) -> None:
        make_question(rules.bribery, f"问法{number}", f"art-{number}")
        make_judged(f"评测{number}", (rules.canvassing, "", 1), (rules.bribery, "art-2", 2))

    grow(1)
    for address in addresses:
        as_editor.get(address)
    one = {address: count_queries(lambda address=address: as_editor.get(address)) for address in addresses}
    for number in range(2, 6):
        grow(number)
    many = {address: count_queries(lambda address=address: as_editor.get(address)) for address in addresses}
    assert many == one
    assert get_index().count() > 0
