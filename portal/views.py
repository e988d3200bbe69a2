"""Parts of the shell that belong to the person, loaded apart from the page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache


@never_cache
def account_badge(request: HttpRequest) -> HttpResponse:
    """The corner of the header: who is signed in, or the way to sign in."""
    return render(request, "components/account_badge.html")
