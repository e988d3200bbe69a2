"""Parts of a page that are the same for everybody, rendered once for each mark of the content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from common import generation

if TYPE_CHECKING:
    from django.template.base import FilterExpression, NodeList, Parser, Token

register = template.Library()


class KeptNode(template.Node):
    """See ``kept``."""

    def __init__(self, name: str, varying: list[FilterExpression], nodelist: NodeList) -> None:
        self.name = name
        self.varying = varying
        self.nodelist = nodelist

    def render(self, context: Any) -> Any:
        values = tuple(value.resolve(context) for value in self.varying)
        key = ("common.kept", self.name, values)
        return generation.keep(key, lambda: self.nodelist.render(context))


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """``{% kept "name" value… %} … {% endkept %}``: render what stands between once for these values.

    What stands between may show nothing personal and nothing of the page or the request but the values, which
    must be few and immutable: no words of the address. The name is one for all templates.
    """
    _tag, name, *values = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name.strip("\"'"), [parser.compile_filter(value) for value in values], nodelist)
