"""What the first visitors would otherwise wait for, done before any is let in."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils.translation import trans_real
from wagtail import hooks

from portal.settings.environment import BASE_DIR

MOST_MESSAGES = 16_384


def warm_up() -> int:
    """Compile every template of the project, and read its addresses and hooks.

    Several visitors at once in a process that has just started would each compile the same templates.

    Returns:
        The number of templates.
    """
    remember_translations()
    names = list(_template_names())
    for name in names:
        get_template(name)
    get_resolver().url_patterns  # noqa: B018 - imports the modules of every address
    hooks.search_for_hooks()
    return len(names)


def remember_translations() -> None:
    """Look a message up once.

    The texts of the portal are Chinese already, so for each of them, some forty on a page, Django would walk
    through the catalogs of every package in vain.
    """
    catalog = trans_real.translation(settings.LANGUAGE_CODE)
    if not hasattr(catalog.gettext, "cache_info"):
        catalog.gettext = lru_cache(MOST_MESSAGES)(catalog.gettext)  # type: ignore[method-assign]


def _template_names() -> list[str]:
    names = []
    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates"
        if Path(app.path).parent == BASE_DIR and folder.is_dir():  # an environment may lie below it
            names += [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.html"))]
    return names
