"""`make bench-suggest`: milliseconds the server takes to suggest, over an index of many real articles.

Takes the folder of the texts as its argument; without one ../shared/data/retrieval, and where that is absent
invented rules. Times the view as a whole for a visitor who is not signed in: understanding what is typed, the
index, the answer in HTML; "cpu" is the processor time of it, which a busy machine does not stretch.
"""

# ruff: noqa: T201, E402, S311 - a command-line script; settings come before what reads them
from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")

import django

django.setup()

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.test import RequestFactory

from search.analysis.names import names_of
from search.analysis.pinyin import sounds_of
from search.benchmarking import corpus
from search.exchange import SearchDocument
from search.port import get_index
from search.views.results import suggestions

FOLDER = ROOT.parent / "shared" / "data" / "retrieval"
FILES = ("national-articles.jsonl.gz", "local-articles.jsonl.gz")
ASKED = 400
INVENTED = 20_000


def main() -> None:
    """Build the index, then print a row for each way of typing."""
    call_command("migrate", verbosity=0)  # the throw-away database of the test settings
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    with tempfile.TemporaryDirectory() as directory:
        settings.SEARCH_INDEX_DIR = directory
        started = time.perf_counter()
        files = [path for name in FILES if (path := folder / name).exists()]
        titles = build(list(corpus.read_articles(files)) or list(invent()))
        seconds = time.perf_counter() - started
        print(f"{get_index().count():,} documents of {len(titles):,} rules, indexed in {seconds:.0f} s\n")
        print(f"{'typed':<28}{'p50 ms':>8}{'p95 ms':>8}{'p95 cpu':>9}{'most ms':>9}{'offered':>9}")
        chance = random.Random(8)
        for name, typed in ways(chance.sample(titles, min(ASKED, len(titles)))).items():
            measure(name, typed)


def invent() -> Iterator[SearchDocument]:
    """Articles of rules that do not exist."""
    chance = random.Random(8)
    words = ("换届", "选举", "纪律", "监督", "考察", "任用", "登记", "公示", "回避", "问责", "档案", "巡察")
    for number in range(INVENTED):
        title = "".join(chance.sample(words, 4)) + f"办法（示例{number // 20}）"
        line = {"id": str(number), "law": title, "article": f"第{number % 20 + 1}条", "text": "不得" + title}
        yield corpus.document_of(line, page_id=number + 1, order=1)


def build(documents: list[SearchDocument]) -> list[str]:
    """Index the articles; the titles of their rules."""
    with get_index().rebuilding() as session:
        session.add(documents)
    return list(dict.fromkeys(document.title for document in documents))


def ways(titles: list[str]) -> dict[str, list[str]]:
    """What people have typed of these titles when they wait for suggestions."""
    short = [names_of(title)[-1] for title in titles]
    sounds = [sounds_of(name) for name in short]
    full = ["".join(sound.syllable for sound in found) for found in sounds]
    initials = ["".join(sound.initials for sound in found) for found in sounds]
    mixed = [name[:2] + letters[2:4] for name, letters in zip(short, initials, strict=True)]
    return {
        "one character": [name[:1] for name in short],
        "two characters": [name[:2] for name in short],
        "five characters": [name[:5] for name in short],
        "whole name": titles,
        "middle of a name": [name[2:6] for name in short],
        "one letter": [letters[:1] for letters in initials],
        "initials, four": [letters[:4] for letters in initials],
        "initials of the middle": [letters[2:6] for letters in initials],
        "pinyin, seven letters": [letters[:7] for letters in full],
        "pinyin, whole name": full,
        "characters, then letters": mixed,
        "name and article": [f"{name}第十" for name in short],
        "article alone": ["第七条", "第十五", "第1条"] * (len(titles) // 3),
    }


def measure(name: str, typed: list[str]) -> None:
    """Time the view for each of these and print the row."""
    factory = RequestFactory()
    milliseconds, busy, offered = [], [], 0
    for text in typed:
        request = factory.get("/search/suggest/", {"q": text})
        request.user = AnonymousUser()
        started, working = time.perf_counter(), time.thread_time()
        answer = suggestions(request)
        milliseconds.append((time.perf_counter() - started) * 1000)
        busy.append((time.thread_time() - working) * 1000)
        offered += b'role="option"' in answer.content
    milliseconds.sort()
    middle, high = (milliseconds[int(len(milliseconds) * part)] for part in (0.5, 0.95))
    cpu = sorted(busy)[int(len(busy) * 0.95)]
    share = offered / len(typed)
    print(f"{name:<28}{middle:>8.1f}{high:>8.1f}{cpu:>9.1f}{milliseconds[-1]:>9.1f}{share:>9.0%}")


if __name__ == "__main__":
    main()
