"""Traditional characters and years in Chinese digits are found as what they mean, and nothing else is."""

from __future__ import annotations

import sys

import pytest

from search.analysis.folding import fold, fold_with_offsets
from search.analysis.tokens import tokenize
from search.highlighting import highlight
from search.queries import parse


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("換屆紀律監督檢查辦法", "换届纪律监督检查办法"),
        ("機關幹部選舉後備名單", "机关干部选举后备名单"),
        ("國務院發展與裏程", "国务院发展与里程"),
        ("答覆、瞭解、藉口、揹包", "答复、了解、借口、背包"),
        ("爲啓羣證託祕汙衞敍", "为启群证托秘污卫叙"),
    ],
)
def test_traditional_is_simplified(traditional: str, simplified: str) -> None:
    assert fold(traditional) == fold(simplified) == simplified
    assert fold_with_offsets(traditional) == (simplified, list(range(len(simplified))))


def test_characters_in_use_stay_apart() -> None:
    """Of the 6,763 characters of GB 2312 only these are taken for another, and no common word for another."""
    changed = {}
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            char = bytes((high, low)).decode("gb2312", "ignore")
            if char and fold(char) != char:
                changed[char] = fold(char)
    assert changed == {
        "乾": "干", "菸": "烟", "薹": "苔", "拚": "拼", "捱": "挨", "摺": "折", "吒": "咤", "後": "后",
        "徵": "征", "夥": "伙", "榘": "矩", "於": "于", "袷": "夹", "麴": "曲", "醣": "糖", "麽": "么",
        "覆": "复", "藉": "借",
    }  # fmt: skip
    assert fold("著作") != fold("着作")


def test_folded_text_stays_as_it_is() -> None:
    for code in range(sys.maxunicode + 1):
        once = fold(chr(code))
        assert fold(once) == once, hex(code)


def test_marks_stand_where_the_traditional_word_stands() -> None:
    marked = highlight("違反「換屆紀律」的，", parse("换届纪律").terms)
    assert marked == "違反「<mark>換屆紀律</mark>」的，"
    assert highlight("违反换届纪律的", parse("換屆").terms) == "违反<mark>换届</mark>纪律的"


@pytest.mark.parametrize(
    "written", ["二〇一六年换届", "二○一六年换届", "二零一六年换届", "２０１６年换届", "2016年换届"]
)
def test_year_is_one_token_however_written(written: str) -> None:
    assert tokenize(written) == ["2016", "年换", "换届"]
    assert "<mark>" + written[:4] + "</mark>" in highlight(f"于{written}", parse("2016").terms)
    assert "<mark>2016</mark>" in highlight("于2016年", parse(written[:4]).terms)


@pytest.mark.parametrize(
    "other", ["一二三四", "二〇一", "百分之二十", "一票否决", "二〇一六五", "十二〇一六", "三重一大"]
)
def test_other_numerals_stay_as_they_are(other: str) -> None:
    assert not [token for token in tokenize(other) if token.isascii()]
