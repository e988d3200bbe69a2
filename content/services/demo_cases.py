"""The invented case notices of the demonstration."""

from __future__ import annotations

import tomllib
from typing import Any

from django.db import transaction

from accounts.models import OrgUnit
from content.enums import NoticeKind, Outcome
from content.models import CaseIndexPage, CaseItem, CasePage, CasePerson, ProhibitionListPage
from content.services.demo_documents import FOLDER, SOURCE

LIST = "nine-prohibitions-2016"

_KINDS = {str(kind.label): kind for kind in NoticeKind}
_OUTCOMES = {str(outcome.label): outcome.value for outcome in Outcome}


def read_cases() -> list[dict[str, Any]]:
    """The cases as typed, the earliest notice first."""
    read = tomllib.loads((FOLDER / "cases.toml").read_text(encoding="utf-8"))
    return sorted(read["case"], key=lambda entry: entry["notified_on"])


@transaction.atomic
def load_cases(*, unit: OrgUnit) -> int:
    """Publish the cases that are missing, past the three reviews; the rules and lists must be there.

    Returns:
        The number of new cases; one that is there is left as people changed it.
    """
    known = set(CasePage.objects.values_list("slug", flat=True))
    missing = [entry for entry in read_cases() if entry["slug"] not in known]
    if missing:
        broken = ProhibitionListPage.objects.get(slug=LIST)
        for entry in missing:
            _add_case(entry, broken, unit)
    return len(missing)


def _add_case(entry: dict[str, Any], broken: ProhibitionListPage, unit: OrgUnit) -> None:
    page = CasePage(
        title=entry["title"],
        slug=entry["slug"],
        notice_kind=_KINDS[entry["notice_kind"]],
        notified_on=entry["notified_on"],
        issuing_body=entry["issuing_body"],
        occurred=entry["occurred"],
        year=entry["year"],
        region=entry["region"],
        facts=entry["facts"].strip(),
        broken_rules=entry["broken_rules"].strip(),
        warning=entry["warning"],
        content_source=SOURCE,
        unit=unit,
        live=False,
    )
    page.people = [_person(person) for person in entry["person"]]
    page.items = [CaseItem(target_list=broken, target_number=number) for number in entry["items"]]
    CaseIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish(skip_permission_checks=True)


def _person(entry: dict[str, Any]) -> CasePerson:
    return CasePerson(
        label=entry["label"],
        post=entry["post"],
        outcomes=[_OUTCOMES[label] for label in entry["outcomes"]],
        remark=entry.get("remark", ""),
    )
