"""Checking in: what opens on the phone after the code on the screen was scanned."""

from __future__ import annotations

import secrets

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.addresses import client_address
from accounts.models import User
from common import clock
from common.refusals import words_of
from training.checking_in.codes import CodeError, Seen, is_code, make_pass, read_code, read_pass
from training.models import ClassSession
from training.services.attending import AttendanceError, check_in

# Marks the browser, so that one device that checks in several people shows.
DEVICE_COOKIE = "qingfeng_device"
_DEVICE_DAYS = 400


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in_view(request: HttpRequest, token: str) -> HttpResponse:
    """A code just seen becomes a pass for this browser; with the pass one signs in and confirms.

    Looking changes nothing: what opens links in advance checks nobody in.
    """
    at = clock.now()
    device = request.COOKIES.get(DEVICE_COOKIE, "")[:64]
    is_new_device = not device
    device = device or secrets.token_urlsafe(24)
    try:
        seen = read_code(token, at=at) if is_code(token) else read_pass(token, device=device, at=at)
    except CodeError as error:
        return _say(request, _old(token) if error.too_old else _("这不是本站的签到码。"), status=410)
    own = make_pass(seen, device=device)
    address = reverse("training:check_in", args=[own])
    if not isinstance(request.user, User):
        answer: HttpResponse = redirect_to_login(address)
    elif request.method == "POST":
        answer = _confirm(request, request.user, seen, device)
    else:
        session = ClassSession.objects.select_related("klass").filter(pk=seen.session_id).first()
        context = {"session": session, "address": address}
        answer = render(request, "training/check_in.html", context)
    if is_new_device:
        _mark(answer, device, is_secure=request.is_secure())
    return answer


def _confirm(request: HttpRequest, user: User, seen: Seen, device: str) -> HttpResponse:
    try:
        attendance, is_new = check_in(learner=user, seen=seen, address=client_address(request), device=device)
    except AttendanceError as error:
        return _say(request, words_of(error), status=409)
    context = {"attendance": attendance, "is_new": is_new, "session": attendance.session}
    return render(request, "training/check_in_done.html", context)


def _old(token: str) -> str:
    if is_code(token):
        return _("这个二维码已经更换，请重新扫描屏幕上的二维码。截图和转发的二维码无效。")
    return _("从扫码到签到的时间太长，请重新扫描屏幕上的二维码。")


def _say(request: HttpRequest, message: str, *, status: int) -> HttpResponse:
    return render(request, "training/check_in_refused.html", {"message": message}, status=status)


def _mark(answer: HttpResponse, device: str, *, is_secure: bool) -> None:
    answer.set_cookie(
        DEVICE_COOKIE,
        device,
        max_age=_DEVICE_DAYS * 86_400,
        path=reverse("training:check_in", args=["x"]).removesuffix("x/"),
        secure=is_secure,
        httponly=True,
        samesite="Lax",
    )
