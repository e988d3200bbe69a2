"""附件: the list above the signature and the attachments behind it, on small invented texts (示例)."""

import pytest

from content.grammar.parser import parse
from content.grammar.tree import Kind, Node, ParsedText

NOTICE = """关于做好示例工作的通知

示例市各单位：

现将有关事项通知如下。

一、总体要求

坚持示例。

二、工作要求

（一）加强学习。

（二）抓好落实。

"""
SIGNED = "示例市工作办公室\n2026年4月29日\n"
RULE = """示例办法
第一条　为了示例，制定本办法。
第二条　下列人员应当登记：
（一）示例干部；
（二）示例候选人。
"""


def matter(parsed: ParsedText) -> list[tuple[str, str]]:
    """What stands at the end: ids with their words."""
    wanted = (Kind.ENCLOSURES, Kind.CLOSING, Kind.ATTACHMENT)
    tail = [node for node in parsed.root.children if node.kind in wanted]
    return [(node.eid, node.words) for top in tail for node in top.walk()]


def eids(parsed: ParsedText) -> list[str]:
    return [node.eid for node in parsed.root.walk()]


def codes(parsed: ParsedText) -> list[tuple[str, int, str]]:
    return [(str(one.code), one.line, one.label) for one in parsed.warnings]


def node_of(parsed: ParsedText, eid: str) -> Node:
    return next(node for node in parsed.root.walk() if node.eid == eid)


@pytest.mark.parametrize(
    "listed",
    [
        "附件：1.甲表 2.乙表\n",
        "附件：1.甲表\n　　　2.乙表\n",
        "附件：\n1．甲表\n2．乙表\n",
        "附件：1.关于示例工作的\n登记表\n2.乙表\n",
        "附件1：甲表\n附件2：乙表\n",
        "附件：甲表\n",
        "附　件：1、甲表\n2、乙表\n",
        "附：甲表\n",
    ],
)
def test_list_of_attachments_stands_before_the_signature(listed: str) -> None:
    parsed = parse(f"{NOTICE}{listed}\n{SIGNED}（此件公开发布）\n")
    assert eids(parsed)[-7:] == ["pt-1", "pt-1-para-2", "pt-2", "pt-2-1", "pt-2-2", "enclosures", "closing"]
    entries = [line.strip() for line in listed.splitlines()]
    assert matter(parsed) == [
        ("enclosures", "\n".join(entries)),
        ("closing", f"{SIGNED}（此件公开发布）"),
    ]
    assert parsed.warnings == ()


def test_list_of_attachments_may_stand_below_the_date() -> None:
    parsed = parse(f"{NOTICE}{SIGNED}附件：1.甲表\n2.乙表\n")
    assert matter(parsed) == [("closing", SIGNED.strip()), ("enclosures", "附件：1.甲表\n2.乙表")]


def test_attachments_follow_the_signature_with_all_their_lines() -> None:
    text = (
        f"{NOTICE}附件：1.甲表\n2.乙表\n\n{SIGNED}（此件公开发布）\n附件1\n\n甲　表\n\n姓名　职务\n"
        "一、填表说明\n附件2：乙表\n第一条　示例。\n1. 示例\n"
    )
    parsed = parse(text)
    assert parsed.grammar == "outline"
    assert matter(parsed)[2:] == [
        ("att-1", "甲表"),
        ("att-1-para-1", "姓名　职务"),
        ("att-1-para-2", "一、填表说明"),
        ("att-2", "乙表"),
        ("att-2-para-1", "第一条　示例。"),
        ("att-2-para-2", "1. 示例"),
    ]
    assert [node_of(parsed, eid).label for eid in ("att-1", "att-2")] == ["附件1", "附件2"]
    assert parsed.warnings == ()
    assert parsed.root.print() == text


@pytest.mark.parametrize("label", ["附件", "附　件", "附录", "附表：", "## 附件"])
def test_attachment_behind_the_last_article_is_no_paragraph_of_it(label: str) -> None:
    parsed = parse(f"{RULE}{label}\n选举工作表\n姓名　职务\n填表说明。\n")
    assert eids(parsed)[-6:] == [
        "art-2-para-1", "art-2-para-1-item-1", "art-2-para-1-item-2", "att", "att-para-1", "att-para-2",
    ]  # fmt: skip
    assert node_of(parsed, "att").heading == "选举工作表"
    assert parsed.warnings == ()


def test_attachments_of_a_rule_are_numbered_and_counted() -> None:
    parsed = parse(f"{RULE}附件一　甲表\n示例。\n附表1：丙表\n示例。\n附件3 丁表\n示例。\n")
    assert [node.eid for node in parsed.root.children if node.kind is Kind.ATTACHMENT] == [
        "att-1", "att-1~2", "att-3",
    ]  # fmt: skip
    assert codes(parsed) == [("gap", 10, "附件3")]


