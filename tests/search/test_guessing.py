"""Which terms are looked for where not every word need be there, and what their pages add."""

from __future__ import annotations

from pathlib import Path

import pytest

from search import matching
from search.analysis.tokens import bigrams
from search.engines import tantivy_guesses
from search.engines.tantivy_guesses import best_guesses
from search.engines.tantivy_index import TantivyIndex
from search.exchange import SearchQuery
from search.guessing import CHARACTER_BOOST, LEGAL_BOOST, MAX_TERMS, WEAK_BOOST, guess
from search.queries import parse
from search.ranking import PAGE_WEIGHT, raise_by_page
from tests.search.conftest import TODAY, make_document


def test_own_words_count_whole_and_pairs_with_question_words_half() -> None:
    words = guess(parse("举报受理怎么办").terms).words
    assert words["举报"] == words["受理"] == 1.0
    assert words["怎么"] == words["么办"] == WEAK_BOOST


def test_lay_words_bring_the_words_of_the_law_with_half_the_weight() -> None:
    words = guess(parse("房东赶人").terms).words
    assert words["房东"] == 1.0
    assert {token: words[token] for token in bigrams("出租人")} == {"出租": LEGAL_BOOST, "租人": LEGAL_BOOST}


def test_rare_single_characters_raise_and_common_ones_do_not() -> None:
    assert guess(parse("的贿赂").terms).characters == dict.fromkeys("赂贿", CHARACTER_BOOST)


def test_number_of_terms_is_bounded_and_the_weak_go_first() -> None:
    typed = "怎么" * 3 + "".join(chr(0x4E00 + 37 * number) for number in range(90))
    found = guess(parse(typed).terms)
    assert len(found.words) + len(found.characters) <= MAX_TERMS
    assert "怎么" not in found.words


def test_a_page_with_several_answers_raises_each_of_them() -> None:
    # Two pages with the same best score; the second page answers once more.
    ranked = raise_by_page([4.0, 4.0, 3.0], [1, 2, 2])
    assert [place for _score, place in ranked] == [1, 0, 2]
    assert ranked[1][0] == pytest.approx(4.0 + PAGE_WEIGHT * 4.0 / 10)


@pytest.fixture
def filled(tmp_path: Path) -> TantivyIndex:
    made = TantivyIndex(tmp_path)
    for page_id in range(1, 60):
        key = "public" if page_id % 3 else "r1"
        ends = 20200101 if page_id % 4 == 0 else 99991231
        made.replace_page(
            page_id,
            [
                make_document(
                    page_id,
                    number,
                    "受理举报" * (number % 3) + "贿赂选民" * (page_id % 2) + "处理期限" * (number == 2),
                    access_key=key,
                    valid_to=ends,
                    prior=1.0 + page_id % 5 / 10,
                )
                for number in (1, 2, 3, 4)
            ],
        )
    return made


@pytest.mark.parametrize("typed", ["贿赂举报期限的处理怎么办", "受理了贿赂没有", "选民和期限"])
@pytest.mark.parametrize("keys", [("public",), ("public", "r1"), ("r1",)])
def test_candidates_give_what_the_whole_query_gives(
    typed: str, keys: tuple[str, ...], filled: TantivyIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = SearchQuery(parse(typed), keys, TODAY)
    words = matching.match_any_word(query)
    with filled._reading() as searcher:
        quick = best_guesses(searcher, words, query)
        monkeypatch.setattr(tantivy_guesses, "_from_candidates", lambda *_: None)
        whole = best_guesses(searcher, words, query)
    assert [round(score, 3) for score, _address in quick] == [round(score, 3) for score, _address in whole]
    assert {(a.segment_ord, a.doc) for _score, a in quick} == {(a.segment_ord, a.doc) for _score, a in whole}
    assert quick


def test_too_few_candidates_left_by_the_filters_ask_the_whole_query(
    filled: TantivyIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tantivy_guesses, "_CANDIDATES", 5)
    query = SearchQuery(parse("贿赂举报期限的处理怎么办"), ("r1",), TODAY)
    found = filled.best(query, 1_000)
    assert {hit.document.access_key for hit in found} == {"r1"}
    assert len(found) > 20
