"""Names by their sound: syllables, suggestions by pinyin and initials, spelling help; nothing leaks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from search import port
from search.analysis.pinyin import sound_fields, sounds_of
from search.analysis.syllables import MAX_LETTERS, MOST_READINGS, read_syllables
from search.breaker import CircuitBreaker
from search.engines.tantivy_index import TantivyIndex
from search.exchange import SuggestQuery
from search.queries import parse_start
from search.selectors.spelling import corrections
from tests.growth import grows_in_proportion
from tests.search.conftest import TODAY, make_document

Offer = Callable[..., list[str]]


# ---- syllables ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letters", "first"),
    [
        ("huanjiejilv", ("huan", "jie", "ji", "lv")),
        ("2016nianhuanjie", ("2016", "nian", "huan", "jie")),
        ("zhongqing", ("zhong", "qing")),
        ("celue", ("ce", "lve")),
    ],
)
def test_letters_are_read_as_syllables(letters: str, first: tuple[str, ...]) -> None:
    assert read_syllables(letters)[0] == first


def test_letters_may_be_read_in_several_ways() -> None:
    assert {("fang", "an"), ("fan", "gan")} <= set(read_syllables("fangan"))
    assert ("xi", "an") in read_syllables("xian")


def test_unfinished_syllable_is_left_out_while_typing() -> None:
    assert read_syllables("huanjiejil") == ()
    assert read_syllables("huanjiejil", unfinished=True)[0] == ("huan", "jie", "ji")


@pytest.mark.parametrize("letters", ["", "hjjl", "xyz", "v", "i", "abc123v"])
def test_other_letters_are_no_pinyin(letters: str) -> None:
    assert read_syllables(letters) == ()


def test_readings_are_bounded() -> None:
    for letters in ("xian" * 500, "a" * 5_000, "g" * 5_000, "1" * 5_000):
        readings = read_syllables(letters, unfinished=True)
        assert len(readings) <= MOST_READINGS
        assert all(len("".join(reading)) <= MAX_LETTERS for reading in readings)


def test_readings_of_words_not_of_characters() -> None:
    def heard(text: str) -> list[str]:
        return [sound.syllable for sound in sounds_of(text)]

    assert heard("重庆换届纪律") == ["chong", "qing", "huan", "jie", "ji", "lv"]
    assert heard("重点会计") == ["zhong", "dian", "kuai", "ji"]
    assert heard("女abc2016年") == ["nv", "abc2016", "nian"]


def test_every_character_has_one_sound_at_its_place() -> None:
    text = "".join(chr(code) for code in range(0x4E00, 0x9FFF, 7)) + "〇々𠮷abc，重庆"
    sounds = sounds_of(text)
    assert [sound.start for sound in sounds] == sorted({sound.start for sound in sounds})
    assert all(sound.syllable and sound.end <= len(text) for sound in sounds)
    assert sum(sound.end - sound.start for sound in sounds) == len(text) - 1


def test_no_phrase_reaches_from_one_name_into_the_next() -> None:
    fields = sound_fields(("换届", "纪律"))
    assert fields.whole == ("huanjie", "hj", "jilv", "jl")
    assert fields.syllables == ("huan", "jie", "|", "ji", "lv", "|")
    assert fields.initials == ("h", "j", "|", "j", "l", "|")


def test_tables_are_not_read_before_they_are_needed() -> None:
    """Neither by importing the search nor by answering queries and typed letters."""
    code = (
        "import sys, os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'portal.settings.test';"
        "django.setup();"
        "import search.views.results; from search.queries import parse, parse_start;"
        "assert 'pypinyin' not in sys.modules; parse_start('换届jl'); parse('hjjl'); parse_start('huanjie');"
        "assert 'pypinyin' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).resolve().parents[2])


# ---- suggestions --------------------------------------------------------------------


@pytest.fixture
def offer(index: TantivyIndex) -> Offer:
    def ask(typed: str, *keys: str) -> list[str]:
        query = SuggestQuery(parse_start(typed), keys or ("public",), TODAY)
        return [document.title for document in index.suggest(query)]

    return ask


def put(index: TantivyIndex, page_id: int, title: str, **fields: Any) -> None:
    index.replace_page(
        page_id,
        [make_document(page_id, n, "甲", **{"title": title, "leads": n == 1, **fields}) for n in (1, 2)],
    )


TITLE = "关于严肃换届纪律的通知（示例）"


@pytest.mark.parametrize(
    "typed",
    ["hjjl", "HJJL", "ｈｊｊｌ", "huanjiejilv", "huan jie ji lv", "huan'jie'ji'lü", "huanjiejil", "huanjie",
     "gy", "gyyshjjldtz", "guanyuyansuhuanjie", "guanyuyans", "tongzhi", "换届jl", "换届j", "换届jilv",
     "严肃hjjl", "yshjjl", "关于yansu", "guan"],
)  # fmt: skip
def test_name_is_offered_by_its_sound(typed: str, index: TantivyIndex, offer: Offer) -> None:
    put(index, 1, TITLE)
    put(index, 2, "监督办法（示例）")
    assert offer(typed) == [TITLE]


@pytest.mark.parametrize("typed", ["jlhj", "huanjl", "banfa", "zzzz", "监督hjjl", "v"])
def test_other_letters_offer_nothing(typed: str, index: TantivyIndex, offer: Offer) -> None:
    put(index, 1, TITLE)
    assert offer(typed) == []


def test_short_names_and_pages_of_every_kind_are_offered_by_sound(index: TantivyIndex, offer: Offer) -> None:
    put(index, 1, "基层选举工作规范（示例）", names=("选办规范",))
    put(index, 2, "重庆案例（示例）", kind="case")
    assert offer("xbgf") == offer("xuanbanguifan") == ["基层选举工作规范（示例）"]
    assert offer("cqal") == offer("chongqing") == ["重庆案例（示例）"]


def test_beginning_comes_before_a_part_and_the_whole_before_less(index: TantivyIndex, offer: Offer) -> None:
    put(index, 1, "严肃换届纪律（示例）", prior=1.5)
    put(index, 2, "换届纪律要求（示例）")
    assert offer("hjjl") == offer("huanjieji") == ["换届纪律要求（示例）", "严肃换届纪律（示例）"]


def test_latin_names_are_still_offered_as_they_are_written(index: TantivyIndex, offer: Offer) -> None:
    put(index, 1, "APP 管理办法（示例）")
    assert offer("app") == offer("app管理") == offer("appgl") == ["APP 管理办法（示例）"]


def test_name_the_viewer_may_not_read_is_not_offered_by_its_sound(index: TantivyIndex, offer: Offer) -> None:
    put(index, 1, TITLE, access_key="r3")
    for typed in ("hjjl", "huanjie", "换届jl", "gy", "g"):
        assert offer(typed) == [], typed
        assert offer(typed, "public", "r3") == [TITLE], typed


# ---- spelling -----------------------------------------------------------------------


@pytest.fixture
def live(index: TantivyIndex, monkeypatch: pytest.MonkeyPatch) -> TantivyIndex:
    """The index of this installation for the selectors."""
    breaker = CircuitBreaker()  # or the failures of one test would keep the next from asking
    monkeypatch.setattr("search.selectors.engine.get_index", lambda: index)
    monkeypatch.setattr("search.selectors.engine.get_breaker", lambda: breaker)
    return index


def corrected(typed: str, *keys: str) -> tuple[str, ...]:
    return corrections(typed, access_keys=keys or ("public",))


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("换界纪律", "换届纪律"),
        ("換界紀律", "换届纪律"),
        ("huanjiejilv", "换届纪律"),
        ("huan'jie'ji'lü", "换届纪律"),
        ("换界记律 清单", "换届纪律 清单"),
        ("换界 -选举 年份:2016", "换届 -选举 年份:2016"),
    ],
)
def test_names_that_sound_the_same_are_offered(typed: str, right: str, live: TantivyIndex) -> None:
    put(live, 1, TITLE)
    assert corrected(typed) == (right,)


@pytest.mark.parametrize(
    "typed", ["换届纪律", "监督", "换", "", "-换界", "机关:换界", "jil", "hjjl", "a" * 500, "换界" * 50]
)
def test_right_words_conditions_and_other_words_are_left_alone(typed: str, live: TantivyIndex) -> None:
    put(live, 1, TITLE)
    assert corrected(typed) == ()


def test_name_met_more_often_comes_first_and_the_number_is_bounded(live: TantivyIndex) -> None:
    for page_id, title in enumerate(("示例甲事", "示例甲市", "示例甲市", "示例甲式", "示例甲视"), start=1):
        put(live, page_id, title)
    assert corrected("甲是")[0] == "甲市"
    assert len(corrected("甲是")) == 3


def test_names_the_viewer_may_not_read_correct_nothing(live: TantivyIndex) -> None:
    put(live, 1, TITLE, access_key="r3")
    assert corrected("换界纪律") == corrected("huanjiejilv") == ()
    assert corrected("换界纪律", "r3") == ("换届纪律",)
    assert corrections("换界纪律", access_keys=()) == ()


def test_missing_index_corrects_nothing(live: TantivyIndex) -> None:
    with pytest.raises(port.EngineUnavailableError):
        live.suggest(SuggestQuery(parse_start("a"), ("public",), TODAY))
    assert corrected("换界纪律") == ()


def test_time_of_reading_syllables_grows_with_the_length() -> None:
    def read(letters: str) -> None:
        for start in range(0, len(letters), MAX_LETTERS):
            read_syllables(letters[start : start + MAX_LETTERS], unfinished=True)

    assert grows_in_proportion(read, "xian" * 4, "xian" * 40, times=10)
