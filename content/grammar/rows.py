"""A parsed text as flat rows, in document order."""

from __future__ import annotations

from dataclasses import dataclass

from content.grammar.tree import Node, ParsedText


@dataclass(frozen=True, slots=True)
class ProvisionRow:
    """One provision; the same fields as ``content.models.Provision``."""

    eid: str
    kind: str
    order: int
    depth: int
    parent_eid: str
    label: str
    heading: str
    text: str
    own_start: int
    own_end: int


def flatten(parsed: ParsedText) -> list[ProvisionRow]:
    """Every node but the root, parents before children; ``order`` counts from 0."""
    rows: list[ProvisionRow] = []
    pending: list[tuple[Node, int, str]] = [(child, 0, "") for child in reversed(parsed.root.children)]
    while pending:
        node, depth, parent_eid = pending.pop()
        rows.append(
            ProvisionRow(
                eid=node.eid,
                kind=node.kind.value,
                order=len(rows),
                depth=depth,
                parent_eid=parent_eid,
                label=node.label,
                heading=node.heading,
                text=node.text,
                own_start=node.start,
                own_end=node.end,
            )
        )
        pending.extend((child, depth + 1, node.eid) for child in reversed(node.children))
    return rows
