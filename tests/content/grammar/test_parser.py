"""The odd kinds of text, each on small invented ones (示例)."""

import pytest

from content.grammar.parser import parse
from content.grammar.tree import Kind, Node, ParsedText, WarningCode


def eids(parsed: ParsedText, *kinds: Kind) -> list[str]:
    return [node.eid for node in parsed.root.walk() if node.kind in kinds]


def node_of(parsed: ParsedText, eid: str) -> Node:
    return next(node for node in parsed.root.walk() if node.eid == eid)


def codes(parsed: ParsedText) -> list[tuple[str, int, str, str]]:
    return [(str(one.code), one.line, one.label, one.expected) for one in parsed.warnings]


REGULATION = """# 示例换届监督办法

（2019年3月1日示例委员会通过
2021年5月1日示例委员会修订）

目　录

第一章　总　则
第二章　监　督
第三章　附　则

第一章　总　则

第一条　为了示例，制定本办法。

第二条　本办法适用于下列人员：

（一）示例干部；

（二）示例候选人：

1. 初步候选人；

2. 正式候选人。

前款所列人员统称示例人员。

第二章　监　督

第三条　监督应当公开。

第三条之一　监督应当及时。

第三章　附　则

第四条　本办法自公布之日起施行。
"""


def test_parse_reads_every_level_of_a_regulation() -> None:
    parsed = parse(REGULATION)
    assert [node.eid for node in parsed.root.walk()] == [
        "text", "title", "note", "toc",
        "ch-1", "art-1", "art-1-para-1",
        "art-2", "art-2-para-1", "art-2-para-1-item-1", "art-2-para-1-item-2",
        "art-2-para-1-item-2-sub-1", "art-2-para-1-item-2-sub-2", "art-2-para-2",
        "ch-2", "art-3", "art-3-para-1", "art-3-1", "art-3-1-para-1",
        "ch-3", "art-4", "art-4-para-1",
    ]  # fmt: skip
    assert parsed.warnings == ()
    assert (parsed.title, parsed.grammar, parsed.article_count) == ("示例换届监督办法", "articles", 5)
    assert node_of(parsed, "ch-2").heading == "监督"
    assert node_of(parsed, "art-3-1").number == (3, 1)


def test_article_owns_label_and_blank_and_its_paragraph_the_rest() -> None:
    parsed = parse("第一条　示例甲。\n\n示例乙。\n")
    assert [(node.eid, node.own) for node in parsed.root.walk()] == [
        ("text", ""),
        ("art-1", "第一条　"),
        ("art-1-para-1", "示例甲。\n\n"),
        ("art-1-para-2", "示例乙。\n"),
    ]


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("第一条", (1,)), ("第 一 条", (1,)), ("第1条", (1,)), ("第１条", (1,)), ("　　第一条",
        (1,)), ("## 第一条", (1,)),
        ("第一条之二", (1, 2)), ("第1条之2", (1, 2)),
    ],
)  # fmt: skip
def test_article_labels_in_every_typing(label: str, number: tuple[int, ...]) -> None:
    parsed = parse(f"{label}　示例。\n")
    assert [node.number for node in parsed.root.walk() if node.kind is Kind.ARTICLE] == [number]


def test_insertion_number_stops_at_the_blank() -> None:
    parsed = parse("第一条　示例。\n第一条之一　十五日内办结。\n")
    assert eids(parsed, Kind.ARTICLE) == ["art-1", "art-1-1"]
    assert node_of(parsed, "art-1-1-para-1").text == "十五日内办结。"


def test_label_alone_on_its_line_takes_the_next_line_as_first_paragraph() -> None:
    parsed = parse("第一条\n示例甲。\n第二条\n（一）示例乙。\n")
    assert node_of(parsed, "art-1-para-1").text == "示例甲。"
    assert eids(parsed, Kind.ITEM) == ["art-2-para-1-item-1"]
    assert parsed.warnings == ()


def test_items_on_the_articles_own_line() -> None:
    parsed = parse("第一条　（一）示例甲；\n（二）示例乙。\n")
    assert eids(parsed, Kind.PARAGRAPH, Kind.ITEM) == [
        "art-1-para-1", "art-1-para-1-item-1", "art-1-para-1-item-2",
    ]  # fmt: skip
    assert node_of(parsed, "art-1-para-1-item-1").own == "（一）示例甲；\n"


@pytest.mark.parametrize(
    "reference",
    [
        "第三条规定的人员，应当登记。",
        "第三条、第四条规定的人员。",
        "第三条 规定的人员。",
        "第五条所列人员。",
        "第三条（二）所列人员。",
    ],
)
def test_paragraph_that_begins_with_a_reference_is_no_article(reference: str) -> None:
    parsed = parse(f"第一条　示例。\n{reference}\n第二条　示例。\n第三条　示例。\n")
    assert eids(parsed, Kind.ARTICLE) == ["art-1", "art-2", "art-3"]
    assert node_of(parsed, "art-1-para-2").text == reference
    assert parsed.warnings == ()


