"""The item bank and the paper of the demonstration, all 示例."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import OrgUnit
from content.models import ProhibitionListPage
from training.enums import Difficulty, ItemKind, PaperKind, ReviewPolicy
from training.grading.writing import read_answer, read_options
from training.models import Paper, PaperRule, QuizItem, Topic
from training.services.banking import save_item
from training.services.sourcing import resolve_sources

TAUGHT_LIST = "nine-prohibitions-2016"
_FILE = Path(__file__).resolve().parents[1] / "demo" / "quizzes.toml"
_KINDS = {str(kind.label): kind for kind in ItemKind}
_DIFFICULTIES = {str(level.label): level for level in Difficulty}


def read_bank() -> dict[str, Any]:
    """The items as typed."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@transaction.atomic
def load_quizzes(*, unit: OrgUnit, at: dt.datetime) -> int:
    """The paper 九严禁通识测验（示例）, made with its bank where it is missing.

    It draws two items of each prohibition and two of several. A paper of that title is left as it is.

    Returns:
        How many papers are new: one, or none.
    """
    bank = read_bank()
    if Paper.objects.filter(title=bank["paper_title"]).exists():
        return 0
    taught = ProhibitionListPage.objects.filter(slug=TAUGHT_LIST).first()
    topics = _topics(bank, taught, unit)
    items = [
        save_item(item=_item(entry, topics, taught, unit), at=at, resolve=False) for entry in bank["item"]
    ]
    resolve_sources(items=items, on=timezone.localdate(at))
    _make_paper(bank["paper_title"], topics, unit)
    return 1


def _topics(bank: dict[str, Any], taught: ProhibitionListPage | None, unit: OrgUnit) -> dict[int, Topic]:
    headings = dict(taught.items.values_list("number", "heading")) if taught else {}
    names = {0: bank["general_topic"]}
    for number in sorted({entry["number"] for entry in bank["item"]} - {0}):
        names[number] = f"九严禁第{number}条 {headings.get(number, '')}（示例）".replace(" （", "（")
    return {number: Topic.objects.create(name=name, unit=unit) for number, name in names.items()}


def _item(
    entry: dict[str, Any], topics: dict[int, Topic], taught: ProhibitionListPage | None, unit: OrgUnit
) -> QuizItem:
    kind, options = _KINDS[entry["kind"]], read_options(entry.get("options", ""))
    return QuizItem(
        kind=kind,
        topic=topics[entry["number"]],
        difficulty=_DIFFICULTIES[entry["difficulty"]],
        stem=entry["stem"],
        options=options,
        answer=read_answer(kind, entry["answer"], stem=entry["stem"], options=options),
        explanation=f"（示例）{entry['explanation']}",
        basis=entry.get("basis", "").strip(),
        target_list=taught,
        target_number=entry["number"] or None if taught else None,
        unit=unit,
    )


def _make_paper(title: str, topics: dict[int, Topic], unit: OrgUnit) -> None:
    paper = Paper.objects.create(
        title=title,
        unit=unit,
        kind=PaperKind.DRAWN,
        instructions="从题库随机抽取 20 题，每次题目不同。请独立作答，答案选好即自动保存。",
        minutes=30,
        attempts=5,
        pass_mark=60,
        partial=True,
        review=ReviewPolicy.IMMEDIATELY,
    )
    for order, number in enumerate([*sorted(set(topics) - {0}), 0]):
        PaperRule.objects.create(paper=paper, topic=topics[number], count=2, points=5, sort_order=order)
