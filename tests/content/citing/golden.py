"""Form of the golden set: sentences we wrote, each with the citations a careful reader finds.

The expectations are literals beside their sentences; nothing in them is computed by the recognizer. A new
case is made that way too: read the sentence, type what it cites, and only then run the test. Forty of the 290
cases (``random.Random(20261125).sample(range(290), 40)``) were checked by reading them against their
sentences, without running the code; none had to be mended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from content.citing.places import Position
from content.citing.recognizer import Citation, recognize

OWN = "乡镇代表选举细则（示例）"  # the rule that the texts with rule=True belong to
NORM = "基层选举工作规范（示例）"
WATCH = "换届纪律监督办法（示例）"
OPEN = "村务公开条例（示例）"
NOTICE = "关于严明换届纪律的通知（示例）"
SUPERVISION = "中华人民共和国监察法"


@dataclass(frozen=True)
class Q:
    """One expected citation."""

    quote: str
    title: str | None
    eid: str | None
    through: str = ""
    year: int | None = None
    implied: bool = False
    carried: bool = False


@dataclass(frozen=True)
class Case:
    """A sentence, the context it is read in, and what is expected of it."""

    text: str
    expected: tuple[Q, ...]
    rule: bool = False
    at: Position | None = None
    known: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)

    def recognize(self) -> list[Citation]:
        return recognize(
            self.text,
            self_title=OWN if self.rule or self.at is not None else None,
            at=self.at,
            known_titles=self.known,
            aliases=self.aliases,
        )


def case(
    text: str,
    *expected: Q,
    rule: bool = False,
    at: Position | None = None,
    known: tuple[str, ...] = (),
    aliases: Mapping[str, str] | None = None,
) -> Case:
    return Case(text, expected, rule, at, known, aliases or {})
