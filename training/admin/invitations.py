"""邀请链接 of a class in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from wagtail.admin import messages

from common import clock
from common.numbers import key
from common.refusals import words_of
from training.admin.class_screens import REFUSALS, ClassScreen, explain
from training.checking_in.pictures import qr_svg
from training.forms.classes import InvitationForm
from training.models import Invitation
from training.rules import training_path
from training.selectors.classes import invitations_of
from training.services.inviting import create_invitation, revoke_invitation


class InvitationsView(ClassScreen):
    """Links with what is left of them; making and stopping them."""

    tab = "training_class_invitations"
    template_name = "training/admin/class_invitations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", InvitationForm(path=training_path(self.user) or ""))
        now = clock.now()
        rows = [(row, address_of(row), _is_usable(row, now)) for row in invitations_of(self.klass)]
        return super().get_context_data(invitations=rows, **kwargs)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if "revoke" in request.POST:
            return self._revoke(request.POST["revoke"])
        form = InvitationForm(request.POST, path=training_path(self.user) or "")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        said = form.cleaned_data
        try:
            create_invitation(
                klass=self.klass,
                by=self.user,
                at=clock.now(),
                expires_at=said["expires_at"],
                uses=said["uses"],
                unit=said["unit"],
            )
        except REFUSALS as error:
            form.add_error(None, words_of(error))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, _("已生成邀请链接。"))
        return self.back()

    def _revoke(self, text: str) -> HttpResponse:
        found = self.klass.invitations.filter(pk=key(text)).first()
        if found is None:
            raise Http404
        try:
            revoke_invitation(invitation=found, by=self.user, at=clock.now())
        except REFUSALS as error:
            explain(self.request, error)
        else:
            messages.success(self.request, _("链接已停用。"))
        return self.back()


class InvitationPictureView(ClassScreen):
    """The link as a picture to be printed."""

    tab = "training_class_invitations"
    template_name = "training/admin/class_invitation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.klass.invitations.select_related("unit").filter(pk=kwargs["invitation_id"]).first()
        if found is None:
            raise Http404
        address = address_of(found)
        picture = mark_safe(qr_svg(address, label=_("邀请二维码")))  # noqa: S308 - ours
        return super().get_context_data(invitation=found, address=address, picture=picture, **kwargs)


def address_of(invitation: Invitation) -> str:
    """The whole address of a link."""
    return settings.WAGTAILADMIN_BASE_URL + reverse("training:invited", args=[invitation.token])


def _is_usable(invitation: Invitation, now: Any) -> bool:
    is_left = invitation.uses_left is None or invitation.uses_left > 0
    return invitation.revoked_at is None and invitation.expires_at > now and is_left
