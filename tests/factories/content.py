"""Invented rules, policy texts and lists (示例), published or as drafts."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from typing import Any

from accounts.services.roles import ensure_role_groups
from content.enums import LevelOfEffect
from content.models import (
    HomePage,
    PolicyIndexPage,
    PolicyPage,
    ProhibitionIndexPage,
    ProhibitionItem,
    ProhibitionListPage,
)
from content.services.importing import ImportedRule, RuleDraft, import_rule
from content.services.structure import ensure_structure
from tests.factories.accounts import NOON

_numbers = itertools.count(1)

ARTICLES = ("为了规范示例工作，制定本办法。", "示例工作应当公开、公平、公正。", "本办法自公布之日起施行。")
POLICY_TEXT = """关于示例工作的通知（示例）

各示例单位：

一、总体要求

（一）示例工作应当公开、公平、公正。

（二）每一个步骤都要有记录。

二、工作纪律

（一）不得弄虚作假。

示例单位

2026年1月5日
"""


def make_structure() -> HomePage:
    """The portal's frame: home, columns, permissions, the three reviews."""
    ensure_role_groups()
    return ensure_structure()


def rule_text(title: str, articles: Iterable[str]) -> str:
    """A rule of one-paragraph articles, numbered from 1 (at most 99)."""
    body = "\n\n".join(f"第{numeral(number)}条　{words}" for number, words in enumerate(articles, start=1))
    return f"{title}\n\n{body}\n"


def numeral(number: int) -> str:
    """A number below 100 in Chinese, written apart from the code under test."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if tens == 0:
        return digits[ones]
    return (digits[tens] if tens > 1 else "") + "十" + (digits[ones] if ones else "")


def draft_of(title: str = "", *articles: str, **fields: Any) -> RuleDraft:
    """A small rule ready to be imported; every article and field may be given."""
    title = title or f"示例工作办法之{next(_numbers)}（示例）"
    words = articles or (
        "为了规范示例工作，制定本办法。",
        "示例工作应当公开、公平、公正。",
        "本办法自公布之日起施行。",
    )
    fields.setdefault("text", rule_text(title, words))
    fields.setdefault("promulgation_date", dt.date(2020, 1, 1))
    fields.setdefault("level_of_effect", LevelOfEffect.NORMATIVE_DOCUMENT)
    fields.setdefault("issuing_body", "示例机关")
    return RuleDraft(title=title, **fields)


def make_rule(title: str = "", *articles: str, publish: bool = True, **fields: Any) -> ImportedRule:
    """A small rule with one edition, published past the reviews unless told otherwise."""
    return import_rule(draft=draft_of(title, *articles, **fields), by=None, at=NOON, publish=publish)


def make_policy(title: str = "", *, publish: bool = True, **fields: Any) -> PolicyPage:
    """A notice with two points."""
    number = next(_numbers)
    fields.setdefault("slug", f"notice-{number}")
    fields.setdefault("text", POLICY_TEXT)
    fields.setdefault("issuing_body", "示例单位")
    fields.setdefault("signed_date", dt.date(2026, 1, 5))
    page = PolicyPage(title=title or f"示例通知之{number}（示例）", live=False, **fields)
    PolicyIndexPage.objects.get().add_child(instance=page)
    if publish:
        page.save_revision().publish()
    return page


def make_list(*headings: str, publish: bool = True, **fields: Any) -> ProhibitionListPage:
    """A prohibition list with an item for each heading."""
    number = next(_numbers)
    fields.setdefault("title", f"示例清单之{number}（示例）")
    fields.setdefault("slug", f"list-{number}")
    fields.setdefault("generation", "示例清单")
    fields.setdefault("issuers", "示例机关")
    fields.setdefault("year", 2016)
    page = ProhibitionListPage(live=False, **fields)
    page.items = [
        ProhibitionItem(number=place, heading=heading)
        for place, heading in enumerate(headings or ("严禁示例行为",), start=1)
    ]
    ProhibitionIndexPage.objects.get().add_child(instance=page)
    if publish:
        page.save_revision().publish()
    return page
