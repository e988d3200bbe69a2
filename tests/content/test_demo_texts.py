"""The demonstration content is complete, parses without warnings and cites only what exists."""

from __future__ import annotations

import datetime
import functools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from common.numerals import parse_numeral
from content.grammar.parser import parse
from content.grammar.tree import Kind, ParsedText

REPO = Path(__file__).resolve().parents[2]
DEMO = REPO / "content" / "demo"
SHARED = REPO.parent / "shared" / "data"

NORMS_2019 = "rules/grassroots-election-norms-2019.txt"
NORMS_2026 = "rules/grassroots-election-norms-2026.txt"
MEASURES = "rules/conduct-supervision-measures-2025.txt"
NOTICE = "policies/talk-and-pledge-notice-2026.txt"
PLEDGE = "policies/candidate-pledge-2026.txt"
DUTY = "policies/duty-rota-notice-2026.txt"
TEXTS = (NORMS_2019, NORMS_2026, MEASURES, NOTICE, PLEDGE, DUTY)

NORMS_TITLE = "《基层选举工作规范（示例）》"
MEASURES_TITLE = "《换届纪律监督办法（示例）》"

NUM = "[零一二三四五六七八九十百]+"
ONE = f"第{NUM}条(?:之{NUM})?(?:第{NUM}款)?(?:第（{NUM}）项)?"
CHAIN = re.compile(f"{ONE}(?:(?:[、至和]){ONE}|、第（{NUM}）项|至第（{NUM}）项)*")
LINK = re.compile(f"第({NUM})条(?:之({NUM}))?(?:第({NUM})款)?(?:第（({NUM})）项)?")


@functools.cache
def text_of(name: str) -> str:
    return (DEMO / name).read_text(encoding="utf-8")


@functools.cache
def parsed(name: str) -> ParsedText:
    return parse(text_of(name))


@functools.cache
def eids(name: str) -> frozenset[str]:
    return frozenset(node.eid for node in parsed(name).root.walk())


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((DEMO / name).read_text(encoding="utf-8"))


def documents() -> list[dict[str, Any]]:
    return load("documents.toml")["document"]


def lists() -> list[dict[str, Any]]:
    return load("prohibitions.toml")["list"]


def items() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    return ((entry, item) for entry in lists() for item in entry["item"])


def number(numeral: str) -> int:
    found = parse_numeral(numeral)
    assert found is not None, numeral
    return found


def missing_targets(chain: str, target: str) -> list[str]:
    """The links of a citation chain (第三条、第四条第二款) that point at nothing in the target text."""
    missing = []
    for match in LINK.finditer(chain):
        article, suffix, paragraph, item = match.groups()
        eid = f"art-{number(article)}" + (f"-{number(suffix)}" if suffix else "")
        eid += f"-para-{number(paragraph)}" if paragraph else ""
        pattern = re.escape(eid)
        if item:
            pattern += (f"-item-{number(item)}" if paragraph else f"-para-[0-9]+-item-{number(item)}") + "$"
        else:
            pattern += "$"
        if not any(re.match(pattern, known) for known in eids(target)):
            missing.append(match.group())
    return missing


def cited_chains(name: str, *owners: str) -> list[str]:
    """Citation chains in a text that come straight after one of the owners (本规范, 《规范》 …)."""
    body = text_of(name)
    return [m.group() for m in CHAIN.finditer(body) if body[: m.start()].endswith(owners)]


def bare_chains(name: str) -> list[str]:
    """Chains without an owner that stand inside a line: the text speaks of itself."""
    foreign = ("》", "组织法", "本规范", "本办法")
    body = text_of(name)
    starts_line = re.compile(r"(^|\n)$")
    return [
        m.group()
        for m in CHAIN.finditer(body)
        if not body[: m.start()].endswith(foreign) and not starts_line.search(body[: m.start()])
    ]


@pytest.mark.parametrize("name", TEXTS)
def test_text_parses_without_warnings(name: str) -> None:
    assert parsed(name).warnings == ()
    assert parsed(name).root.print() == text_of(name)


