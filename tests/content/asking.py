"""Pages as a visitor gets them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from content.models import BasePage


def words_of(address: str) -> str:
    """The page at an address, for a visitor who is not signed in."""
    answer = Client().get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def ask(view: Any, page: BasePage, *arguments: str, user: Any = None, **query: str) -> HttpResponse:
    """The answer of a view behind a page's address."""
    request = RequestFactory().get(page.url, query)
    request.user = user or AnonymousUser()
    return view(request, page, *arguments)


def count_queries(call: Any) -> int:
    """Queries of a call, after one that fills the caches."""
    call()
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)


def restrict(page: BasePage) -> None:
    """Only people who are signed in may read the page and all below it."""
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
