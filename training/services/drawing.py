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
from training.models import Paper, PaperRule, QuizItem
from training.selectors.item_contents import content_of, contents_of
from training.services.start_rows import Candidate, Draw, candidates, chosen_for, rules_of


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
    drawn = chosen_for(paper) if paper.kind == PaperKind.FIXED else _drawn_items(paper, chance)
    if not drawn:
        raise DrawError(_("这份试卷还没有题目，请联系培训管理员。"))
    if paper.shuffle_items:
        chance.shuffle(drawn)
    contents = contents_of([key for key, _points in drawn])
    return [
        _question(contents[key[0]], points, chance, shuffle=paper.shuffle_options) for key, points in drawn
    ]


def shortages(rules: Sequence[PaperRule]) -> list[tuple[PaperRule, int]]:
    """The rules the bank cannot satisfy together, with how many items are missing."""
    pools = _pools(rules, candidates({rule.topic_id for rule in rules}))
    _taken, missing = choose(pools, [rule.count for rule in rules], random.Random(0))  # noqa: S311
    return [(rule, count) for rule, count in zip(rules, missing, strict=True) if count]


def _drawn_items(paper: Paper, chance: random.Random) -> list[Draw]:
    rules = rules_of(paper)
    found = candidates({rule.topic_id for rule in rules})
    taken, missing = choose(_pools(rules, found), [rule.count for rule in rules], chance)
    if any(missing):
        raise DrawError(_("题库里的题目不够抽取这份试卷，请联系培训管理员。"))
    keys = {key[0]: key for _topic, _kind, _difficulty, key in found}
    return [(keys[pk], rule.points) for rule, pks in zip(rules, taken, strict=True) for pk in pks]


def _pools(rules: Sequence[PaperRule], found: Sequence[Candidate]) -> list[list[int]]:
    """The items each rule may take."""
    return [
        [
            key[0]
            for topic, kind, difficulty, key in found
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
