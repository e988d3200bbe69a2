"""Drawing a paper: which items, in which order, frozen with everything that is needed to mark them."""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from training.enums import ItemKind, PaperKind
from training.grading.choosing import choose
from training.models import Paper, PaperItem, PaperRule, QuizItem
from training.selectors.item_contents import KEY, Key, content_of, contents_of

Draw = tuple[Key, Decimal]  # item, points
_Candidate = tuple[int, str, int, Key]  # topic, kind, difficulty, item


class DrawError(Exception):
    """The bank has fewer items than the paper asks for; the message is for people."""


def new_seed() -> str:
    """What a draw depends on; kept with the attempt, so that it can be repeated."""
    return secrets.token_hex(16)


def draw_sheet(*, paper: Paper, seed: str) -> list[dict[str, Any]]:
    """The questions of one attempt.

    Raises:
        DrawError: too few items, or none.
    """
    chance = random.Random(seed)  # noqa: S311 - the seed comes from secrets
    drawn = _fixed_items(paper) if paper.kind == PaperKind.FIXED else _drawn_items(paper, chance)
    if not drawn:
        raise DrawError(_("这份试卷还没有题目，请联系培训管理员。"))
    if paper.shuffle_items:
        chance.shuffle(drawn)
    contents = contents_of([key for key, _points in drawn])
    return [
        _question(contents[key[0]], points, chance, shuffle=paper.shuffle_options) for key, points in drawn
    ]


def _fixed_items(paper: Paper) -> list[Draw]:
    """The items chosen for a fixed paper that are still in use, in order."""
    chosen = PaperItem.objects.filter(paper=paper, item__active=True).order_by("sort_order", "pk")
    rows = chosen.values_list("points", *(f"item__{name}" for name in KEY))
    return [(row[1:], row[0]) for row in rows]


def shortages(rules: Sequence[PaperRule]) -> list[tuple[PaperRule, int]]:
    """The rules the bank cannot satisfy together, with how many items are missing."""
    pools = _pools(rules, _candidates(rules))
    _taken, missing = choose(pools, [rule.count for rule in rules], random.Random(0))  # noqa: S311
    return [(rule, count) for rule, count in zip(rules, missing, strict=True) if count]


def _drawn_items(paper: Paper, chance: random.Random) -> list[Draw]:
    rules = list(PaperRule.objects.filter(paper=paper).order_by("sort_order", "pk"))
    candidates = _candidates(rules)
    taken, missing = choose(_pools(rules, candidates), [rule.count for rule in rules], chance)
    if any(missing):
        raise DrawError(_("题库里的题目不够抽取这份试卷，请联系培训管理员。"))
    keys = {key[0]: key for _topic, _kind, _difficulty, key in candidates}
    return [(keys[pk], rule.points) for rule, pks in zip(rules, taken, strict=True) for pk in pks]


def _candidates(rules: Sequence[PaperRule]) -> list[_Candidate]:
    """The items in use of the topics that rules ask for; one query."""
    topics = {rule.topic_id for rule in rules}
    rows = QuizItem.objects.filter(topic__in=topics, active=True).order_by("pk")
    found = rows.values_list("topic_id", "kind", "difficulty", *KEY)
    return [(*row[:3], row[3:]) for row in found]


def _pools(rules: Sequence[PaperRule], candidates: Sequence[_Candidate]) -> list[list[int]]:
    """The items each rule may take."""
    return [
        [
            key[0]
            for topic, kind, difficulty, key in candidates
            if topic == rule.topic_id and rule.kind in ("", kind) and rule.difficulty in (None, difficulty)
        ]
        for rule in rules
    ]


def freeze(*, item: QuizItem, seed: str) -> dict[str, Any]:
    """One item as a question by itself, for practice; the same seed shuffles its options alike."""
    chance = random.Random(seed)  # noqa: S311
    return _question(content_of(item), Decimal(1), chance, shuffle=True)


def _question(
    content: Mapping[str, Any], points: Decimal, chance: random.Random, *, shuffle: bool
) -> dict[str, Any]:
    options = list(content["options"])
    # Authors type the options of an ordered item in the right order as often as not.
    if shuffle or content["kind"] == ItemKind.ORDERED:
        chance.shuffle(options)
    return {**content, "points": str(points), "options": options}
