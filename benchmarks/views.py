"""What plain Django does behind the same middleware: the yardsticks of every figure."""

from __future__ import annotations

import json

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.views.decorators.csrf import csrf_exempt

from content.models import Listing

BODY = ("清风" * 5_000)[:10_000].encode()  # 30 kB
LIST = engines["django"].from_string(
    "<!doctype html><title>20</title><ul>{% for row in rows %}<li><a href='{{ row.url_path }}'>"
    "{{ row.title }}</a> {{ row.listed_on|date:'Y-m-d' }}</li>{% endfor %}</ul>"
)


def hello(_request: HttpRequest) -> HttpResponse:
    """Nothing but the middleware."""
    return HttpResponse("hello")


def body(_request: HttpRequest) -> HttpResponse:
    """A constant answer as large as a page: the ceiling of a page cache."""
    return HttpResponse(BODY)


def twenty_rows(_request: HttpRequest) -> HttpResponse:
    """One query of twenty rows and a template."""
    return HttpResponse(LIST.render({"rows": Listing.objects.order_by("-listed_on", "-page")[:20]}))


@csrf_exempt
def upsert(request: HttpRequest) -> HttpResponse:
    """One row added or counted up: what a heartbeat would cost that trusted the page."""
    number = json.loads(request.body)["id"]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_upsert (id, seconds) VALUES (%s, 20)"
            " ON CONFLICT (id) DO UPDATE SET seconds = bench_upsert.seconds + 20",
            [number],
        )
    return HttpResponse(b'{"credited":20}', content_type="application/json")
