"""我的关注: saved searches, followed rules, notices and mail, each person's own."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import signed_in
from common import clock
from search import narrowing, rerunning
from search.enums import Digest
from search.exchange import FACETS
from search.forms import SearchForm
from search.models.following import MAX_ADDRESS
from search.selectors import following as selectors
from search.services import digesting, following


@require_safe
@never_cache
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Notices, saved searches, followed rules, mail."""
    user = signed_in(request)
    context = {
        "notices": selectors.list_notices(user),
        "saved": selectors.list_saved(user),
        "followed": selectors.list_followed(user),
        "digest": selectors.digest_of(user),
        "digests": Digest,
        "most_searches": following.MOST_SEARCHES,
    }
    return render(request, "search/following.html", context)


@require_POST
@never_cache
@login_required
def save(request: HttpRequest) -> HttpResponse:
    """保存这个搜索: keep the search of a result page, and go back to it."""
    user = signed_in(request)
    form = rerunning.canonical(request.POST.get("address", "")[: 4 * MAX_ADDRESS], user=user)
    if not form.typed.strip():
        raise Http404
    try:
        _saved, is_new = following.save_search(
            user=user,
            name=_name(form),
            address=form.address,
            seen=rerunning.newest_pages(user, form.address),
            at=clock.now(),
        )
        words = _("已保存这个搜索，有新结果时会提醒您。") if is_new else _("这个搜索已经保存过。")
        messages.success(request, words)
    except following.FollowingError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(_results(form))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def saved_search(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Remove one's saved search after a question, or say whether to be told; of others' nothing is said."""
    saved = selectors.get_saved(signed_in(request), saved_id)
    if saved is None:
        raise Http404
    if request.method != "POST":
        return render(request, "search/remove_saved.html", {"saved": saved})
    action = request.POST.get("action", "")
    if action == "remove":
        following.remove_search(saved=saved)
        messages.success(request, _("已删除“%(name)s”。") % {"name": saved.name})
    elif action in {"tell", "hush"}:
        following.set_notify(saved=saved, notify=action == "tell")
        messages.success(request, _("已更改提醒设置。"))
    return redirect("search:following")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def follow(request: HttpRequest, rule_id: int) -> HttpResponse:
    """关注 or 取消关注 a rule; one that may not be read now can still be left."""
    user = signed_in(request)
    rule = selectors.get_readable_rule(user, rule_id)
    is_following = selectors.is_following(user, rule_id)
    if rule is None and not is_following:
        raise Http404
    if request.method != "POST":
        context = {"rule": rule, "rule_id": rule_id, "is_following": is_following}
        return render(request, "search/follow.html", context)
    if request.POST.get("action") == "unfollow":
        following.unfollow_rule(user=user, rule_id=rule_id)
        messages.success(request, _("已取消关注。"))
    elif rule is not None:
        try:
            following.follow_rule(user=user, rule_id=rule_id, at=clock.now())
            messages.success(request, _("已关注，有新版本、新案例或者效力变化时会提醒您。"))
        except following.FollowingError as error:
            messages.error(request, " ".join(error.messages))
    return redirect(rule.url if rule is not None and rule.url else "search:following")


@require_safe
@never_cache
def follow_button(request: HttpRequest, rule_id: int) -> HttpResponse:
    """The button of a rule's page, for who is signed in; for others nothing: the link stays."""
    rule = selectors.get_readable_rule(request.user, rule_id) if request.user.is_authenticated else None
    if rule is None:
        return HttpResponse("")
    context = {"rule_id": rule_id, "is_following": selectors.is_following(signed_in(request), rule_id)}
    return render(request, "search/follow_button.html", context)


@require_POST
@never_cache
@login_required
def read_notices(request: HttpRequest) -> HttpResponse:
    """全部标为已读: up to the latest that was shown."""
    following.mark_read(user=signed_in(request), at=clock.now(), until=_shown_at(request))
    return redirect("search:following")


@require_POST
@never_cache
@login_required
def choose_digest(request: HttpRequest) -> HttpResponse:
    """How often mail is sent."""
    chosen, user = request.POST.get("digest", ""), signed_in(request)
    if chosen in Digest.values:
        following.choose_digest(user=user, frequency=Digest(chosen), at=clock.now())
        if chosen != Digest.NONE and not user.email:
            messages.warning(request, _("您的账号没有登记电子邮箱，请联系本单位系统管理员登记。"))
        else:
            messages.success(request, _("已更改邮件设置。"))
    return redirect("search:following")


@csrf_exempt  # mail programs send the request themselves (RFC 8058); the token is the leave to do it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """No more mail, from a link in one, without signing in; a visit asks, since programs visit links too."""
    user = digesting.subscriber_of(token)
    if user is None:
        raise Http404
    is_done = request.method == "POST"
    if is_done:
        following.choose_digest(user=user, frequency=Digest.NONE, at=clock.now())
    return render(request, "search/unsubscribe.html", {"is_done": is_done})


def _name(form: SearchForm) -> str:
    """What a saved search is called: its words and its filters."""
    filters = [
        narrowing.value_label(facet, value) for facet in FACETS for value in sorted(form.chosen(facet))
    ]
    return "，".join([" ".join(form.typed.split()), *filters])[:60]


def _results(form: SearchForm) -> str:
    return reverse("search:results") + form.address


def _shown_at(request: HttpRequest) -> datetime:
    try:
        shown = parse_datetime(request.POST.get("shown_at", ""))
    except ValueError:
        shown = None
    return shown if shown is not None and shown.tzinfo else clock.now()
