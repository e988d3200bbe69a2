"""The demonstration's common questions and judged queries, all of invented rules and marked 示例."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from content.models import BasePage, RulePage
from search.enums import Grade
from search.models import CommonQuestion, JudgedQuery, Judgement
from search.selectors.places import FoundPlace, PlaceError, find_place

_NORMS, _MEASURES = "grassroots-election-norms", "conduct-supervision-measures"
MARK = "示例"
QUESTIONS = (
    ("外出打工不在家怎么投票（示例）", _NORMS, "第二十九条"),
    ("能不能替家里人投票（示例）", _NORMS, "第二十九条"),
    ("去哪里投票（示例）", _NORMS, "第二十八条"),
    ("举报拉票多久有结果（示例）", _MEASURES, "第九条"),
    ("承诺书要写几份（示例）", _MEASURES, "第七条"),
)
JUDGED = (
    ("不在家怎么投票", _NORMS, "第二十九条"),
    ("外出务工 委托投票", _NORMS, "第二十九条"),
    ("投票站 秘密写票", _NORMS, "第二十八条"),
    ("资格联审 几天", _NORMS, "第二十五条"),
    ("公职人员 政务处分", _NORMS, "第三十二条"),
    ("当选无效由谁宣布", _NORMS, "第三十四条"),
    ("责令改正期限", _NORMS, "第三十六条"),
    ("举报拉票多少天处理", _MEASURES, "第九条"),
    ("承诺书 一式几份", _MEASURES, "第七条"),
    ("泄露举报人信息", _MEASURES, "第十七条"),
    ("问题线索怎么分类处理", _MEASURES, "第十条"),
    ("拉票贿选 线索 反馈", _MEASURES, "第九条"),
)


@transaction.atomic
def load_search_words(*, at: datetime) -> int:
    """Add what is missing; a question or query that is there, and one whose rule is gone, is left alone.

    Args:
        at: now; a rule stands for its edition in force on that day.

    Returns:
        How many questions and judged queries are new.

    Side effects: jobs for the index, one for each page that got a question.
    """
    places = _Places(at)
    new = 0
    for text, slug, label in QUESTIONS:
        place = places.find(slug, label)
        if place is not None:
            values = {"page_id": place.page_id, "eid": place.eid, "text": text}
            new += CommonQuestion.objects.get_or_create(**values, defaults={"label": place.label})[1]
    for text, slug, label in JUDGED:
        place = places.find(slug, label)
        if place is not None and not JudgedQuery.objects.filter(text=text).exists():
            query = JudgedQuery.objects.create(text=text, note=MARK)
            values = {"page_id": place.page_id, "eid": place.eid, "label": place.label}
            Judgement.objects.create(query=query, grade=Grade.EXACT, **values)
            new += 1
    return new


class _Places:
    """The rules of the demonstration and the provisions of them."""

    def __init__(self, at: datetime) -> None:
        self._on = timezone.localdate(at)
        self._rules = {rule.slug: rule for rule in RulePage.objects.filter(slug__in=[_NORMS, _MEASURES])}

    def find(self, slug: str, label: str) -> FoundPlace | None:
        rule: BasePage | None = self._rules.get(slug)
        try:
            return find_place(rule, label, on=self._on) if rule else None
        except PlaceError:
            return None
