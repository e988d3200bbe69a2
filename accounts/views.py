"""Sign-in, sign-out, password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.addresses import client_address
from accounts.forms import OwnPasswordForm, SignInForm
from accounts.middleware import NOTICE_KEY
from accounts.models import User

_BACKEND = "accounts.backends.StaffNumberOrPhoneBackend"


@sensitive_post_parameters("password")
@csrf_protect
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; afterwards back to `next` when it is an address of this portal."""
    target = _safe_next(request)
    if request.user.is_authenticated and request.method != "POST":
        # Somebody who may not open `next` would be sent round in a circle: send them home.
        return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and form.user is not None:
        login(request, form.user, backend=_BACKEND)
        return HttpResponseRedirect(target or resolve_url(settings.LOGIN_REDIRECT_URL))
    context = {"form": form, "next": target, "notice": _notice(request)}
    return render(request, "accounts/sign_in.html", context)


@csrf_exempt  # nothing but `next` is read
@never_cache
def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead on from a sign-in page that is not ours, whatever was sent to it; a safe `next` goes along."""
    target = _safe_next(request)
    query = {"next": target} if target else None
    return HttpResponseRedirect(reverse("accounts:sign_in", query=query))


@require_POST
@csrf_protect
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    messages.success(request, _("您已退出登录。"))
    return HttpResponseRedirect(_safe_next(request) or resolve_url(settings.LOGOUT_REDIRECT_URL))


@sensitive_post_parameters()
@csrf_protect
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """One's own new password; the sessions on other devices end."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - login_required
    bound = request.POST if request.method == "POST" else None
    form = OwnPasswordForm(user, bound, address=client_address(request))
    if form.is_bound and form.is_valid() and form.save():
        update_session_auth_hash(request, user)
        messages.success(request, _("密码已修改。"))
        return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))
    return render(request, "accounts/password_change.html", {"form": form})


def locked_out(
    request: HttpRequest,
    original_response: HttpResponse | None = None,  # noqa: ARG001 - django-axes' signature
    credentials: dict[str, Any] | None = None,  # noqa: ARG001
) -> HttpResponse:
    """The answer to a locked-out sign-in (AXES_LOCKOUT_CALLABLE): 429 and when to try again."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    response = render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    response["Cache-Control"] = "no-store"
    return response


def _safe_next(request: HttpRequest) -> str:
    """The `next` address when it leads to this portal, else ""."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed else ""


def _notice(request: HttpRequest) -> str:
    """Why the person has to sign in again, said once."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    texts = {
        "idle": _("您长时间未操作，系统已自动退出，请重新登录。"),
        "absolute": _("本次登录已达最长时限，请重新登录。"),
        "disabled": _("您的账号已停用，如有疑问请联系系统管理员。"),
    }
    return texts.get(str(request.session.pop(NOTICE_KEY, "")), "")