def test_name_of_an_attachment_that_is_not_there_is_a_list() -> None:
    parsed = parse(f"{RULE}附件：选举工作表\n")
    assert matter(parsed) == [("enclosures", "附件：选举工作表")]


def test_rule_brought_as_an_attachment_keeps_its_numbers_to_itself() -> None:
    parsed = parse(f"{RULE}附件\n示例细则\n第一条　甲。\n第二条　乙。\n")
    assert parsed.article_count == 2
    assert [text for _, text in matter(parsed)] == ["示例细则", "第一条　甲。", "第二条　乙。"]
    assert parsed.warnings == ()


def test_letter_with_a_list_and_the_plan_it_brings() -> None:
    parsed = parse(
        f"关于印发示例方案的通知\n各单位：\n现印发给你们。\n附件：1.示例方案\n2.示例表\n{SIGNED}"
        "附件1\n示例方案\n一、示例要求\n二、示例措施\n附件2\n示例表\n姓名　职务\n"
    )
    assert [(node.eid, node.words) for node in parsed.root.children] == [
        ("title", "关于印发示例方案的通知"),
        ("preamble", "各单位：\n现印发给你们。"),
        ("enclosures", "附件：1.示例方案\n2.示例表"),
        ("closing", SIGNED.strip()),
        ("enclosures-2", "附件1"),
        ("title-2", "示例方案"),
        ("pt-1", "示例要求"),
        ("pt-2", "示例措施"),
        ("att-2", "示例表"),
    ]
    assert parsed.warnings == ()


def test_letter_in_prose_and_the_form_it_brings() -> None:
    parsed = parse(
        f"关于示例的通知\n各单位：\n现将甲表发给你们。\n附件：甲表\n{SIGNED}附件\n甲表\n姓名　职务\n"
    )
    assert [node.eid for node in parsed.root.walk()][1:] == [
        "title", "preamble", "enclosures", "closing", "att", "att-para-1",
    ]  # fmt: skip


@pytest.mark.parametrize("title", ["附件1\n示例方案", "附件：示例方案"])
def test_attachment_pasted_alone_has_a_title(title: str) -> None:
    parsed = parse(f"{title}\n一、示例要求\n二、示例措施\n")
    assert parsed.title.endswith("示例方案")
    assert eids(parsed)[-2:] == ["pt-1", "pt-2"]


def test_attachment_among_articles_is_a_paragraph_with_a_warning() -> None:
    parsed = parse("第一条　甲。\n附件1\n第二条　乙。\n附件：1.丙表\n第三条　丁。\n")
    assert [node.kind for node in parsed.root.walk()].count(Kind.ATTACHMENT) == 0
    assert codes(parsed) == [("unknown_heading", 2, "附件1"), ("unknown_heading", 4, "附件：1.丙表")]


def test_list_among_points_is_a_paragraph_with_a_warning() -> None:
    parsed = parse("一、报送材料\n附件：\n1.甲表\n2.乙表\n二、报送时间\n三、其他\n")
    assert eids(parsed)[1:] == ["pt-1", "pt-1-para-2", "pt-1-1", "pt-1-2", "pt-2", "pt-3"]
    assert codes(parsed) == [("unknown_heading", 2, "附件：")]


def test_plan_behind_a_signature_without_the_word_stays_in_the_body() -> None:
    parsed = parse(f"{NOTICE}附件：示例方案\n{SIGNED}示例方案\n一、甲\n二、乙\n")
    assert "pt-2~2" in eids(parsed)
    assert ("unknown_heading", 17, "附件：示例方案") in codes(parsed)


@pytest.mark.parametrize(
    "words",
    ["附件1所列人员应当登记。", "附件由示例单位填写。", "附则中的规定。", "附件1、附件2的内容", "附件材料"],
)
def test_words_about_an_attachment_are_none(words: str) -> None:
    parsed = parse(f"{RULE}{words}\n")
    assert node_of(parsed, "art-2-para-2").text == words


def test_attachment_in_the_contents_is_an_entry() -> None:
    contents = "目录\n第一章　总则\n第二章　监督\n附件1　甲表\n附件2　乙表\n"
    parsed = parse(
        f"示例办法\n{contents}第一章　总则\n第一条　甲。\n第二章　监督\n第二条　乙。\n附件1　甲表\n示例。\n"
    )
    assert node_of(parsed, "toc").text == contents.strip()
    assert eids(parsed)[-2:] == ["att-1", "att-1-para-1"]
    assert parsed.warnings == ()


def test_empty_attachment_is_warned_of() -> None:
    assert codes(parse(f"{RULE}附件1\n甲表\n示例。\n附件2\n")) == [("empty", 9, "附件2")]
