"""What the pages of lessons ask for: spans of time in words, credited ranges as a picture."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from training.watching.ranges import Ranges

register = template.Library()


@register.filter
def span(seconds: int) -> str:
    """A span of time in words: 5 分 42 秒."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, _("小时")), (minutes, _("分")), (rest, _("秒"))]
    said = [f"{number} {word}" for number, word in parts if number]
    return " ".join(said) or f"0 {_('秒')}"


@register.simple_tag
def range_picture(ranges: Ranges, seconds: int) -> SafeString:
    """The credited stretches of a lesson on a bar of its whole length; the words beside it say the same."""
    bars = format_html_join(
        "",
        '<rect x="{}" y="0" width="{}" height="10"></rect>',
        ((start, end - start) for start, end in ranges),
    )
    return format_html(
        '<svg class="segs" viewBox="0 0 {} 10" preserveAspectRatio="none" aria-hidden="true" data-segs>'
        "{}</svg>",
        max(seconds, 1),
        bars,
    )