def test_labels_without_separator_count_where_all_are_typed_so() -> None:
    parsed = parse("第一条为了示例。\n第二条示例应当公开。\n第一条规定的示例除外。\n第三条示例。\n")
    assert eids(parsed, Kind.ARTICLE) == ["art-1", "art-2", "art-3"]
    assert node_of(parsed, "art-2-para-2").text == "第一条规定的示例除外。"


def test_one_forgotten_separator_is_forgiven_in_sequence() -> None:
    parsed = parse("第一条　示例。\n第二条示例。\n第三条　示例。\n")
    assert eids(parsed, Kind.ARTICLE) == ["art-1", "art-2", "art-3"]


def test_captions_in_brackets_stand_for_a_separator() -> None:
    parsed = parse("第一条【目的】为了示例。\n第二条（适用）本办法适用。\n")
    assert [node.text for node in parsed.root.walk() if node.kind is Kind.PARAGRAPH] == [
        "【目的】为了示例。",
        "（适用）本办法适用。",
    ]


def test_text_without_chapters() -> None:
    parsed = parse("示例公约\n\n第一条　示例。\n第二条　示例。\n")
    assert [node.eid for node in parsed.root.children] == ["title", "art-1", "art-2"]


def test_parts_with_chapters_numbered_through_keep_plain_chapter_ids() -> None:
    parsed = parse("第一编　总则\n第一章　甲\n第一条　示例。\n第二编　分则\n第二章　乙\n第二条　示例。\n")
    assert eids(parsed, Kind.PART, Kind.CHAPTER) == ["part-1", "ch-1", "part-2", "ch-2"]
    assert parsed.warnings == ()


def test_parts_with_chapters_numbered_anew_carry_the_part() -> None:
    parsed = parse("第一编　总则\n第一章　甲\n第一条　示例。\n第二编　分则\n第一章　乙\n第二条　示例。\n")
    assert eids(parsed, Kind.CHAPTER) == ["part-1-ch-1", "part-2-ch-1"]
    assert parsed.warnings == ()


def test_sections_are_numbered_anew_in_each_chapter() -> None:
    parsed = parse(
        "第一章　甲\n第一节　子\n第一条　示例。\n第二节　丑\n第二条　示例。\n"
        "第二章　乙\n第一节　寅\n第三条　示例。\n"
    )
    assert eids(parsed, Kind.SECTION) == ["ch-1-sec-1", "ch-1-sec-2", "ch-2-sec-1"]
    assert parsed.warnings == ()


def test_chapter_heading_on_the_line_below_its_number() -> None:
    parsed = parse("第一章\n总　则\n第一条　示例。\n")
    assert node_of(parsed, "ch-1").heading == "总则"
    assert node_of(parsed, "ch-1").own == "第一章\n总　则\n"


def test_final_provisions_without_a_number_are_a_chapter() -> None:
    parsed = parse("第一章　总则\n第一条　示例。\n附　则\n第二条　示例。\n")
    assert eids(parsed, Kind.CHAPTER) == ["ch-1", "ch-final"]


@pytest.mark.parametrize(
    "contents",
    [
        "目录\n第一章　总则\n第一节　甲\n第二章　附则\n",
        "目　录\n\n第一章　总则……1\n第二章　附则……2\n",
        "第一章　总则\n第二章　附则\n",
        "## 第一章 总则 第二章 附则\n",
    ],
)
def test_contents_are_no_chapters(contents: str) -> None:
    parsed = parse(f"示例办法\n{contents}\n第一章　总则\n第一条　示例。\n第二章　附则\n第二条　示例。\n")
    assert [node.eid for node in parsed.root.children] == ["title", "toc", "ch-1", "ch-2"]
    assert parsed.warnings == ()


def test_contents_of_articles_listed_before_a_text_without_chapters() -> None:
    parsed = parse("示例办法\n目录\n第一章　总则\n第二章　附则\n第一条　示例。\n")
    assert [node.eid for node in parsed.root.children] == ["title", "toc", "art-1"]


def test_empty_contents_do_not_swallow_the_first_chapter() -> None:
    parsed = parse("示例办法\n目录\n第一章　总则\n第一条　示例。\n")
    assert eids(parsed, Kind.CHAPTER) == ["ch-1"]


