"""Properties on 12,500 generated texts: 10,500 printed from seeded trees, 2,000 drawn by hypothesis."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.grammar.labels import citation_label, format_eid, parse_eid
from content.grammar.parser import parse
from content.grammar.tree import Kind, ParsedText
from tests.content.grammar.printing import Printed, print_articles, print_outline

SLOW_MACHINE = [HealthCheck.too_slow]


def assert_sound(source: str, parsed: ParsedText) -> None:
    """What holds for any text: it comes back whole, spans touch, ids are unique and can be cited."""
    assert parsed.root.print() == source
    at, eids = 0, set()
    for node in parsed.root.walk():
        assert (node.start, node.own) == (at, source[node.start : node.end])
        at = node.end
        assert node.eid not in eids
        eids.add(node.eid)
        assert format_eid(parse_eid(node.eid)) == node.eid
        assert citation_label(node.eid)
        if node.kind is Kind.ARTICLE:
            assert node.children[0].kind is Kind.PARAGRAPH
    assert at == len(source)
    assert all(1 <= warning.line <= len(source.splitlines()) or not source for warning in parsed.warnings)


def assert_parsed(printed: Printed, grammar: str) -> None:
    source = printed.source
    parsed = parse(source)
    nodes = list(parsed.root.walk())[1:]
    found = [(str(node.kind), node.eid, node.number, node.heading, node.text) for node in nodes]
    assert found == printed.expected, source
    assert parsed.grammar == grammar
    assert parsed.warnings == ()
    assert_sound(source, parsed)


@pytest.mark.parametrize("batch", range(10))
def test_parse_gives_back_the_structure_of_printed_articles(batch: int) -> None:
    for seed in range(750):
        assert_parsed(print_articles(Random(f"articles {batch} {seed}")), "articles")


@pytest.mark.parametrize("batch", range(6))
def test_parse_gives_back_the_structure_of_printed_notices(batch: int) -> None:
    for seed in range(500):
        assert_parsed(print_outline(Random(f"outline {batch} {seed}")), "outline")


# Line heads of every kind in any order: the worst texts an importer meets.
FRAGMENTS = [
    "第一条", "第一条　示例。", "第二条之一 示例", "第九条规定的", "第一章　总　则", "第二编 分则",
    "第一节", "第一部分",
    "# 示例办法", "## 示例", "目录", "目 录", "附则", "一、示例", "二、", "（一）示例；", "(二)",
    "（ 三 ）示例。", "1. 示例",
    "2、示例：", "（1）示例", "3）", "㈠示例", "⑴", "2026年4月29日", "示例局", "示例市各单位：",
    "（2020年1月1日通过）", "《",
    "附件", "附件1", "附件：1.甲表", "2.乙表", "附件2：乙表", "附表二", "①示例", "总则",
    "第一章 总则 第二章 附则", "示例，示例。", "", " ", "　", "\x00", "\ufeff", "第", "（", "第十",
    "十", "1", "9999999999条",
]  # fmt: skip
ENDS = ["\n", "\r\n", "\r", "", "\n\n", "\x0b", "\u2028", "　"]
GRAMMARS = st.sampled_from(["auto", "articles", "outline"])


@settings(max_examples=1200, deadline=None, derandomize=True, suppress_health_check=SLOW_MACHINE)
@given(st.lists(st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(ENDS)), max_size=20), GRAMMARS)
def test_parse_keeps_every_character_of_jumbled_lines(pieces: list[tuple[str, str]], grammar: str) -> None:
    source = "".join(text + end for text, end in pieces)
    assert_sound(source, parse(source, grammar=grammar))


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=SLOW_MACHINE)
@given(st.text(max_size=60), GRAMMARS)
def test_parse_keeps_every_character_of_any_text(source: str, grammar: str) -> None:
    assert_sound(source, parse(source, grammar=grammar))


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=SLOW_MACHINE)
@given(st.text(alphabet="第一二十１2条章节编款项之（）().、. 　\n\r#：；。年月日示", max_size=40), GRAMMARS)
def test_parse_keeps_every_character_of_numerals_and_signs(source: str, grammar: str) -> None:
    assert_sound(source, parse(source, grammar=grammar))
