import csv
import re
from datetime import date
from pathlib import Path

import pytest

from content.enums import ChangeKind, LevelOfEffect
from content.importing.history import Act, read_history
from content.importing.metadata import propose
from content.importing.reading import read_upload
from tests.growth import grows_in_proportion

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"


def rule(note: str, last: str = "本条例自2030年7月1日起施行。", title: str = "示例市办事公开条例") -> str:
    return f"{title}\n\n{note}\n\n第一章　总则\n\n第一条　为了公开，制定本条例。\n\n第二条　{last}\n"


PASSED = "2020年5月1日示例市第一届人民代表大会常务委员会第二次会议通过"
REVISED = "2030年5月20日示例市第三届人民代表大会常务委员会第九次会议修订"
AMENDED = (
    "2030年5月20日示例市第三届人民代表大会常务委员会第九次会议"
    "《关于修订〈示例市办事公开条例〉等条例的决定》修正"
)


def test_enactment_takes_effect_on_the_day_its_last_article_names():
    got = propose(rule(f"（{PASSED}）"))
    assert (got.title, got.change_kind) == ("示例市办事公开条例", ChangeKind.ENACTMENT)
    assert got.promulgation_date == date(2020, 5, 1)
    assert got.effective_date == date(2030, 7, 1)
    assert got.issuing_body == "示例市人民代表大会常务委员会"
    assert got.level_of_effect == LevelOfEffect.LOCAL_REGULATION
    assert got.region == "示例市"


def test_revision_is_told_by_the_last_event_on_one_line_or_many():
    for note in (f"（{PASSED}　{REVISED}）", f"{PASSED}\n\n{REVISED}"):
        got = propose(rule(note))
        assert got.change_kind == ChangeKind.REVISION
        assert got.promulgation_date == date(2030, 5, 20)
        assert got.effective_date == date(2030, 7, 1)


@pytest.mark.parametrize(
    "last", ["本条例自2030年7月1日起施行。", "本条例自公布之日起施行。", "本条例自2020年6月1日起施行。"]
)
def test_amended_text_never_gives_an_effective_date(last: str):
    got = propose(rule(f"{PASSED}\n\n根据{AMENDED}", last))
    assert got.change_kind == ChangeKind.AMENDMENT
    assert got.promulgation_date == date(2030, 5, 20)
    assert got.effective_date is None


def test_day_of_announcement_is_the_day_of_effect_where_the_text_says_so():
    got = propose(rule(PASSED, "本条例自公布之日起施行。2010年1月1日起施行的《示例市旧办法》同时废止。"))
    assert got.effective_date == date(2020, 5, 1)


def test_effect_before_promulgation_is_not_proposed():
    assert propose(rule(REVISED, "本条例自2020年6月1日起施行。")).effective_date is None


def test_announcement_after_passing_gives_the_date_and_the_note_the_effect():
    note = f"（{PASSED}　2020年5月9日示例市人民代表大会常务委员会公告第3号公布　自2020年8月1日起施行）"
    got = propose(rule(note, "本条例由示例市人民政府负责解释。"))
    assert got.promulgation_date == date(2020, 5, 9)
    assert got.effective_date == date(2020, 8, 1)
    assert got.change_kind == ChangeKind.ENACTMENT


def test_repeal_is_told():
    assert (
        propose(rule(f"（{PASSED}　2031年1月2日示例市人民代表大会常务委员会废止）")).change_kind
        == ChangeKind.REPEAL
    )


def test_names_of_decisions_and_impossible_days_are_no_events():
    events = read_history(f"{PASSED}\n{AMENDED}\n2030年2月30日修订\n2030年3月1日晴")
    assert [event.act for event in events] == [Act.PASSED, Act.AMENDED]
    assert read_history("二〇三〇年三月十日修订")[0].day == date(2030, 3, 10)


