"""密级: a document that bears one is never published here (保守国家秘密法; product.md, lines not crossed).

The database refuses a live page with a level (``secret_page_not_live``); the words here say why, earlier.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from content.enums import SecrecyLevel


class SecretPageError(PermissionDenied):
    """The page bears a secrecy level and cannot be published; the admin shows a refusal, not a failure."""


def secrecy_of(page: Any, revision: Any = None) -> str:
    """The secrecy level that bars ``page`` from publication, in words; "" where nothing does.

    The latest draft counts as well: whoever learns that a text is secret notes it there, and an older
    revision that waits for its hour must not go out any more.
    """
    latest = page.revisions.order_by("-created_at", "-pk").first() if page.pk else None
    contents = [row.content for row in (revision, latest) if row is not None]
    levels = [content.get("secrecy_level") or "" for content in contents] or [page.secrecy_level]
    level = next((level for level in levels if level), "")
    return str(dict(SecrecyLevel.choices).get(level, level))


def refuse_secret(page: Any, revision: Any = None) -> None:
    """Let a page pass that bears no secrecy level.

    Raises:
        SecretPageError: it bears one.
    """
    level = secrecy_of(page, revision)
    if level:
        raise SecretPageError(refusal(level))


def refusal(level: str) -> str:
    """Why a page of that level cannot be published, for the person who tried."""
    return _("这份文稿定为“%(level)s”，不能在本站提交审核或者发布。") % {"level": level}
