"""What the grammar recognizes of a text, small enough for one screen."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from content.grammar.parser import parse
from content.grammar.tree import Kind, Node, ParsedText
from content.importing.advice import Advice, advise

MAX_ROWS = 3000  # more would make a page no browser scrolls; real rules have at most 1,300 articles
MAX_WARNINGS = 200
FIRST_WORDS = 42
_HEADS = frozenset({Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.ATTACHMENT})
_MATTER = {
    Kind.TITLE: "标题",
    Kind.NOTE: "题注",
    Kind.TOC: "目录",
    Kind.PREAMBLE: "序言",
    Kind.ENCLOSURES: "附件说明",
    Kind.CLOSING: "落款",
    Kind.TEXT: "正文",
}


@dataclass(frozen=True, slots=True)
class TreeLine:
    """An article, a point or a block of front matter: its number and its first words."""

    label: str
    words: str
    below: str
    depth: int


@dataclass(frozen=True, slots=True)
class OutlineGroup:
    """A heading with what stands under it; front matter has no heading."""

    heading: str
    depth: int
    rows: tuple[TreeLine, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The recognized structure of a text: counts, tree and warnings in words."""

    title: str
    is_articles: bool
    counts: tuple[tuple[str, int], ...]
    groups: tuple[OutlineGroup, ...]
    left_out: int
    warnings: tuple[Advice, ...]
    warnings_left_out: int
    articles: int

    @property
    def warning_count(self) -> int:
        return len(self.warnings) + self.warnings_left_out


def outline_of(text: str, *, grammar: str = "auto") -> Outline:
    """Recognize ``text`` and sum it up for an editor. Any text is accepted."""
    return _outline(parse(text, grammar=grammar))


def _outline(parsed: ParsedText) -> Outline:
    groups = _groups(parsed)
    total = sum(len(group.rows) for group in groups)
    return Outline(
        title=parsed.title,
        is_articles=parsed.grammar == "articles",
        counts=_counts(parsed),
        groups=_limited(groups),
        left_out=max(0, total - MAX_ROWS),
        warnings=tuple(advise(warning) for warning in parsed.warnings[:MAX_WARNINGS]),
        warnings_left_out=max(0, len(parsed.warnings) - MAX_WARNINGS),
        articles=parsed.article_count,
    )


def _counts(parsed: ParsedText) -> tuple[tuple[str, int], ...]:
    found: dict[Kind, int] = {}
    for node in parsed.root.walk():
        found[node.kind] = found.get(node.kind, 0) + 1
    names = (
        (Kind.PART, _("编")),
        (Kind.CHAPTER, _("章")),
        (Kind.SECTION, _("节")),
        (Kind.ARTICLE, _("条")),
        (Kind.ITEM, _("项")),
        (Kind.SUBITEM, _("目")),
        (Kind.POINT, _("点")),
        (Kind.ATTACHMENT, _("附件")),
    )
    return tuple((name, found[kind]) for kind, name in names if kind in found)


def _groups(parsed: ParsedText) -> list[OutlineGroup]:
    """Headings of parts, chapters, sections, attachments (of a notice: its first level) with what follows."""
    collected: list[tuple[str, int, list[TreeLine]]] = [("", 0, [])]
    pending: list[tuple[Node, int]] = [(child, 0) for child in reversed(parsed.root.children)]
    while pending:
        node, depth = pending.pop()
        if node.kind in _HEADS or (node.kind is Kind.POINT and depth == 0):
            collected.append((f"{node.label} {_first(node)}".strip(), depth, []))
            pending += [(child, depth + 1) for child in reversed(node.children)]
            continue
        if node.kind in (Kind.ENCLOSURES, Kind.CLOSING):
            collected.append((_MATTER[node.kind], 0, []))
        collected[-1][2].append(_row(node, depth))
        if node.kind is Kind.POINT:
            pending += [(child, depth + 1) for child in reversed(node.children)]
    return [
        OutlineGroup(heading, depth, tuple(rows)) for heading, depth, rows in collected if heading or rows
    ]


def _row(node: Node, depth: int) -> TreeLine:
    return TreeLine(node.label or _MATTER.get(node.kind, ""), _first(node), _below(node), min(depth, 4))


def _first(node: Node) -> str:
    """The first words a reader meets, in the node itself or in its first child."""
    words = " ".join(f"{node.heading} {node.text}".split())
    if not words and node.kind is Kind.ARTICLE and node.children:
        return _first(node.children[0])
    return words if len(words) <= FIRST_WORDS else words[:FIRST_WORDS] + "…"


def _below(node: Node) -> str:
    if node.kind is not Kind.ARTICLE:
        return ""
    paragraphs = sum(child.kind is Kind.PARAGRAPH for child in node.children)
    items = sum(below.kind is Kind.ITEM for child in node.children for below in child.children)
    parts = [_("%(count)d 款") % {"count": paragraphs}] if paragraphs > 1 else []
    if items:
        parts.append(_("%(count)d 项") % {"count": items})
    return "、".join(parts)


def _limited(groups: list[OutlineGroup]) -> tuple[OutlineGroup, ...]:
    shown: list[OutlineGroup] = []
    left = MAX_ROWS
    for group in groups:
        if left <= 0:
            break
        shown.append(OutlineGroup(group.heading, group.depth, group.rows[:left]))
        left -= len(group.rows) + 1
    return tuple(shown)
