"""Tokens of 10,000 real strings: what any engine that splits at blanks must make of them, and does."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

import pytest
import tantivy
from opencc import OpenCC

from search.analysis.folding import fold
from search.analysis.numbers import take_numbers
from search.analysis.tokens import MAX_WORD, runs, tokenize
from search.queries import parse
from tests.search import real_strings

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not real_strings.are_there(), reason="no folder of real texts"),
]
# What Lucene's whitespace tokenizer splits at (Java's Character.isWhitespace), and what other engines may.
BLANKS = re.compile(r"[\s\x1c-\x1f\x85\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]")
LONGEST = 255  # bytes: where Lucene would split a token without a blank
# Characters in use on both sides, which the converter puts for another in some word (座落 for 坐落).
UNDECIDED = {"座": "坐", "俱": "具", "像": "象"}
MISTAKEN = frozenset("链迳")  # for which it puts 鍊 and 逕, that stand for 炼 and 径


@pytest.fixture(scope="module")
def strings() -> list[str]:
    found = real_strings.real_strings()
    assert len(found) == len(set(found)) == 10_000
    return found


def test_no_engine_splits_a_token(strings: list[str]) -> None:
    for text in strings:
        tokens = tokenize(text)
        assert all(tokens), text
        joined = " ".join(tokens)
        assert not [token for token in tokens if BLANKS.search(token)], text
        assert joined.split(" ") == joined.split() == BLANKS.split(joined) == tokens or not tokens, text
        assert all(len(token.encode()) <= LONGEST and len(token) <= MAX_WORD for token in tokens), text


def test_tantivy_has_the_same_tokens(strings: list[str]) -> None:
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    for text in strings:
        tokens = tokenize(text)
        assert analyzer.analyze(" ".join(tokens)) == tokens, text


def test_full_width_and_decomposed_text_has_the_same_tokens(strings: list[str]) -> None:
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
    for text in strings:
        tokens = tokenize(text)
        assert tokenize(text.translate(wide)) == tokens, text
        assert tokenize(unicodedata.normalize("NFKC", text)) == tokens, text
        assert tokenize(fold(text)) == tokens, text


def test_traditional_text_has_the_same_tokens(strings: list[str]) -> None:
    convert = OpenCC("s2t").convert
    undecided = str.maketrans(UNDECIDED)
    for text in strings:
        if MISTAKEN & set(text):
            continue
        traditional = convert(text).translate(undecided)
        assert tokenize(traditional) == tokenize(text.translate(undecided)), text


def test_every_part_of_a_text_is_found_in_it(strings: list[str]) -> None:
    """The tokens of a query that is two or more characters of a text are tokens of the text."""
    for text in strings:
        held = set(tokenize(text))
        found = [run for run in islice(runs(fold(text)), 40) if run.kind == "han" and len(run.text) > 1]
        for run in found:
            for start in range(0, len(run.text) - 1, 3):
                part = run.text[start : start + 2 + start % 4]
                if len(part) > 1 and not _means_more(part):
                    asked = {token for term in parse(part).terms for token in term.tokens}
                    assert asked <= held, (text, part)


def _means_more(part: str) -> bool:
    """Whether a part alone reads as an article, a number or a condition (三条规定 of 第二十三条规定)."""
    return any(run.kind != "han" for run in runs(part, loose_articles=True)) or bool(take_numbers(part)[0])


def test_number_of_a_document_is_one_token_in_text_and_query(strings: list[str]) -> None:
    numbers = [text for text in strings if re.search(r"(?:19|20)\d\d.*\d+号?$", text) and len(text) < 25]
    assert len(numbers) > 500
    read = [text for text in numbers if [term.kind for term in parse(text).terms] == ["number"]]
    assert len(read) >= len(numbers) * 0.98
