"""Marking: pure functions, tried with anything."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.enums import ItemKind
from training.grading import responses
from training.grading.choosing import choose
from training.grading.marking import Result, order_of, points_of, share
from training.grading.normalizing import matches, normalize
from training.grading.writing import (
    ItemTextError,
    check_options,
    read_answer,
    read_options,
    write_answer,
    write_options,
)

KEYS = list("ABCDEF")


def tried(*strategies):
    """Like ``given``; a busy machine is no failure."""
    return lambda test: settings(deadline=None)(given(*strategies)(test))


kinds = st.sampled_from(list(ItemKind))
anything = st.lists(st.text(max_size=8), max_size=8)


@st.composite
def items(draw):
    """An item with a right answer and the response that gives it."""
    kind = draw(kinds)
    keys = KEYS[: draw(st.integers(3, 6))]
    if kind is ItemKind.SINGLE:
        answer = [draw(st.sampled_from(keys))]
        return kind, answer, answer
    if kind is ItemKind.MULTIPLE:
        answer = sorted(draw(st.sets(st.sampled_from(keys), min_size=2)))
        return kind, answer, draw(st.permutations(answer))
    if kind is ItemKind.TRUE_FALSE:
        answer = [draw(st.sampled_from(["true", "false"]))]
        return kind, answer, answer
    if kind is ItemKind.FILL_IN:
        forms = st.lists(st.sampled_from(["提拔使用", "12380", "1/7", "纪律处分"]), min_size=1, max_size=3)
        answer = draw(st.lists(forms, min_size=1, max_size=3))
        return kind, answer, [draw(st.sampled_from(blank)) for blank in answer]
    answer = draw(st.permutations(keys))
    return kind, answer, [f"{key}:{place}" for place, key in enumerate(answer, start=1)]


@tried(items(), st.booleans())
def test_what_is_right_earns_everything(item, partial):
    kind, answer, response = item
    assert share(kind, answer, response, partial=partial) == 1


@tried(items(), anything, st.booleans())
def test_no_response_earns_more_than_everything_or_raises(item, response, partial):
    kind, answer, _right = item
    assert 0 <= share(kind, answer, response, partial=partial) <= 1
    assert share(kind, answer, response) <= share(kind, answer, response, partial=True)


@tried(items(), st.booleans())
def test_nothing_earns_nothing(item, partial):
    kind, answer, _right = item
    assert share(kind, answer, [], partial=partial) == 0


@tried(items(), anything)
def test_without_partial_it_is_all_or_nothing(item, response):
    kind, answer, _right = item
    assert share(kind, answer, response) in (0, 1)


@tried(st.sets(st.sampled_from(KEYS), min_size=2, max_size=5), st.data())
def test_one_wrong_choice_loses_a_multiple_choice(answer, data):
    """错选不得分, however many right ones are with it."""
    wrong = [key for key in KEYS if key not in answer]
    chosen = data.draw(st.sets(st.sampled_from(sorted(answer)))) | {data.draw(st.sampled_from(wrong))}
    assert share(ItemKind.MULTIPLE, sorted(answer), sorted(chosen), partial=True) == 0


def test_part_of_a_multiple_choice_earns_part():
    assert share(ItemKind.MULTIPLE, ["A", "B", "C"], ["A", "C"], partial=True) == Fraction(2, 3)
    assert share(ItemKind.MULTIPLE, ["A", "B", "C"], ["A", "C"]) == 0


@tried(st.permutations(KEYS), st.permutations(KEYS))
def test_only_the_right_order_is_right(answer, given_order):
    response = [f"{key}:{place}" for place, key in enumerate(given_order, start=1)]
    random.Random(0).shuffle(response)
    assert order_of(response) == given_order
    assert share(ItemKind.ORDERED, answer, response) == (answer == given_order)


@pytest.mark.parametrize("response", [["A:1"], ["A:1", "B:1", "C:2"], ["A:1", "B:2", "C:4"], ["A:x"], ["A"]])
def test_an_order_with_gaps_is_none(response):
    assert share(ItemKind.ORDERED, ["A", "B", "C"], response) == 0


@pytest.mark.parametrize(
    "typed", ["提拔使用", " 提拔 使用。", "“提拔使用”", "提拔\u200b使用", "提拔，使用", "提\u3000拔使用"]
)
def test_accidents_of_typing_do_not_matter(typed):
    assert matches(typed, ["提拔使用"])


@pytest.mark.parametrize(
    ("typed", "accepted", "same"),
    [
        ("１２３８０", "12380", True),
        ("⑤", "5", True),
        ("１／７", "1/7", True),
        ("⅐", "1/7", True),
        ("17", "1/7", False),
        ("0.5", "5", False),
        ("50％", "50%", True),
        ("50", "50%", False),
        ("ABC", "abc", True),
        ("", "提拔", False),
        ("。", "。", False),
    ],
)
def test_numbers_keep_what_makes_them(typed, accepted, same):
    assert matches(typed, [accepted]) == same


@tried(st.text())
def test_normalizing_twice_changes_nothing(text):
    assert normalize(normalize(text)) == normalize(text)


@tried(st.integers(0, 6), st.integers(1, 7))
def test_shares_become_points_to_the_hundredth(numerator, denominator):
    full = Decimal("3.5")
    points = points_of(Fraction(min(numerator, denominator), denominator), full)
    assert 0 <= points <= full
    assert points == points.quantize(Decimal("0.01"))


def test_a_score_is_never_rounded_up_over_the_mark():
    result = Result(Decimal("59.999"), Decimal(100))
    assert (result.score, result.passes(60)) == (Decimal("59.99"), False)
    assert Result(Decimal(3), Decimal(5)).passes(60)
    assert not Result(Decimal(0), Decimal(0)).passes(0)


QUESTION = {"stem": "一____二____", "options": [{"key": "C", "text": "丙"}, {"key": "A", "text": "甲"}]}


def sent(**values):
    return lambda name: values.get(name.replace("-", "_"), [])


def test_what_a_form_sends_is_read_by_the_letters_shown():
    single = {**QUESTION, "kind": "single"}
    assert responses.read(single, "q", sent(q=["A"])) == ["C"]
    assert responses.read(single, "q", sent(q=["Z"])) == []
    assert responses.read({**QUESTION, "kind": "multiple"}, "q", sent(q=["B", "A", "X"])) == ["A", "C"]
    assert responses.read({**QUESTION, "kind": "fill_in"}, "q", sent(q_1=[" 甲 "])) == ["甲", ""]
    ordered = {**QUESTION, "kind": "ordered"}
    assert responses.read(ordered, "q", sent(q_A=["2"], q_B=["1"])) == ["A:1", "C:2"]
    assert responses.read(ordered, "q", sent(q_A=["9"], q_B=["²"])) == []


@tried(st.dictionaries(st.text(max_size=4), st.lists(st.text(max_size=6), max_size=4)), kinds)
def test_nothing_a_browser_sends_breaks_the_reading(values, kind):
    read = responses.read({**QUESTION, "kind": kind.value}, "q", lambda name: values.get(name, []))
    assert all(isinstance(entry, str) for entry in read)


@tried(st.lists(st.sets(st.integers(0, 11)), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_a_draw_takes_what_can_be_taken(pools, chance):
    """As many as any other way of choosing could take, none twice."""
    lists = [sorted(pool) for pool in pools]
    counts = [chance.randint(0, 4) for _pool in lists]
    taken, missing = choose(lists, counts, chance)
    everything = [thing for things in taken for thing in things]
    assert len(set(everything)) == len(everything)
    for things, pool, count, short in zip(taken, lists, counts, missing, strict=True):
        assert set(things) <= set(pool)
        assert len(things) == count - short
    assert sum(missing) == _least_missing(lists, counts)


def _least_missing(pools, counts):
    """By Hall's theorem: the worst set of pools asks for more than it holds."""
    worst = 0
    for bits in range(2 ** len(pools)):
        chosen = [number for number in range(len(pools)) if bits >> number & 1]
        held = set().union(*(pools[number] for number in chosen)) if chosen else set()
        worst = max(worst, sum(counts[number] for number in chosen) - len(held))
    return worst


