"""Drawing a paper: which items, in which order, frozen with everything that is needed to mark them."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from training.enums import ItemKind, PaperKind
from training.grading.choosing import choose
from training.models import Paper, PaperRule, QuizItem

Draw = tuple[int, Decimal]  # item, points
_POOL = ("pk", "topic_id", "kind", "difficulty")


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
    drawn = fixed_items(paper) if paper.kind == PaperKind.FIXED else _drawn_items(paper, chance)
    if not drawn:
        raise DrawError(_("这份试卷还没有题目，请联系培训管理员。"))
    if paper.shuffle_items:
        chance.shuffle(drawn)
    items = QuizItem.objects.in_bulk([pk for pk, _points in drawn])
    return [_question(items[pk], points, chance, shuffle=paper.shuffle_options) for pk, points in drawn]


def fixed_items(paper: Paper) -> list[Draw]:
    """The items chosen for a fixed paper that are still in use, in order."""
    chosen = paper.chosen.filter(item__active=True).order_by("sort_order", "pk")
    return list(chosen.values_list("item_id", "points"))


def shortages(rules: Sequence[PaperRule]) -> list[tuple[PaperRule, int]]:
    """The rules the bank cannot satisfy together, with how many items are missing."""
    _taken, missing = choose(_pools(rules), [rule.count for rule in rules], random.Random(0))  # noqa: S311
    return [(rule, count) for rule, count in zip(rules, missing, strict=True) if count]


def _drawn_items(paper: Paper, chance: random.Random) -> list[Draw]:
    rules = list(paper.draws.order_by("sort_order", "pk"))
    taken, missing = choose(_pools(rules), [rule.count for rule in rules], chance)
    if any(missing):
        raise DrawError(_("题库里的题目不够抽取这份试卷，请联系培训管理员。"))
    return [(pk, rule.points) for rule, pks in zip(rules, taken, strict=True) for pk in pks]


def _pools(rules: Sequence[PaperRule]) -> list[list[int]]:
    """The items each rule may take; one query."""
    topics = {rule.topic_id for rule in rules}
    rows = list(QuizItem.objects.filter(topic__in=topics, active=True).order_by("pk").values_list(*_POOL))
    return [
        [
            pk
            for pk, topic, kind, difficulty in rows
            if topic == rule.topic_id and rule.kind in ("", kind) and rule.difficulty in (None, difficulty)
        ]
        for rule in rules
    ]


def freeze(*, item: QuizItem, seed: str) -> dict[str, Any]:
    """One item as a question by itself, for practice; the same seed shuffles its options alike."""
    return _question(item, Decimal(1), random.Random(seed), shuffle=True)  # noqa: S311


def _question(item: QuizItem, points: Decimal, chance: random.Random, *, shuffle: bool) -> dict[str, Any]:
    options = [{"key": option["key"], "text": option["text"]} for option in item.options]
    # Authors type the options of an ordered item in the right order as often as not.
    if shuffle or item.kind == ItemKind.ORDERED:
        chance.shuffle(options)
    content = {**item.content(), "options": options}
    return {"item": item.pk, "version": item.version, "points": str(points), **content}