@pytest.mark.parametrize(
    ("name", "articles", "chapters", "sections"),
    [
        (NORMS_2019, 45, 6, 3),
        (NORMS_2026, 52, 6, 6),
        (MEASURES, 20, 0, 0),
        (NOTICE, 0, 0, 0),
        (PLEDGE, 0, 0, 0),
    ],
)
def test_text_has_intended_structure(name: str, articles: int, chapters: int, sections: int) -> None:
    kinds = [node.kind for node in parsed(name).root.walk()]
    assert parsed(name).article_count == articles
    assert kinds.count(Kind.CHAPTER) == chapters
    assert kinds.count(Kind.SECTION) == sections


def test_norms_2026_has_every_level() -> None:
    expected = {
        "art-18-1",
        "art-18-para-1-item-3",
        "art-18-para-2",
        "art-8-para-1-item-3-sub-3",
        "ch-5-sec-3",
    }
    assert expected <= eids(NORMS_2026)
    assert {"art-23-para-2-item-3", "art-47-para-3", "art-51"} <= eids(NORMS_2026)


def test_notice_has_four_levels_and_closing() -> None:
    tree = parsed(NOTICE)
    assert tree.grammar == "outline"
    assert {"pt-4", "pt-2-1-4", "pt-2-2-2-2", "pt-3-4", "pt-4-3-4", "pt-4-4"} <= eids(NOTICE)
    assert any(node.kind is Kind.CLOSING for node in tree.root.walk())


@pytest.mark.parametrize("name", TEXTS)
def test_text_is_marked_as_demonstration(name: str) -> None:
    assert text_of(name).splitlines()[0].endswith("（示例）")
    assert parsed(name).title == text_of(name).splitlines()[0]


@pytest.mark.parametrize(
    ("name", "own"), [(NORMS_2019, "本规范"), (NORMS_2026, "本规范"), (MEASURES, "本办法")]
)
def test_citations_inside_a_rule_point_at_its_articles(name: str, own: str) -> None:
    chains = cited_chains(name, own) + bare_chains(name)
    assert chains
    assert [gone for chain in chains for gone in missing_targets(chain, name)] == []


def test_measures_cite_the_norms_by_2019_numbers() -> None:
    chains = cited_chains(MEASURES, "《规范》")
    assert len(chains) >= 12
    assert [gone for chain in chains for gone in missing_targets(chain, NORMS_2019)] == []


def test_notice_cites_the_norms_by_2026_numbers() -> None:
    chains = cited_chains(NOTICE, "《规范》")
    assert len(chains) >= 8
    assert [gone for chain in chains for gone in missing_targets(chain, NORMS_2026)] == []


def test_pledge_cites_the_norms_by_2026_numbers() -> None:
    chains = cited_chains(PLEDGE, NORMS_TITLE)
    assert chains == ["第十八条之一", "第十九条、第三十一条"]
    assert [gone for chain in chains for gone in missing_targets(chain, NORMS_2026)] == []


def test_documents_list_every_text_with_its_article_count() -> None:
    assert {entry["file"] for entry in documents()} == set(TEXTS)
    for entry in documents():
        assert parsed(entry["file"]).title == entry["title"]
        assert parsed(entry["file"]).article_count == entry["articles"]
        assert entry["document_number"] in text_of(entry["file"])
        assert entry["promulgation_date"] <= entry["effective_date"]


def test_documents_date_the_two_editions_of_the_norms() -> None:
    first, second = (e for e in documents() if e["slug"] == "grassroots-election-norms")
    assert first["effective_date"] == datetime.date(2019, 5, 1)
    assert second["effective_date"] == datetime.date(2026, 9, 1)
    assert (first["change_kind"], second["change_kind"]) == ("制定", "修订")


