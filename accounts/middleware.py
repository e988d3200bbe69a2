"""Session limits, for every request of a signed-in person."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.addresses import client_address
from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import auditing
from accounts.services.sessions import SessionEnd, touch_session
from common import clock

# What the sign-in page says after a session ended by itself; kept in the next, anonymous session.
NOTICE_KEY = "sign_in_notice"


class SessionLimitMiddleware:
    """End sessions that idled or lasted too long, and those of disabled people, at once.

    A request without a session cookie is left alone: it stays the same for everyone and can be cached.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            redirect = self._limit(request)
            if redirect is not None:
                return redirect
        return self.get_response(request)

    def _limit(self, request: HttpRequest) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User):  # disabled since: Django no longer finds an active account
            _end_session(request, SessionEnd.DISABLED)
            return None
        end = touch_session(session=request.session, at=clock.now())
        if end is not None:
            auditing.record(
                action=AuditAction.SESSION_EXPIRED,
                by=user,
                at=clock.now(),
                data={"reason": end.value},
                address=client_address(request),
            )
            _end_session(request, end)
            return None
        return _password_page(request) if user.must_change_password else None


def _end_session(request: HttpRequest, end: SessionEnd) -> None:
    request.session.flush()
    request.session[NOTICE_KEY] = end.value
    request.user = AnonymousUser()


def _password_page(request: HttpRequest) -> HttpResponse | None:
    """A first or reset password is known to somebody else: nothing works until it is changed."""
    target = reverse("accounts:password_change")
    allowed = {target, reverse("accounts:sign_out")}
    if request.path in allowed or request.path.startswith(settings.STATIC_URL):
        return None
    return HttpResponseRedirect(target)
