"""Written files open in a spreadsheet program, hold the same words, and calculate nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.spreadsheets import harmless
from training.sheets import SheetWriter, cell


def read(path: Path) -> list[list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path)
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_nothing_is_a_formula(tmp_path, start):
    with SheetWriter(tmp_path / "a.xlsx", "名单", ["标题"], [10]) as sheet:
        sheet.add([f"{start}HYPERLINK(1)"])
    (rows,) = read(tmp_path / "a.xlsx")
    assert rows[1] == (f"'{start}HYPERLINK(1)",)
    assert "<f>" not in cell(f"{start}1")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=6))
def test_every_text_comes_back_but_for_what_xml_cannot_hold(tmp_path_factory, words):
    path = tmp_path_factory.mktemp("sheet") / "a.xlsx"
    with SheetWriter(path, "名单", ["列"] * len(words), [10] * len(words)) as sheet:
        sheet.add(words)
    found = ElementTree.fromstring(zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml"))
    texts = [node.text or "" for node in found.iter() if node.tag.endswith("}t")][len(words) :]
    assert texts == ["".join(sign for sign in harmless(word) if _is_xml(sign)) for word in words if word]


def _is_xml(sign: str) -> bool:
    return sign in "\t\n\r" or "\x20" <= sign <= "\ud7ff" or "\ue000" <= sign <= "\ufffd" or sign > "\uffff"


def test_a_full_sheet_is_followed_by_another(tmp_path):
    with SheetWriter(tmp_path / "a.xlsx", "名单", ["号"], [10], most=3) as sheet:
        for number in range(5):
            sheet.add([number])
    assert [[row[0] for row in rows] for rows in read(tmp_path / "a.xlsx")] == [
        ["号", "0", "1"],
        ["号", "2", "3"],
        ["号", "4"],
    ]


def test_a_cell_is_no_longer_than_a_spreadsheet_takes():
    assert cell("&" * 40_000).count("&amp;") == 32_767
