"""Words and addresses of a comparison."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

from content.comparing.alignment import Fate
from content.models import EditionPage
from content.selectors.citations import provision_url

register = template.Library()

_WORDS = {
    Fate.UNCHANGED: _("未变"),
    Fate.CHANGED: _("修改"),
    Fate.RENUMBERED: _("仅移号"),
    Fate.RENUMBERED_CHANGED: _("移号并修改"),
    Fate.ADDED: _("新增"),
    Fate.REMOVED: _("删去"),
}


@register.filter
def fate(status: Fate) -> str:
    """What became of an article, in a word or two."""
    return str(_WORDS[status])


@register.filter
def with_breaks(words: str) -> str:
    """Changed words with their paragraph ends made visible: they change how an article is cited."""
    return words.replace("\n", "¶\n")


@register.simple_tag
def provision_address(page: EditionPage, eid: str) -> str:
    """The address of a provision."""
    return provision_url(page, eid)
