"""What of the published content a search index may hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from common.numerals import write_numeral
from content.enums import ChangeKind
from content.models import BasePage, EditionPage, PolicyPage, ProhibitionListPage, Provision, RulePage
from content.selectors.reading import build_reading
from content.selectors.rules import edition_name, spans_of
from content.selectors.single_texts import SingleText, single_text_of
from content.selectors.visibility import access_key, under_live_pages
from content.selectors.withdrawals import repealed_on
from content.validity import EditionSpan, end_of


@dataclass(frozen=True, slots=True)
class IndexableProvision:
    """One search document: an article, a top-level point, a list item, or the words of a whole page.

    ``path`` holds the headings above it (第三章 纪律要求), ``text`` its whole words with paragraphs and items
    on their own lines, ``url`` the address of its page.
    """

    eid: str
    label: str
    path: str
    text: str
    url: str
    order: int


@dataclass(frozen=True, slots=True)
class IndexablePage:
    """A published page as the index sees it; ``valid_to`` is the first day it is no longer in force.

    ``names`` are the names a rule is known by beside its title.
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


def get_indexable_page(page_id: int) -> IndexablePage | None:
    """What the index may hold of one page; None if it is gone, a draft, or of a kind without words."""
    base = BasePage.objects.filter(pk=page_id, live=True).first()
    if base is None or base.get_ancestors().filter(live=False, depth__gt=1).exists():
        return None
    page = base.specific
    if isinstance(page, EditionPage):
        return _edition(page)
    if isinstance(page, PolicyPage):
        return _policy(page)
    if isinstance(page, ProhibitionListPage):
        return _prohibitions(page)
    text = single_text_of(page)
    return _single(page, text) if text else None


def list_indexable_page_ids(after: int = 0, limit: int = 500) -> list[int]:
    """Ids greater than ``after`` of live pages under live pages, ascending, at most ``limit``."""
    pages = under_live_pages(BasePage.objects.filter(pk__gt=after, live=True)).order_by("pk")
    return list(pages.values_list("pk", flat=True)[:limit])


def _edition(page: EditionPage) -> IndexablePage | None:
    rule = page.get_parent().specific
    if not isinstance(rule, RulePage):
        return None
    editions = list(EditionPage.objects.child_of(rule).live().defer("text"))
    spans = spans_of(editions)
    span = next(span for span in spans if span.pk == page.pk)
    ends, repealed = _end_of_edition(page, span, spans)
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
        provisions=_provisions(page),
        names=rule.names[1:],
    )


def _end_of_edition(
    page: EditionPage, own: EditionSpan, spans: list[EditionSpan]
) -> tuple[date | None, bool]:
    """The first day the edition no longer holds, and whether the rule ends with it: 已废止, not 已修改.

    An edition marked as repealed ends on that day at the latest; one that had been replaced before stays so.
    """
    end, marked = end_of(own, spans), repealed_on(page.pk)
    if marked is not None and (end is None or marked < end):
        return marked, True
    if end is None:
        return None, False
    successors = [span for span in spans if span.pk != page.pk and span.starts_on >= end]
    return end, not successors or successors[0].kind == ChangeKind.REPEAL


def _policy(page: PolicyPage) -> IndexablePage:
    ended = repealed_on(page.pk)
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
        provisions=_provisions(page),
    )


def _prohibitions(page: ProhibitionListPage) -> IndexablePage:
    url, ended = page.url or "", repealed_on(page.pk)
    provisions = tuple(
        IndexableProvision(
            eid=item.eid,
            label=f"第{write_numeral(item.number)}项",
            path=item.group,
            text="\n".join(words for words in (item.heading, item.text, item.explanation) if words),
            url=f"{url}{item.eid}/",
            order=item.number,
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


def _single(page: BasePage, text: SingleText) -> IndexablePage:
    """One document for the whole page; found from the day it is published, also before an event begins."""
    url = page.url or ""
    ended = repealed_on(page.pk)
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
    )


def _provisions(page: EditionPage | PolicyPage) -> tuple[IndexableProvision, ...]:
    reading = build_reading(Provision.objects.filter(page_id=page.pk).order_by("order"))
    url = page.url or ""
    blocks = [block for block in reading.whole if not block.is_heading]
    return tuple(
        IndexableProvision(
            eid=block.eid,
            label=block.label,
            path=" ".join(block.path),
            text="\n".join(words for words in (block.heading, block.words) if words),
            url=f"{url}{block.eid}/" if block.eid else url,
            order=order,
        )
        for order, block in enumerate(blocks)
    )
