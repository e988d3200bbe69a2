"""纠错: a reader says what is wrong with a page."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import client_address
from common import clock
from common.numbers import key, number
from content.forms.reporting import ReportForm
from content.models import BasePage, RulePage
from content.reporting import LONGEST_QUOTE, REPORTS_PER_HOUR, is_reportable
from content.routes import is_provision_id
from content.selectors.rules import get_timeline
from content.selectors.visibility import reachable_pages
from content.services.reporting import report_error

FORM, THANKS = "content/report_error.html", "content/report_thanks.html"
HOUR = 3600


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def report_error_view(request: HttpRequest) -> HttpResponse:
    """The form, and its sending.

    Raises:
        Http404: the person may not see the page, or nothing can be reported of it.
    """
    page = _page(request)
    eid = _provision(request)
    form = ReportForm(request.POST) if request.method == "POST" else ReportForm(initial=_initial(request))
    context = {"form": form, "reported": page, "eid": eid}
    if request.method != "POST":
        return render(request, FORM, context)
    if form.is_trap_sprung:  # as if it had been kept
        return _thank(page)
    if not form.is_valid():
        return render(request, FORM, context, status=400)
    if not _may_report(request):
        form.add_error(None, _("这个网络地址一小时内提交的纠错太多，请过一小时再来；您写的内容还在下面。"))
        return render(request, FORM, context, status=429)
    said = form.cleaned_data
    report_error(page=page, eid=eid, quote=said["quote"], remark=said["remark"], at=clock.now())
    return _thank(page)


@never_cache
@require_safe
def report_thanks(request: HttpRequest) -> HttpResponse:
    """What happens with a report."""
    return render(request, THANKS, {"reported": _page(request)})


def _page(request: HttpRequest) -> BasePage:
    """The page named in the address, for those who may see it; for anybody else there is none."""
    wanted = BasePage.objects.filter(pk=key(request.GET.get("page", "")))
    found = reachable_pages(request.user, wanted).first()
    page = found.specific if found is not None else None
    if page is None or not is_reportable(page):
        raise Http404
    return _text_of(page, request)


def _text_of(page: BasePage, request: HttpRequest) -> BasePage:
    """Of a rule the edition its page shows: words are wrong in a text, and the next edition has others."""
    if not isinstance(page, RulePage):
        return page
    current = get_timeline(page, user=request.user, on=clock.today()).current
    return current.page if current is not None else page


def _provision(request: HttpRequest) -> str:
    eid = request.GET.get("eid", "")[:80]
    is_item = eid.startswith("item-") and number(eid[5:]) is not None
    return eid if is_item or is_provision_id(eid) else ""


def _initial(request: HttpRequest) -> dict[str, str]:
    return {"quote": request.GET.get("quote", "").replace("\0", "")[:LONGEST_QUOTE]}


def _thank(page: BasePage) -> HttpResponse:
    return redirect(reverse("report_thanks", query={"page": page.pk}))


def _may_report(request: HttpRequest) -> bool:
    """Whether the network address has reports left this hour.

    Counted under a keyed digest that means nothing without the server's key and is forgotten after the hour.
    """
    hour = int(clock.now().timestamp()) // HOUR
    words = f"{hour} {client_address(request)}".encode()
    key = "report:" + hmac.new(settings.SECRET_KEY.encode(), words, hashlib.sha256).hexdigest()
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) <= REPORTS_PER_HOUR
    except ValueError:  # it was forgotten between the two
        return True
