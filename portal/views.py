"""Parts of the shell: what belongs to the person, loaded apart, and what is written for robots."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.models import User
from common.caching import for_visitors
from search.selectors.following import count_unread


@never_cache
def account_badge(request: HttpRequest) -> HttpResponse:
    """The corner of the header: who is signed in and what is new for them, or the way to sign in."""
    unread = count_unread(request.user) if isinstance(request.user, User) else 0
    return render(request, "components/account_badge.html", {"unread": unread})


@for_visitors()
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the public pages; not searches, which have no end."""
    closed = [reverse("wagtailadmin_home"), "/accounts/", "/search/", "/fragments/", "/documents/", "/to/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
