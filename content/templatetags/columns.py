"""Dated lists, as templates call for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from common import clock
from content.enums import ListingKind, MaterialKind
from content.models import BasePage, ColumnPage, Listing, MaterialPage, TopicPage
from content.selectors import columns, materials, topics
from content.templatetags.listings import asked, chosen, column_page, viewer

register = template.Library()

# The tabs of the home page: what stands in the address, label, kind of lines, column with all of them.
_TABS: tuple[tuple[str, str | Promise, str, str], ...] = (
    ("", _("最新发布"), "", ""),
    ("policy", _("政策文件"), "policy", "policies"),
    ("case", _("案例通报"), "case", "cases"),
    ("material", _("学习资料"), "material", "materials"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One list the home page can show."""

    label: str
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Tabs:
    """The lists of the home page; ``label``, ``kind`` and ``column`` belong to the one that is shown."""

    entries: tuple[Tab, ...]
    label: str
    kind: str
    column: BasePage | None


@register.simple_tag(takes_context=True)
def column_slice(context: dict[str, Any], page: BasePage) -> columns.ColumnSlice:
    """The stretch of a column the reader asked for: of its children, or of what its saved query finds."""
    user, before = viewer(context), asked(context, "before")
    if isinstance(page, TopicPage):
        # Without conditions a topic is what its editor chose, not everything there is.
        shown = [page.pk, *(choice.page_id for choice in page.choices.all())]
        if columns.condition_of(page) == Q():
            return columns.ColumnSlice((), "", is_first=True)
        return columns.list_query(page, user=user, before=before, without=shown)
    if isinstance(page, ColumnPage):
        return columns.list_query(page, user=user, before=before)
    kind = chosen_kind(context)
    if kind is not None:
        return materials.list_materials(page, user=user, kind=kind, before=before)
    return columns.list_children(page, user=user, before=before)


@register.simple_tag(takes_context=True)
def chosen_kind(context: dict[str, Any]) -> MaterialKind | None:
    """The form of materials the reader filters by, if there is one of that name."""
    return chosen(context, "kind", MaterialKind)


@register.simple_tag
def material_kinds() -> list[MaterialKind]:
    """Every form a material can have."""
    return list(MaterialKind)


@register.simple_tag(takes_context=True)
def material_detail(context: dict[str, Any], page: MaterialPage) -> materials.MaterialDetail:
    """The file, the items and the legal bases of a material."""
    return materials.get_material(page, user=viewer(context))


@register.simple_tag(takes_context=True)
def chosen_pages(context: dict[str, Any], page: TopicPage) -> list[topics.Chosen]:
    """What the editor of a topic put first."""
    return topics.list_chosen(page, user=viewer(context))


@register.simple_tag(takes_context=True)
def topic_cards(context: dict[str, Any], lines: Sequence[Listing]) -> list[topics.TopicCard]:
    """Lines of topics with the pictures the reader may open."""
    return topics.list_cards(lines, user=viewer(context))


@register.simple_tag(takes_context=True)
def home_tabs(context: dict[str, Any]) -> Tabs:
    """The lists of the home page; an unknown name shows the first."""
    name = asked(context, "show")
    shown = next((tab for tab in _TABS if tab[0] == name), _TABS[0])
    entries = tuple(
        Tab(str(label), f"?show={code}#latest" if code else "/#latest", code == shown[0])
        for code, label, _kind, _column in _TABS
    )
    column = column_page(context, shown[3]) if shown[3] else None
    return Tabs(entries, str(shown[1]), shown[2], column)


@register.simple_tag(takes_context=True)
def latest_lines(context: dict[str, Any], kind: str = "", limit: int = 8) -> list[Listing]:
    """The newest of one kind; without one what was published last, but for what has its own place at home."""
    if kind:
        return columns.list_kind_lines(kind, user=viewer(context), limit=limit)
    own_place = (ListingKind.EVENT, ListingKind.TOPIC)
    return columns.list_latest_lines(user=viewer(context), without=own_place, limit=limit)


@register.simple_tag(takes_context=True)
def coming_events(context: dict[str, Any]) -> list[Listing]:
    """The next events, today's included."""
    return columns.list_coming(user=viewer(context), on=clock.today())


@register.simple_tag
def line_address(line: Listing) -> str:
    """The address of a listed page; the tree's address without the site's own root."""
    return columns.address_of(line)


@register.simple_tag
def listing_rows(
    lines: Sequence[Listing],
    *,
    framed: bool = False,
    show_kind: bool = False,
    show_note: bool = False,
    by_publication: bool = False,
) -> SafeString:
    """A dated list. In Python, for it stands on nearly every page and twenty lines are a thousand nodes."""
    rows = "".join(
        _row(
            _kind_of(line, by_publication=by_publication) if show_kind else "",
            line,
            note=line.note if show_note else "",
            day=line.published_on if by_publication else line.listed_on,
        )
        for line in lines
    )
    return mark_safe(f'<ul class="rows{" framed" if framed else ""}">{rows}</ul>')  # noqa: S308 - escaped below


def _row(kind: str, line: Listing, *, note: str, day: date) -> str:
    words = [f'<span class="k">{escape(kind)}</span>'] if kind else []
    words.append(f'<a href="{escape(columns.address_of(line))}">{escape(line.title)}</a>')
    if note:
        words.append(f'<span class="r">{escape(note)}</span>')
    return f'<li>{"".join(words)}<time datetime="{day.isoformat()}">{day.isoformat()}</time></li>\n'


def _kind_of(line: Listing, *, by_publication: bool) -> str:
    if line.kind == ListingKind.RULE and by_publication:
        return str(_("规则更新"))
    return str(line.get_kind_display())
