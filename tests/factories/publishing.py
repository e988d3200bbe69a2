"""A small portal with its frame, two districts and named people (示例)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import Client

from accounts.enums import Role
from accounts.models import OrgUnit, User
from content.enums import LevelOfEffect
from content.models import EditionPage, HomePage
from content.services.importing import RuleDraft, import_rule
from content.services.structure import ensure_structure
from tests.factories.accounts import NOON, make_superuser, make_unit, make_user

TEXT = """示例市选举工作规定

（2020年1月1日示例市委员会印发）

第一章　总则

第一条　为了规范选举工作，制定本规定。

第二条　选举工作应当遵守下列要求：
（一）依法办事；
（二）公开透明。

第二章　附则

第三条　本规定自印发之日起施行。
"""


@dataclass(frozen=True)
class Portal:
    """Home page, a city with districts A and B, and who works there."""

    home: HomePage
    city: OrgUnit
    district_a: OrgUnit
    district_b: OrgUnit
    editor: User
    editor_a: User
    editor_b: User
    first: User
    second: User
    final: User
    superuser: User


def make_portal() -> Portal:
    """The frame with one person for each part in the three reviews."""
    home = ensure_structure()
    city = make_unit("示例市")
    district_a, district_b = make_unit("甲区", parent=city), make_unit("乙区", parent=city)
    return Portal(
        home=home,
        city=city,
        district_a=district_a,
        district_b=district_b,
        editor=make_user(Role.EDITOR, name="市级编辑", unit=city, email="editor@example.com"),
        editor_a=make_user(Role.EDITOR, name="甲区编辑", unit=district_a),
        editor_b=make_user(Role.EDITOR, name="乙区编辑", unit=district_b),
        first=make_user(Role.FIRST_REVIEWER, name="初审员", unit=city, email="first@example.com"),
        second=make_user(Role.SECOND_REVIEWER, name="复审员", unit=city, email="second@example.com"),
        final=make_user(Role.FINAL_REVIEWER, name="终审员", unit=city, email="final@example.com"),
        superuser=make_superuser(name="安装管理员", email="root@example.com"),
    )


def make_edition(
    *, title: str = "示例市选举工作规定", by: User | None = None, unit: OrgUnit | None = None, **fields: Any
) -> EditionPage:
    """A draft edition of an invented rule; ``publish=True`` puts it live past the reviews."""
    publish = fields.pop("publish", False)
    draft = RuleDraft(
        title=title,
        text=fields.pop("text", TEXT),
        promulgation_date=fields.pop("promulgation_date", dt.date(2020, 1, 1)),
        level_of_effect=LevelOfEffect.NORMATIVE_DOCUMENT,
        issuing_body="示例市委员会",
        **fields,
    )
    return import_rule(draft=draft, by=by, at=NOON, unit=unit, publish=publish).edition


def client_of(user: User) -> Client:
    """A browser in which ``user`` is signed in."""
    client = Client()
    client.force_login(user, backend="accounts.backends.StaffNumberOrPhoneBackend")
    return client
