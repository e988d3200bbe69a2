"""Taking a paper: its rules, the attempt, the result. Each person sees their own alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import signed_in
from common import clock
from common.numbers import number
from training.enums import ReviewPolicy
from training.grading import responses
from training.grading.marking import is_blank
from training.models import Attempt, Enrollment, LessonVersion
from training.selectors import quizzes as selectors
from training.selectors.quiz_sources import sources_of
from training.services import attempting
from training.services.attempting import AttemptError, Given


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def paper(request: HttpRequest, enrollment_id: int, lesson_id: int) -> HttpResponse:
    """The rules of a quiz and the attempts so far; sent, it starts an attempt or goes on with one."""
    user = signed_in(request)
    if request.method == "POST":
        return _start(request, user, enrollment_id, lesson_id)
    found = selectors.get_quiz(user, enrollment_id=enrollment_id, lesson_id=lesson_id)
    if found is None:
        raise Http404
    return render(request, "training/quiz/paper.html", _paper(*found, clock.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def attempt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The paper in hand, one form. Sent with ``action=save`` it keeps all answers, else it is handed in."""
    found = _settled(request, attempt_id)
    if found.submitted_at is not None:
        return redirect("training:result", found.pk)
    if request.method != "POST":
        return _show(request, found)
    given = _given(found, request)
    if request.POST.get("action") == "save":
        if _save_all(request, found, given):
            messages.success(request, _("已保存。"))
        return redirect("training:attempt", found.pk)
    if request.POST.get("confirmed") != "1" and _save_all(request, found, given):
        unanswered = [each.position for each in selectors.questions_of(found) if not each.is_answered]
        if unanswered:
            return _show(request, found, unanswered=unanswered)
    attempting.submit(attempt=found, at=clock.now(), given=given)
    return redirect("training:result", found.pk)


@require_POST
@never_cache
@login_required
def answer(request: HttpRequest, attempt_id: int, position: int) -> JsonResponse:
    """Keep the answer to one question; what this says is committed (``AtomicWritesMiddleware``)."""
    found = selectors.get_attempt(signed_in(request), attempt_id)
    if found is None or not 1 <= position <= len(found.sheet):
        raise Http404
    given = _read(found, request, position)
    try:
        saved = attempting.save_answer(attempt=found, position=position, given=given, at=clock.now())
    except AttemptError as error:
        return JsonResponse({"error": str(error)}, status=409)
    answered = not is_blank(given.response)
    return JsonResponse({"stored": saved.stored, "sequence": saved.sequence, "answered": answered})


@require_safe
@never_cache
@login_required
def result(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """What came of an attempt; right answers and explanations as its review policy allows."""
    found = _settled(request, attempt_id)
    if found.submitted_at is None:
        return redirect("training:attempt", found.pk)
    at = clock.now()
    reviewed = selectors.review_of(found) if selectors.may_review(found, at=at) else []
    sources = sources_of([entry.question for entry in reviewed], user=signed_in(request)) if reviewed else {}
    context = {
        "attempt": found,
        "lesson": found.lesson,
        "questions": [(entry, sources[entry.item_id]) for entry in reviewed],
        "wrong": sum(1 for entry in reviewed if entry.share < 1),
        "policy": ReviewPolicy(found.rules["review"]),
        "policies": ReviewPolicy,
        "count": len(found.sheet),
    }
    return render(request, "training/quiz/result.html", context)


def _start(request: HttpRequest, user: User, enrollment_id: int, lesson_id: int) -> HttpResponse:
    try:
        begun = attempting.start(
            learner_id=user.pk, enrollment_id=enrollment_id, lesson_id=lesson_id, at=clock.now()
        )
    except Enrollment.DoesNotExist as error:
        raise Http404 from error
    except AttemptError as error:
        messages.error(request, str(error))
        return redirect("training:paper", enrollment_id, lesson_id)
    return redirect("training:attempt", begun.pk)


def _paper(enrollment: Enrollment, lesson: LessonVersion, at: dt.datetime) -> dict[str, Any]:
    attempts = [
        attempting.settle(attempt=each, at=at) for each in selectors.list_attempts(enrollment, lesson)
    ]
    exam = attempting.paper_of(lesson)
    opened = next((each for each in attempts if each.submitted_at is None), None)
    obstacle = attempting.obstacle_to_start(enrollment=enrollment, paper=exam, used=len(attempts), at=at)
    return {
        "enrollment": enrollment,
        "lesson": lesson,
        "paper": exam,
        "size": selectors.paper_size(exam) if exam else 0,
        "pass_mark": attempting.pass_mark_of(exam, enrollment.version.rules) if exam else 0,
        "attempts": attempts,
        "opened": opened,
        "obstacle": "" if opened else obstacle,
        "left": max(exam.attempts - len(attempts), 0) if exam else 0,
        "passed": any(each.passed for each in attempts),
        "ends": attempting.deadline_of(exam, enrollment, at)
        if exam and not opened and not obstacle
        else None,
    }


def _show(request: HttpRequest, found: Attempt, *, unanswered: list[int] | None = None) -> HttpResponse:
    questions = selectors.questions_of(found)
    context = {
        "attempt": found,
        "lesson": found.lesson,
        "questions": questions,
        "answered": sum(1 for question in questions if question.is_answered),
        "unanswered": unanswered or [],
        "is_asked": bool(unanswered),
        "now": int(clock.now().timestamp() * 1000),
        "deadline": int(found.deadline.timestamp() * 1000) if found.deadline else "",
    }
    return render(request, "training/quiz/attempt.html", context)


def _settled(request: HttpRequest, attempt_id: int) -> Attempt:
    found = selectors.get_attempt(signed_in(request), attempt_id)
    if found is None:
        raise Http404
    return attempting.settle(attempt=found, at=clock.now())


def _given(found: Attempt, request: HttpRequest) -> dict[int, Given]:
    """What the form holds: a question that is not in it is not answered by it."""
    positions = range(1, len(found.sheet) + 1)
    return {each: _read(found, request, each) for each in positions if f"q{each}-sequence" in request.POST}


def _read(found: Attempt, request: HttpRequest, position: int) -> Given:
    name = f"q{position}"
    response = responses.read(found.sheet[position - 1], name, request.POST.getlist)
    return Given(response, number(request.POST.get(f"{name}-sequence", "")))


def _save_all(request: HttpRequest, found: Attempt, given: dict[int, Given]) -> bool:
    """Whether all was kept; where a newer answer stands or time is up, a message says so."""
    try:
        older = attempting.save_all(attempt=found, given=given, at=clock.now())
    except AttemptError as error:
        messages.error(request, str(error))
        return False
    for position in older:
        words = _("第 %(n)s 题在另一个窗口有更新的答案，已保留较新的。")
        messages.warning(request, words % {"n": position})
    return True
