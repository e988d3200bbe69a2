"""The texts of rules, as templates call for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from common import clock
from content.models import EditionPage, RulePage
from content.selectors.articles import place_words
from content.selectors.reading import Block, Line, Piece
from content.selectors.whole_texts import WholeText, get_draft_text, get_edition_text, get_rule_text
from content.templatetags.listings import is_preview, viewer

register = template.Library()


@register.simple_tag(takes_context=True)
def rule_text(context: dict[str, Any], page: RulePage) -> WholeText | None:
    """The text a rule's own address answers with."""
    return get_rule_text(page, user=viewer(context), on=clock.today())


@register.simple_tag(takes_context=True)
def edition_text(context: dict[str, Any], page: EditionPage) -> WholeText | None:
    """The text of one edition; a preview is read from the draft itself."""
    if is_preview(context):
        return get_draft_text(page, on=clock.today())
    return get_edition_text(page, user=viewer(context), on=clock.today())


@register.filter
def linked(pieces: Iterable[Piece]) -> SafeString:
    """A line with its citations as links. In Python, for a long text has thousands of pieces."""
    words = (
        f'<a class="x" href="{escape(piece.url)}">{escape(piece.text)}</a>'
        if piece.url
        else escape(piece.text)
        for piece in pieces
    )
    return mark_safe("".join(words))  # noqa: S308 - every word is escaped above


@register.filter
def place_in(line: Line, block: Block) -> str:
    """What a line is called within its rule: 第十八条第（二）项."""
    return place_words(line.eid, single_paragraph=block.has_one_paragraph)


@register.filter
def of_eid(counts: dict[str, int], eid: str) -> int:
    """How often a provision is cited."""
    return counts.get(eid, 0)
