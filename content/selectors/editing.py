"""Which pages a person may edit, explore or choose in the admin."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from wagtail.permissions import policy_registry

from content.models import BasePage
from content.selectors.visibility import reachable_pages

if TYPE_CHECKING:
    from accounts.models import User


def editable_pages(user: User | Any) -> QuerySet[BasePage]:
    """Pages of the units entrusted to ``user``, where the role allows changes."""
    pages: QuerySet[BasePage] = policy_registry.get_by_type(BasePage).instances_user_has_permission_for(
        user, "change"
    )
    return pages


def explorable_pages(user: User | Any) -> QuerySet[BasePage]:
    """Pages ``user`` may see in the admin's lists: their units' and the columns above them."""
    pages: QuerySet[BasePage] = policy_registry.get_by_type(BasePage).explorable_instances(user)
    return pages


def is_explorable(page: BasePage, user: User | Any) -> bool:
    """Whether ``user`` may see this page in the admin's lists."""
    return page.depth == 1 or explorable_pages(user).filter(pk=page.pk).exists()


def choosable_pages(user: User | Any) -> QuerySet[BasePage]:
    """Pages ``user`` may link to: what they see in the admin and what they may read on the site."""
    readable = reachable_pages(user, BasePage.objects.all())
    return BasePage.objects.filter(
        Q(pk__in=explorable_pages(user).values("pk")) | Q(pk__in=readable.values("pk")) | Q(depth=1)
    )


def is_editor(user: User | Any) -> bool:
    """Whether ``user`` adds pages; reviewers do not."""
    return bool(policy_registry.get_by_type(BasePage).user_has_permission(user, "add"))


def next_slug(parent: BasePage, *, on: date) -> str:
    """A free name below ``parent`` for a page whose editor gave none: 20261120-1, 20261120-2 …"""
    day = on.strftime("%Y%m%d")
    taken = set(parent.get_children().filter(slug__startswith=f"{day}-").values_list("slug", flat=True))
    return next(slug for number in count(1) if (slug := f"{day}-{number}") not in taken)
