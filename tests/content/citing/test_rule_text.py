"""Citations read from the places of a parsed rule."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from content.citing.names import NameIndex
from content.citing.places import Position
from content.citing.recognizer import Citation, recognize
from content.citing.resolver import Resolver, Target
from content.citing.rule_text import declared_names, positions
from content.grammar.parser import parse
from content.grammar.rows import ProvisionRow, flatten
from content.grammar.tree import Kind, ParsedText

LAWS = Path(__file__).resolve().parents[4] / "shared" / "data" / "laws"
TEXT = """乡镇代表选举细则（示例）

第一章　总则

第一条　根据《基层选举工作规范（示例）》（以下简称选举规范），制定本细则。

第二条　选举由选举委员会主持，依照选举规范第三条办理。

有下列情形之一的，可以推迟：

（一）发生灾害的；

（二）与前项相当的其他情形。

有前款第（一）项情形的，报上级备案；前两款的期限由选举委员会确定。

第二章　附则

第三条　前条规定适用于补选。

本章自公布之日起施行，本条第一款除外。
"""


def recognize_in_rule(parsed: ParsedText) -> Iterator[tuple[ProvisionRow, Citation]]:
    """The citations of a rule by the provision they stand in, as publication derives them."""
    rows = [row for row in flatten(parsed) if row.kind not in {Kind.TITLE, Kind.TOC}]
    names = NameIndex(aliases=declared_names("\n".join(row.text for row in rows), NameIndex()))
    for row, position in positions(rows):
        for citation in recognize(row.text, self_title=parsed.title, names=names, at=position):
            yield row, citation


def test_citations_of_a_rule_are_read_from_where_they_stand() -> None:
    found = [(node.eid, c.quote, c.title, c.eid, c.through) for node, c in recognize_in_rule(parse(TEXT))]

    norm = "基层选举工作规范（示例）"
    assert found == [
        ("art-1-para-1", "《基层选举工作规范（示例）》", norm, "", ""),
        ("art-2-para-1", "选举规范第三条", norm, "art-3", ""),
        ("art-2-para-2-item-2", "前项", None, "art-2-para-2-item-1", ""),
        ("art-2-para-3", "前款第（一）项", None, "art-2-para-2-item-1", ""),
        ("art-2-para-3", "前两款", None, "art-2-para-1", "art-2-para-2"),
        ("art-3-para-1", "前条", None, "art-2", ""),
        ("art-3-para-2", "本章", None, "ch-2", ""),
        ("art-3-para-2", "本条第一款", None, "art-3-para-1", ""),
    ]


def test_declared_own_name_counts_in_later_provisions() -> None:
    text = (
        "实施细则（示例）\n\n"
        "第一条　为了实施《村务公开条例（示例）》（以下简称本条例），制定本细则。\n\n"
        "第二条　依照本条例第五条公布。\n"
    )

    *_, (node, citation) = recognize_in_rule(parse(text))

    assert (node.eid, citation.title, citation.eid) == ("art-2-para-1", "村务公开条例（示例）", "art-5")


def test_positions_count_paragraphs_without_labels() -> None:
    places = {node.eid: position for node, position in positions(flatten(parse(TEXT)))}

    before = ((1,),)
    assert places["art-2-para-3"] == Position(article=(2,), paragraph=3, chapter=1, earlier=before)
    assert places["art-2-para-2-item-2"] == Position(
        article=(2,), paragraph=2, item=2, chapter=1, earlier=before
    )


def cited_from(eid: str, words: str, *, articles: tuple[str, ...]) -> tuple[str | None, str]:
    """What ``words`` mean in the article ``eid`` of a rule with these articles."""
    text = "\n".join(f"{label}　{words if label == articles[-1] else '示例。'}" for label in articles)
    [(node, citation)] = recognize_in_rule(parse(f"示例办法\n{text}\n"))
    assert node.eid == f"{eid}-para-1"
    return citation.eid, citation.through


def test_article_before_is_the_one_that_stands_there() -> None:
    inserted = ("第一条", "第一条之一", "第二条")
    assert cited_from("art-2", "依照前条规定办理。", articles=inserted) == ("art-1-1", "")
    assert cited_from("art-2", "依照前条第二款规定办理。", articles=inserted) == ("art-1-1-para-2", "")
    assert cited_from("art-2", "依照前两条规定办理。", articles=inserted) == ("art-1", "art-1-1")
    assert cited_from("art-1-2", "依照前两条规定办理。", articles=("第一条", "第一条之一", "第一条之二")) == (
        "art-1",
        "art-1-1",
    )
    assert cited_from("art-9", "依照前条规定办理。", articles=("第七条", "第九条")) == ("art-7", "")


def test_article_before_the_first_is_none() -> None:
    assert cited_from("art-1", "依照前条规定办理。", articles=("第一条",)) == (None, "")
    assert cited_from("art-2", "依照前三条规定办理。", articles=("第一条", "第二条")) == (None, "")


def test_two_articles_before_are_resolved_to_two() -> None:
    parsed = parse("示例办法\n第一条　示例。\n第一条之一　示例。\n第二条　示例。\n第三条　依照前两条办理。\n")
    [(_, citation)] = recognize_in_rule(parsed)

    class OneRule:
        def names(self) -> Iterable[tuple[str, str]]:
            return ()

        def edition(self, rule: str, *, year: int | None, on: date | None) -> str | None:
            return rule

        def provisions(self, edition: str) -> Sequence[str]:
            return [row.eid for row in flatten(parsed)]

    found = Resolver(OneRule()).resolve(citation, self_rule="own")
    assert isinstance(found, Target)
    assert found.eids == ("art-1-1", "art-2")


@pytest.mark.shared_data
def test_real_laws_cite_only_provisions_they_have() -> None:
    paths = sorted(LAWS.glob("*.md"))
    if not paths:
        pytest.skip("the shared collection of laws is not on this machine")
    own = 0
    for path in paths:
        parsed = parse(path.read_text(encoding="utf-8"))
        eids = {node.eid for node in parsed.root.walk()}
        for node, citation in recognize_in_rule(parsed):
            if citation.title is None:
                own += 1
                assert citation.eid in eids, (path.stem, node.eid, citation)
                assert not citation.through or citation.through in eids
    assert own >= 80
