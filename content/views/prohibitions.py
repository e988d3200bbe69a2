"""One item of a prohibition list."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from content.models import ProhibitionListPage
from content.selectors.item_uses import get_item_uses
from content.selectors.prohibitions import get_front_list, get_item


def prohibition_item(request: HttpRequest, page: ProhibitionListPage, number: str) -> HttpResponse:
    """The official words of one item, what follows, what it rests on and what answers it in other lists.

    Raises:
        Http404: the list has no item of that number.
    """
    detail = get_item(page, int(number), user=request.user) if len(number) <= 4 else None
    if detail is None or number != str(detail.entry.item.number):
        raise Http404(_("这份清单没有这一条。"))
    context = {"page": page, "self": page, "detail": detail, "item": detail.entry.item}
    context["trail"] = [detail.entry.place]
    context["uses"] = get_item_uses(page, detail.entry.item.number, user=request.user)
    # Cases can be filtered by the items of one list only.
    context["is_front"] = get_front_list(user=request.user) == page
    return render(request, "content/prohibition_item.html", context)
