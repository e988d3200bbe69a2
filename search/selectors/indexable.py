"""The search documents of published pages: what content says of them, and the questions attached to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from content.selectors.indexing import IndexablePage
from search.documents import Questions, build_documents
from search.exchange import SearchDocument
from search.models import CommonQuestion


def documents_of(
    pages: Sequence[IndexablePage], *, on: date, beside: Iterable[CommonQuestion] = ()
) -> dict[int, tuple[SearchDocument, ...]]:
    """The documents of each page, by page id; one query for the questions of all of them.

    Args:
        on: today; a text that still holds on that day ranks higher.
        beside: questions that are not stored, or not so: they stand in for the stored row of the same key.
    """
    proposed = list(beside)
    replaced = {question.pk for question in proposed if question.pk}
    stored = CommonQuestion.objects.filter(page_id__in=[page.page_id for page in pages])
    questions: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for question in (*(row for row in stored.order_by("pk") if row.pk not in replaced), *proposed):
        questions[question.page_id][question.eid].append(question.text)
    return {
        page.page_id: build_documents(page, on=on, questions=_frozen(questions.get(page.page_id, {})))
        for page in pages
    }


def _frozen(questions: dict[str, list[str]]) -> Questions:
    return {eid: tuple(texts) for eid, texts in questions.items()}
