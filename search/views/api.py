"""The search as JSON under /api/v1/: the same answers as the pages, for the same viewer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from ninja import NinjaAPI, Query
from ninja.decorators import decorate_view
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from common import clock
from content.selectors.addresses import absolute
from content.selectors.visibility import viewer_keys
from search import asking, narrowing, presenting
from search.enums import PageKind, Remark, TraceSource
from search.exchange import SearchQuery, SuggestQuery, day_number
from search.port import EngineUnavailableError
from search.presenting import ResultEntry
from search.queries import parse_start
from search.selectors import answering
from search.selectors.answering import Answer
from search.selectors.item_names import name_items
from search.views.api_schemas import (
    DatedFactOut,
    DocumentOut,
    FacetOut,
    ProblemOut,
    ProvisionOut,
    RemarkOut,
    SearchOut,
    SearchParameters,
    SuggestionOut,
    SuggestParameters,
    ValueOut,
)
from search.views.tracing import note_answer


class _Renderer(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


# No page of documentation: the one that comes with the framework loads its scripts from elsewhere.
api = NinjaAPI(
    title="清风搜索接口",
    version="1",
    description="与搜索页面同样的结果，以 JSON 给出。登录后可以找到有权查看的受限内容。",
    docs_url=None,
    urls_namespace="api-v1",
    renderer=_Renderer(),
)
PROBLEMS: dict[int, Any] = {422: ProblemOut, 503: ProblemOut}


@api.get(
    "/search",
    operation_id="search",
    response={200: SearchOut, **PROBLEMS},
    summary="搜索",
    description="参数与搜索页面网址相同。",
)
@decorate_view(never_cache)
def search(request: HttpRequest, parameters: Query[SearchParameters]) -> SearchOut:  # noqa: ARG001
    """A screenful of results; the parameters are checked, then read as the page reads them."""
    asked = asking.read(request.GET, user=request.user)
    found = _answer(asked.query)
    result = found.result
    note_answer(request, typed=asked.form.typed, query=asked.query, found=found, source=TraceSource.API)
    entries = presenting.entries(result, asked.query.parsed)
    keys = {key for entry in entries for key in _items(entry)}
    readable = name_items(keys, user=request.user)
    return SearchOut(
        total=result.total,
        documents_total=result.pages_total,
        page=result.page,
        pages=-(-result.pages_total // asked.query.per_page),
        remarks=[RemarkOut(code=remark.value, words=str(remark.label)) for remark in result.remarks],
        documents=[_document(entry, readable) for entry in entries],
    )


@api.get(
    "/facets",
    operation_id="facets",
    response={200: list[FacetOut], **PROBLEMS},
    summary="筛选项",
    description="每项的条数按其余筛选条件计算。参数与搜索相同。",
)
@decorate_view(never_cache)
def facets(request: HttpRequest, parameters: Query[SearchParameters]) -> list[FacetOut]:  # noqa: ARG001
    """The facets beside the results.

    Raises:
        EngineUnavailableError: the database alone does not count; the handler below says so.
    """
    asked = asking.read(request.GET, user=request.user)
    counted = answering.count_facets(asked.query)
    if counted is None:
        raise EngineUnavailableError
    keys = {item.value for item in counted.get("item", ())} | asked.form.items
    found = narrowing.facets(
        counted, asked.form, name_items(keys, user=request.user), asked.query.parsed.filters
    )
    return [
        FacetOut(
            name=facet.name,
            label=facet.label,
            values=[
                ValueOut(value=value.value, label=value.label, count=value.count, chosen=value.chosen)
                for value in (*facet.choices, *facet.rest)
            ],
        )
        for facet in found
    ]


@api.get(
    "/suggest",
    operation_id="suggest",
    response={200: list[SuggestionOut], **PROBLEMS},
    summary="搜索建议",
    description="与搜索框下的建议相同，最多八条。",
)
@decorate_view(never_cache)
def suggest(request: HttpRequest, parameters: Query[SuggestParameters]) -> list[SuggestionOut]:
    """What somebody may mean who is typing."""
    query = SuggestQuery(parse_start(parameters.q), viewer_keys(request.user), day_number(clock.today()))
    documents = answering.suggest(query)
    shown = presenting.suggestions(documents, query, ())
    return [
        SuggestionOut(title=document.title, label=entry.label, url=absolute(entry.url))
        for document, entry in zip(documents, shown, strict=True)
    ]


@api.get("/{path:rest}", include_in_schema=False)
@decorate_view(never_cache)
def nothing(request: HttpRequest, rest: str) -> None:  # noqa: ARG001
    """What is not there.

    Raises:
        Http404: always; the handler below says it as JSON.
    """
    raise Http404


def _document(entry: ResultEntry, readable: dict[str, str]) -> DocumentOut:
    document = entry.document
    return DocumentOut(
        title=document.title,
        url=absolute(document.page_url),
        kind=PageKind(document.kind),
        status=entry.status,
        level=document.level,
        edition=document.edition,
        issuing_body=document.issuing_body,
        region=document.region,
        document_number=document.document_number,
        dates=[DatedFactOut(day=date.day, what=date.what) for date in entry.dates],
        items=[key for key in _items(entry) if key in readable],
        total=entry.total,
        provisions=[
            ProvisionOut(
                eid=quote.document.eid,
                label=quote.document.label,
                path=quote.document.path,
                text=quote.document.text,
                snippet=quote.text,
                reasons=list(quote.reasons),
                url=absolute(quote.url),
            )
            for quote in entry.quotes
        ],
    )


def _items(entry: ResultEntry) -> list[str]:
    documents = (entry.document, *(quote.document for quote in entry.quotes))
    return list(dict.fromkeys(key for document in documents for key in document.items))


def _answer(query: SearchQuery) -> Answer:
    """The answer of the page.

    Raises:
        EngineUnavailableError: there is none.
    """
    found = answering.answer(query)
    if Remark.UNAVAILABLE in found.result.remarks:
        raise EngineUnavailableError
    return found


@api.exception_handler(ValidationError)
def _refuse(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001
    names = list(dict.fromkeys(_name_of(fault["loc"]) for fault in error.errors))
    return _problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        _("参数不合要求"),
        _("请改正列出的参数；取值范围见 /api/v1/openapi.json。"),
        errors=[{"name": name, "reason": _("取值不在允许的范围内")} for name in names],
    )


@api.exception_handler(EngineUnavailableError)
def _say_unavailable(request: HttpRequest, error: EngineUnavailableError) -> HttpResponse:  # noqa: ARG001
    return _problem(HTTPStatus.SERVICE_UNAVAILABLE, _("搜索暂时不可用"), _("请稍后再试。"))


@api.exception_handler(Http404)
def _say_nothing_there(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001
    return _problem(HTTPStatus.NOT_FOUND, _("没有这个地址"), _("可用的地址见 /api/v1/openapi.json。"))


def _problem(status: HTTPStatus, title: str, detail: str, **more: Any) -> HttpResponse:
    return JsonResponse(
        {"type": "about:blank", "title": title, "status": status, "detail": detail, **more},
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _name_of(place: tuple[str | int, ...]) -> str:
    """The parameter in the place of a fault: ("query", "parameters", "kind", 0)."""
    known = SearchParameters.model_fields
    return next((str(part) for part in place if part in known), str(place[-1]))
