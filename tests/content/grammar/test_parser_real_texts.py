"""The grammar on the real texts beside the checkout; test_parser.py proves every rule on invented texts."""

import csv
from pathlib import Path

import pytest

from content.grammar.parser import parse
from content.grammar.tree import Kind, ParsedText

DATA = Path(__file__).parents[3].parent / "shared" / "data"
pytestmark = pytest.mark.shared_data
TEXTS = 17
# The column counts lines with ##: here one of them is the table of contents, on one line.
CHAPTERS = {"chongqing-appointment-regulation-2022.md": 6}
# The column counts lines with （一）: in the text without articles they are points of the second level.
ITEMS = {"direct-election-provisions-1983.md": 0}


def rows() -> list[dict[str, str]]:
    with (DATA / "laws.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def parse_file(name: str) -> ParsedText:
    return parse((DATA / "laws" / name).read_bytes().decode())


def count(parsed: ParsedText, kind: Kind) -> int:
    return sum(node.kind is kind for node in parsed.root.walk())


def test_all_texts_have_the_articles_chapters_sections_and_items_of_the_list() -> None:
    checked = 0
    for row in rows():
        name, parsed = row["file"], parse_file(row["file"])
        assert parsed.article_count == int(row["articles"]), name
        assert count(parsed, Kind.CHAPTER) == CHAPTERS.get(name, int(row["chapters"])), name
        assert count(parsed, Kind.SECTION) == int(row["sections"]), name
        assert count(parsed, Kind.ITEM) == ITEMS.get(name, int(row["items"])), name
        assert parsed.title == row["title"], name
        checked += 1
    assert checked == TEXTS


def test_all_texts_come_back_whole_without_a_warning() -> None:
    for row in rows():
        source = (DATA / "laws" / row["file"]).read_bytes().decode()
        parsed = parse(source)
        assert parsed.root.print() == source
        assert parsed.warnings == (), row["file"]


def test_front_matter_is_title_history_contents_and_preamble_only() -> None:
    preambles = []
    for row in rows():
        parsed = parse_file(row["file"])
        assert count(parsed, Kind.NOTE) == 1, row["file"]
        assert count(parsed, Kind.CLOSING) == 0, row["file"]
        preambles += [row["file"]] * count(parsed, Kind.PREAMBLE)
    assert preambles == ["direct-election-provisions-1983.md"]


def test_text_without_articles_has_ten_points() -> None:
    parsed = parse_file("direct-election-provisions-1983.md")
    points = [node for node in parsed.root.walk() if node.kind is Kind.POINT]
    outer = [node.eid for node in points if len(node.number) == 1]
    assert outer == [f"pt-{number}" for number in range(1, 11)]
    assert sum(len(node.number) == 2 for node in points) == 11
    paragraphs = [node.eid for node in parsed.root.walk() if node.kind is Kind.PARAGRAPH]
    assert paragraphs == [
        "pt-1-para-2", "pt-2-para-2", "pt-5-para-2", "pt-9-para-2", "pt-10-para-2", "pt-10-para-3",
    ]  # fmt: skip
