"""The demonstration: an invented city with its people, rules, policies and the four prohibition lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from content.models import RulePage
from content.services import demo_cases, demo_documents, demo_events, demo_lists, demo_materials, demo_people
from content.services.deriving import refresh_rule
from content.services.site import fill_demonstration_settings
from content.services.structure import ensure_structure

Progress = Callable[[str, int], object]
SUBMITTER = "demo-editor"


def load_demonstration(*, at: datetime, progress: Progress) -> None:
    """Bring in what is missing of the demonstration; what is there stays as people changed it.

    Args:
        progress: called after each step with its name and the number of things that are new.

    Side effects: accounts with a published password;
        rules published past the three reviews, jobs for the index.
    """
    progress("示例账号", demo_people.ensure_accounts(at=at))
    city = demo_people.ensure_units()[demo_people.CITY]
    ensure_structure()
    rules = demo_documents.load_rules(at=at, unit=city)
    progress("规则", rules)
    policies = demo_documents.load_policies(unit=city)
    progress("政策文件", policies)
    lists = demo_lists.load_lists(unit=city)
    progress("纪律清单", lists)
    progress("案例通报", demo_cases.load_cases(unit=city))
    progress("学习资料", demo_materials.load_materials(unit=city))
    progress("附件", demo_materials.load_attachments())
    progress("工作动态", demo_materials.load_news(unit=city))
    progress("专题", demo_materials.load_topics(unit=city))
    progress("专栏", demo_materials.load_columns(unit=city))
    progress("活动", demo_events.load_events(at=at, unit=city))
    progress("网站信息", fill_demonstration_settings())
    editor = User.objects.get(staff_number=SUBMITTER)
    progress("待审文稿", demo_documents.submit_waiting(by=editor, at=at, unit=city))
    if rules or policies or lists:
        progress("重新核对引用的页面", _resolve_citations(at))


def _resolve_citations(at: datetime) -> int:
    """Texts cite each other in both directions; those published first could not be led to the later ones."""
    today = timezone.localdate(at)
    return sum(refresh_rule(rule_id=rule.pk, on=today) for rule in RulePage.objects.live())
