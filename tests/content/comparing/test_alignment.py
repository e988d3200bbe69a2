from __future__ import annotations

import dataclasses
import tracemalloc
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.comparing.alignment import Fate, Pair, align
from content.comparing.articles import ArticleText
from content.comparing.similarity import Overlaps
from tests.content.comparing.editions import (
    BRIBERY,
    CLOSING,
    LEADERSHIP,
    OPENING,
    REPORTS,
    ROLL,
    SECRECY,
    SIX,
    article,
    edition,
)
from tests.growth import grows_in_proportion


def outcome(pairs: list[Pair]) -> list[tuple[str, str, str]]:
    return [(p.old.eid if p.old else "", p.new.eid if p.new else "", p.status) for p in pairs]


def test_identical_editions_are_unchanged() -> None:
    assert outcome(align(edition(*SIX), edition(*SIX))) == [
        (f"art-{number}", f"art-{number}", Fate.UNCHANGED) for number in range(1, 7)
    ]


@pytest.mark.parametrize(("old", "new", "status"), [([], SIX, Fate.ADDED), (SIX, [], Fate.REMOVED)])
def test_empty_edition_leaves_only_one_side(old: list[str], new: list[str], status: Fate) -> None:
    assert [pair.status for pair in align(edition(*old), edition(*new))] == [status] * 6
    assert align([], []) == []


def test_insertion_in_the_middle_renumbers_the_rest() -> None:
    assert outcome(
        align(edition(*SIX), edition(OPENING, LEADERSHIP, REPORTS, ROLL, SECRECY, BRIBERY, CLOSING))
    ) == [
        ("art-1", "art-1", Fate.UNCHANGED),
        ("art-2", "art-2", Fate.UNCHANGED),
        ("", "art-3", Fate.ADDED),
        ("art-3", "art-4", Fate.RENUMBERED),
        ("art-4", "art-5", Fate.RENUMBERED),
        ("art-5", "art-6", Fate.RENUMBERED),
        ("art-6", "art-7", Fate.RENUMBERED),
    ]


def test_deletion_stands_where_the_article_used_to_be() -> None:
    assert outcome(align(edition(*SIX), edition(OPENING, LEADERSHIP, SECRECY, BRIBERY, CLOSING))) == [
        ("art-1", "art-1", Fate.UNCHANGED),
        ("art-2", "art-2", Fate.UNCHANGED),
        ("art-3", "", Fate.REMOVED),
        ("art-4", "art-3", Fate.RENUMBERED),
        ("art-5", "art-4", Fate.RENUMBERED),
        ("art-6", "art-5", Fate.RENUMBERED),
    ]


def test_deletion_of_the_first_article_comes_first() -> None:
    assert outcome(align(edition(*SIX), edition(*SIX[1:])))[0] == ("art-1", "", Fate.REMOVED)


def test_removed_and_added_in_the_same_place_are_not_taken_for_a_change() -> None:
    pairs = align(edition(OPENING, ROLL, CLOSING), edition(OPENING, REPORTS, CLOSING))
    assert outcome(pairs)[1:3] == [("art-2", "", Fate.REMOVED), ("", "art-2", Fate.ADDED)]


def test_rewritten_article_between_neighbors_is_renumbered_and_changed() -> None:
    rewritten = "选举日的十五日前，工作小组应当在公开栏公布选民名单；有异议的，可以在三日内向其提出申诉。"
    pairs = align(edition(*SIX), edition(OPENING, LEADERSHIP, REPORTS, rewritten, SECRECY, BRIBERY, CLOSING))
    assert ("art-3", "art-4", Fate.RENUMBERED_CHANGED) in outcome(pairs)


def test_split_article_follows_the_larger_part_and_the_other_names_its_source() -> None:
    counting = f"{SECRECY}\n选票由监票人当众清点。"
    pairs = align(edition(OPENING, f"{ROLL}\n{counting}", CLOSING), edition(OPENING, ROLL, counting, CLOSING))
    assert outcome(pairs) == [
        ("art-1", "art-1", Fate.UNCHANGED),
        ("", "art-2", Fate.ADDED),
        ("art-2", "art-3", Fate.RENUMBERED_CHANGED),
        ("art-3", "art-4", Fate.RENUMBERED),
    ]
    assert [pair.kin.eid if pair.kin else "" for pair in pairs] == ["", "art-2", "", ""]


def test_split_off_article_may_have_gained_a_sentence() -> None:
    split_off = f"{SECRECY}违反规定的，选票无效。"
    pairs = align(edition(OPENING, f"{ROLL}\n{SECRECY}"), edition(OPENING, ROLL, split_off))
    [added] = [pair for pair in pairs if pair.status is Fate.ADDED]
    assert added.kin is not None
    assert added.kin.eid == "art-2"


def test_merged_article_names_where_its_words_went() -> None:
    pairs = align(edition(OPENING, ROLL, SECRECY, CLOSING), edition(OPENING, f"{ROLL}\n{SECRECY}", CLOSING))
    assert outcome(pairs) == [
        ("art-1", "art-1", Fate.UNCHANGED),
        ("art-2", "art-2", Fate.CHANGED),
        ("art-3", "", Fate.REMOVED),
        ("art-4", "art-3", Fate.RENUMBERED),
    ]
    assert [pair.kin.eid if pair.kin else "" for pair in pairs] == ["", "", "art-2", ""]


def test_plain_addition_has_no_kin() -> None:
    pairs = align(edition(*SIX), edition(*SIX[:3], REPORTS, *SIX[3:]))
    assert [pair.kin for pair in pairs] == [None] * 7


