"""Tokens: what every engine is handed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis.admin_search import segment_query, segment_text
from search.analysis.articles import label_token
from search.analysis.fields import FIELDS, analyze
from search.analysis.folding import fold, fold_with_offsets
from search.analysis.names import name_candidates, names_of
from search.analysis.numbers import own_number_tokens, take_numbers
from search.analysis.tokens import characters, runs, tokenize
from tests.search.conftest import make_document

TOKENS = [
    ("选举", ["选举"]),
    ("选", ["选"]),
    ("换届纪律", ["换届", "届纪", "纪律"]),
    ("拉票、贿选", ["拉票", "贿选"]),
    ("换届　纪律", ["换届", "纪律"]),
    ("12380举报", ["12380", "举报"]),
    ("１２３８０", ["12380"]),
    ("ＡＰＰ与app", ["app", "与", "app"]),
    ("拉\u200b票", ["拉票"]),
    ("违反第十七条的", ["违反", "第17条", "的"]),
    ("第17条", ["第17条"]),
    ("第１７条", ["第17条"]),
    ("第一百零五条", ["第105条"]),
    ("第十条之一规定", ["第10条之1", "规定"]),
    ("第十十条", ["第十", "十十", "十条"]),
    ("一条龙服务", ["一条", "条龙", "龙服", "服务"]),
    ("", []),
    ("，。！\x00\t\ud800", []),
]


@pytest.mark.parametrize(("text", "tokens"), TOKENS)
def test_tokenize_gives_exactly_these_tokens(text: str, tokens: list[str]) -> None:
    assert tokenize(text) == tokens


@pytest.mark.parametrize(
    ("typed", "token"),
    [
        ("第十七条", "第17条"),
        ("第17条", "第17条"),
        ("１７条", "第17条"),
        ("17条", "第17条"),
        ("十七条", "第17条"),
        ("监察法15条", "第15条"),
        ("处分条例七十五条第二款", "第75条"),
        ("《监察法》十五条", "第15条"),
        ("第十条之一", "第10条之1"),
        ("10条之1", "第10条之1"),
    ],
)
def test_query_reads_article_numbers_however_typed(typed: str, token: str) -> None:
    found = [run.tokens[0] for run in runs(fold(typed), loose_articles=True) if run.kind == "article"]
    assert found == [token]


@pytest.mark.parametrize("typed", ["一条龙服务", "三十条措施", "若干条", "条", "第条"])
def test_query_does_not_take_other_words_for_articles(typed: str) -> None:
    assert not [run for run in runs(fold(typed), loose_articles=True) if run.kind == "article"]


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_tokens_hold_no_blank_and_are_stable_under_folding(text: str) -> None:
    tokens = tokenize(text)
    assert all(token and not any(char.isspace() for char in token) for token in tokens)
    assert tokenize(fold(text)) == tokens


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_offsets_lead_back_into_the_text(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded)
    assert offsets == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets)


def test_characters_are_the_different_ones() -> None:
    assert characters("选举选民 abc") == sorted("选举民")


def test_label_is_a_token_only_for_articles() -> None:
    assert label_token("第十七条") == "第17条"
    assert label_token("一、") == ""
    assert label_token("第三项") == ""


def test_names_leave_the_state_and_the_party_away() -> None:
    assert names_of("中华人民共和国监察法") == ("中华人民共和国监察法", "监察法")
    assert names_of("中国共产党纪律处分条例") == ("中国共产党纪律处分条例", "纪律处分条例")
    assert names_of("人民检察院刑事诉讼规则（试行）")[1:] == ("人民检察院刑事诉讼规则",)
    inside = names_of("最高人民法院关于适用《中华人民共和国仲裁法》的解释")
    assert inside[1:] == ("最高人民法院关于适用仲裁法的解释",)
    assert "监察法" in name_candidates("请问《监察法》")


@pytest.mark.parametrize(
    "typed", ["示组发〔2030〕2号", "示组发[2030]2号", "示组发（２０３０）２号", " 示组发【2030】第2号 "]
)
def test_document_number_is_one_token_however_typed(typed: str) -> None:
    numbers, rest = take_numbers(typed)
    assert set(numbers) <= set(own_number_tokens("示组发〔2030〕2号"))
    assert numbers
    assert rest.strip() == ""


def test_analyze_puts_title_heading_and_text_into_one_field() -> None:
    document = make_document(1, 17, "拉票的", document_number="示组发〔2030〕2号")
    analyzed = analyze(document)
    assert {"基层", "总则", "拉票", "第17条"} <= set(str(analyzed["body"]).split())
    assert analyzed["article"] == ("第17条",)
    assert analyzed["own_number"] == analyzed["numbers"] == ("示组发-2030-2", "-2030-2")


def test_analyze_gives_a_value_to_every_field() -> None:
    assert analyze(make_document(1, 17, "拉票的")).keys() == FIELDS.keys()


def test_admin_segments_hold_every_character_and_pair() -> None:
    assert segment_text("选举法 ABC") == "选 举 法 选举 举法 abc"
    assert segment_query("选举法") == "选举 举法"
    assert segment_query("选") == "选"
    assert segment_query('，　\x00"') == ""


REAL_PIECES = (
    *"的第条年月一二十九〇零○两百千，。 \n a1",
    *("二〇一六年", "二零一六", "一九四九", "一九四九年十月一日", "二〇一六条", "第二〇条", "第十七条之一"),
    *("第二〇一六条", "换届纪律", "2016年", "12380", "APP", "一票否决", "三重一大", "百分之五十", "選舉"),
)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(REAL_PIECES), max_size=20).map("".join) | st.text(max_size=40))
def test_quick_way_to_tokens_gives_those_of_the_runs(text: str) -> None:
    """The one is taken by whole documents, the other by queries and marks."""
    assert tokenize(text) == [token for run in runs(fold(text)) for token in run.tokens]