def test_history_in_brackets_plain_and_with_a_stray_bracket() -> None:
    for history in (
        "（2019年3月1日示例委员会通过）",
        "2019年3月1日 示例委员会通过",
        "2019年3月1日示例委员会修订）",
        "（2019年3月1日通过\n根据2020年1月1日《关于修改\n〈示例办法〉\n的决定》修正）",
        "根据2019年3月1日示例委员会《关于修改〈示例办法〉的决定》修正",
        "示组发〔2019〕1号",
    ):
        parsed = parse(f"示例办法\n{history}\n为了示例，制定本办法。\n第一条　示例。\n")
        assert [node.eid for node in parsed.root.children] == ["title", "note", "preamble", "art-1"], history
        assert node_of(parsed, "note").text == history


def test_title_with_a_bracket_is_complete() -> None:
    parsed = parse("示例办法（试行）\n示例市委员会\n第一条　示例。\n")
    assert parsed.title == "示例办法（试行）"
    assert node_of(parsed, "preamble").text == "示例市委员会"


def test_title_on_two_lines_and_repeated_below() -> None:
    parsed = parse("# 示例市换届工作监督办法\n\n示例市换届\n工作监督办法\n\n第一条　示例。\n")
    assert [(node.eid, node.text) for node in parsed.root.children[:2]] == [
        ("title", "示例市换届工作监督办法"),
        ("title-2", "示例市换届工作监督办法"),
    ]
    assert parse("示例市换届\n工作监督办法\n第一条　示例。\n").title == "示例市换届工作监督办法"


NOTICE = """关于加强示例监督的通知

示例市各单位：

现将有关事项通知如下。

一、总体要求

坚持示例。

二、主要任务

（一）加强学习。各单位要学习。

1. 制定计划：

（1）按月安排

（2）按季检查

2、报告结果。

（二）严肃纪律，追究责任。

特此通知。

示例市工作办公室
2026年4月29日
（此件公开发布）
"""


def test_notice_has_four_levels_addressee_and_closing() -> None:
    parsed = parse(NOTICE)
    assert (parsed.grammar, parsed.warnings) == ("outline", ())
    assert [node.eid for node in parsed.root.walk()] == [
        "text", "title", "preamble", "pt-1", "pt-1-para-2", "pt-2", "pt-2-1", "pt-2-1-1", "pt-2-1-1-1",
        "pt-2-1-1-2", "pt-2-1-2", "pt-2-2", "pt-2-2-para-2", "closing",
    ]  # fmt: skip
    assert node_of(parsed, "pt-2-1-1-2").number == (2, 1, 1, 2)
    assert node_of(parsed, "closing").text == "示例市工作办公室\n2026年4月29日\n（此件公开发布）"
    point = node_of(parsed, "pt-2-1")
    assert (point.heading, point.text) == ("加强学习。", "各单位要学习。")
    assert point.words == "加强学习。各单位要学习。"
    assert (node_of(parsed, "pt-1").heading, node_of(parsed, "pt-1").text) == ("总体要求", "")


def test_words_below_a_finished_list_belong_to_the_point_that_led_it_in() -> None:
    parsed = parse("一、下列人员可以参加：\n（一）甲；\n（二）乙。\n以上人员应当登记。\n二、示例。\n")
    assert eids(parsed, Kind.POINT, Kind.PARAGRAPH) == ["pt-1", "pt-1-1", "pt-1-2", "pt-1-para-2", "pt-2"]
    assert [child.eid for child in node_of(parsed, "pt-1").children] == ["pt-1-1", "pt-1-2", "pt-1-para-2"]


def test_words_below_a_point_that_is_no_list_item_belong_to_it() -> None:
    parsed = parse("一、示例\n（一）甲。\n示例甲。\n（二）乙。\n示例乙。\n")
    assert eids(parsed, Kind.PARAGRAPH) == ["pt-1-1-para-2", "pt-1-2-para-2"]


def test_covering_letter_with_signature_before_a_plan() -> None:
    parsed = parse(
        "关于印发示例方案的通知\n各单位：\n现印发给你们。\n示例办公室\n2026年4月29日\n"
        "示例方案\n一、示例要求\n二、示例措施\n"
    )
    assert [node.eid for node in parsed.root.children] == [
        "title", "preamble", "closing", "title-2", "pt-1", "pt-2",
    ]  # fmt: skip


def test_flat_list_of_prohibitions() -> None:
    parsed = parse("示例纪律\n1. 严禁示例甲。\n2. 严禁示例乙。\n")
    assert eids(parsed, Kind.POINT) == ["pt-1", "pt-2"]


