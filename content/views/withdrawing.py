"""撤下: taking a published page back with a reason, and bringing it back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from common import clock
from content.enums import WithdrawalReason
from content.forms.withdrawing import WithdrawForm
from content.models import BasePage, EditionPage, RulePage, Withdrawal
from content.services.withdrawing import WithdrawalError, reinstate, withdraw


class WithdrawView(WagtailAdminTemplateMixin, FormView[WithdrawForm]):
    """The form where a page is live, the way back where it is withdrawn."""

    page_title = gettext_lazy("撤下")
    header_icon = "download"
    template_name = "content/admin/withdraw.html"
    form_class = WithdrawForm
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for people who may take this page offline."""
        page: Any = get_object_or_404(BasePage, pk=kwargs["page_id"]).specific
        self.page = page
        self.withdrawal = Withdrawal.objects.filter(page_id=page.pk).select_related("target", "by").first()
        tester = page.permissions_for_user(request.user)
        if not (tester.can_unpublish() if page.live else tester.can_set_view_restrictions()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "reinstate" in request.POST:
            return self._reinstate()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: WithdrawForm) -> HttpResponse:
        """Withdraw; what the service refuses stands at its field."""
        said = form.cleaned_data
        user: Any = self.request.user
        try:
            withdraw(
                page=self.page,
                reason=WithdrawalReason(said["reason"]),
                explanation=said["explanation"],
                target=said["target"],
                by=user,
                at=clock.now(),
            )
        except WithdrawalError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("已撤下《%(title)s》。") % {"title": self.page.title})
        return redirect(self._next())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "page": self.page,
            "withdrawal": self.withdrawal,
            "next_url": self._next(),
            "is_edition": isinstance(self.page, EditionPage),
            "is_rule": isinstance(self.page, RulePage),
            "below": self.page.get_descendants().live().count(),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        title = str(self.page.get_admin_display_title())
        here = {"url": "", "label": self.page_title, "sublabel": title}
        edit = {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": title}
        return [*self.breadcrumbs_items, edit, here]

    def _reinstate(self) -> HttpResponse:
        user: Any = self.request.user
        try:
            reinstate(page=self.page, by=user, at=clock.now())
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return redirect("content_withdraw", self.page.pk)
        messages.success(self.request, _("已恢复《%(title)s》。") % {"title": self.page.title})
        return redirect(self._next())

    def _next(self) -> str:
        asked: str = get_valid_next_url_from_request(self.request)
        return asked or reverse("wagtailadmin_explore", args=[self.page.get_parent().pk])
