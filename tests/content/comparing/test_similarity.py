from __future__ import annotations

import subprocess
import sys

import pytest

from content.comparing import similarity
from content.comparing.similarity import Overlaps, likely_pairs, twins
from tests.content.comparing.editions import BRIBERY, LEADERSHIP, REPORTS, ROLL, SECRECY


def by_place(texts: list[str]) -> dict[int, str]:
    return dict(enumerate(texts))


def test_article_taken_whole_into_a_longer_one_is_all_inside() -> None:
    overlaps = Overlaps([ROLL, SECRECY], [ROLL + BRIBERY])
    taken = overlaps.of(0, 0)
    assert taken.of_old > 0.95
    assert taken.of_new < 0.8
    assert overlaps.of(1, 0).likeness < 0.3


def test_few_texts_are_all_compared() -> None:
    assert likely_pairs(by_place([ROLL, SECRECY]), by_place(["", REPORTS])) == {
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
    }


def test_texts_that_differ_by_a_number_alone_find_their_partner() -> None:
    old = [f"{LEADERSHIP}第{number}组负责第{number}村的登记。" for number in range(1000, 2000)]
    new = [text.replace("登记", "登记和公示") for text in old]
    pairs = likely_pairs(by_place(old), by_place(new))
    assert {(at, at) for at in range(1000)} <= pairs


def test_likely_pairs_grow_with_the_texts_not_with_their_product() -> None:
    old = by_place([f"{ROLL}第{number}村。" for number in range(1200)])
    new = by_place([f"{ROLL}第{number}村和邻村。" for number in range(1200)])
    assert len(likely_pairs(old, new)) <= 2 * 1200 * similarity.LIKELY


def test_pairs_in_all_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similarity, "MOST", 100)
    texts = by_place([f"第{number}村选举。" for number in range(100)])
    assert len(likely_pairs(texts, texts)) <= 200


def test_likely_pairs_are_the_same_in_every_process() -> None:
    program = (
        "from content.comparing import similarity as s\n"
        "s.VOTES = 20\n"
        "texts = {n: f'第{n % 7}村第{n % 5}组选举第{n % 3}次登记' for n in range(60)}\n"
        "print(sorted(s.likely_pairs(texts, texts)))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(answers) == 1


def test_twins_are_counted_from_both_ends() -> None:
    assert twins("甲乙甲", "甲甲甲乙") == {(0, 0), (2, 1), (2, 2), (0, 1), (1, 3)}
    assert twins(["选举"], ["登记"]) == set()
