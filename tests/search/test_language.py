"""The query language: what marks, signs and field names mean, and what is said of those not understood."""

from __future__ import annotations

import pytest

from content.enums import Status
from search.enums import PageKind, ProblemKind
from search.language.pieces import cut
from search.queries import MAX_EXCLUDED, MAX_PHRASES, MAX_TOKENS, ParsedQuery, parse
from tests.growth import grows_in_proportion


def words(parsed: ParsedQuery) -> list[str]:
    return [term.text for term in parsed.terms]


def problems(typed: str) -> list[ProblemKind]:
    return [problem.kind for problem in parse(typed).problems]


# ---- phrases and exclusions ---------------------------------------------------------


@pytest.mark.parametrize(
    "quoted", ["“{}”", '"{}"', "＂{}＂", "”{}“", "「{}」", "『{}』", "‘{}’", "«{}»", "〝{}〞"]
)
def test_marks_of_all_kinds_hold_a_phrase_together(quoted: str) -> None:
    parsed = parse("关于" + quoted.format("破坏选举") + "的规定")
    assert [(term.kind, term.text) for term in parsed.terms] == [
        ("word", "关于"),
        ("phrase", "破坏选举"),
        ("word", "的规定"),
    ]
    assert parsed.problems == ()


def test_single_character_at_the_end_of_a_phrase_is_no_condition() -> None:
    """In a text 年 is the first half of a pair (2016年换届): as a token of its own it would find nothing."""
    (phrase,) = parse("“二〇一六年”").terms
    assert (phrase.text, phrase.tokens) == ("二〇一六年", ("2016",))
    assert parse("“年”").terms[0].tokens == ("年",)


@pytest.mark.parametrize("sign", ["-", "−", "－", "–", "﹣"])
def test_sign_before_a_word_excludes_it_as_a_whole(sign: str) -> None:
    parsed = parse(f"选举 {sign}公务员　{sign}“贿赂，选民”")
    assert words(parsed) == ["选举"]
    assert [(term.kind, term.tokens) for term in parsed.excluded] == [
        ("phrase", ("公务", "务员")),
        ("phrase", ("贿赂", "选民")),
    ]


@pytest.mark.parametrize(
    "typed",
    ["十八大-十九大", "选举 - 贿赂", "2016-2018", "选举-", "选举—贿赂", "选举 —— 贿赂", "-", "选举 -"],
)
def test_dash_elsewhere_excludes_nothing(typed: str) -> None:
    assert parse(typed).excluded == ()


def test_exclusions_alone_find_nothing_and_the_reader_is_told_why() -> None:
    parsed = parse("-选举 -“贿赂选民”")
    assert parsed.is_empty
    assert problems("-选举 -“贿赂选民”") == [ProblemKind.ONLY_EXCLUDED]


def test_spellings_of_one_phrase_are_one_term() -> None:
    assert len(parse("“换届” “换届，” “换届；” “ 换届 ” 换届").terms) == 2  # the phrase and the word
    assert len(parse("选举 -换届 -“换届。”").excluded) == 1


def test_phrases_are_bounded() -> None:
    many = parse(" ".join(f"“词{number}”" for number in range(100)))
    assert len(many.terms) == MAX_PHRASES
    assert many.truncated


def test_exclusions_are_bounded() -> None:
    many = parse("选举 " + " ".join(f"-词{number}" for number in range(100)))
    assert len(many.excluded) == MAX_EXCLUDED
    assert many.truncated
    long = parse("选举 -" + "换届纪律" * 200)
    assert sum(len(term.tokens) for term in long.excluded) <= MAX_TOKENS
    assert long.truncated


# ---- conditions ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["选举 机关:市委组织部", "機關：市委組織部　選舉", "选举，发文机关： 市委组织部"]
)
def test_issuing_body_is_a_condition(typed: str) -> None:
    (body,) = [term for term in parse(typed).terms if term.kind == "body"]
    assert body.tokens == ("市委", "委组", "组织", "织部")
    assert body.is_fixed
    assert "选举" in words(parse(typed))