@tried(items())
def test_answers_typed_are_read_back(item):
    kind, answer, _right = item
    options = (
        [{"key": key, "text": f"选项{key}"} for key in KEYS] if kind in "single multiple ordered" else []
    )
    if kind is ItemKind.ORDERED:
        options = options[: len(answer)]
    stem = "题干" + "，____" * len(answer)
    typed = write_answer(kind, answer)
    assert read_answer(kind, typed, stem=stem, options=options) == answer
    assert read_options(write_options(options)) == options


def test_letters_stay_when_options_are_added():
    options = read_options("B. 记录在案\nD．宣布无效\n新加的一项")
    assert [option["key"] for option in options] == ["B", "D", "A"]


@pytest.mark.parametrize(
    ("kind", "options", "answer", "part"),
    [
        (ItemKind.SINGLE, "A. 甲\nB. 乙", "C", "answer"),
        (ItemKind.SINGLE, "A. 甲\nB. 乙", "AB", "answer"),
        (ItemKind.SINGLE, "A. 甲\nA. 乙", "A", "options"),
        (ItemKind.SINGLE, "A. 甲\nB. 甲。", "A", "options"),
        (ItemKind.SINGLE, "A. 甲", "A", "options"),
        (ItemKind.MULTIPLE, "A. 甲\nB. 乙", "A", "answer"),
        (ItemKind.TRUE_FALSE, "", "不知道", "answer"),
        (ItemKind.TRUE_FALSE, "A. 甲", "对", "options"),
        (ItemKind.FILL_IN, "", "甲\n乙", "answer"),
        (ItemKind.ORDERED, "A. 甲\nB. 乙\nC. 丙", "AB", "answer"),
        (ItemKind.ORDERED, "A. 甲\nB. 乙\nC. 丙", "AABC", "answer"),
        (ItemKind.SINGLE, "A. 甲\nB. 乙", " ", "answer"),
    ],
)
def test_what_is_no_item_is_refused_with_its_column(kind, options, answer, part):
    with pytest.raises(ItemTextError) as refused:
        read_item(kind, options, answer)
    assert refused.value.part == part


def read_item(kind, options, answer):
    found = read_options(options)
    check_options(kind, found)
    return read_answer(kind, answer, stem="题干____", options=found)
