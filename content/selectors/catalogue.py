"""The rules in store as the citation resolver sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from content.citing.names import NameIndex
from content.grammar.tree import Kind
from content.models import EditionPage, Provision, RulePage
from content.selectors.rules import spans_of
from content.validity import edition_on, in_order

_OWN = "edition:"
UNCITED = (Kind.TITLE, Kind.NOTE, Kind.TOC, Kind.PREAMBLE, Kind.ENCLOSURES, Kind.CLOSING)


class Catalogue:
    """Live rules, editions and provisions; keys are primary keys as text. Implements ``RuleCatalogue``.

    ``own_key(edition)`` is a key that always means that very edition, for 本法 and 前款.
    """

    def __init__(self, rules: list[RulePage], editions: list[EditionPage]) -> None:
        self._rules = {str(rule.pk): rule for rule in rules}
        by_path = {rule.path: str(rule.pk) for rule in rules}
        self._editions: dict[str, list[EditionPage]] = {}
        self.rule_of_edition: dict[int, int] = {}
        for edition in editions:
            key = by_path.get(edition.path[: -edition.steplen])
            if key is not None:
                self._editions.setdefault(key, []).append(edition)
                self.rule_of_edition[edition.pk] = int(key)

    @classmethod
    def load(cls) -> Catalogue:
        """Read names and dates of every live rule; two queries. Provisions follow as they are asked for."""
        return cls(list(RulePage.objects.live()), list(EditionPage.objects.live().defer("text")))

    @staticmethod
    def own_key(edition: EditionPage) -> str:
        """The rule key that stands for this very edition."""
        return f"{_OWN}{edition.pk}"

    def name_index(self, declared: Mapping[str, str] | None = None) -> NameIndex:
        """Titles and short names to be found in running text, with those a text declares itself."""
        short = {name: rule.title for rule in self._rules.values() for name in rule.names[1:]}
        return NameIndex([rule.title for rule in self._rules.values()], {**short, **(declared or {})})

    def names(self) -> Iterable[tuple[str, str]]:
        """Every title and short name with its rule."""
        for key, rule in self._rules.items():
            for name in rule.names:
                yield name, key

    def edition(self, rule: str, *, year: int | None, on: date | None) -> str | None:
        """The edition of that year, else the one in force on that day; never a text of another time."""
        if rule.startswith(_OWN):
            return rule.removeprefix(_OWN)
        editions = self._editions.get(rule, [])
        if year is not None:
            editions = [page for page in editions if page.promulgation_date.year == year]
        spans = spans_of(editions)
        if year is not None or on is None:
            ordered = in_order(spans)
            return str(ordered[-1].pk) if ordered else None
        span = edition_on(on, spans)
        return str(span.pk) if span else None

    def provisions(self, edition: str) -> Sequence[str]:
        """The stable ids of one edition that can be cited, in order; one query."""
        return citable_ids(int(edition))


def citable_ids(page_id: int) -> list[str]:
    """The stable ids of one published text that can be cited, in order; one query."""
    rows = Provision.objects.filter(page_id=page_id).exclude(kind__in=UNCITED)
    return list(rows.order_by("order").values_list("eid", flat=True))


def count_articles(page_id: int) -> int:
    """How many articles a published text has."""
    return Provision.objects.filter(page_id=page_id, kind=Kind.ARTICLE).count()


def words_of_line(page_id: int, eid: str) -> str:
    """The words of one 款 or 项 without what is below it; "" where there is none."""
    rows = Provision.objects.filter(page_id=page_id, eid=eid)
    return rows.values_list("text", flat=True).first() or ""