def test_moved_chapter_is_found_again() -> None:
    old = [*edition(OPENING, LEADERSHIP, ROLL, SECRECY, BRIBERY, REPORTS, CLOSING)]
    new = [*edition(OPENING, BRIBERY, REPORTS, LEADERSHIP, ROLL, SECRECY, CLOSING)]
    pairs = align(old, new)
    assert outcome(pairs) == [
        ("art-1", "art-1", Fate.UNCHANGED),
        ("art-5", "art-2", Fate.RENUMBERED),
        ("art-6", "art-3", Fate.RENUMBERED),
        ("art-2", "art-4", Fate.RENUMBERED),
        ("art-3", "art-5", Fate.RENUMBERED),
        ("art-4", "art-6", Fate.RENUMBERED),
        ("art-7", "art-7", Fate.UNCHANGED),
    ]
    assert [pair.new.eid for pair in pairs if pair.moved and pair.new] == ["art-2", "art-3"]


def test_inserted_article_with_suffix_moves_no_number() -> None:
    old = edition(*SIX)
    new = [*old[:5], article(5, REPORTS, insertion=1), old[5]]
    assert outcome(align(old, new))[4:] == [
        ("art-5", "art-5", Fate.UNCHANGED),
        ("", "art-5-1", Fate.ADDED),
        ("art-6", "art-6", Fate.UNCHANGED),
    ]


def test_changed_punctuation_is_a_change_but_its_width_and_blanks_are_not() -> None:
    [changed] = align(edition("参加的，登记；不参加的，注明。"), edition("参加的，登记。不参加的，注明。"))
    assert changed.status is Fate.CHANGED
    [same] = align(edition("参加的，登记:"), edition(" 参加的 ， 登记\u3000：\n\n"))
    assert same.status is Fate.UNCHANGED


def test_new_paragraph_division_is_a_change_for_it_changes_citations() -> None:
    [pair] = align(edition("应当公示。公示不少于五日。"), edition("应当公示。\n公示不少于五日。"))
    assert pair.status is Fate.CHANGED


def test_repeated_sentence_stays_in_its_chapter() -> None:
    repeated = "本章未尽事宜，由工作小组决定。"
    old = [article(1, OPENING, chapter="第一章 总则"), article(2, repeated, chapter="第二章 登记")]
    new = [
        article(1, OPENING, chapter="第一章 总则"),
        article(2, repeated, chapter="第二章 宣传"),
        article(3, repeated, chapter="第三章 登记"),
    ]
    assert ("art-2", "art-3", Fate.RENUMBERED) in outcome(align(old, new))


def nearly_the_same(count: int) -> tuple[list[ArticleText], list[ArticleText]]:
    """Articles that differ by numbers alone; every one is changed, and one in the middle is new."""
    old = [
        ArticleText(f"art-{n}", f"第{n}条", f"{SIX[n % 6]}第{n}项由第{n * 7}小组负责，经费{n * 13}元。" * 3)
        for n in range(count)
    ]
    new = [dataclasses.replace(a, text=a.text + "应当公示。") for a in old]
    new.insert(count // 2, ArticleText("art-new", "", "违反规定的，记录在案。"))
    return old, [dataclasses.replace(a, eid=f"art-{n}") for n, a in enumerate(new)]


def test_articles_that_differ_by_numbers_alone_are_told_apart() -> None:
    old, new = nearly_the_same(600)
    pairs = align(old, new)
    expected = [(a.eid, a.eid, Fate.CHANGED) for a in old[:300]]
    expected += [("", "art-300", Fate.ADDED)]
    expected += [(a.eid, f"art-{n + 301}", Fate.RENUMBERED_CHANGED) for n, a in enumerate(old[300:])]
    assert outcome(pairs) == expected


def test_an_article_is_compared_with_a_bounded_number_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[int, int]] = []
    monkeypatch.setattr(
        Overlaps, "of", lambda overlaps, *pair, of=Overlaps.of: compared.append(pair) or of(overlaps, *pair)
    )
    old, new = nearly_the_same(1500)
    align(old, new)
    assert len(compared) < 1500 * 60  # of 2,250,000 pairs


def test_three_thousand_articles_take_time_in_proportion_and_little_memory() -> None:
    old, new = nearly_the_same(3000)
    assert len(align(old, new)) == 3001
    assert grows_in_proportion(lambda pair: align(*pair), *map(nearly_the_same, (100, 1000)), times=10)
    tracemalloc.start()
    align(old[:800], new[:800])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40_000_000  # every pair at once was 100 MB


def test_articles_with_the_same_words_are_paired_in_order_however_many() -> None:
    old = [ArticleText(f"art-{n}", "", "示例单位应当登记。") for n in range(2000)]
    assert [pair.status for pair in align(old, old)] == [Fate.UNCHANGED] * 2000
    statuses = Counter(pair.status for pair in align(old, old[:-1]))
    assert statuses == {Fate.UNCHANGED: 1999, Fate.REMOVED: 1}


TEXTS = st.lists(st.text("村民选举条款，。\n 公示ab", max_size=12), max_size=8)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_edition_compared_with_itself_is_unchanged(texts: list[str]) -> None:
    articles = edition(*texts)
    assert outcome(align(articles, articles)) == [(a.eid, a.eid, Fate.UNCHANGED) for a in articles]


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS)
def test_every_article_occurs_exactly_once(old_texts: list[str], new_texts: list[str]) -> None:
    old, new = edition(*old_texts), edition(*new_texts)
    pairs = align(old, new)
    assert [pair.new for pair in pairs if pair.new] == new
    assert sorted(pair.old.eid for pair in pairs if pair.old) == sorted(a.eid for a in old)
    assert all((pair.old is None) == (pair.status is Fate.ADDED) for pair in pairs)
    assert all((pair.new is None) == (pair.status is Fate.REMOVED) for pair in pairs)
