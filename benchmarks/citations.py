"""Citations of national law in six ways, and whether the search box finds what they cite.

The corpus is one of ``search.benchmarking.corpus``; ``version`` is the day of promulgation.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from common.numerals import write_numeral
from search.benchmarking import corpus
from search.exchange import NO_END, NO_START, SearchDocument
from search.port import SearchIndex
from search.selectors.citation_box import resolve

WAYS = ("bare", "brackets", "Arabic", "full-width", "short name", "trailing words")
LEADING = ("", "请问", "根据", "按照", "查询")
TRAILING = ("怎么规定的", "是什么", "的规定", "内容", "规定了什么", "是怎么规定的？", "全文", "的内容是什么")
_NUMBERS = {write_numeral(number): number for number in range(1, 2_000)}
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_STATE = "中华人民共和国"


@dataclass(frozen=True, slots=True)
class Case:
    """A citation as typed, and the article it means."""

    way: str
    typed: str
    law: str
    article: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """``found`` is what the reader is taken to, "" where to nothing."""

    case: Case
    found: str

    @property
    def right(self) -> bool:
        """Whether it is the article of the law of that title, in whichever version."""
        return self.found == f"{self.case.law} {self.case.article}"


def read_articles(path: Path) -> Iterator[SearchDocument]:
    """Every article of the corpus; a version of a law is a page, the versions of one title are one rule."""
    rows = list(corpus.read_lines(path))
    versions: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["version"] not in versions[row["law"]]:
            versions[row["law"]].append(row["version"])
    rules = {law: number for number, law in enumerate(versions, start=1)}
    pages: dict[tuple[str, str], int] = {}
    orders: dict[int, int] = defaultdict(int)
    for row in rows:
        page_id = pages.setdefault((row["law"], row["version"]), len(pages) + 1)
        orders[page_id] += 1
        document = corpus.document_of(row, page_id, orders[page_id])
        yield _dated(document, row["version"], rules[row["law"]], sorted(versions[row["law"]]))


def _dated(document: SearchDocument, version: str, rule_id: int, versions: Sequence[str]) -> SearchDocument:
    """The article in force until the next version of its rule."""
    following = versions[versions.index(version) + 1 :]
    day = int(version.replace("-", "") or NO_START)
    return replace(
        document,
        rule_id=rule_id,
        edition=version,
        year=day // 10_000,
        published_on=day,
        valid_from=day,
        valid_to=int(following[0].replace("-", "")) if following else NO_END,
    )


def draw(articles: Sequence[tuple[str, str]], number: int, *, seed: int = 20261125) -> list[Case]:
    """``number`` articles in each of the six ways; the same for the same seed.

    Args:
        articles: (law, label) of every article.
    """
    chance = random.Random(seed)  # noqa: S311 - drawn for a measurement
    laws = {law for law, _article in articles}
    cases = []
    for law, article in chance.sample(list(articles), number):
        leading, trailing = chance.choice(LEADING), chance.choice(TRAILING)
        arabic = _arabic(article)
        cases += [
            Case("bare", f"{law}{article}", law, article),
            Case("brackets", f"《{law}》{article}", law, article),
            Case("Arabic", law + (arabic if chance.random() < 0.5 else arabic[1:]), law, article),
            Case("full-width", f"{law}{arabic.translate(_WIDE)}", law, article),
            Case("short name", f"{short_name(law, laws)}{article}", law, article),
            Case("trailing words", f"{leading}{law}{article}{trailing}", law, article),
        ]
    return cases


def short_name(law: str, laws: Container[str]) -> str:
    """What people call a law: no 中华人民共和国, in its title or in the title inside, and no （试行）.

    Where that is the title of another of the ``laws``, it means the other, and this one has no short name.
    """
    short = law.removeprefix(_STATE).replace(f"《{_STATE}", "《")
    short = short.removesuffix("（试行）").removesuffix("(试行)")
    return law if short in laws else short


def _arabic(article: str) -> str:
    number, _unit, inserted = article.removeprefix("第").partition("条")
    below = inserted.removeprefix("之")
    return f"第{_NUMBERS[number]}条" + (f"之{_NUMBERS[below]}" if below else "")


def try_all(cases: Sequence[Case], index: SearchIndex, *, on: date) -> list[Outcome]:
    """What the search box makes of each case, for a reader who is not signed in."""
    return [Outcome(case, _found(case.typed, index, on)) for case in cases]


def _found(typed: str, index: SearchIndex, on: date) -> str:
    target = resolve(typed, access_keys=("public",), on=on, index=index).target
    return f"{target.document.title} {target.document.label}" if target else ""
