"""Database, cache and the Wagtail admin's search backend, chosen by the environment."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from portal.settings.environment import Environment


def from_environment(env: Environment) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: SQLite in WAL mode by default, PostgreSQL by URL."""
    if not env.database_url:
        return {"default": _sqlite(env)}
    url = urlsplit(env.database_url)
    return {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.strip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": url.hostname or "",
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 60,
        }
    }


def _sqlite(env: Environment) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": env.data_dir / "qingfeng.sqlite3",
        "CONN_MAX_AGE": None,  # opening the file and its pragmas cost more than most pages' queries
        "OPTIONS": {
            # Writers queue at the start of a transaction instead of failing in its middle.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


def caches_from_environment(env: Environment) -> dict[str, dict[str, Any]]:
    """Django's CACHES: local memory by default, Redis by URL."""
    if env.cache_url:
        return {
            "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env.cache_url}
        }
    return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def wagtail_search_backend(env: Environment) -> str:
    """The admin's page search; it must find a page by any word of a Chinese title."""
    return "search.wagtail_backends.postgresql" if env.database_url else "search.wagtail_backends.sqlite"
