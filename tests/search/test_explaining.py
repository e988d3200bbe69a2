"""Why a provision was found, in words, where its marks do not say so."""

from __future__ import annotations

import pytest

from search.explaining import explain
from search.queries import parse
from search.rewriting import without
from tests.search.conftest import WORDS, make_document

LAW = {"title": "中华人民共和国示例监察法", "names": ("监察法",), "label": "第十五条", "path": ""}


def reasons(typed: str, text: str, *, some: bool = False, **fields: object) -> list[str]:
    return list(explain(make_document(1, text=text, **fields), parse(typed, WORDS), some=some))


def test_marks_that_say_enough_need_no_words() -> None:
    assert reasons("贿赂 选民", "不得贿赂选民。") == []
    assert reasons("选举", "", label="第一条") == [
        "文件标题含“选举”"
    ]  # the title of the document at hand, marked far above


def test_article_asked_for_by_its_number() -> None:
    assert reasons("第十五条", "对下列人员。", **LAW) == ["条号相符"]
    assert reasons("示例监察法15条", "对下列人员。", **LAW)[0] == "规则名称和条号相符"
    assert reasons("监察法第十五条", "对下列人员。", **LAW)[0] == "规则名称和条号相符"
    assert reasons("第十六条", "依照第十六条处理。", **LAW) == []


def test_rule_known_by_another_name_is_named_by_it() -> None:
    assert "规则简称“选办”相符" in reasons("选办", "候选人名单。", title="选举办法", names=("选办",))


@pytest.mark.parametrize(("number", "said"), [("示例办发〔2026〕8号", "文号相符"), ("", "文中提到这个文号")])
def test_document_number(number: str, said: str) -> None:
    text = "依照示例办发〔2026〕8号办理。"
    assert reasons("示例办发[2026]8号", text, document_number=number) == [said]


def test_other_words_for_the_same_are_quoted() -> None:
    found = reasons("拉票贿选", "以金钱贿赂选民的。", title="示例法")
    assert found == ["按同义词“贿赂、选民”找到"]
    assert reasons("拉票贿选", "搞拉票贿选，贿赂选民的。", title="示例法") == []


def test_common_question_is_quoted_only_where_nothing_shown_has_the_word() -> None:
    asked = {"questions": ("送红包算不算违纪？",), "title": "示例法"}
    assert reasons("送红包", "不得收受财物。", **asked) == ["与常见问法“送红包算不算违纪？”相符"]
    assert reasons("送红包", "不得送红包。", **asked) == []


def test_of_some_words_those_there_are_counted() -> None:
    held = reasons("贿赂 选民 量子", "不得贿赂选民。", some=True)
    assert held == ["含 3 个词语中的 2 个：贿赂、选民"]
    assert reasons("破坏选举秩序", "选举", some=True, title="甲") == ["只含其中部分文字"]
    assert reasons("贿赂 选民", "不得贿赂选民。", some=True) == []


def test_phrase_in_pieces_is_not_there() -> None:
    assert reasons("“贿赂选民” 选举", "贿赂与选民，选举。", some=True) == ["含 2 个词语中的 1 个：选举"]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("贿赂 选民", ["选民", "贿赂"]),
        ("“破坏选举” 贿赂", ["贿赂", "“破坏选举”"]),
        ("监察法第十五条 选民", ["第十五条 选民", "监察法 选民", "监察法 第十五条"]),
        ("选举", [""]),
    ],
)
def test_query_is_written_again_without_each_term(typed: str, left: list[str]) -> None:
    parsed = parse(typed)
    assert [without(parsed, term) for term in parsed.terms] == left


@pytest.mark.parametrize("typed", ["贿赂 “破坏选举” 第十五条 示例办发〔2026〕8号 ab", "拉票贿选怎么处理"])
def test_what_is_written_again_is_understood_as_before(typed: str) -> None:
    parsed = parse(typed)
    for term in parsed.terms:
        kept = {other for other in parsed.terms if other != term}
        assert set(parse(without(parsed, term)).terms) == kept
