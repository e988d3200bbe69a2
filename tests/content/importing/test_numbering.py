import pytest

from content.importing.number_formats import format_number
from content.importing.reading import read_upload
from tests.content.importing.documents import abstract, document, level, num, paragraph, restart

ARTICLES = level(0, "第%1条")
ITEMS = level(0, "（%1）")


def lines(data: bytes) -> list[str]:
    return read_upload("示例条例.docx", data).text.splitlines()


def test_articles_numbered_by_word_keep_their_numbers():
    data = document(
        paragraph("示例市办事公开条例（示例）"),
        *(paragraph(f"内容{n}。", numbered=(1, 0)) for n in range(1, 13)),
        numbering=abstract(0, ARTICLES) + num(1, 0),
    )
    got = lines(data)
    assert got[1] == "第一条\u3000内容1。"
    assert got[10] == "第十条\u3000内容10。"
    assert got[12] == "第十二条\u3000内容12。"


def test_chapters_do_not_restart_articles_and_items_restart_in_each_article():
    levels = (
        level(0, "第%1章"),
        level(1, "第%2条", more='<w:lvlRestart w:val="0"/>'),
        level(2, "（%3）", more='<w:suff w:val="nothing"/>'),
    )
    data = document(
        paragraph("总则", numbered=(1, 0)),
        paragraph("甲：", numbered=(1, 1)),
        paragraph("子", numbered=(1, 2)),
        paragraph("丑", numbered=(1, 2)),
        paragraph("附则", numbered=(1, 0)),
        paragraph("乙：", numbered=(1, 1)),
        paragraph("寅", numbered=(1, 2)),
        numbering=abstract(0, *levels) + num(1, 0),
    )
    assert lines(data) == [
        "第一章\u3000总则",
        "第一条\u3000甲：",
        "（一）子",
        "（二）丑",
        "第二章\u3000附则",
        "第二条\u3000乙：",
        "（一）寅",
    ]


def test_separate_lists_of_items_restart_by_override_and_articles_go_on():
    data = document(
        paragraph("甲：", numbered=(1, 0)),
        paragraph("子", numbered=(2, 0)),
        paragraph("丑", numbered=(2, 0)),
        paragraph("乙：", numbered=(1, 0)),
        paragraph("寅", numbered=(3, 0)),
        paragraph("卯", numbered=(3, 0)),
        numbering=abstract(0, ARTICLES) + abstract(1, ITEMS) + num(1, 0) + num(2, 1) + num(3, 1, restart(0)),
    )
    assert lines(data) == [
        "第一条\u3000甲：",
        "（一）子",
        "（二）丑",
        "第二条\u3000乙：",
        "（一）寅",
        "（二）卯",
    ]


def test_two_lists_of_one_definition_share_their_counter():
    data = document(
        paragraph("甲", numbered=(1, 0)),
        paragraph("乙", numbered=(2, 0)),
        numbering=abstract(0, ITEMS) + num(1, 0) + num(2, 0),
    )
    assert lines(data) == ["（一）甲", "（二）乙"]


def test_restart_after_a_named_level_only():
    levels = (level(0, "%1"), level(1, "%2"), level(2, "%3", more='<w:lvlRestart w:val="1"/>'))
    data = document(
        *(
            paragraph(words, numbered=(1, index))
            for words, index in (
                ("a", 0),
                ("b", 1),
                ("c", 2),
                ("d", 1),
                ("e", 2),
                ("f", 0),
                ("g", 2),
            )
        ),
        numbering=abstract(0, *levels) + num(1, 0),
    )
    assert [line[0] for line in lines(data)] == list("一一一二二二一")


def test_numbering_comes_through_styles_and_their_base():
    styles = (
        '<w:style w:type="paragraph" w:styleId="Tiao"><w:name w:val="条"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="TiaoBold"><w:name w:val="加粗"/>'
        '<w:basedOn w:val="Tiao"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Ring"><w:name w:val="环"/><w:basedOn w:val="Ring"/></w:style>'
    )
    levels = (level(0, "第%1章"), level(1, "第%2条", more='<w:pStyle w:val="Tiao"/>'))
    data = document(
        paragraph("总则", numbered=(1, 0)),
        paragraph("甲", style="Tiao"),
        paragraph("乙", style="TiaoBold"),
        paragraph("丙", style="Ring"),
        paragraph("无号", style="Tiao", numbered=(0, 0)),
        numbering=abstract(0, *levels) + num(1, 0),
        styles=styles,
    )
    assert lines(data) == ["第一章\u3000总则", "第一条\u3000甲", "第二条\u3000乙", "丙", "无号"]


def test_list_defined_by_a_numbering_style_is_followed():
    styles = (
        '<w:style w:type="numbering" w:styleId="Law"><w:name w:val="法条"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    numbering = (
        abstract(0, ARTICLES, more='<w:styleLink w:val="Law"/>')
        + abstract(1, more='<w:numStyleLink w:val="Law"/>')
        + num(1, 0)
        + num(2, 1)
    )
    data = document(paragraph("甲", numbered=(2, 0)), numbering=numbering, styles=styles)
    assert lines(data) == ["第一条\u3000甲"]


def test_labels_name_upper_levels_and_legal_ones_in_digits():
    levels = (level(0, "%1、"), level(1, "%1.%2"), level(2, "%1.%2.%3", more="<w:isLgl/>"))
    data = document(
        paragraph("甲", numbered=(1, 0)),
        paragraph("乙", numbered=(1, 1)),
        paragraph("丙", numbered=(1, 2)),
        numbering=abstract(0, *levels) + num(1, 0),
    )
    assert lines(data) == ["一、甲", "一.一\u3000乙", "1.1.1\u3000丙"]


def test_start_value_space_suffix_replaced_level_and_bullet():
    replacement = f'<w:lvlOverride w:ilvl="0">{level(0, "%1)", "lowerLetter")}</w:lvlOverride>'
    numbering = (
        abstract(0, level(0, "%1.", "decimal", start=7, more='<w:suff w:val="space"/>'))
        + num(1, 0)
        + abstract(1, level(0, "\uf0b7", "bullet"))
        + num(2, 1)
        + num(3, 0, replacement)
    )
    data = document(
        paragraph("甲", numbered=(1, 0)),
        paragraph("乙", numbered=(2, 0)),
        paragraph("丙", numbered=(3, 0)),
        paragraph("丁", numbered=(99, 0)),
        paragraph("戊", numbered=(1, 8)),
        numbering=numbering,
    )
    assert lines(data) == ["7. 甲", "•\u3000乙", "h)丙", "丁", "戊"]


@pytest.mark.parametrize(
    ("number", "name", "written"),
    [
        (105, "chineseCountingThousand", "一百零五"),
        (99, "chineseCounting", "九十九"),
        (100, "chineseCounting", "一〇〇"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "ideographTraditional", "丙"),
        (11, "ideographTraditional", "11"),
        (12, "decimalFullWidth", "１２"),
        (110, "japaneseCounting", "百十"),
        (28, "lowerLetter", "bb"),
        (3, "upperLetter", "C"),
        (14, "lowerRoman", "xiv"),
        (1999, "upperRoman", "MCMXCIX"),
        (4, "decimalEnclosedCircle", "④"),
        (5, "none", ""),
        (10**9 - 1, "lowerLetter", "999999999"),
        (123456, "chineseCountingThousand", "123456"),
        (7, "unheardOf", "7"),
    ],
)
def test_number_formats(number: int, name: str, written: str):
    assert format_number(number, name) == written
