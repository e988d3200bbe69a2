"""Invented search results for the page of components."""

from __future__ import annotations

from typing import Any

from content.enums import Status
from search import narrowing, presenting
from search.exchange import FacetCount, HitGroup, SearchDocument, SearchHit, SearchResult
from search.forms import SearchForm
from search.narrowing import Way
from search.queries import parse


def search_samples() -> dict[str, Any]:
    """What the templates of the result page are shown with."""
    form = SearchForm(typed="贿选", kinds=frozenset({"rule"}), page=3)
    bodies = tuple(FacetCount(f"示例机关之{number}", 40 - number) for number in range(20))
    counts = {"kind": (FacetCount("rule", 12), FacetCount("case", 3)), "issuing_body": bodies}
    return {
        "form": form,
        "sorts": narrowing.sorts(form),
        "chips": narrowing.chips(form, {}),
        "all_statuses": form.only("status", ()),
        "cleared": narrowing.cleared(form),
        "facets": narrowing.facets(counts, form, {}),
        "found": presenting.entries(SearchResult((_rule(), _case()), 4, 2), parse(form.typed)),
        "pager": narrowing.pager(form, 3, 40),
        "ways": [Way("不限效力状态", 3, "#c-found"), Way("去掉“示例”", 12, "#c-found")],
    }


def _rule() -> HitGroup:
    documents = [
        SearchDocument(
            page_id=1,
            eid=f"art-{number}",
            kind="rule",
            title="示例选举工作规范",
            label=label,
            path="第三章 示例章",
            text=text,
            url="#c-found",
            page_url="#c-found",
            access_key="public",
            level="normative_document",
            issuing_body="示例机关",
            document_number="示例办发〔2026〕8号",
            edition="2026年修订版",
            published_on=20260620,
            valid_from=20260901,
        )
        for number, label, text in (
            (8, "第八条", "示例：搞贿选的，取消候选人资格。"),
            (9, "第九条", "示例：以财物贿赂选民的，当选无效。"),
        )
    ]
    return HitGroup(tuple(SearchHit(document, 1.0) for document in documents), 3, Status.IN_FORCE)


def _case() -> HitGroup:
    document = SearchDocument(
        page_id=2,
        eid="text",
        kind="case",
        title="示例：贿选问题",
        label="",
        path="",
        text="示例：张某发放财物，" + "事情经过写得很长，" * 20 + "属于贿选。",
        url="#c-found",
        page_url="#c-found",
        access_key="public",
        issuing_body="示例机关",
        published_on=20261012,
    )
    return HitGroup((SearchHit(document, 1.0),), 1, Status.IN_FORCE)
