"""The citation box: what is typed, what the index knows, and where it leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.citations import draw, read_articles, try_all
from search.analysis.citations import read_citations, read_mentions
from search.breaker import CircuitBreaker
from search.engines.tantivy_index import TantivyIndex
from search.enums import Found
from search.exchange import SearchDocument
from search.port import EngineUnavailableError
from search.selectors import citation_box
from search.selectors.citation_box import CitationAnswer
from tests.growth import grows_in_proportion
from tests.search.conftest import make_document

ON = dt.date(2026, 11, 24)
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "data" / "retrieval" / "national-articles.jsonl.gz"
SUPERVISION = "中华人民共和国监察法"
DISCIPLINE = "中国共产党纪律处分条例"
PIECES = ("监察法", *"第条款项之《》（）版至、和的\n", "十五", "15", "2018年", "行政")
Ask = Callable[..., CitationAnswer]


def edition(page_id: int, title: str, *labels: str, **fields: Any) -> list[SearchDocument]:
    """Articles of one edition, the first leading its page."""
    found = []
    for place, label in enumerate(labels):
        number, _mark, inserted = label.removeprefix("第").partition("条之")
        eid = f"art-{number.removesuffix('条')}" + (f"-{inserted}" if inserted else "")
        address = f"/rules/{page_id}/{eid}/"
        given = {
            "title": title,
            "label": label,
            "eid": eid,
            "order": place,
            "leads": not place,
            "url": address,
        }
        found.append(make_document(page_id, text=f"{title}{label}", **{**given, **fields}))
    return found


@pytest.fixture
def ask(index: TantivyIndex) -> Ask:
    """Two rules, one of them in two editions and with short names."""
    pages = (
        edition(1, SUPERVISION, "第1条", "第15条", "第69条", rule_id=1, level="statute", year=2024),
        edition(
            2,
            DISCIPLINE,
            *("第1条", "第10条", "第10条之1", "第75条"),
            names=("党纪处分条例",),
            rule_id=2,
            level="party_regulation",
            year=2018,
            valid_from=20181001,
            valid_to=20240101,
        ),
        edition(
            3,
            DISCIPLINE,
            *("第1条", "第10条", "第10条之1", "第75条", "第80条"),
            names=("党纪处分条例",),
            rule_id=2,
            level="party_regulation",
            year=2023,
            valid_from=20240101,
        ),
    )
    for page in pages:
        index.replace_page(page[0].page_id, page)

    def resolve(typed: str, *keys: str, on: dt.date = ON) -> CitationAnswer:
        return citation_box.resolve(typed, access_keys=keys or ("public",), on=on, index=index)

    return resolve


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("《监察法》第十五条", "/rules/1/art-15/"),
        ("《中华人民共和国监察法》第十五条", "/rules/1/art-15/"),
        ("中华人民共和国监察法第十五条", "/rules/1/art-15/"),
        ("监察法15条", "/rules/1/art-15/"),
        ("监察法第１５条", "/rules/1/art-15/"),
        ("监察法 第 15 条", "/rules/1/art-15/"),
        ("监察法十五条", "/rules/1/art-15/"),
        ("监察法第15", "/rules/1/art-15/"),
        ("（监察法第15条）", "/rules/1/art-15/"),
        ("党纪处分条例七十五条", "/rules/3/art-75/"),
        ("纪律处分条例第十条之一", "/rules/3/art-10-1/"),
        ("纪律处分条例10条之1", "/rules/3/art-10-1/"),
        ("监察法第十五条怎么规定", "/rules/1/art-15/"),
        ("监察法第十五条是什么？", "/rules/1/art-15/"),
        ("监察法第十五条的规定", "/rules/1/art-15/"),
        ("监察法第十五条内容", "/rules/1/art-15/"),
        ("请问监察法第十五条是怎么规定的", "/rules/1/art-15/"),
        ("根据《监察法》第十五条", "/rules/1/art-15/"),
        ("按照监察法第十五条的规定", "/rules/1/art-15/"),
        ("纪律处分条例（2018年）第75条", "/rules/2/art-75/"),
        ("《纪律处分条例》（2018年修订）第75条", "/rules/2/art-75/"),
        ("《纪律处分条例（2018年修订）》第75条", "/rules/2/art-75/"),
        ("2018年纪律处分条例第75条", "/rules/2/art-75/"),
        ("2018年修订的《纪律处分条例》第75条", "/rules/2/art-75/"),
        ("纪律处分条例2018版第75条", "/rules/2/art-75/"),
        ("纪律处分条例第75条（2018年修订）", "/rules/2/art-75/"),
        ("纪律处分条例（2023年）第75条", "/rules/3/art-75/"),
    ],
)
def test_one_citation_leads_to_its_article(ask: Ask, typed: str, url: str) -> None:
    target = ask(typed).target
    assert target is not None
    assert target.url == url


@pytest.mark.parametrize(
    ("typed", "eid"),
    [
        ("监察法第15条第2款", "第15条第2款"),
        ("监察法15条2款3项", "第15条第2款第3项"),
        ("监察法第十五条第（三）项", "第15条第3项"),
        ("监察法第１５条第２款第（３）项第４目", "第15条第2款第3项第4目"),
        ("监察法第十五条之二第一款", "第15条之2第1款"),
    ],
)
def test_lines_are_read_however_they_are_typed(typed: str, eid: str) -> None:
    (mention,) = read_mentions(typed).mentions
    assert mention.written == eid
    read, alone = read_citations(read_mentions(typed), ["监察法"])
    assert alone
    wanted, _alone = read_citations(read_mentions(f"《监察法》{eid}"), ["监察法"])
    assert [each.citation.eid for each in read] == [each.citation.eid for each in wanted]


@pytest.mark.parametrize(
    ("typed", "urls"),
    [
        ("监察法第十五条和党纪处分条例第七十五条", ["/rules/1/art-15/", "/rules/3/art-75/"]),
        ("监察法第15条 纪律处分条例75条", ["/rules/1/art-15/", "/rules/3/art-75/"]),
        ("《监察法》第一条、第十五条", ["/rules/1/art-1/", "/rules/1/art-15/"]),
        ("监察法第1条 第15条", ["/rules/1/art-1/", "/rules/1/art-15/"]),
        ("监察法第1条、15条", ["/rules/1/art-1/", "/rules/1/art-15/"]),
    ],
)
def test_several_citations_are_all_found_and_none_is_the_target(
    ask: Ask, typed: str, urls: list[str]
) -> None:
    answer = ask(typed)
    assert [place.url for place in answer.places] == urls
    assert answer.alone
    assert answer.target is None


def test_same_citation_twice_is_one(ask: Ask) -> None:
    target = ask("监察法第15条 《监察法》第十五条").target
    assert target is not None
    assert target.url == "/rules/1/art-15/"


@pytest.mark.parametrize("typed", ["监察法第十五条 公职人员", "监察法第十五条的释义", "违法 监察法第十五条"])
def test_citation_among_other_words_is_found_without_being_the_target(ask: Ask, typed: str) -> None:
    answer = ask(typed)
    assert [place.url for place in answer.places] == ["/rules/1/art-15/"]
    assert answer.target is None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "监察法",
        "第十五条",
        "行政监察法第十五条",
        "监察法规第十五条",
        "量子法第一条",
        "条例三十条措施",
        "《》第1条",
    ],
)
def test_what_cites_no_known_rule_finds_nothing(ask: Ask, typed: str) -> None:
    assert ask(typed) == CitationAnswer()


def test_article_that_is_not_there(ask: Ask) -> None:
    answer = ask("监察法第九百条")
    (place,) = answer.places
    assert (place.found, place.url) == (Found.NO_ARTICLE, "/rules/1/")
    assert answer.target is None


def test_article_that_only_other_editions_have_is_offered_there(ask: Ask) -> None:
    (place,) = ask("纪律处分条例第80条", on=dt.date(2020, 1, 1)).places
    assert (place.found, place.url) == (Found.NO_ARTICLE, "/rules/2/")
    assert [choice.url for choice in place.choices] == ["/rules/3/art-80/"]


def test_year_without_an_edition(ask: Ask) -> None:
    answer = ask("纪律处分条例（2011年）第75条")
    (place,) = answer.places
    assert (place.found, place.year, place.url) == (Found.NO_EDITION, 2011, "/rules/3/")
    assert answer.target is None


def test_edition_follows_the_day(ask: Ask) -> None:
    before = ask("纪律处分条例第75条", on=dt.date(2020, 1, 1)).target
    assert before is not None
    assert before.url == "/rules/2/art-75/"


def test_rule_that_ended_is_found_in_its_last_text(ask: Ask, index: TantivyIndex) -> None:
    for page_id, begins, ends in ((11, 20100101, 20150101), (12, 20150101, 20200101)):
        page = edition(
            page_id, "示例旧法", "第1条", rule_id=11, valid_from=begins, valid_to=ends, repealed=page_id == 12
        )
        index.replace_page(page_id, page)
    target = ask("示例旧法第一条").target
    assert target is not None
    assert target.url == "/rules/12/art-1/"


def test_rule_that_is_not_for_the_viewer_is_not_there(ask: Ask, index: TantivyIndex) -> None:
    """Also where it is the better answer: the one below it comes as if it were alone."""
    index.replace_page(4, edition(4, "监察法", "第15条", rule_id=4, level="statute", access_key="login"))
    index.replace_page(5, edition(5, "金丝雀法", "第1条", rule_id=5, access_key="login"))
    assert ask("金丝雀法第一条") == ask("无此名法第一条") == CitationAnswer()
    seen = ask("金丝雀法第一条", "public", "login").target
    assert seen is not None
    assert [place.document.page_id for place in ask("监察法第15条").places] == [1]
    assert [place.document.page_id for place in ask("监察法第15条", "public", "login").places] == [4]


def two_rules(index: TantivyIndex, *, second: dict[str, Any], **first: Any) -> None:
    one: dict[str, Any] = {"names": ("示例规矩",), "rule_id": 21, "region": "甲县", **first}
    index.replace_page(21, edition(21, "示例甲办法", "第1条", **one))
    other: dict[str, Any] = {
        "title": "示例乙办法",
        "names": ("示例规矩",),
        "rule_id": 22,
        "region": "乙县",
        **second,
    }
    index.replace_page(22, edition(22, other.pop("title"), "第1条", **other))


def test_two_rules_of_one_name_are_offered(ask: Ask, index: TantivyIndex) -> None:
    two_rules(index, second={})
    answer = ask("示例规矩第一条")
    (place,) = answer.places
    assert place.found is Found.SEVERAL
    assert [choice.url for choice in place.choices] == ["/rules/21/art-1/", "/rules/22/art-1/"]
    assert answer.target is None


@pytest.mark.parametrize(
    "second",
    [{"level": "statute"}, {"title": "示例规矩"}, {"level": "statute", "names": ("示例规矩", "别名")}],
)
def test_higher_rule_and_full_name_come_first(ask: Ask, index: TantivyIndex, second: dict[str, Any]) -> None:
    two_rules(index, second=second)
    target = ask("示例规矩第一条").target
    assert target is not None
    assert target.document.page_id == 22


@pytest.mark.parametrize(
    ("first", "second", "target"),
    [
        ("local_regulation", "department_rule", None),  # 立法法第一百零六条: neither is above the other
        ("judicial_interpretation", "administrative_regulation", 22),
        ("statute", "party_constitution", 22),
        ("normative_document", "department_rule", 22),
    ],
)
def test_rank_is_that_of_the_law(
    ask: Ask, index: TantivyIndex, first: str, second: str, target: int | None
) -> None:
    two_rules(index, level=first, second={"level": second})
    found = ask("示例规矩第一条").target
    assert (found.document.page_id if found else None) == target


def test_rule_in_force_comes_before_one_that_is_not(ask: Ask, index: TantivyIndex) -> None:
    two_rules(index, second={"level": "statute", "valid_from": 20000101, "valid_to": 20100101})
    target = ask("示例规矩第一条").target
    assert target is not None
    assert target.document.page_id == 21


def test_titles_that_differ_in_punctuation_are_told_apart(ask: Ask, index: TantivyIndex) -> None:
    titles = ("关于强奸、猥亵的解释", "关于强奸猥亵的解释")
    for page_id, title in enumerate(titles, start=31):
        index.replace_page(page_id, edition(page_id, title, "第1条", rule_id=page_id))
    for page_id, title in enumerate(titles, start=31):
        for typed in (f"{title}第一条", f"《{title}》第一条"):
            target = ask(typed).target
            assert target is not None
            assert target.document.page_id == page_id


def test_longest_name_counts(ask: Ask, index: TantivyIndex) -> None:
    index.replace_page(41, edition(41, "监察法实施条例", "第1条", rule_id=41))
    assert [place.url for place in ask("监察法实施条例第一条").places] == ["/rules/41/art-1/"]
    (missing,) = ask("监察法实施条例第十五条").places
    assert (missing.found, missing.url) == (Found.NO_ARTICLE, "/rules/41/")


@pytest.mark.parametrize(
    "typed",
    [
        "示例办发〔2016〕8号",
        "示例办发[2016]8号",
        "示例办发（２０１６）８号",
        "〔2016〕8号",
        "文号：示例办发〔2016〕8号",
    ],
)
def test_document_number_leads_to_its_document(ask: Ask, index: TantivyIndex, typed: str) -> None:
    own = {"document_number": "示例办发〔2016〕8号", "kind": "policy"}
    index.replace_page(51, edition(51, "示例通知", "第1条", "第2条", **own))
    index.replace_page(52, [make_document(52, 1, "依照示例办发〔2016〕8号办理。", leads=True)])
    target = ask(typed).target
    assert target is not None
    assert target.url == "/rules/51/"


def test_document_number_of_two_documents_leads_nowhere(ask: Ask, index: TantivyIndex) -> None:
    for page_id, number in ((51, "示例办发〔2016〕8号"), (52, "示例组发〔2016〕8号")):
        index.replace_page(page_id, edition(page_id, "示例通知", "第1条", document_number=number))
    assert ask("〔2016〕8号") == CitationAnswer()
    assert ask("示例组发〔2016〕8号").target is not None


def test_failing_engine_cites_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(TantivyIndex):
        def look_up(self, wanted: Any) -> Any:
            raise EngineUnavailableError(str(wanted))

    index, breaker = Broken(Path("nowhere")), CircuitBreaker()
    monkeypatch.setattr("search.selectors.engine.get_index", lambda: index)
    monkeypatch.setattr("search.selectors.engine.get_breaker", lambda: breaker)
    answer = citation_box.resolve("监察法第一条", access_keys=("public",), on=ON)
    assert answer == CitationAnswer()
    with pytest.raises(EngineUnavailableError):  # it was asked
        citation_box.resolve("监察法第一条", access_keys=("public",), on=ON, index=index)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=25,
    )
)
def test_any_text_is_read(pieces: list[str]) -> None:
    typed = read_mentions("".join(pieces))
    for choice in (0, -1):
        chosen = [list(mention.names)[choice] if mention.names else "" for mention in typed.mentions]
        read, _alone = read_citations(typed, chosen)
        assert all(0 <= each.place < len(typed.mentions) for each in read)


@pytest.mark.parametrize(
    "unit", ["第1条", "1条 ", "第 ", " ", "（", "《", "的规定", "1", "第1条第1款", "条", "2018年"]
)
def test_reading_stays_linear(unit: str) -> None:
    def read(text: str) -> None:
        typed = read_mentions(text)
        read_citations(typed, ["" for _mention in typed.mentions])

    text = (unit * 2_000)[:2_000]
    assert grows_in_proportion(read, text[:200], text, times=10)


@pytest.mark.shared_data
@pytest.mark.slow
def test_citations_of_national_law_are_resolved(index: TantivyIndex) -> None:
    """A hundred articles in six ways; `make bench-citations` tries five hundred."""
    if not CORPUS.exists():
        pytest.skip("the folder ../shared/data with the articles of national law is absent")
    documents = list(read_articles(CORPUS))
    with index.rebuilding() as session:  # words are not looked at, and take most of the time
        session.add(replace(document, text="", path="") for document in documents)
    outcomes = try_all(draw([(each.title, each.label) for each in documents], 100), index, on=ON)
    wrong = [outcome for outcome in outcomes if not outcome.right]
    assert len(wrong) <= len(outcomes) * 0.01, wrong
