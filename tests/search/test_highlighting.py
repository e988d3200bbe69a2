"""Marks: exact spans of the original, escaped, never splitting a tag."""

from __future__ import annotations

import html
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import highlighting
from search.analysis import tokens
from search.analysis.folding import fold
from search.highlighting import LOOKED_AT, densest_window, find_spans, highlight, merge, snippet
from search.queries import QueryTerm, parse
from tests.search.conftest import WORDS

TEXTS = st.text(
    alphabet=st.sampled_from("选举民贿赂拉票第十七条17，。 　\n<>&\"'ﬁａＡ\u200b\x00🙂b"), max_size=120
)
QUERIES = st.text(alphabet=st.sampled_from("选举民贿赂拉票第十七条17 “”<>&aｂ"), max_size=20)
QUERIES |= st.sampled_from(["拉票贿选", "“选举民”", "“贿赂 选民”", "贿选 第17条", "<&>", "“第十七条”"])
TAG = re.compile(r"</?mark>")
ENTITY = re.compile(r"&(?:amp|lt|gt|quot|#x27);")


def plain(marked: str) -> str:
    return html.unescape(TAG.sub("", marked))


@given(TEXTS, QUERIES)
@settings(max_examples=500, deadline=None)
def test_highlight_never_changes_the_words(text: str, typed: str) -> None:
    marked = highlight(text, parse(typed).terms)
    assert plain(marked) == text
    tags = TAG.findall(marked)
    assert tags == ["<mark>", "</mark>"] * (len(tags) // 2)
    assert "<" not in TAG.sub("", marked)
    assert TAG.sub("", marked) == html.escape(text)  # no entity split, nothing escaped twice
    assert "&" not in TAG.sub("", ENTITY.sub("", marked))
    assert "</mark><mark>" not in marked


@given(TEXTS, QUERIES)
@settings(max_examples=500, deadline=None)
def test_spans_are_sorted_apart_and_inside(text: str, typed: str) -> None:
    spans = find_spans(text, parse(typed).terms)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))


@given(TEXTS, QUERIES, st.integers(min_value=5, max_value=60))
@settings(max_examples=500, deadline=None)
def test_snippet_is_a_stretch_of_the_text(text: str, typed: str, length: int) -> None:
    shown = plain(snippet(text, parse(typed).terms, length=length))
    assert shown.removeprefix("……").removesuffix("……") in text


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)).map(lambda pair: (pair[0], sum(pair)))))
def test_merge_covers_exactly_the_same_characters(spans: list[tuple[int, int]]) -> None:
    covered = {at for start, end in spans for at in range(start, end)}
    assert {at for start, end in merge(spans) for at in range(start, end)} == covered


def test_highlight_marks_the_whole_word() -> None:
    assert highlight("不得贿赂选民。", parse("贿赂选民").terms) == "不得<mark>贿赂选民</mark>。"


def test_highlight_marks_pairs_only_where_the_word_is_not_whole() -> None:
    terms = parse("破坏选举").terms
    assert highlight("破坏选举的，选举无效", terms) == "<mark>破坏选举</mark>的，选举无效"
    assert highlight("选举无效", terms) == "<mark>选举</mark>无效"
    assert highlight("选举无效", terms, beside="关于破坏选举的规定") == "选举无效"


def test_highlight_escapes_before_marking() -> None:
    assert highlight("<b>选举&", parse("选举 b").terms) == "&lt;<mark>b</mark>&gt;<mark>选举</mark>&amp;"


def test_highlight_finds_an_article_however_written() -> None:
    assert highlight("依照第十七条处理", parse("17条").terms) == "依照<mark>第十七条</mark>处理"


def test_highlight_finds_full_width_and_invisible_characters() -> None:
    assert highlight("拨打１２３８０", parse("12380").terms) == "拨打<mark>１２３８０</mark>"
    assert highlight("拉\u200b票", parse("拉票").terms) == "<mark>拉\u200b票</mark>"


@given(TEXTS, st.sampled_from(["选举", "贿赂选民", "拉票", "票"]))
@settings(max_examples=300, deadline=None)
def test_phrase_is_marked_whole_and_wherever_it_stands(text: str, phrase: str) -> None:
    marked = re.findall(r"<mark>(.*?)</mark>", highlight(text, parse(f"“{phrase}”").terms), re.DOTALL)
    assert ("".join(marked) != "") is (phrase in fold(text))
    # Invisible characters in between go with it; two that touch are one mark.
    assert all(phrase in fold(html.unescape(words)) for words in marked)


def test_phrase_is_marked_across_punctuation_as_the_index_finds_it() -> None:
    terms = parse("“破坏 选举”").terms
    assert highlight("破坏、选举的", terms) == "<mark>破坏、选举</mark>的"
    assert highlight("破坏，妨害选举的", terms) == "破坏，妨害选举的"
    assert highlight("依照第17条", parse("“依照第十七条”").terms) == "<mark>依照第17条</mark>"


def test_other_words_are_marked_where_all_of_them_are_there() -> None:
    terms = parse("拉票贿选", WORDS).terms
    assert highlight("以金钱贿赂选民的", terms) == "以金钱<mark>贿赂选民</mark>的"
    assert highlight("选举和选民登记", terms) == "选举和选民登记"
    assert highlight("选民登记", terms, beside="贿赂问题") == "<mark>选民</mark>登记"
    assert highlight("贿选，以及贿赂选民", terms) == "<mark>贿选</mark>，以及<mark>贿赂选民</mark>"


def test_years_and_articles_are_marked_however_they_are_written() -> None:
    assert highlight("二〇一六年", parse("2016").terms) == "<mark>二〇一六</mark>年"
    assert (
        highlight("第17条、第十七条", parse("第十七条").terms) == "<mark>第17条</mark>、<mark>第十七条</mark>"
    )


def test_text_is_split_once_for_all_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    split: list[str] = []
    monkeypatch.setattr(highlighting, "runs", lambda folded: split.append(folded) or tokens.runs(folded))
    terms = [QueryTerm("phrase", f"换届{sign}", ("换届",)) for sign in "，；。！？"]
    terms += [QueryTerm("phrase", "换届纪律", ("换届", "届纪", "纪律"))]
    assert find_spans("严肃换届纪律，换届", terms) == [(2, 6), (7, 9)]
    assert len(split) == 1


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    terms = parse("换届").terms
    text = "附" * LOOKED_AT + "换届"
    assert find_spans("换届" + text, terms) == [(0, 2)]
    assert find_spans(text, terms) == []
    assert snippet(text, terms).endswith("附……")


def test_snippet_shows_the_densest_place() -> None:
    text = "选举" + "、其他规定" * 40 + "。贿赂选民的，当选无效。" + "附则" * 60
    shown = snippet(text, parse("贿赂 选民 选举").terms, length=60)
    assert "<mark>贿赂选民</mark>" in shown
    assert shown.startswith("……")
    assert shown.endswith("……")


def test_window_without_spans_begins_at_the_beginning() -> None:
    window = densest_window("甲" * 300, [], 100)
    assert (window.start, window.end) == (0, 100)
