import pytest

from content.grammar.labels import EidStep, citation_label, format_eid, parse_eid
from content.grammar.parser import parse
from content.grammar.tree import Kind


@pytest.mark.parametrize(
    ("eid", "label"),
    [
        ("part-2", "第二编"),
        ("ch-2", "第二章"),
        ("ch-4-1", "第四章之一"),
        ("ch-2-sec-1", "第二章第一节"),
        ("part-2-ch-1-sec-3", "第二编第一章第三节"),
        ("ch-final", "附则"),
        ("art-75", "第七十五条"),
        ("art-105", "第一百零五条"),
        ("art-10-1", "第十条之一"),
        ("art-75-para-2", "第七十五条第二款"),
        ("art-75-para-2-item-3", "第七十五条第二款第（三）项"),
        ("art-10-1-para-2-item-11", "第十条之一第二款第（十一）项"),
        ("art-5-para-1-item-2-sub-1", "第五条第一款第（二）项第1目"),
        ("art-5~2-para-1", "第五条第一款"),
        ("ch-2-para-1", "第二章第一段"),
        ("pt-2", "二"),
        ("pt-2-1", "二（一）"),
        ("pt-2-1-3", "二（一）3"),
        ("pt-2-1-3-4", "二（一）3（4）"),
        ("pt-1-para-2", "一、第二段"),
        ("pt-1-2-para-2", "一（二）第二段"),
        ("preamble", "序言"),
        ("note-2", "题注"),
        ("enclosures", "附件说明"),
        ("att", "附件"),
        ("att~2", "附件"),
        ("att-3", "附件3"),
        ("att-3-para-2", "附件3第二段"),
    ],
)
def test_citation_label_writes_what_officials_write(eid: str, label: str) -> None:
    assert citation_label(eid) == label
    assert format_eid(parse_eid(eid)) == eid


def test_citation_label_leaves_out_the_only_paragraph() -> None:
    assert citation_label("art-75-para-1-item-3", single_paragraph=True) == "第七十五条第（三）项"
    assert citation_label("art-75-para-1", single_paragraph=True) == "第七十五条"


def test_citation_label_sees_from_the_nodes_whether_the_paragraph_is_the_only_one() -> None:
    parsed = parse("第一条　示例：\n（一）甲。\n第二条　示例：\n（一）乙。\n示例。\n")
    labels = []
    for article in parsed.root.children:
        paragraph = article.children[0]
        labels.append(citation_label([article, paragraph, paragraph.children[0]]))
    assert labels == ["第一条第（一）项", "第二条第一款第（一）项"]


def test_parse_eid_takes_levels_apart() -> None:
    assert parse_eid("art-10-1~2-para-3") == (
        EidStep(Kind.ARTICLE, (10, 1), 2),
        EidStep(Kind.PARAGRAPH, (3,)),
    )
    assert parse_eid("pt-2~2-1") == (EidStep(Kind.POINT, (2,), 2), EidStep(Kind.POINT, (1,)))


@pytest.mark.parametrize(
    "eid",
    ["", "art", "art-", "art-x", "art-٣", "art-01", "art-1-2-3", "1", "art-1~1", "art-1~",
    "art--1", "art-para-1", "final",
     "ch-", "art-1-final", "att-1-2", "att-para-0x", "enclosures-x",
     "art-9999999999", "art-1-para-1-2", " art-1", "ART-1"],
)  # fmt: skip
def test_parse_eid_rejects_what_is_no_id(eid: str) -> None:
    with pytest.raises(ValueError, match="not a provision id"):
        parse_eid(eid)
