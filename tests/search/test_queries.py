"""The query parser is total."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis.vocabulary import Vocabulary, read_alternatives, tidy_word, write_alternatives
from search.queries import MAX_TOKENS, parse

PIECES = st.sampled_from(
    ["选举", "第十七条", "《监察法》", "\"", "“", "”", "　", "\x00", "\x1f", "\x85", "-", "AND", "OR", "*",
     "(", "第", "条", "之一", "示组发〔2030〕2号", "〔", "\ud800", "\u202e", "🙂", "a" * 200, "拉票贿选",
     "%", "\\", "1", "：", "title:x^2~3"]
)  # fmt: skip
WORDS = Vocabulary(
    {"拉票贿选": (("贿选",), ("贿赂", "选民")), "12380": (("举报",),)}, frozenset({"怎么", "什么"})
)
ANYTHING = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join))


@given(ANYTHING)
@settings(max_examples=2000, deadline=None)
@example('"')
@example("　")
@example("\x00")
def test_parse_understands_any_string(typed: str) -> None:
    parsed = parse(typed, WORDS)
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
    first, second = parse("拉票贿选怎么处理", Vocabulary({"拉票贿选": (("贿赂", "选民"),)})).terms
    assert (first.text, second.text) == ("拉票贿选", "怎么处理")
    assert ("贿赂", "选民") in first.alternatives


def test_parse_of_the_same_word_twice_is_one_term() -> None:
    assert len(parse("选举 选举 选举").terms) == 1


def texts(typed: str, vocabulary: Vocabulary = WORDS) -> list[str]:
    return [term.text for term in parse(typed, vocabulary).terms]


def test_stop_words_cut_a_run_and_are_dropped() -> None:
    assert texts("拉票贿选怎么处理") == ["拉票贿选", "处理"]
    assert texts("监督检查怎么开展") == ["监督检查", "开展"]
    assert texts("怎么 举报") == ["举报"]


@pytest.mark.parametrize("typed", ["怎么", "什么 怎么", "村怎么选"])
def test_stop_words_stay_where_nothing_else_is_left(typed: str) -> None:
    assert "".join(texts(typed)) == typed.replace(" ", "")


def test_stop_words_stay_inside_a_quoted_phrase() -> None:
    assert texts("“拉票怎么办”") == ["拉票怎么办"]
    assert texts("“怎么” 拉票") == ["怎么", "拉票"]


def test_a_number_or_latin_word_may_have_synonyms() -> None:
    (term,) = parse("１２３８０", WORDS).terms
    assert term.alternatives == (("举报",),)


def test_synonyms_lead_one_way_and_the_longest_word_wins() -> None:
    words = Vocabulary({"贿选": (("买票",),), "拉票贿选": (("贿选",),)})
    assert [term.alternatives for term in parse("拉票贿选 买票", words).terms] == [(("贿选",),), ()]


def test_vocabulary_as_it_would_be() -> None:
    renamed = WORDS.with_synonym("拉票", (("贿选",),), replacing="拉票贿选")
    assert renamed.synonyms == {"12380": (("举报",),), "拉票": (("贿选",),)}
    assert WORDS.with_stop_word("如何", replacing="怎么").stop_words == {"如何", "什么"}
    assert WORDS.stop_words == {"怎么", "什么"}


def test_alternatives_are_read_as_they_are_written() -> None:
    written = "贿选\n 贿赂　选民 \n\n贿选\nＡＢ"
    assert read_alternatives(written) == (("贿选",), ("贿赂", "选民"), ("ab",))
    assert read_alternatives(write_alternatives(read_alternatives(written))) == read_alternatives(written)
    assert tidy_word(" 拉票 贿\u200b选") == "拉票贿选"


def test_other_ways_to_say_it_take_only_the_room_that_words_leave() -> None:
    words = [f"w{number}" for number in range(60)]
    vocabulary = Vocabulary(dict.fromkeys(words, (("甲乙丙丁",), ("戊己", "庚辛"))))  # five pairs each
    parsed = parse(" ".join(words), vocabulary)
    assert [term.text for term in parsed.terms] == words
    assert not parsed.truncated
    assert sum(1 for term in parsed.terms if term.alternatives) == (MAX_TOKENS - len(words)) // 5
