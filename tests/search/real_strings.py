"""Real strings to compare analyses with: texts, titles, document numbers, questions of readers."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "retrieval"


def are_there() -> bool:
    """Whether the folder of real texts lies beside the checkout."""
    return (FOLDER / "national-articles.jsonl.gz").exists()


def real_strings(count: int = 10_000, *, seed: int = 8) -> list[str]:
    """So many strings, the same for one seed: half of them articles, then titles, questions, numbers."""
    articles = list(_lines("national-articles.jsonl.gz"))
    named = {f"{article['law']}{article['article']}" for article in articles}
    chance = random.Random(seed)
    shares = [
        (count // 10, list(islice(_numbers(chance), count // 10))),
        (count // 10, [line["query"] for line in _lines("train-queries.jsonl")]),
        (count // 10, sorted({article["law"] for article in articles} | {a["heading"] for a in articles})),
        (count // 5, sorted(named)),
        (count, [article["text"] for article in articles]),
    ]
    found: dict[str, None] = {}
    for share, texts in shares:
        found |= dict.fromkeys(chance.sample(texts, min(share, len(texts))))
    return list(found)[:count]


def _numbers(chance: random.Random) -> Iterator[str]:
    """Document numbers in the shapes people write."""
    signs = ("国发", "中办发", "渝府办发", "示组发", "國發", "国卫办医函", "")
    shapes = ("{}〔{}〕{}号", "{}[{}]{}号", "{}（{}）{}号", "{}【{}】第{}号")
    shapes += ("{} {} {}号", "{}{}年{}号", "{}〔{}〕{}")
    while True:
        year, number = chance.randint(1980, 2030), chance.randint(1, 300)
        yield chance.choice(shapes).format(chance.choice(signs), year, number)


def _lines(name: str) -> Iterator[dict[str, str]]:
    read = gzip.open if name.endswith(".gz") else open
    with read(FOLDER / name, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