def test_prohibition_lists_are_numbered_and_sized() -> None:
    assert {entry["year"]: len(entry["item"]) for entry in lists()} == {2010: 22, 2016: 9, 2021: 10, 2026: 10}
    for entry in lists():
        assert [item["number"] for item in entry["item"]] == list(range(1, len(entry["item"]) + 1))
        assert all(entry[key] for key in ("issuers", "document", "completeness_note", "level"))
        assert len(entry["completeness_note"]) <= 200
    assert "（示例）" in load("prohibitions.toml")["explanation_label"]


def test_prohibition_items_are_complete() -> None:
    verbs = set(load("prohibitions.toml")["sanction_verbs"])
    for entry, item in items():
        where = (entry["slug"], item["number"])
        assert all(item[key] for key in ("heading", "label")), where
        assert len(item["heading"]) <= 80, where
        assert set(item["sanctions"]) <= verbs, where
        assert 2 <= item["explanation"].count("。") <= 4, where
        assert item["legal_basis"] or not item["verified"], where


def test_prohibition_items_of_2016_carry_text_and_consequence() -> None:
    for item in lists()[1]["item"]:
        assert item["text"].startswith(item["heading"])
        assert item["text"].endswith(item["consequence"] + "。")
        assert item["consequence"].startswith("一律")
        assert item["sanctions"]


def test_prohibition_items_not_verified_carry_no_wording() -> None:
    unknown = [item for item in lists()[2]["item"] if not item["verified"]]
    assert [item["number"] for item in unknown] == [9, 10]
    for item in unknown:
        assert item["heading"] == "标题待核实"
        assert not {"text", "consequence"} & item.keys()
        assert item["sanctions"] == item["legal_basis"] == item["corresponds_to"] == []


def test_prohibition_correspondences_exist_in_both_directions() -> None:
    links = {
        ((entry["slug"], item["number"]), (other["list"], other["item"]))
        for entry, item in items()
        for other in item["corresponds_to"]
    }
    known = {(entry["slug"], item["number"]) for entry, item in items()}
    assert {target for _, target in links} <= known
    assert {(target, source) for source, target in links} == links
    assert all(source[0] != target[0] for source, target in links)


def test_prohibition_legal_basis_points_at_existing_demo_articles() -> None:
    targets = {NORMS_TITLE: NORMS_2026, MEASURES_TITLE: MEASURES}
    cited = [line for _, item in items() for line in item["legal_basis"]]
    assert any(line.startswith(NORMS_TITLE) for line in cited)
    for line in cited:
        title, chain = re.fullmatch(r"(《[^》]+》)(.+)", line).groups()  # type: ignore[union-attr]
        assert CHAIN.fullmatch(chain), line
        if "示例" in title:
            assert missing_targets(chain, targets[title]) == [], line


@pytest.mark.shared_data
def test_prohibition_headings_match_the_verified_sources() -> None:
    if not SHARED.exists():
        pytest.skip("the folder ../shared/data with the official lists is absent")
    for year in (2010, 2016, 2021, 2026):
        (source,) = SHARED.glob(f"prohibitions/*{year}*.md")
        official = source.read_text(encoding="utf-8")
        for entry, item in items():
            wording = item.get("text", item["heading"])
            if entry["year"] == year and wording != "标题待核实":
                pattern = ".*".join(re.escape(part) for part in wording.split("……"))
                assert re.search(pattern, official), wording


@pytest.mark.shared_data
def test_real_laws_cited_by_the_lists_have_the_cited_article() -> None:
    if not SHARED.exists():
        pytest.skip("the folder ../shared/data with the law texts is absent")
    laws: dict[str, str] = {}
    for path in sorted(SHARED.glob("laws/*.md")):  # the newest text of a law comes last
        text = path.read_text(encoding="utf-8")
        laws[text.splitlines()[0].lstrip("# ").strip()] = text
    checked = 0
    for _, item in items():
        for line in item["legal_basis"]:
            title, article = re.match(rf"《([^》]+)》(第{NUM}条)", line).groups()  # type: ignore[union-attr]
            if title in laws:
                checked += 1
                assert re.search(rf"(?m)^{article}[　 ]", laws[title]), line
    assert checked > 30
