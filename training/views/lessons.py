"""The player: /learning/lessons/<lesson version>/, for the people enrolled in that version alone."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import signed_in
from common import clock
from content.views.files import SAVED_TYPES, SHOWN_TYPES
from content.views.sending import send_file
from training.enums import LessonKind
from training.selectors import lesson_contents
from training.selectors.playing import Place, find_place, may_open
from training.services import watching
from training.watching.crediting import FASTEST_OFFERED

# What the player says; {n} and the like are filled in by the script.
PLAYER_WORDS = {
    "credit": _("已计入 {got}，全长 {all}，还差 {left} 完成本课"),
    "done": _("本课已完成。已计入 {got}。"),
    "resumed": _("从上次的 {n} 处继续。"),
    "skipped": _("拖动跳过了 {n}，跳过的部分不计入。"),
    "refused": _("{n} 未计入：{why}"),
    "offline": _("网络中断。学习时间记在本机，恢复后自动补记（最多补记10分钟）。"),
    "online": _("网络已恢复，学习时间已补记。"),
    "idle": _("两分钟没有操作，已暂停计时。滚动或者点一下页面继续。"),
    "failed": _("现在不能计时：{why}"),
    "sign_in": _("登录已过期，请重新登录后继续学习。"),
    "hours": _("小时"),
    "minutes": _("分"),
    "seconds": _("秒"),
}
SPEEDS = tuple(speed for speed in (0.75, 1.0, 1.25, 1.5, 2.0) if speed <= FASTEST_OFFERED)


@require_safe
@never_cache
@login_required
def lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """The page of a lesson."""
    place = _place(request, lesson_id)
    context = {
        "place": place,
        "lesson": place.lesson,
        "step": place.step,
        "content": lesson_contents.find_content(
            place.lesson, enrollment=place.enrollment, user=signed_in(request)
        ),
        "speeds": SPEEDS,
        "player": _player_data(request, place),
    }
    answer = render(request, "training/lesson.html", context)
    if place.lesson.kind == LessonKind.DOCUMENT:
        vars(answer)["_csp_update"] = {"frame-src": [SELF]}  # its PDF is shown in the page
    return answer


@require_safe
@never_cache
@login_required
def lesson_state(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """The card of the course beside the player, loaded anew when something was completed.

    The player asks for it now and then also while nothing happens: whoever watches a long video is there, and
    the session must not end for lack of visits.
    """
    place = _place(request, lesson_id)
    return render(request, "training/lessons/card.html", {"place": place})


@require_POST
@never_cache
def start(request: HttpRequest, lesson_id: int) -> JsonResponse:
    """Begin to count; the page is given its token."""
    if not request.user.is_authenticated:
        return JsonResponse({"code": "sign_in"}, status=403)
    place = _place(request, lesson_id)
    try:
        begun = watching.start(enrollment=place.enrollment, lesson=place.lesson, at=clock.now())
    except watching.BeatRefusedError as refused:
        said = {"code": refused.refusal.value, "text": str(refused.refusal.label)}
        return JsonResponse(said, status=403)
    return JsonResponse(
        {
            "token": begun.token,
            "credited": begun.credited_seconds,
            "ranges": begun.ranges,
            "position": begun.position,
        }
    )


@require_safe
@login_required
def lesson_file(request: HttpRequest, lesson_id: int, role: str) -> HttpResponseBase:
    """The video, document or captions of a lesson, in parts where a player asks for parts.

    Raises:
        Http404: no such file, or not for this person.
    """
    if not may_open(user=signed_in(request), lesson_id=lesson_id):
        raise Http404
    document = lesson_contents.find_file(lesson_id, role)
    if document is None:
        raise Http404
    suffix = f".{document.file_extension.lower()}"
    shown = SHOWN_TYPES.get(suffix)
    return send_file(
        request,
        document.file.name,
        storage=document.file.storage,
        content_type=shown or SAVED_TYPES.get(suffix, "application/octet-stream"),
        public_cache="",
        filename=document.filename,
        as_attachment=shown is None or "save" in request.GET,
    )


def _player_data(request: HttpRequest, place: Place) -> dict[str, Any]:
    """What the scripts of the player have to know."""
    step, number = place.step, place.lesson.pk
    return {
        "kind": place.lesson.kind,
        "seconds": place.lesson.seconds,
        "needed": place.lesson.needed_seconds,
        "credited": step.credited_seconds,
        "ranges": step.ranges,
        "position": step.resume_at,
        "completed": step.is_done,
        "fastest": FASTEST_OFFERED,
        "start": reverse("training:lesson_start", args=[number]),
        "beat": reverse("training:beat"),
        "state": reverse("training:lesson_state", args=[number]),
        "csrf": get_token(request),
        "words": {name: str(words) for name, words in PLAYER_WORDS.items()},
    }


def _place(request: HttpRequest, lesson_id: int) -> Place:
    place = find_place(user=signed_in(request), lesson_id=lesson_id)
    if place is None:
        raise Http404
    return place
