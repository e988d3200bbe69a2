"""Invented words, questions and judgements for the search (示例)."""

from __future__ import annotations

from content.models import BasePage
from search.models import CommonQuestion, JudgedQuery, Judgement


def make_question(page: BasePage, text: str, eid: str = "", label: str = "") -> CommonQuestion:
    """A common question of a page, or of one provision of it."""
    return CommonQuestion.objects.create(page_id=page.pk, eid=eid, label=label, text=text)


def make_judged(text: str, *places: tuple[BasePage, str, int]) -> JudgedQuery:
    """A query with what should be found: page, provision ("" for the whole page) and grade."""
    query = JudgedQuery.objects.create(text=text)
    for page, eid, grade in places:
        Judgement.objects.create(query=query, page_id=page.pk, eid=eid, grade=grade)
    return query
