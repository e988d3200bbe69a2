"""学时情况: where one's people stand, who is behind, and the ledger of one of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.models import OrgUnit, User
from common import clock
from common.numbers import key, number
from training.admin.screens import TrainingScreen
from training.models import CreditEntry, RankGroup
from training.rules import training_path
from training.selectors.hours import standing_of
from training.selectors.standings import (
    Wanted,
    person_in_scope,
    standings_page,
    unit_within,
    units_below,
)
from training.services.crediting import CreditError, reverse_by_trainer

_YEARS = 6


class StandingsView(TrainingScreen):
    """People of the own subtree with their hours of a year."""

    page_title = gettext_lazy("学时情况")
    header_icon = "time"
    template_name = "training/admin/hour_standings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own, today, asked = training_path(self.request.user) or "", clock.today(), self.request.GET
        unit = unit_within(own, asked.get("unit", ""))
        year = year_of(asked.get("year", ""), today.year)
        group = RankGroup.objects.filter(pk=key(asked.get("group", ""))).first()
        wanted = Wanted(
            path=unit.path if unit is not None else own,
            year=year,
            group_id=group.pk if group is not None else None,
            only_behind=asked.get("behind") == "1",
            words=asked.get("q", "").strip()[:40],
        )
        page = standings_page(wanted, after=key(asked.get("after", "")), today=today)
        chosen = {name: value for name, value in asked.items() if name != "after" and value}
        further = urlencode({**chosen, "after": page.after}) if page.after is not None else ""
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "further": further,
            "year": year,
            "years": range(today.year, today.year - _YEARS, -1),
            "unit": unit,
            "units": units_below(wanted.path),
            "parent": parent_within(own, wanted.path),
            "groups": RankGroup.objects.all(),
            "wanted": wanted,
        }


class PersonHoursView(TrainingScreen):
    """The ledger of one person; a line can be taken back with a reason."""

    header_icon = "time"
    template_name = "training/admin/person_hours.html"
    person: User

    def prepare(self, **kwargs: Any) -> None:
        person = person_in_scope(self.user, kwargs["learner_id"])
        if person is None:
            raise Http404
        self.person = person

    def post(self, request: HttpRequest, learner_id: int) -> HttpResponse:
        """冲销 one line."""
        entry = CreditEntry.objects.filter(learner=self.person, pk=key(request.POST.get("entry", ""))).first()
        if entry is None:
            raise Http404
        reason = request.POST.get("reason", "")
        try:
            reverse_by_trainer(entry=entry, by=self.user, at=clock.now(), reason=reason)
            messages.success(request, _("已冲销。"))
        except CreditError as error:
            messages.error(request, str(error))
        return redirect(f"{reverse('training_person_hours', args=[learner_id])}?year={entry.year}")

    def get_page_title(self) -> str:
        return self.person.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        year = year_of(self.request.GET.get("year", ""), today.year)
        entries = CreditEntry.objects.filter(learner=self.person, year=year)
        rows = entries.select_related("reversal", "reversal_of", "by").order_by("on", "pk")
        return {
            **super().get_context_data(**kwargs),
            "person": self.person,
            "year": year,
            "years": range(today.year, today.year - _YEARS, -1),
            "standing": standing_of(self.person, year=year, today=today),
            "entries": rows,
            "is_own": self.person.pk == self.request.user.pk,
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        way = {"url": reverse("training_standings"), "label": StandingsView.page_title}
        return [*self.breadcrumbs_items, way, {"url": "", "label": self.person.name}]


def parent_within(own: str, path: str) -> Any:
    """The unit above one that is shown; None where that is out of reach."""
    above = path[: -OrgUnit.steplen]
    return OrgUnit.objects.filter(path=above).first() if above and above.startswith(own) else None


def year_of(text: str, present: int) -> int:
    """A year from an address; the present one for what is none."""
    return number(text, least=present - 50, most=present) or present