def test_several_bodies_are_alternatives() -> None:
    (body,) = parse("机关:市委、“市 纪委”").terms
    assert (body.tokens, body.alternatives) == (("市委",), (("市", "纪委"),))


@pytest.mark.parametrize(
    "number",
    ["示组发[2016]1号", "示组发(2016)1号", "示组发〔2016〕1号", "示组发【2016】1号", "示组发 2016 1号",
     "示组发2016年1号", "示组发〔2016〕1", "示组发〔２０１６〕１号", "示組發〔2016〕1號",
     "示组发［2016］ 第1 号",
     "示组发〔二〇一六〕一号"],
)  # fmt: skip
@pytest.mark.parametrize(
    "around", ["{}", "文号:{}", "文号：{}", "文号: {}", "換屆 文號：{}", "{} 换届", "“{}”"]
)
def test_number_is_one_token_however_typed(number: str, around: str) -> None:
    if around == "{} 换届" and number.endswith(" 2016 1"):
        return
    found = [term for term in parse(around.format(number)).terms if term.kind == "number"]
    assert [term.tokens for term in found] == [("示组发-2016-1",)]
    assert parse(around.format(number)).problems == ()


@pytest.mark.parametrize(
    "number",
    [
        "[2016]1号",
        "(2016)1号",
        "〔2016〕1号",
        "【2016】1号",
        "2016 1号",
        "2016年1号",
        "〔2016〕1",
        "２０１６年１号",
    ],
)
def test_number_without_the_issuers_sign(number: str) -> None:
    for typed in (number, f"文号:{number}"):
        assert [term.tokens for term in parse(typed).terms] == [("-2016-1",)], typed


def test_number_without_sign_beside_other_words() -> None:
    parsed = parse("换届 〔2016〕1号")
    assert [(term.kind, term.text) for term in parsed.terms] == [("number", "-2016-1"), ("word", "换届")]


def test_condition_on_the_number_is_never_left_away_but_a_typed_number_may_be() -> None:
    assert [term.is_fixed for term in parse("文号:[2016]1号 选举").terms] == [True, False]
    assert not any(term.is_fixed for term in parse("示组发[2016]1号 选举").terms)
    assert parse("文号:[2016]1号，〔2016〕2号").terms[0].tokens == ("-2016-1", "-2016-2")


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("年份:2016", {2016}),
        ("年份：２０１６年", {2016}),
        ("年份:二〇一六年", {2016}),
        ("年份:二○一六", {2016}),
        ("年份:2016-2018", {2016, 2017, 2018}),
        ("年份:2018年至2016年", {2016, 2017, 2018}),
        ("年份：2016～2017、2020", {2016, 2017, 2020}),
        ("年度:2016 年份:2017", {2016, 2017}),
    ],
)
def test_years(typed: str, years: set[int]) -> None:
    parsed = parse(f"{typed} 选举")
    assert (set(parsed.filters.years), words(parsed), parsed.problems) == (years, ["选举"], ())


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("规则", {"rule"}),
        ("规则条文", {"rule"}),
        ("案例，政策", {"case", "policy"}),
        ("清单、“学习资料”", {"prohibition", "material"}),
        ("全部", set(PageKind.values)),
    ],
)
def test_types(typed: str, kinds: set[str]) -> None:
    parsed = parse(f"选举 类型:{typed}")
    assert (set(parsed.filters.kinds), parsed.problems) == (kinds, ())
    excluded = parse(f"选举 -类型:{typed}")
    assert set(excluded.filters.kinds) == set(PageKind.values) - kinds


@pytest.mark.parametrize(
    ("typed", "statuses"),
    [
        ("现行有效", {Status.IN_FORCE}),
        ("有效", {Status.IN_FORCE}),
        ("已废止、已修改", {Status.REPEALED, Status.MODIFIED}),
        ("尚未施行", {Status.NOT_YET}),
        ("尚未生效", {Status.NOT_YET}),
        ("失效", {Status.REPEALED}),
        ("全部", set(Status)),
    ],
)
def test_statuses(typed: str, statuses: set[Status]) -> None:
    parsed = parse(f"選舉 效力：{typed}")
    assert (set(parsed.filters.statuses), parsed.problems) == (statuses, ())


