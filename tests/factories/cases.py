"""Invented case notices (示例)."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from typing import Any

from content.models import CaseIndexPage, CaseItem, CasePage, CasePerson, ProhibitionListPage

_numbers = itertools.count(1)


def make_case(
    title: str = "",
    *,
    items: Iterable[tuple[ProhibitionListPage, int]] = (),
    people: Iterable[tuple[str, list[str]]] = (("张某", ["warning"]),),
    publish: bool = True,
    **fields: Any,
) -> CasePage:
    """A case of 2025 in 甲区 with one person who was warned."""
    number = next(_numbers)
    fields.setdefault("slug", f"case-{number}")
    fields.setdefault("notified_on", dt.date(2025, 6, 1))
    fields.setdefault("issuing_body", "示例机关")
    fields.setdefault("year", 2025)
    fields.setdefault("region", "甲区")
    fields.setdefault("facts", "张某宴请选民。")
    page = CasePage(title=title or f"示例问题之{number}（示例）", live=False, **fields)
    page.people = [
        CasePerson(label=label, post="示例职务", outcomes=outcomes, sort_order=place)
        for place, (label, outcomes) in enumerate(people)
    ]
    page.items = [CaseItem(target_list=target, target_number=item) for target, item in items]
    CaseIndexPage.objects.get().add_child(instance=page)
    if publish:
        page.save_revision().publish()
    return page
