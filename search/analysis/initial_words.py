"""The words every installation begins with; editors change them afterwards."""

from __future__ import annotations

from search.analysis.vocabulary import Vocabulary

SYNONYMS: dict[str, tuple[str, ...]] = {
    "拉票贿选": ("贿选", "拉票", "贿赂 选民", "贿赂 选举", "贿赂 选票"),
    "贿选": ("贿赂 选民", "贿赂 选举", "贿赂 选票"),
    "买官卖官": ("买官", "卖官"),
    "跑官要官": ("跑官", "要官"),
    "打招呼": ("说情", "请托"),
    "说情": ("打招呼", "请托"),
    "九严禁": ("九个严禁", "严禁 换届"),
    "九个严禁": ("九严禁", "严禁 换届"),
}
# Words of questions, and of politeness, that no rule text answers with.
STOP_WORDS = (
    "怎么",
    "怎么办",
    "怎么样",
    "怎样",
    "如何",
    "什么",
    "什么样",
    "是什么",
    "为什么",
    "哪些",
    "哪个",
    "哪里",
    "多少",
    "多久",
    "是不是",
    "是否",
    "能不能",
    "可不可以",
    "可以吗",
    "算不算",
    "有没有",
    "要不要",
    "会不会",
    "请问",
    "请教",
    "想问",
    "我想知道",
)

INITIAL_VOCABULARY = Vocabulary(
    {word: tuple(tuple(line.split()) for line in lines) for word, lines in SYNONYMS.items()},
    frozenset(STOP_WORDS),
)
