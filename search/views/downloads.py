"""The results as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common import clock
from search import asking
from search.exporting import MAX_ROWS, write_table
from search.selectors.engine import ask_engine


@require_safe
@never_cache
def table(request: HttpRequest) -> HttpResponseBase:
    """The first thousand provisions a result page stands for, as CSV; for the same viewer the same ones."""
    query = asking.read(request.GET, user=request.user).query
    hits = () if query.parsed.is_empty else ask_engine(lambda index: index.best(query, MAX_ROWS))
    if hits is None:
        words = _("搜索暂时不可用，没有生成文件。请稍后再试。")
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
    lines = write_table((hit.document for hit in hits), query.on)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = _("搜索结果-%(day)s.csv") % {"day": clock.today().isoformat()}
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or ""
    )
    return answer
