"""Practice by topic and the wrong-answer book (错题本): answers are marked and explained at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import signed_in
from common import clock
from common.numbers import key, number
from training.grading import responses
from training.grading.marking import is_blank
from training.models import QuizItem
from training.selectors import practice as selectors
from training.selectors import quizzes
from training.selectors.quiz_sources import sources_of
from training.services.drawing import freeze
from training.services.practicing import practice

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class _Way:
    """Where a question stands: its heading, the list it belongs to, what comes next."""

    title: str
    place: str
    back_url: str
    back: str
    next_url: str
    next: str


@require_safe
@never_cache
@login_required
def topics(request: HttpRequest) -> HttpResponse:
    """The topics one may practice."""
    user = signed_in(request)
    context = {
        "topics": selectors.practice_topics(user),
        "is_sitting": quizzes.has_running_attempt(user, at=clock.now()),
    }
    return render(request, "training/quiz/topics.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """One item of a topic after another; sent, its answer with the explanation."""
    chosen = get_object_or_404(selectors.practice_topics(signed_in(request)), pk=topic_id)
    if request.method == "POST":
        item = selectors.get_practice_item(chosen, key(request.POST.get("item", "")))
        found = (item, 0) if item is not None else None
    else:
        found = selectors.next_item(chosen, after=key(request.GET.get("after", "")))
    if found is None:
        raise Http404
    address = reverse("training:practice_topic", args=[chosen.pk])
    place = _("第 %(n)s 题，共 %(all)s 题") % {"n": found[1], "all": chosen.size} if found[1] else ""
    return _ask(
        request,
        found[0],
        _Way(
            chosen.name,
            place,
            reverse("training:practice"),
            _("练习"),
            f"{address}?after={found[0].pk}",
            _("下一题"),
        ),
    )


@require_safe
@never_cache
@login_required
def wrong_answers(request: HttpRequest) -> HttpResponse:
    """One's own wrong-answer book."""
    user, at = signed_in(request), clock.now()
    sitting = quizzes.has_running_attempt(user, at=at)
    rows = [] if sitting else selectors.list_wrong(user, at=at)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "training/quiz/wrong_answers.html", {"rows": page, "is_sitting": sitting})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def wrong_answer(request: HttpRequest, item_id: int) -> HttpResponse:
    """One item of the book, to be answered again."""
    row = selectors.get_wrong(signed_in(request), item_id, at=clock.now())
    if row is None:
        raise Http404
    back = reverse("training:wrong_answers")
    return _ask(
        request, row.item, _Way(_("错题本"), row.item.topic.name, back, _("错题本"), back, _("返回错题本"))
    )


def _ask(request: HttpRequest, item: QuizItem, way: _Way) -> HttpResponse:
    """Show a question, or what came of the answer that was sent."""
    user, at = signed_in(request), clock.now()
    if quizzes.has_running_attempt(user, at=at):
        messages.warning(request, _("正在考试，交卷后再练习。"))
        return redirect("training:practice")
    seed = request.POST.get("seed", "")[:16] or secrets.token_hex(8)
    question = freeze(item=item, seed=seed)
    streak = selectors.streak_of(user, item.pk)
    context: dict[str, Any] = {"way": way, "seed": seed, "item": item, "streak": streak}
    response: list[str] = []
    if request.method == "POST":
        response = responses.read(question, "q1", request.POST.getlist)
        if request.POST.get("version") != str(item.version):
            messages.warning(request, _("这道题刚刚修改过，请重新作答。"))
        elif is_blank(response):
            messages.warning(request, _("请先作答，再看答案。"))
        else:
            sent = number(request.POST.get("streak", "")) or 0
            part = practice(learner=user, question=question, response=response, streak=sent, at=at)
            context["entry"] = quizzes.review_question(question, 1, response, part)
            context["sources"] = sources_of([question], user=user)[item.pk]
    context["question"] = quizzes.show_question(question, 1, response)
    return render(request, "training/quiz/practice.html", context)
