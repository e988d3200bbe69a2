"""The way to a page by its number, for links to what is not for everybody."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.models import BasePage
from content.selectors.visibility import reachable_pages


@never_cache
@require_safe
def go_to_page(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """On to the page; a visitor is led to the sign-in page, whether there is a page or not.

    Raises:
        Http404: there is no such page for the person who is signed in.
    """
    page = reachable_pages(request.user, BasePage.objects.filter(pk=page_id)).first()
    if page is not None and page.url:
        return HttpResponseRedirect(page.url)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise Http404
