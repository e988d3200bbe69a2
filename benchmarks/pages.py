"""A portal of 100,000 pages (or fewer), generated in minutes and kept for the next run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from benchmarks.bulk import Shelf, in_batches, write_pages
from benchmarks.words import Words
from common import generation
from common.numerals import write_numeral
from content.enums import CitationState, LevelOfEffect, ListingKind, Outcome
from content.models import (
    BasePage,
    CaseIndexPage,
    CasePage,
    CasePerson,
    Citation,
    EditionPage,
    HomePage,
    Listing,
    PolicyIndexPage,
    PolicyPage,
    ProhibitionIndexPage,
    ProhibitionItem,
    ProhibitionListPage,
    Provision,
    ProvisionMatch,
    RuleIndexPage,
    RulePage,
)
from content.services.structure import ensure_structure

LARGE_COLUMN, SMALL_COLUMN, OTHER_COLUMNS = "policies", "small", 8
ARTICLES, POINTS = 60, 4
FIRST_DAY = dt.date(2016, 1, 1)
Report = Callable[[str, int, int], None]


SMALL_SIZE = 10  # pages of the column the large one is held against
FRAME = 18  # root, home, columns and prohibition lists: what a portal has beside its texts


@dataclass(frozen=True, slots=True)
class Plan:
    """How many of each; together ``pages``, of which the large column has ``column``, 0: a ninth."""

    pages: int
    column: int = 0

    @property
    def rules(self) -> int:
        """Rules with two editions each."""
        return max(4, self.pages // 250)

    @property
    def cases(self) -> int:
        return max(4, self.pages // 100)

    @property
    def large_column(self) -> int:
        """Children of the large column; 11,000 of 100,000 pages unless told otherwise."""
        return self.column or max(25, self.pages * 11 // 100)

    @property
    def other_policies(self) -> int:
        """Policy texts in the columns between the large and the small one."""
        return max(0, self.pages - 3 * self.rules - self.cases - self.large_column - SMALL_SIZE - FRAME)


def build(plan: Plan, report: Report) -> None:
    """Fill a migrated, empty database.

    Args:
        report: told what is made, how many are done and how many there will be.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            cursor.execute("PRAGMA synchronous=OFF")
    home = ensure_structure()
    rules = _build_rules(plan, report)
    _build_lists(rules)
    _build_policies(home, plan, rules, report)
    _build_cases(plan, report)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    generation.bump()


def _build_rules(plan: Plan, report: Report) -> list[tuple[RulePage, EditionPage]]:
    shelf = Shelf(RuleIndexPage.objects.get())
    rules = [
        shelf.place(
            RulePage,
            title=f"示例工作办法之{number}（示例）",
            slug=f"rule-{number}",
            level_of_effect=LevelOfEffect.values[number % len(LevelOfEffect.values)],
            issuing_body="示例机关",
        )
        for number in range(plan.rules)
    ]
    write_pages(rules)
    current = []
    for done, rule in enumerate(rules, start=1):
        current.append((rule, _build_editions(rule, done)))
        if done % 20 == 0 or done == len(rules):
            report("规则", done, len(rules))
    _cite_between(current)
    return current


def _build_editions(rule: RulePage, number: int) -> EditionPage:
    """Two editions; an article of the new one stands one number further from the thirtieth on."""
    shelf = Shelf(rule)
    editions = [
        shelf.place(
            EditionPage,
            title=f"{rule.title}（{year}年）",
            slug=f"{year}-01-01",
            text=rule.title,
            promulgation_date=dt.date(year, 1, 1),
            effective_date=dt.date(year, 1, 1),
            change_kind="enactment" if year == 2018 else "revision",
        )
        for year in (2018, 2024)
    ]
    write_pages(editions)
    words = Words(number)
    for edition in editions:
        Provision.objects.bulk_create(_articles(edition, words), batch_size=500)
    old, new = editions
    matches = [
        ProvisionMatch(old_edition=old, new_edition=new, old_eid=f"art-{n}{tail}", new_eid=f"art-{n}{tail}")
        for n in range(1, ARTICLES + 1)
        for tail in ("", "-para-1")
    ]
    ProvisionMatch.objects.bulk_create(matches, batch_size=500)
    _list([new], ListingKind.RULE, new.promulgation_date)
    return new


def _articles(edition: EditionPage, words: Words) -> list[Provision]:
    rows, order = [], 0

    def add(eid: str, kind: str, label: str, heading: str = "", text: str = "", above: str = "") -> None:
        nonlocal order
        depth = 0 if not above else 1
        rows.append(
            Provision(
                page_id=edition.pk, eid=eid, kind=kind, order=order, depth=depth, parent_eid=above,
                label=label, heading=heading, text=text, own_start=order, own_end=order,
            )
        )  # fmt: skip
        order += 1

    for number in range(1, ARTICLES + 1):
        if number % 15 == 1:
            chapter = number // 15 + 1
            add(f"ch-{chapter}", "chapter", f"第{write_numeral(chapter)}章", words.topic())
        name = f"art-{number}"
        add(name, "article", f"第{write_numeral(number)}条")
        add(f"{name}-para-1", "paragraph", "", text=words.paragraph(2), above=name)
    return rows


def _cite_between(rules: list[tuple[RulePage, EditionPage]]) -> None:
    """Every tenth article cites an article of the next rule."""
    rows = [
        _citation(edition, f"art-{number}-para-1", *rules[(place + 1) % len(rules)], f"art-{number % 20 + 1}")
        for place, (_rule, edition) in enumerate(rules)
        for number in range(10, ARTICLES + 1, 10)
    ]
    Citation.objects.bulk_create(rows, batch_size=500)


