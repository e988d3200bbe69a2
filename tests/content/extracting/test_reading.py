"""Words of files of every kind, with the places they stand at."""

from __future__ import annotations

from io import BytesIO

import pytest

from content.enums import ExtractionProblem
from content.extracting.outcomes import ExtractedText, FileKind, Limits, Problem, has_words, kind_of
from content.extracting.reading import extract
from content.extracting.wording import join_lines, split_lines, tidy
from tests.content.extracting import files


def read(data: bytes, kind: str, **limits: int) -> ExtractedText:
    return extract(BytesIO(data), FileKind(kind), Limits(**limits))


def rows(text: ExtractedText) -> list[tuple[int, str, str, str]]:
    return [(page.number, page.label, page.heading, page.text) for page in text.pages]


def test_pdf_is_read_by_page_and_a_page_without_words_is_told() -> None:
    found = read(files.make_pdf("选举工作", "", "候鸟纪律"), "pdf")
    assert rows(found) == [(1, "第1页", "", "选举工作"), (2, "第2页", "", ""), (3, "第3页", "", "候鸟纪律")]
    assert (found.blank_pages, found.has_text) == (1, True)


def test_pdf_of_pictures_has_no_words() -> None:
    found = read(files.make_pdf("", ""), "pdf")
    assert (found.blank_pages, found.has_text) == (2, False)


def test_pdf_that_only_forbids_copying_is_read() -> None:
    assert read(files.encrypt_pdf(files.make_pdf("选举"), password=""), "pdf").pages[0].text == "选举"


def test_word_that_runs_over_the_end_of_a_line_is_whole() -> None:
    found = read(files.make_pdf("违反政治纪\n律的行为。\n第二条　规定\n一、要求"), "pdf")
    assert found.pages[0].text == "违反政治纪律的行为。\n第二条 规定\n一、要求"


def test_docx_has_no_pages_and_keeps_automatic_numbers_of_the_import() -> None:
    assert rows(read(files.make_docx("总则", "第一条　规定"), "docx")) == [(1, "", "", "总则\n第一条 规定")]


def test_long_text_comes_in_parts() -> None:
    found = read(files.make_docx(*["选举工作" * 100] * 25), "docx")
    assert [page.label for page in found.pages] == [f"第{n}部分（共3部分）" for n in (1, 2, 3)]
    assert max(len(page.text) for page in found.pages) <= 4_100
    assert "".join(page.text for page in found.pages).replace("\n", "") == "选举工作" * 2500


def test_xlsx_is_read_by_sheet_without_hidden_ones_and_with_calculated_values() -> None:
    sheets = {"名单": [["姓名", None, "票数"], ["张某", None, 12]], "底稿": [["不公开"]], "空表": []}
    found = read(files.make_xlsx(sheets, hidden=["底稿"]), "xlsx")
    assert rows(found) == [
        (1, "第1个工作表", "名单", "姓名 票数\n张某 12"),
        (2, "第3个工作表", "空表", ""),
    ]


def test_sheet_that_claims_to_be_endless_costs_nothing() -> None:
    data = files.with_part(
        files.make_xlsx({"名单": [["选举"]]}),
        files.PARTS["xlsx"],
        lambda part: part.replace(b'ref="A1"', b'ref="A1:XFD1048576"'),
    )
    assert read(data, "xlsx").pages[0].text == "选举"


def test_pptx_is_read_by_slide_without_hidden_ones() -> None:
    data = files.with_part(
        files.make_pptx("选举", "底稿", "候鸟"),
        "ppt/slides/slide2.xml",
        lambda part: part.replace(b"<p:sld ", b'<p:sld show="0" ', 1),
    )
    assert rows(read(data, "pptx")) == [(1, "第1张幻灯片", "", "选举"), (2, "第3张幻灯片", "", "候鸟")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_read_in_its_encoding(encoding: str) -> None:
    assert read("选举工作应当公开。".encode(encoding), "txt").pages[0].text == "选举工作应当公开。"


def test_what_a_database_refuses_is_taken_out() -> None:
    assert tidy("选\x00举\ud800　 工作\r\n\r\n 完 ") == "选举 工作\n完"


def test_line_longer_than_a_part_is_cut() -> None:
    assert [part for _lines, part in split_lines(["甲" * 10, "乙"], size=4)] == [
        "甲" * 4,
        "甲" * 4,
        "甲甲\n乙",
    ]


def test_lines_that_begin_something_new_stay() -> None:
    for text in ("规定\n第三条 内容", "如下\n（一）甲", "要求。\n二", "要求\n二、内容", "a\nb"):
        assert join_lines(text) == text


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("a.PDF", FileKind.PDF, True),
        ("a.b.docx", FileKind.DOCX, True),
        ("a.doc", None, True),
        ("a.mp4", None, False),
        ("pdf", None, False),
    ],
)
def test_kind_comes_from_the_end_of_the_name(name: str, kind: FileKind | None, words: bool) -> None:
    assert (kind_of(name), has_words(name)) == (kind, words)


def test_every_problem_has_its_sentence() -> None:
    assert {problem.value for problem in Problem} == set(ExtractionProblem.values)
