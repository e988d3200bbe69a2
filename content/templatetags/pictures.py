"""Pictures of pages, for those who may see them."""

from __future__ import annotations

from typing import Any

from django import template

from content.selectors.files import may_open_image
from content.templatetags.listings import viewer

register = template.Library()


@register.simple_tag(takes_context=True)
def open_picture(context: dict[str, Any], image: Any) -> Any:
    """The picture where the viewer may open it, else None: its title and words are as closed as itself."""
    return image if image is not None and may_open_image(image, user=viewer(context)) else None