def test_conditions_end_where_the_next_begins() -> None:
    parsed = parse("选举 类型:规则，年份:2016 效力：全部")
    assert (parsed.filters.kinds, parsed.filters.years) == ({"rule"}, {2016})
    assert parsed.filters.statuses == set(Status)
    assert words(parsed) == ["选举"]


@pytest.mark.parametrize("typed", ["文件类型：通知", "来信机关：无", "某机关：通知"])
def test_colon_behind_another_word_is_no_condition(typed: str) -> None:
    parsed = parse(typed)
    assert not parsed.filters
    assert {term.kind for term in parsed.terms} == {"word"}


# ---- problems -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "problem", "searched"),
    [
        ("“破坏选举", ProblemKind.LONE_QUOTE, ["破坏选举"]),
        ("选举 类型:食谱", ProblemKind.UNKNOWN_KIND, ["选举", "食谱"]),
        ("选举 效力:一般", ProblemKind.UNKNOWN_STATUS, ["选举", "一般"]),
        ("选举 年份:去年", ProblemKind.BAD_YEAR, ["选举", "去年"]),
        ("选举 年份:1016", ProblemKind.BAD_YEAR, ["选举", "1016"]),
        ("选举 年份:", ProblemKind.NO_VALUE, ["选举"]),
        ("选举 机关：", ProblemKind.NO_VALUE, ["选举"]),
        ("选举 -年份:2016", ProblemKind.EXCLUDED_YEAR, ["选举"]),
        ("选举 文号:二号", ProblemKind.BAD_NUMBER, ["选举", "二号"]),
        ("类型:规则", ProblemKind.ONLY_FILTERS, []),
    ],
)
def test_what_is_not_understood_is_searched_for_as_words_and_said(
    typed: str, problem: ProblemKind, searched: list[str]
) -> None:
    assert problems(typed) == [problem]
    assert words(parse(typed)) == searched


def test_message_names_what_was_typed_cut_and_not_as_a_pattern() -> None:
    (problem,) = parse("选举 类型:{typed.__class__}{0}" + "长" * 50).problems
    assert "{typed.__class__}{0}" in problem.message
    assert len(problem.message) < 120
    assert "规则条文" in problem.message


@pytest.mark.parametrize("typed", ["选举", "“破坏选举”", '""选举', "5′ don't ‘n’", "《选举法》第一条"])
def test_ordinary_queries_have_no_problem(typed: str) -> None:
    assert parse(typed).problems == ()


# ---- bounds -------------------------------------------------------------------------


def test_pieces_hold_every_word() -> None:
    folded = "甲 “乙 丙” -丁 机关:戊、己 文号:示组发 2016 1号 庚-辛 -“壬”癸"
    pieces = list(cut(folded))
    assert [folded[piece.start : piece.end] for piece in pieces if piece.kind != "words"] == [
        "“乙 丙”", "机关:戊、己", "文号:示组发 2016 1号", "-“壬”",
    ]  # fmt: skip
    assert "".join(folded[piece.start : piece.end] for piece in pieces) == folded


@pytest.mark.parametrize(
    "unit",
    [
        "“",
        '"',
        "“”「",
        "-",
        " -",
        "机关:",
        "机关 ",
        "文号:示 ",
        "年份:2016、",
        "选举 ",
        "〔2016〕1号 ",
        "二〇一",
    ],
)
def test_time_grows_with_the_length(unit: str) -> None:
    def understand(text: str) -> None:
        for start in range(0, len(text), 2_000):
            parse(text[start : start + 2_000])

    # One parse reads 2,000 characters at most; within them growth must be no worse than in proportion either.
    assert grows_in_proportion(lambda text: list(cut(text)), unit * 100, unit * 1_000, times=10)
    understand(unit * 1_000)