def _citation(source: Any, eid: str, rule: RulePage, edition: EditionPage, target: str) -> Citation:
    return Citation(
        source_id=source.pk,
        source_eid=eid,
        start=0,
        end=4,
        quote="示例引用",
        cited_title=rule.title,
        target_eid=target,
        target_rule_id=rule.pk,
        target_edition_id=edition.pk,
        state=CitationState.RESOLVED,
    )


def _build_lists(rules: list[tuple[RulePage, EditionPage]]) -> None:
    shelf, words = Shelf(ProhibitionIndexPage.objects.get()), Words(7)
    lists = [
        shelf.place(
            ProhibitionListPage,
            title=f"示例清单{year}（示例）",
            slug=f"list-{year}",
            generation=f"示例清单{year}",
            issuers="示例机关",
            year=year,
            show_in_menus=year == 2021,
        )
        for year in (2006, 2011, 2016, 2021)
    ]
    write_pages(lists)
    for page in lists:
        for number in range(1, 10):
            rule, edition = rules[number % len(rules)]
            ProhibitionItem.objects.create(
                page=page, number=number, sort_order=number, heading=f"严禁{words.topic()}弄虚作假",
                text=words.paragraph(), legal_basis=f"《{rule.title}》第一条",
            )  # fmt: skip
            _citation(page, f"item-{number}", rule, edition, "art-1").save()


def _build_policies(
    home: HomePage, plan: Plan, rules: list[tuple[RulePage, EditionPage]], report: Report
) -> None:
    home.refresh_from_db()
    shelf = Shelf(home)
    names = [SMALL_COLUMN, *(f"policies-{number}" for number in range(OTHER_COLUMNS))]
    columns = [shelf.place(PolicyIndexPage, title=f"示例栏目 {name}", slug=name) for name in names]
    write_pages(columns)
    large = PolicyIndexPage.objects.get(slug=LARGE_COLUMN)
    sizes = {large: plan.large_column, columns[0]: SMALL_SIZE}
    sizes |= dict.fromkeys(columns[1:], plan.other_policies // OTHER_COLUMNS)
    done, total = 0, sum(sizes.values())
    for column, size in sizes.items():
        for batch in in_batches(_policies(column, size)):
            write_pages(batch)
            _fill_policies(batch, rules)
            done += len(batch)
            report("政策文件", done, total)


def _policies(column: PolicyIndexPage, size: int) -> Iterator[PolicyPage]:
    shelf, words = Shelf(column), Words(column.pk)
    for number in range(size):
        yield shelf.place(
            PolicyPage,
            title=f"关于{words.topic()}的通知之{number}（示例）",
            slug=f"notice-{number}",
            text=words.paragraph(),
            issuing_body="示例单位",
            document_number=f"示例发〔2026〕{number + 1}号",
            signed_date=FIRST_DAY + dt.timedelta(days=number % 3_650),
        )


def _fill_policies(pages: list[PolicyPage], rules: list[tuple[RulePage, EditionPage]]) -> None:
    provisions, citations = [], []
    for page in pages:
        words = Words(page.pk)
        for number in range(POINTS):
            provisions.append(
                Provision(
                    page_id=page.pk, eid=f"pt-{number + 1}", kind="point", order=number, depth=0,
                    label=f"{write_numeral(number + 1)}、", heading=words.topic(), text=words.paragraph(4),
                    own_start=number, own_end=number,
                )
            )  # fmt: skip
        citations.append(_citation(page, "pt-1", *rules[page.pk % len(rules)], f"art-{page.pk % 40 + 1}"))
    Provision.objects.bulk_create(provisions, batch_size=500)
    Citation.objects.bulk_create(citations, batch_size=500)
    for page in pages:
        page.listed_on = page.signed_date
    _list(pages, ListingKind.POLICY)


def _build_cases(plan: Plan, report: Report) -> None:
    shelf, words = Shelf(CaseIndexPage.objects.get()), Words(11)
    cases = []
    for number in range(plan.cases):
        day = FIRST_DAY + dt.timedelta(days=number % 3_650)
        page = shelf.place(
            CasePage,
            title=f"{words.topic()}中弄虚作假问题的通报之{number}（示例）",
            slug=f"case-{number}",
            notified_on=day,
            issuing_body="示例机关",
            year=day.year,
            region=f"示例{number % 12}区",
            facts=words.paragraph(5),
            warning=words.paragraph(2),
        )
        page.listed_on = day
        cases.append(page)
    write_pages(cases)
    codes = Outcome.values
    people = [
        CasePerson(page=page, label="张某", post="示例岗位", outcomes=[codes[page.pk % len(codes)]])
        for page in cases
    ]
    CasePerson.objects.bulk_create(people, batch_size=500)
    _list(cases, ListingKind.CASE)
    report("案例", len(cases), len(cases))


def _list(pages: list[Any], kind: ListingKind, day: dt.date | None = None) -> None:
    columns = dict(BasePage.objects.filter(depth__lte=4, numchild__gt=0).values_list("path", "pk"))
    rows = [
        Listing(
            page_id=page.pk,
            column_id=columns[page.path[: -page.steplen]],
            kind=kind,
            listed_on=day or page.listed_on,
            published_on=day or page.listed_on,
            title=page.title,
            path=page.path,
            url_path=page.url_path,
            region=getattr(page, "region", ""),
            year=(day or page.listed_on).year,
        )
        for page in pages
    ]
    Listing.objects.bulk_create(rows, batch_size=500)
