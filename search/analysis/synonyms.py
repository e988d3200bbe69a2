"""Words for one thing that rule texts and readers call differently.

Campaign language names the offence (拉票贿选), statutes describe the act (选举法第五十八条:
以金钱或者其他财物贿赂选民). Each alternative is a few words that must all be there. A later edition of this
table belongs to the editors.
"""

from __future__ import annotations

import re

SYNONYMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "拉票贿选": (("贿选",), ("拉票",), ("贿赂", "选民"), ("贿赂", "选举"), ("贿赂", "选票")),
    "贿选": (("贿赂", "选民"), ("贿赂", "选举"), ("贿赂", "选票")),
    "买官卖官": (("买官",), ("卖官",)),
    "跑官要官": (("跑官",), ("要官",)),
    "打招呼": (("说情",), ("请托",)),
    "说情": (("打招呼",), ("请托",)),
    "九严禁": (("九个严禁",), ("严禁", "换届")),
    "九个严禁": (("九严禁",), ("严禁", "换届")),
}
_KNOWN = re.compile("|".join(sorted(map(re.escape, SYNONYMS), key=len, reverse=True)))


def split_at_known(run: str) -> list[str]:
    """Cut a run of Chinese characters at the words that have synonyms (拉票贿选怎么处理: 拉票贿选, 怎么处理).

    What is left as a single character between two cuts is dropped: it never stands alone in Chinese prose.
    """
    pieces: list[str] = []
    at = 0
    for match in _KNOWN.finditer(run):
        pieces += [run[at : match.start()], match[0]]
        at = match.end()
    if not pieces:
        return [run]
    return [piece for piece in (*pieces, run[at:]) if len(piece) > 1]
