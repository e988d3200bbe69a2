"""One article, or the articles of one chapter, as its own page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q

from content.citing.writing import cite
from content.enums import Status
from content.grammar.tree import Kind
from content.models import EditionPage, PolicyPage, Provision, RulePage
from content.selectors.citations import (
    Backlink,
    article_of,
    find_counterparts,
    links_of,
    list_backlinks,
    provision_url,
)
from content.selectors.reading import FRAME_KINDS, Block, Reading, build_reading, name_of
from content.selectors.rules import EditionEntry, Timeline, get_timeline, rule_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

_ROW_FIELDS = ("eid", "kind", "label", "heading", "order", "parent_eid", "text")


class OutlineRow(NamedTuple):
    """A provision as far as a page of one article reads it."""

    eid: str
    kind: str
    label: str
    heading: str
    order: int
    parent_eid: str
    text: str

    @property
    def is_frame(self) -> bool:
        return self.kind in FRAME_KINDS

    @property
    def name(self) -> str:
        return name_of(self.kind, self.label, self.heading)

    @property
    def is_stretch(self) -> bool:
        """Whether it has a page of its own: a heading, an article, a top-level point, an attachment."""
        own = self.is_frame or self.kind in (Kind.ARTICLE, Kind.ATTACHMENT)
        return own or (self.kind == Kind.POINT and not self.parent_eid)


@dataclass(frozen=True, slots=True)
class Place:
    """A line to be cited: what it is called and where it stands."""

    eid: str
    citation: str
    url: str


@dataclass(frozen=True, slots=True)
class Version:
    """One edition with its counterpart of an article; ``label`` is "" where it has none."""

    entry: EditionEntry
    label: str
    url: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class ArticlePassage:
    """A stretch of a text on a page of its own.

    ``title`` is what the text is cited by; ``timeline`` and ``entry`` are None for a policy text.
    """

    page: EditionPage | PolicyPage
    title: str
    head: OutlineRow
    reading: Reading
    contents: tuple[OutlineRow, ...]
    chosen: str
    earlier: OutlineRow | None
    later: OutlineRow | None
    timeline: Timeline | None = None
    entry: EditionEntry | None = None
    backlinks: tuple[Backlink, ...] = ()
    versions: tuple[Version, ...] = ()

    @property
    def blocks(self) -> list[Block]:
        """The article, or all articles of the chapter; without headings above the stretch."""
        blocks = self.reading.whole
        at = next((i for i, block in enumerate(blocks) if block.eid == self.head.eid), len(blocks))
        return blocks[at:]

    @property
    def path(self) -> tuple[str, ...]:
        """Headings above, the highest first."""
        return self.blocks[0].path if self.blocks else ()

    @property
    def name(self) -> str:
        """What people call the stretch: 第十八条, 第三章 纪律要求, 二、工作要求."""
        if self.head.kind == Kind.ARTICLE:
            return self.head.label
        if self.head.is_frame or self.head.kind == Kind.ATTACHMENT:
            return f"{self.head.label} {self.head.heading}".strip()
        return self._point_name

    @property
    def _point_name(self) -> str:
        return f"{self.head.label}{self.head.heading}" if self.head.heading else place_words(self.head.eid)

    @property
    def url(self) -> str:
        """The one address the stretch is known by."""
        return provision_url(self.page, self.head.eid)

    @property
    def current_url(self) -> str:
        """Where the same article stands in the edition in force; "" where it does not."""
        current = self.timeline.current if self.timeline else None
        return next((v.url for v in self.versions if current and v.label and v.entry is current), "")

    @property
    def cited_title(self) -> str:
        """What stands before the number in a citation.

        A text no longer in force is named with its edition, or the number would mean another article.
        """
        entry = self.entry
        edition = f"（{entry.name}）" if entry and entry.status is not Status.IN_FORCE else ""
        return f"《{self.title}》{edition}"

    @property
    def citation(self) -> str:
        """The citation of the stretch, as official texts write it."""
        return self._cite(self.head.eid)

    @property
    def places(self) -> list[Place]:
        """Every line below the article that can be cited by itself."""
        lines = [(block, line) for block in self.blocks for line in block.lines if line.eid != block.eid]
        return [
            Place(line.eid, words, provision_url(self.page, line.eid))
            for block, line in lines
            if line.eid
            and not (line.kind == Kind.PARAGRAPH and block.has_one_paragraph)
            and (words := self._cite(line.eid, single_paragraph=block.has_one_paragraph))
        ]

    def _cite(self, eid: str, *, single_paragraph: bool = False) -> str:
        words = place_words(eid, single_paragraph=single_paragraph)
        return f"{self.cited_title}{words}" if words else ""


def place_words(eid: str, *, single_paragraph: bool = False) -> str:
    """第七十五条第二款第（三）项; "" for what has no number (the preamble, the closing)."""
    try:
        return cite(None, eid, single_paragraph=single_paragraph)
    except ValueError:
        return ""


def get_rule_passage(
    rule: RulePage, eid: str, *, user: User | AnonymousUser, on: date
) -> ArticlePassage | None:
    """An article or chapter of the edition in force on the day; None where there is none of that id."""
    timeline = get_timeline(rule, user=user, on=on)
    return _of_edition(timeline, timeline.current, eid, user) if timeline.current else None


def get_edition_passage(
    edition: EditionPage, eid: str, *, user: User | AnonymousUser, on: date
) -> ArticlePassage | None:
    """An article or chapter of one published edition; None where there is none of that id."""
    timeline = get_timeline(rule_of(edition), user=user, on=on)
    entry = timeline.entry_for(edition)
    return _of_edition(timeline, entry, eid, user) if entry else None


def get_policy_passage(page: PolicyPage, eid: str, *, user: User | AnonymousUser) -> ArticlePassage | None:
    """A point of a policy text with everything below it; None where there is none of that id."""
    rows = _rows(page, eid)
    outline = [row for row in rows if row.is_stretch]
    at = _find(outline, eid)
    if at is None:
        return None
    return ArticlePassage(
        page=page,
        title=page.title,
        head=outline[at],
        reading=_read(page, rows, outline, at, user),
        contents=_contents(outline),
        chosen=outline[at].eid,
        earlier=_neighbor(outline, at, -1),
        later=_neighbor(outline, at, 1),
    )


def _of_edition(
    timeline: Timeline, entry: EditionEntry, eid: str, user: User | AnonymousUser
) -> ArticlePassage | None:
    rows = _rows(entry.page, eid)
    outline = [row for row in rows if row.is_stretch]
    at = _find(outline, eid)
    if at is None:
        return None
    head = outline[at]
    is_article = not head.is_frame
    return ArticlePassage(
        page=entry.page,
        title=timeline.rule.title,
        head=head,
        reading=_read(entry.page, rows, outline, at, user),
        contents=_contents(outline),
        chosen=_frame_of(outline, at),
        earlier=_neighbor(outline, at, -1),
        later=_neighbor(outline, at, 1),
        timeline=timeline,
        entry=entry,
        backlinks=tuple(list_backlinks(timeline.rule, entry.page, head.eid, user=user)) if is_article else (),
        versions=tuple(_versions(timeline, entry, head)) if is_article else (),
    )


def _rows(page: EditionPage | PolicyPage, eid: str) -> list[OutlineRow]:
    """What has a page of its own and what stands below ``eid``, in order; one query."""
    stretches = Q(kind__in=[*FRAME_KINDS, Kind.ARTICLE, Kind.ATTACHMENT]) | Q(kind=Kind.POINT, parent_eid="")
    rows = Provision.objects.filter(stretches | Q(eid__startswith=f"{eid}-"), page_id=page.pk)
    return [OutlineRow(*row) for row in rows.order_by("order").values_list(*_ROW_FIELDS)]


def _find(outline: Sequence[OutlineRow], eid: str) -> int | None:
    return next((i for i, row in enumerate(outline) if row.eid == eid), None)


def _read(
    page: EditionPage | PolicyPage,
    rows: Sequence[OutlineRow],
    outline: Sequence[OutlineRow],
    at: int,
    user: User | AnonymousUser,
) -> Reading:
    """The stretch that starts at ``outline[at]``, under the headings it stands below.

    One query; two for a chapter, of which ``rows`` holds no more than the outline.
    """
    head = outline[at]
    own = _below_heading(page, outline, at) if head.is_frame else _below_article(rows, head)
    above = [row for row in outline[:at] if row.is_frame]
    return build_reading([*above, *own], links_of(page, user=user, eids=[row.eid for row in own]))


def _below_article(rows: Sequence[OutlineRow], head: OutlineRow) -> list[OutlineRow]:
    return [row for row in rows if row.eid == head.eid or article_of(row.eid) == head.eid]


def _below_heading(
    page: EditionPage | PolicyPage, outline: Sequence[OutlineRow], at: int
) -> list[OutlineRow]:
    head = outline[at]
    rows = Provision.objects.filter(page_id=page.pk, order__gte=head.order)
    end = next((row.order for row in outline[at + 1 :] if _ends(head, row)), None)
    if end is not None:
        rows = rows.filter(order__lt=end)
    return [OutlineRow(*row) for row in rows.order_by("order").values_list(*_ROW_FIELDS)]


def _ends(head: OutlineRow, row: OutlineRow) -> bool:
    """Whether ``row`` is the first that no longer belongs to the heading ``head``."""
    return row.kind == Kind.ATTACHMENT or (row.is_frame and _rank(row) <= _rank(head))


def _rank(row: OutlineRow) -> int:
    return FRAME_KINDS.index(Kind(row.kind))


def _contents(outline: Sequence[OutlineRow]) -> tuple[OutlineRow, ...]:
    attached = [row for row in outline if row.kind == Kind.ATTACHMENT]
    body = [row for row in outline if row.kind != Kind.ATTACHMENT]
    frames = [row for row in body if row.is_frame]
    return (*(frames or [row for row in body if row.heading] or body), *attached)


def _frame_of(outline: Sequence[OutlineRow], at: int) -> str:
    """The entry of the contents under which ``outline[at]`` stands."""
    listed = {row.eid for row in _contents(outline)}
    return next((row.eid for row in reversed(outline[: at + 1]) if row.eid in listed), "")


def _neighbor(outline: Sequence[OutlineRow], at: int, step: int) -> OutlineRow | None:
    """The stretch of the same kind before (-1) or after (1)."""
    wants_frame = outline[at].is_frame
    others = outline[at + 1 :] if step > 0 else outline[:at][::-1]
    return next((row for row in others if row.is_frame == wants_frame), None)


def _versions(timeline: Timeline, shown: EditionEntry, head: OutlineRow) -> list[Version]:
    """The same article in every edition with a text, the latest first; two queries."""
    found = find_counterparts(timeline.rule, shown.page, head.eid)
    entries = [
        entry for entry in timeline.entries if entry is shown or entry.page.pk in found or entry.has_text
    ]
    return [
        Version(
            entry=entry,
            label=head.label if entry is shown else place_words(found.get(entry.page.pk, "")),
            url=provision_url(entry.page, head.eid if entry is shown else found.get(entry.page.pk, "")),
            is_shown=entry is shown,
        )
        for entry in entries
    ]
