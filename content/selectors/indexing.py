"""What of the published content a search index may hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from common.numerals import write_numeral
from content.models import (
    BasePage,
    CaseItem,
    CasePage,
    EditionPage,
    MaterialItem,
    MaterialPage,
    PolicyPage,
    ProhibitionListPage,
    Provision,
    RulePage,
)
from content.offered import offered_kinds
from content.selectors.attached_words import AttachedWords, attached_words
from content.selectors.reading import build_reading
from content.selectors.rules import edition_name, editions_below, editions_by_rule, spans_of
from content.selectors.single_texts import SingleText, single_text_of
from content.selectors.visibility import access_key, access_keys, under_live_pages
from content.selectors.withdrawals import repealed_among
from content.validity import EditionSpan, end_of, ends_repealed

if TYPE_CHECKING:
    from django.db.models import QuerySet

_KEYS_AT_ONCE = 1_000
_AT_ONCE = 50  # rules whose editions are asked for together


@dataclass(frozen=True, slots=True)
class IndexableProvision:
    """One search document: an article, a top-level point, a list item, or the words of a whole page.

    ``path`` holds the headings above it (第三章 纪律要求), ``text`` its whole words with paragraphs and items
    on their own lines, ``url`` the address of its page, ``items`` the prohibition item it is.
    """

    eid: str
    label: str
    path: str
    text: str
    url: str
    order: int
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexablePage:
    """A published page as the index sees it; ``valid_to`` is the first day it is no longer in force.

    ``names`` are the names a rule is known by beside its title, ``items`` the prohibition items a case or
    material belongs to, as ``item_key`` writes them; ``attached`` are pages of its files, whose ``url``
    opens the file.
    """

    page_id: int
    kind: str  # rule, policy, prohibition, or a kind of ``single_texts``
    rule_id: int | None
    title: str
    edition: str
    url: str
    access_key: str
    level: str
    issuing_body: str
    region: str
    document_number: str
    published_on: date | None
    valid_from: date | None
    valid_to: date | None
    repealed: bool
    provisions: tuple[IndexableProvision, ...]
    names: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    attached: tuple[IndexableProvision, ...] = ()


@dataclass(frozen=True, slots=True)
class _Around:
    """What the index wants to know of some pages beside themselves, read for all of them at once.

    ``rules`` and ``editions`` go by the path of the rule.
    """

    provisions: dict[int, list[Provision]]
    repealed: dict[int, date]
    rules: dict[str, RulePage]
    editions: dict[str, list[EditionPage]]
    items: dict[int, list[str]]


def item_key(list_id: int, number: int) -> str:
    """An item of a prohibition list as the index names it (12-3)."""
    return f"{list_id}-{number}"


def get_indexable_page(page_id: int) -> IndexablePage | None:
    """What the index may hold of one page; None if it is gone, a draft, or of a kind without words."""
    return next(iter(list_indexable_pages([page_id])), None)


def list_indexable_pages(page_ids: Collection[int]) -> list[IndexablePage]:
    """What the index may hold of these pages, by page id; those without words for it are left out.

    The number of queries does not grow with the number of rules, policies and files; a page of another kind
    may ask for its own rows.
    """
    live: QuerySet[Any] = under_live_pages(BasePage.objects.filter(pk__in=page_ids, live=True))
    pages = list(live.order_by("pk").specific())  # type: ignore[attr-defined]
    around, words = _look_around(pages), attached_words(pages)
    found = [indexable for page in pages if (indexable := _indexable(page, around))]
    return [replace(page, attached=_attached(words.get(page.page_id, ()), page)) for page in found]


def _attached(words: Iterable[AttachedWords], page: IndexablePage) -> tuple[IndexableProvision, ...]:
    """Names of files and sheets stand in the path: what they say of articles is no number of this page."""
    return tuple(
        IndexableProvision(
            eid=f"file-{each.document_id}-{each.number}" + (f"-{each.part}" if each.part > 1 else ""),
            label=each.label,
            path=" ".join(filter(None, (f"附件：{each.file}", each.heading))),
            text=each.text,
            url=each.url,
            order=len(page.provisions) + place,
        )
        for place, each in enumerate(words)
    )


def _indexable(page: BasePage, around: _Around) -> IndexablePage | None:
    if isinstance(page, EditionPage):
        return _edition(page, around)
    if isinstance(page, PolicyPage):
        return _policy(page, around)
    if isinstance(page, ProhibitionListPage):
        return _prohibitions(page, around)
    text = single_text_of(page)
    return _single(page, text, around) if text else None


def _look_around(pages: list[BasePage]) -> _Around:
    provisions: dict[int, list[Provision]] = defaultdict(list)
    with_text = [page.pk for page in pages if isinstance(page, (EditionPage, PolicyPage))]
    if with_text:
        for row in Provision.objects.filter(page_id__in=with_text).order_by("page_id", "order"):
            provisions[row.page_id].append(row)
    paths = {_rule_path(page) for page in pages if isinstance(page, EditionPage)}
    rules = RulePage.objects.filter(path__in=paths) if paths else ()
    return _Around(
        provisions=provisions,
        repealed=repealed_among([page.pk for page in pages]),
        rules={rule.path: rule for rule in rules},
        editions=editions_by_rule(_editions_of(sorted(paths))),
        items=_items_of(pages),
    )


def _items_of(pages: list[BasePage]) -> dict[int, list[str]]:
    """By page: the items that cases broke, and that materials and pages of other packages teach."""
    found: dict[int, list[str]] = defaultdict(list)
    own: tuple[tuple[type, Any], ...] = ((CasePage, CaseItem), (MaterialPage, MaterialItem))
    for page_type, model in (*own, *((model, kind.items) for model, kind in offered_kinds())):
        asked = [page.pk for page in pages if isinstance(page, page_type)]
        if not asked:
            continue
        rows = model.objects.filter(page_id__in=asked).order_by("page_id", "sort_order", "pk")
        for pk, target, number in rows.values_list("page_id", "target_list_id", "target_number"):
            found[pk].append(item_key(target, number))
    return found


def _editions_of(paths: list[str]) -> Iterable[EditionPage]:
    """Published editions of the rules at these paths; a query for every fifty."""
    for start in range(0, len(paths), _AT_ONCE):
        editions: QuerySet[Any] = editions_below(paths[start : start + _AT_ONCE])
        yield from editions.live().defer("text").order_by()  # type: ignore[attr-defined]


def _rule_path(page: EditionPage) -> str:
    return page.path[: -page.steplen]


def list_indexable_page_ids(after: int = 0, limit: int = 500) -> list[int]:
    """Ids greater than ``after`` of live pages under live pages, ascending, at most ``limit``."""
    pages = under_live_pages(BasePage.objects.filter(pk__gt=after, live=True)).order_by("pk")
    return list(pages.values_list("pk", flat=True)[:limit])


def count_indexable_pages() -> int:
    """How many pages ``list_indexable_page_ids`` would list in all."""
    return int(under_live_pages(BasePage.objects.filter(live=True)).count())


def list_findable_keys(page_ids: Collection[int]) -> dict[int, str]:
    """The access keys of those of these pages that anybody may find; one query for every thousand."""
    numbers, found = sorted(page_ids), dict[int, str]()
    for start in range(0, len(numbers), _KEYS_AT_ONCE):
        chosen = BasePage.objects.filter(pk__in=numbers[start : start + _KEYS_AT_ONCE], live=True)
        # Rows with number and path are all that is read of a page here.
        found |= access_keys(list(under_live_pages(chosen).values_list("pk", "path", named=True)))
    return found


def _edition(page: EditionPage, around: _Around) -> IndexablePage | None:
    rule = around.rules.get(_rule_path(page))
    if rule is None:
        return None
    spans = spans_of(around.editions.get(rule.path, []))
    span = next((span for span in spans if span.pk == page.pk), None)
    if span is None:  # withdrawn since the page was read
        return None
    ends, repealed = _end_of_edition(span, spans, around.repealed.get(page.pk))
    return IndexablePage(
        page_id=page.pk,
        kind="rule",
        rule_id=rule.pk,
        title=rule.title,
        edition=edition_name(page),
        url=page.url or "",
        access_key=access_key(page),
        level=rule.level_of_effect,
        issuing_body=rule.issuing_body,
        region=rule.region,
        document_number=page.document_number,
        published_on=page.promulgation_date,
        valid_from=span.starts_on,
        valid_to=ends,
        repealed=repealed,
        provisions=_provisions(page, around),
        names=rule.names[1:],
    )


def _end_of_edition(
    own: EditionSpan, spans: list[EditionSpan], marked: date | None
) -> tuple[date | None, bool]:
    """The first day the edition no longer holds, and whether the rule ends with it: 已废止, not 已修改.

    An edition marked as repealed ends on that day at the latest; one that had been replaced before stays so.
    """
    end = end_of(own, spans)
    if marked is not None and (end is None or marked < end):
        return marked, True
    if end is None:
        return None, False
    return end, ends_repealed(own, spans)


def _policy(page: PolicyPage, around: _Around) -> IndexablePage:
    ended = around.repealed.get(page.pk)
    return IndexablePage(
        page_id=page.pk,
        kind="policy",
        rule_id=None,
        title=page.title,
        edition="",
        url=page.url or "",
        access_key=access_key(page),
        level="normative_document",
        issuing_body=page.issuing_body,
        region="",
        document_number=page.document_number,
        published_on=page.signed_date,
        valid_from=page.signed_date,
        valid_to=ended,
        repealed=ended is not None,
        provisions=_provisions(page, around),
    )


def _prohibitions(page: ProhibitionListPage, around: _Around) -> IndexablePage:
    url, ended = page.url or "", around.repealed.get(page.pk)
    provisions = tuple(
        IndexableProvision(
            eid=item.eid,
            label=f"第{write_numeral(item.number)}项",
            path=item.group,
            text=_joined(item.heading, item.text, item.explanation),
            url=f"{url}{item.eid}/",
            order=item.number,
            items=(item_key(page.pk, item.number),),
        )
        for item in page.items.all()
    )
    return IndexablePage(
        page_id=page.pk,
        kind="prohibition",
        rule_id=None,
        title=page.title,
        edition=str(page.year),
        url=url,
        access_key=access_key(page),
        level="",
        issuing_body=page.issuers,
        region=page.region,
        document_number=page.document_number,
        published_on=None,
        valid_from=date(page.year, 1, 1),
        valid_to=ended,
        repealed=ended is not None,
        provisions=provisions,
    )


def _single(page: BasePage, text: SingleText, around: _Around) -> IndexablePage:
    """One document for the whole page; found from the day it is published, also before an event begins."""
    url = page.url or ""
    ended = around.repealed.get(page.pk)
    return IndexablePage(
        page_id=page.pk,
        kind=text.kind,
        rule_id=None,
        title=page.title,
        edition=text.day.isoformat(),
        url=url,
        access_key=access_key(page),
        level="",
        issuing_body=text.issuing_body,
        region=text.region,
        document_number="",
        published_on=text.day,
        valid_from=None,
        valid_to=ended,
        repealed=ended is not None,
        provisions=(IndexableProvision("text", "", "", text.text, url, 0),) if text.text else (),
        items=tuple(around.items.get(page.pk, ())),
    )


def _provisions(page: EditionPage | PolicyPage, around: _Around) -> tuple[IndexableProvision, ...]:
    reading = build_reading(around.provisions.get(page.pk, ()))
    url = page.url or ""
    blocks = [block for block in reading.whole if not block.is_heading]
    return tuple(
        IndexableProvision(
            eid=block.eid,
            label=block.label,
            path=" ".join(block.path),
            text=_joined(block.heading, block.words),
            url=f"{url}{block.eid}/" if block.eid else url,
            order=order,
        )
        for order, block in enumerate(blocks)
    )


def _joined(heading: str, *words: str) -> str:
    """The paragraphs on lines of their own; a heading that the text begins with is not said twice."""
    paragraphs = [part for part in words if part]
    repeated = paragraphs and paragraphs[0].startswith(heading)
    return "\n".join(paragraphs if repeated or not heading else [heading, *paragraphs])
