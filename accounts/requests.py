"""Who is behind a request."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """The person a request comes from, in a view that lets in nobody else (``login_required``, the admin)."""
    user: Any = request.user
    return user
