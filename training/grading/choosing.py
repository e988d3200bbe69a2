"""Choosing at random from pools that overlap."""

from __future__ import annotations

import random
from collections.abc import Sequence


def choose(
    pools: Sequence[Sequence[int]], counts: Sequence[int], chance: random.Random
) -> tuple[list[list[int]], list[int]]:
    """Take so many things from each pool at random, none twice.

    Where one pool would empty another, what was taken is exchanged (augmenting paths of a bipartite
    matching): if there is a way to satisfy all pools, one is found.

    Returns:
        What was taken from each pool, and how many are missing of each.
    """
    orders = [chance.sample(list(pool), len(pool)) for pool in pools]
    owner: dict[int, int] = {}
    missing = [0] * len(pools)
    for number, count in enumerate(counts):
        for _slot in range(count):
            if not _take(number, orders, owner, set()):
                missing[number] += 1
    taken: list[list[int]] = [[] for _pool in pools]
    for number, order in enumerate(orders):
        taken[number] = [thing for thing in order if owner.get(thing) == number]
    return taken, missing


def _take(number: int, orders: Sequence[Sequence[int]], owner: dict[int, int], seen: set[int]) -> bool:
    free = next((thing for thing in orders[number] if thing not in owner), None)
    if free is not None:
        owner[free] = number
        return True
    for thing in orders[number]:
        if thing in seen or owner[thing] == number:
            continue
        seen.add(thing)
        if _take(owner[thing], orders, owner, seen):
            owner[thing] = number
            return True
    return False
