import pytest

from common.document_numbers import find_all, normalize, search_key
from tests.growth import grows_in_proportion

WAYS = [
    "示组发〔2030〕2号",
    "示组发[2030]2号",
    "示组发(2030)2号",
    "示组发（2030）2号",
    "示组发【2030】2号",
    "示组发［2030］2号",
    "示组发 2030 2号",
    "示组发 2030 2",
    "示组发〔2030〕第2号",
    "示组发〔２０３０〕２号",
    "示组发〔2030〕02号",
    "示组发〔2030〕 2 号",
    "示组发〔二〇三〇〕2号",
    "示组发〔2030年〕二号",
    "示组发2030年第2号",
    " 示组发〔2030〕2 ",
    "文号：示组发〔2030〕2号",
    "示组发<2030>2号",
]


@pytest.mark.parametrize("typed", WAYS)
def test_every_way_of_typing_gives_one_number_and_one_key(typed: str):
    assert normalize(typed) == "示组发〔2030〕2号"
    assert search_key(typed) == "示组发-2030-2"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "示组发",
        "2030年2月",
        "第二条",
        "示组发〔2030〕号",
        "示组发〔0030〕2号",
        "关于示组发〔2030〕2号的说明",
        "拉票 2030",
    ],
)
def test_other_texts_are_no_document_number(typed: str):
    assert normalize(typed) is None
    assert search_key(typed) == ""


def test_key_without_sign_is_the_end_of_the_full_key():
    assert normalize("[2030]2号") is None
    assert search_key("[2030]2号") == "-2030-2"
    assert search_key("示组发〔2030〕2号").endswith(search_key("2030 2号"))


def test_different_numbers_have_different_keys():
    keys = {
        search_key(text)
        for text in ("示组发〔2030〕2号", "示组发〔2030〕12号", "示组发〔2031〕2号", "示办发〔2030〕2号")
    }
    assert len(keys) == 4


def test_numbers_are_found_in_running_text_with_their_places():
    text = "根据示组发〔2030〕2号和示办发(2029)11号文件，以及《通知》（示监字[2028]3号）执行。"
    found = find_all(text)
    assert [number.normal for number in found] == [
        "示组发〔2030〕2号",
        "示办发〔2029〕11号",
        "示监字〔2028〕3号",
    ]
    assert [text[number.start : number.end] for number in found] == [
        "示组发〔2030〕2号",
        "示办发(2029)11号",
        "示监字[2028]3号",
    ]


@pytest.mark.parametrize(
    "text", ["于2030年2号台风过后", "（2030）示01民终1号", "第三届〔2030〕12次", "本法（2030）第二条"]
)
def test_look_alikes_are_not_found(text: str):
    assert find_all(text) == []


def test_long_text_takes_linear_time():
    for piece in ("示组发〔2030", "示"):
        assert grows_in_proportion(find_all, piece * 10_000, piece * 100_000, times=10)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("换届 〔2030〕2号", [("", 2030, 2)]),
        ("换届 示组发 [2030]2号 纪律", [("示组发", 2030, 2)]),
        ("示组发[2030]2 换届", [("示组发", 2030, 2)]),
        ("〔2030〕2号 (2031)3号", [("", 2030, 2), ("", 2031, 3)]),
        ("2030年2月 换届", []),
        ("换届 2030 12", []),
        ("（2030）示01民终1号", []),
    ],
)
def test_searches_leave_away_sign_and_last_word(typed: str, found: list[tuple[str, int, int]]):
    numbers = find_all(typed, loose=True)
    assert [(number.sign, number.year, number.number) for number in numbers] == found
