"""The query parser is total."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.queries import MAX_TOKENS, parse

PIECES = st.sampled_from(
    ["选举", "第十七条", "《监察法》", "\"", "“", "”", "　", "\x00", "\x1f", "\x85", "-", "AND", "OR", "*",
     "(", "第", "条", "之一", "示组发〔2030〕2号", "〔", "\ud800", "\u202e", "🙂", "a" * 200, "拉票贿选",
     "%", "\\", "1", "：", "title:x^2~3"]
)  # fmt: skip
ANYTHING = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join))


@given(ANYTHING)
@settings(max_examples=2000, deadline=None)
@example('"')
@example("　")
@example("\x00")
def test_parse_understands_any_string(typed: str) -> None:
    parsed = parse(typed)
    assert sum(len(term.tokens) for term in parsed.terms) <= MAX_TOKENS
    assert all(term.text and term.tokens for term in parsed.terms)


def test_parse_cuts_long_input_and_says_so() -> None:
    parsed = parse("换届纪律监督检查办法实施" * 1000)
    assert parsed.truncated
    assert sum(len(term.tokens) for term in parsed.terms) == MAX_TOKENS
    assert not parse("换届纪律").truncated


def test_parse_parts_words_at_blanks_and_punctuation() -> None:
    assert [term.text for term in parse("贿赂　选民，村民").terms] == ["贿赂", "选民", "村民"]


@pytest.mark.parametrize("typed", ["“破坏选举”", '"破坏选举"', "＂破坏选举＂", "「破坏选举」"])
def test_parse_keeps_a_quoted_phrase_together(typed: str) -> None:
    (term,) = parse(typed).terms
    assert (term.kind, term.text, term.tokens) == ("phrase", "破坏选举", ("破坏", "坏选", "选举"))


@pytest.mark.parametrize("typed", ["“破坏选举", '"', "”“", '""', '破坏选举"'])
def test_parse_takes_a_lone_quote_for_nothing(typed: str) -> None:
    assert all(term.kind == "word" for term in parse(typed).terms)


def test_parse_knows_the_rule_of_an_article() -> None:
    parsed = parse("《监察法》第十五条")
    assert "监察法" in parsed.names
    assert [term.kind for term in parsed.terms] == ["word", "article"]


def test_parse_takes_a_document_number_as_one_term() -> None:
    (term,) = parse("示组发[2030]2号").terms
    assert term.kind == "number"


def test_parse_cuts_a_question_at_a_known_word() -> None:
    first, second = parse("拉票贿选怎么处理").terms
    assert (first.text, second.text) == ("拉票贿选", "怎么处理")
    assert ("贿赂", "选民") in first.alternatives


def test_parse_of_the_same_word_twice_is_one_term() -> None:
    assert len(parse("选举 选举 选举").terms) == 1