def test_numeral_word_at_line_head_is_no_point() -> None:
    parsed = parse("一、示例。\n五、六十岁的人员除外。\n二、示例。\n")
    assert eids(parsed, Kind.POINT, Kind.PARAGRAPH) == ["pt-1", "pt-1-para-2", "pt-2"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("第一条　甲。\n第三条　乙。\n", [("gap", 2, "第三条", "第二条")]),
        ("第一条　甲。\n第一条　乙。\n", [("repeat", 2, "第一条", "第二条")]),
        (
            "第一条　甲。\n第四条　乙。\n第二条　丙。\n",
            [("gap", 2, "第四条", "第二条"), ("order", 3, "第二条", "第五条")],
        ),
        ("第一条　甲：\n（一）乙；\n（三）丙。\n", [("gap", 3, "（三）", "（二）")]),
        ("第一章　甲\n第一条　乙。\n第三章　丙\n第二条　丁。\n", [("gap", 3, "第三章", "第二章")]),
        ("第一章　甲\n（一）乙。\n第一条　丙。\n", [("item_outside", 2, "（一）", "")]),
        ("第一条　甲。\n## 其他\n第二条　乙。\n", [("unknown_heading", 2, "其他", "")]),
        ("第一条　甲。\n第二部分　其他\n第二条　乙。\n", [("unknown_heading", 2, "第二部分　其他", "")]),
        (
            "第一条　甲：\n①乙；\n②丙。\n第二条　①丁。\n",
            [("unknown_heading", at, words, "") for at, words in ((2, "①乙；"), (3, "②丙。"), (4, "①丁。"))],
        ),
        ("一、甲：\n①乙。\n", [("unknown_heading", 2, "①乙。", "")]),
        ("示例办法\n总　则\n第一条　甲。\n", [("unknown_heading", 2, "总　则", "")]),
        ("示例纲要\n总则\n第一条　甲。\n", [("unknown_heading", 2, "总则", "")]),
        ("第一条　甲。\n分则\n第二条　乙。\n", [("unknown_heading", 2, "分则", "")]),
        ("第一条\n第二条　乙。\n", [("empty", 1, "第一条", "")]),
        ("一、甲。\n三、乙。\n", [("gap", 2, "三、", "二、")]),
        ("示例。\n", [("no_structure", 1, "", "")]),
        ("", [("no_structure", 1, "", "")]),
    ],
)
def test_warnings(source: str, expected: list[tuple[str, int, str, str]]) -> None:
    assert codes(parse(source)) == expected


def test_heading_without_a_number_is_no_part_of_the_title() -> None:
    parsed = parse("示例纲要\n总则\n第一条　甲。\n")
    assert (parsed.title, node_of(parsed, "preamble").text) == ("示例纲要", "总则")


def test_repeated_numbers_keep_ids_unique() -> None:
    parsed = parse("第五条　甲。\n第五条　乙：\n（一）丙；\n（一）丁。\n")
    assert eids(parsed, Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM) == [
        "art-5", "art-5-para-1", "art-5~2", "art-5~2-para-1", "art-5~2-para-1-item-1",
        "art-5~2-para-1-item-1~2",
    ]  # fmt: skip
    assert [one.code for one in parsed.warnings] == [WarningCode.GAP, WarningCode.REPEAT, WarningCode.REPEAT]


def test_decimal_at_line_head_is_no_subitem() -> None:
    parsed = parse("第一条　甲：\n（一）乙。\n1.5倍以上的除外。\n")
    assert eids(parsed, Kind.PARAGRAPH, Kind.SUBITEM) == ["art-1-para-1", "art-1-para-2"]


@pytest.mark.parametrize(
    "words", ["第二章规定的示例除外。", "第二章　" + "示例" * 31, "第二章、第三章的示例"]
)
def test_words_about_a_chapter_are_no_heading(words: str) -> None:
    parsed = parse(f"第一章　甲\n第一条　乙。\n{words}\n第二条　丙。\n")
    assert eids(parsed, Kind.CHAPTER, Kind.ARTICLE) == ["ch-1", "art-1", "art-2"]
    assert node_of(parsed, "art-1-para-2").text == words


def test_grammar_can_be_told() -> None:
    source = "一、第一条修改为：\n第一条　示例。\n二、示例。\n三、示例。\n"
    assert parse(source, grammar="outline").grammar == "outline"
    assert parse(source, grammar="articles").article_count == 1
    with pytest.raises(ValueError, match="unknown grammar"):
        parse(source, grammar="latin")


@pytest.mark.parametrize(
    "source", ["", "\n", "\r\n\r\n", "\x00", "　", "第", "（一）", "第一条", "\ufeff# 示例\r\n第一条\t甲"]
)
def test_any_text_comes_back_whole(source: str) -> None:
    assert parse(source).root.print() == source


def test_leading_blank_lines_belong_to_the_first_provision() -> None:
    parsed = parse("\n\n第一条　示例。")
    assert (parsed.root.own, parsed.root.children[0].start) == ("", 0)