def test_notice_gives_number_title_signature_and_date():
    text = (
        "中共示例市委组织部文件\n示组发[2030]2号\n\n关于印发《示例市换届风气监督\n工作方案》的通知\n\n"
        "各区县党委组织部：\n"
        "　　现将方案印发给你们，请根据示监字〔2016〕1号文件执行。\n　　一、总体要求\n　　认真负责。\n"
        "　　中共示例市委组织部\n　　2030年3月5日\n"
    )
    got = propose(text)
    assert got.title == "关于印发《示例市换届风气监督工作方案》的通知"
    assert got.document_number == "示组发〔2030〕2号"
    assert got.promulgation_date == date(2030, 3, 5)
    assert got.issuing_body == "中共示例市委组织部"
    assert got.level_of_effect == LevelOfEffect.NORMATIVE_DOCUMENT
    assert got.region == "示例市"


def test_number_the_text_refers_to_is_not_its_own():
    text = (
        "关于开展检查的通知\n\n各单位：\n"
        "　　根据示组发〔2030〕2号文件，现通知如下。\n　　一、时间\n　　三月。\n"
    )
    assert propose(text).document_number == ""
    assert (
        propose(text, filename="示办发（2031）5号 关于检查的通知.docx").document_number == "示办发〔2031〕5号"
    )


@pytest.mark.parametrize(
    ("title", "note", "level"),
    [
        (
            "中华人民共和国示例法",
            "2020年1月1日第一届全国人民代表大会第一次会议通过",
            LevelOfEffect.STATUTE,
        ),
        ("示例工作条例", "2020年1月1日中共中央发布", LevelOfEffect.PARTY_REGULATION),
        ("中国共产党示例工作规则", "2020年1月1日印发", LevelOfEffect.PARTY_REGULATION),
        ("示例管理条例", "2020年1月1日国务院令第999号公布", LevelOfEffect.ADMINISTRATIVE_REGULATION),
        ("示例管理办法", "2020年1月1日示例部令第9号公布", LevelOfEffect.DEPARTMENT_RULE),
        ("示例工作方案", "", LevelOfEffect.NORMATIVE_DOCUMENT),
        ("示例", "", None),
    ],
)
def test_level_of_effect_follows_title_and_issuer(title: str, note: str, level: LevelOfEffect | None):
    assert propose(rule(note, title=title)).level_of_effect == level


@pytest.mark.parametrize(
    "title", ["城市示例条例", "中华人民共和国城市示例法", "全国示例办法", "超大城市示例规定"]
)
def test_words_with_city_in_them_are_no_region(title: str):
    assert propose(rule("", title=title)).region == ""


def test_text_without_a_title_takes_it_from_the_file_name():
    assert propose("第一条　甲。\n第二条　乙。\n", filename="示例办法(2030-03-05).docx").title == "示例办法"


@pytest.mark.parametrize(
    "text", ["", "\n", "甲", "《》\n（）\n2030年\n", "一、\n二、\n", "自起施行", "第一条"]
)
def test_any_text_is_accepted(text: str):
    assert propose(text).effective_date is None


@pytest.mark.shared_data
@pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real texts is not beside this checkout")
def test_real_texts_give_the_dates_of_their_last_history_line():
    kinds = {}
    for row in csv.DictReader((DATA / "laws.csv").open(encoding="utf-8")):
        path = DATA / "laws" / row["file"]
        got = propose(read_upload(path.name, path.read_bytes()).text, filename=path.name)
        expected = date(*map(int, re.findall(r"\d+", row["last_history_line_date"])[:3]))
        assert got.promulgation_date == expected, row["file"]
        assert got.title == row["title"]
        assert got.effective_date is None or got.change_kind in {ChangeKind.ENACTMENT, ChangeKind.REVISION}
        kinds[path.stem] = (got.change_kind, got.effective_date)
    assert len(kinds) == 17
    assert kinds["supervision-law-2024"] == (ChangeKind.AMENDMENT, None)
    assert kinds["civil-servant-law-2018"] == (ChangeKind.REVISION, date(2019, 6, 1))
    assert kinds["residents-committees-law-2025"] == (ChangeKind.REVISION, date(2026, 1, 1))
    assert kinds["residents-committees-law-2018"] == (ChangeKind.AMENDMENT, None)


@pytest.mark.parametrize("piece", ["《", "2030年1月1日", "示组发〔2030〕", "第一届", "自", "（"])
def test_proposing_takes_linear_time(piece: str):
    small, large = (f"示例条例\n{piece * (size // len(piece))}\n第一条　甲。\n" for size in (30_000, 300_000))
    assert grows_in_proportion(propose, small, large, times=10)
