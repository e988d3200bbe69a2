"""Resolving citations against a small invented catalogue."""

from collections.abc import Iterable, Sequence
from datetime import date

import pytest

from content.citing.recognizer import recognize
from content.citing.resolver import Failure, Reason, Resolver, Target

EDITIONS = {
    "norm": {
        2018: ["ch-1", "art-1", "art-1-para-1", "art-2", "art-2-para-1"],
        2024: [
            "ch-1", "art-1", "art-1-para-1", "art-2", "art-2-para-1", "art-2-para-2", "art-2-para-2-item-1",
            "art-2-para-2-item-2", "art-2-1", "art-2-1-para-1", "ch-2", "art-3", "art-3-para-1",
            "art-3-para-1-item-1", "art-3-para-2", "art-3-para-2-item-1", "art-4", "art-4-para-1",
        ],
    },
    "supervision": {2024: ["art-1", "art-1-para-1"]},
    "measures-a": {2020: ["art-1"]},
    "measures-b": {2020: ["art-1"]},
    "notice": {2016: ["pt-1", "pt-1-1", "pt-1-2", "pt-2"]},
    "trial": {2020: ["part-1", "ch-1", "art-1"]},
}  # fmt: skip
NAMES = [
    ("示例省基层选举工作规范（示例）", "norm"),
    ("选举规范", "norm"),
    ("中华人民共和国监察法", "supervision"),
    ("甲县村务监督管理办法", "measures-a"),
    ("乙县村务监督管理办法", "measures-b"),
    ("关于严明换届纪律的通知（示例）", "notice"),
    ("选票管理规定（试行）", "trial"),
]


class Catalogue:
    def names(self) -> Iterable[tuple[str, str]]:
        return NAMES

    def edition(self, rule: str, *, year: int | None, on: date | None) -> str | None:
        years = sorted(EDITIONS[rule])
        if year is not None:
            return f"{rule}@{year}" if year in years else None
        if on is not None:
            years = [each for each in years if each <= on.year]
        return f"{rule}@{years[-1]}" if years else None

    def provisions(self, edition: str) -> Sequence[str]:
        rule, year = edition.split("@")
        return EDITIONS[rule][int(year)]


def resolve(text: str, *, self_rule: str | None = None, on: date | None = None) -> Target | Failure:
    (citation,) = recognize(text, self_title="规则（示例）" if self_rule else None)
    return Resolver(Catalogue()).resolve(citation, self_rule=self_rule, on=on)


def target(text: str, *, self_rule: str | None = None, on: date | None = None) -> Target:
    found = resolve(text, self_rule=self_rule, on=on)
    assert isinstance(found, Target), found
    return found


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("《示例省基层选举工作规范（示例）》", "norm"),
        ("《示例省基层选举工作规范(示例)》", "norm"),
        ("《示例省 基层选举工作规范（示例）》", "norm"),
        ("《选举规范》", "norm"),
        ("《基层选举工作规范（示例）》", "norm"),
        ("《监察法》", "supervision"),
        ("《中华人民共和国监察法》", "supervision"),
        ("《选票管理规定》", "trial"),
        ("《选票管理规定（试行）》", "trial"),
    ],
)
def test_resolver_matches_titles(text: str, rule: str) -> None:
    found = target(text)

    assert (found.rule, found.eids) == (rule, ())


@pytest.mark.parametrize(
    ("text", "reason", "candidates"),
    [
        ("《行政监察法》第一条", Reason.UNKNOWN_RULE, ()),
        ("《示例日报》", Reason.UNKNOWN_RULE, ()),
        ("《办法》第一条", Reason.UNKNOWN_RULE, ()),
        ("《村务监督管理办法》第一条", Reason.AMBIGUOUS_TITLE, ("measures-a", "measures-b")),
        ("《选举规范》（2011年）第一条", Reason.NO_EDITION, ()),
        ("《选举规范》第九条", Reason.NO_PROVISION, ()),
        ("《选举规范》第二条第三款", Reason.NO_PROVISION, ()),
        ("《选举规范》第二条至第九条", Reason.NO_PROVISION, ()),
        ("《选举规范》第四条至第一条", Reason.NO_PROVISION, ()),
        (
            "《选举规范》第三条第（一）项",
            Reason.AMBIGUOUS_PROVISION,
            ("art-3-para-1-item-1", "art-3-para-2-item-1"),
        ),
    ],
)
def test_resolver_says_why_a_citation_leads_nowhere(
    text: str, reason: Reason, candidates: tuple[str, ...]
) -> None:
    found = resolve(text)

    assert isinstance(found, Failure)
    assert (found.reason, found.candidates) == (reason, candidates)


def test_resolver_leaves_relative_places_open() -> None:
    found = resolve("依照前款规定", self_rule="norm")

    assert isinstance(found, Failure)
    assert found.reason is Reason.RELATIVE


@pytest.mark.parametrize(
    ("text", "eids"),
    [
        ("《选举规范》第二条第二款第（一）项", ("art-2-para-2-item-1",)),
        ("《选举规范》第二条第（二）项", ("art-2-para-2-item-2",)),  # the only 款 with items
        ("《选举规范》第三条第二款第一项", ("art-3-para-2-item-1",)),
        ("《选举规范》第一条至第三条", ("art-1", "art-2", "art-2-1", "art-3")),
        ("《选举规范》第二条之一", ("art-2-1",)),
        ("《选举规范》第二章", ("ch-2",)),
        ("《选票管理规定》第一编第一章", ("ch-1",)),
        ("《关于严明换届纪律的通知（示例）》第一条第（二）项", ("pt-1-2",)),
        ("《关于严明换届纪律的通知（示例）》第二项", ("pt-2",)),
        ("《关于严明换届纪律的通知（示例）》第一部分第（一）项至第（二）项", ("pt-1-1", "pt-1-2")),
    ],
)
def test_resolver_finds_provisions(text: str, eids: tuple[str, ...]) -> None:
    assert target(text).eids == eids


def test_resolver_takes_the_edition_cited_or_in_force() -> None:
    assert target("《选举规范》（2018年）第二条").edition == "norm@2018"
    assert target("《选举规范》第二条").edition == "norm@2024"
    assert target("《选举规范》第二条", on=date(2020, 5, 1)).edition == "norm@2018"
    assert isinstance(resolve("《选举规范》第三条", on=date(2020, 5, 1)), Failure)


def test_resolver_leads_own_provisions_to_the_own_rule() -> None:
    found = target("依照本规则第二条第一款办理。", self_rule="norm")

    assert (found.rule, found.eids) == ("norm", ("art-2-para-1",))
