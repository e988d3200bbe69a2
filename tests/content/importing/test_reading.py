import codecs
import csv
import re
from pathlib import Path

import pytest

from content.grammar.parser import parse
from content.importing.reading import SourceKind, read_pasted, read_upload
from tests.growth import grows_in_proportion

LAWS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "laws"
RULE = "示例市办事公开办法\n第一条　为了公开，制定本办法。\n第二条　本办法自公布之日起施行。\n"


@pytest.mark.parametrize(
    "data",
    [
        RULE.encode(),
        codecs.BOM_UTF8 + RULE.encode(),
        RULE.encode("gbk"),
        RULE.encode("gb18030"),
        RULE.encode("utf-16"),
        codecs.BOM_UTF16_BE + RULE.encode("utf-16-be"),
        RULE.encode("utf-16-le"),
        RULE.replace("\n", "\r\n").encode(),
        RULE.replace("\n", "\r").encode("gbk"),
    ],
)
def test_text_file_is_read_in_the_usual_encodings(data: bytes):
    got = read_upload("示例.txt", data)
    assert got.text == RULE
    assert got.source_kind is SourceKind.TXT


def test_invisible_characters_are_cleaned_and_named():
    got = read_pasted("\ufeff第\u200b一\u00ad条\u00a0甲\u202e。")
    assert got.text == "第一条 甲。\n"
    assert got.source_kind is SourceKind.PASTE
    assert len(got.notes) == 5
    assert any("1 个零宽字符" in note for note in got.notes)


def test_replacement_character_is_pointed_out_and_kept():
    got = read_pasted("第一条　甲\ufffd。")
    assert "\ufffd" in got.text
    assert any("无法识别" in note for note in got.notes)


def test_full_width_indents_stay_and_line_ends_are_trimmed():
    assert (
        read_pasted("标题 \u3000\n\n\n\n\u3000\u3000第一条　甲。\t\u2028乙").text
        == "标题\n\n\u3000\u3000第一条　甲。\n乙\n"
    )


def test_clean_text_is_not_changed_again():
    once = read_pasted(RULE).text
    assert once == RULE
    assert read_pasted(once).notes == ()


def test_markdown_marks_go_and_words_stay():
    source = (
        "---\ntitle: x\n---\n<!-- 说明\n-->\n# 示例条例\n\n（**2020年** 通过）\n\n---\n\n## 第一章　总则\n\n"
        "**第一条**　见[本法](https://example.org/a)第2条*第一款*。\n\n- （一）甲；\n> 引文&nbsp;乙\n\n"
        "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"
    )
    assert [line for line in read_upload("示例.md", source.encode()).text.splitlines() if line] == [
        "示例条例",
        "（2020年 通过）",
        "第一章　总则",
        "第一条　见本法第2条第一款。",
        "（一）甲；",
        "引文 乙",
        "甲\t乙",
        "1\t2",
    ]


@pytest.mark.parametrize(
    "words", ["中组发[2016](1)号", "示发［2016］1号", "2 * 3 * 4", "a_b_c", "1. 甲", "3 < 5 > 2", "#示例"]
)
def test_markdown_leaves_what_is_no_mark(words: str):
    assert read_upload("示例.md", words.encode()).text == words + "\n"


def test_pasted_page_loses_its_tags():
    page = (
        '<style>p{}</style><p class="MsoNormal" style="font: 16px 宋体">第一条&nbsp;<b>甲</b>。<br/>乙</p>'
        "<!--[if gte mso 9]>x<![endif]--><table><tr><td>丙</td><td>丁</td></tr></table>"
    )
    got = read_pasted(page)
    assert [line for line in got.text.splitlines() if line] == ["第一条 甲。", "乙", "丙\t丁"]
    assert any("网页标记" in note for note in got.notes)


@pytest.mark.parametrize(
    "piece", ["<", "<a", "<!--", "</p><style", "[", "![", "**a", "_", "`", "\\", "|-", "- ", "&"]
)
def test_awkward_texts_take_linear_time(piece: str):
    def read(text: str) -> None:
        read_pasted(text)
        read_upload("示例.md", text.encode())

    text = "甲" + piece * (900_000 // len(piece))
    assert grows_in_proportion(read, text[:90_000], text, times=10)


@pytest.mark.shared_data
@pytest.mark.skipif(not LAWS.is_dir(), reason="the folder of real texts is not beside this checkout")
def test_real_texts_keep_their_articles():
    article = re.compile(r"^(?:\*\*)?(第[一二三四五六七八九十百]+条)[　 ]", re.MULTILINE)
    paths = sorted(LAWS.glob("*.md"))
    assert len(paths) == 17
    for path in paths:
        source = path.read_text(encoding="utf-8")
        got = read_upload(path.name, path.read_bytes())
        assert article.findall(got.text) == article.findall(source), path.name
        assert got.text.splitlines()[0] == source.splitlines()[0].removeprefix("# ")
        assert "##" not in got.text
        assert "<!--" not in got.text


@pytest.mark.shared_data
@pytest.mark.skipif(not LAWS.is_dir(), reason="the folder of real texts is not beside this checkout")
def test_real_texts_parse_to_their_number_of_articles_after_reading():
    for row in csv.DictReader((LAWS.parent / "laws.csv").open(encoding="utf-8")):
        path = LAWS / row["file"]
        parsed = parse(read_upload(path.name, path.read_bytes()).text)
        assert parsed.article_count == int(row["articles"]), row["file"]
        assert parsed.title == row["title"]
        assert parsed.warnings == ()
