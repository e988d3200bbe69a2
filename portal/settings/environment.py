"""Every environment variable the portal reads, in one place, with its type and default.

A bad value stops the start with a message that names the variable; README.md lists them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from django.core.exceptions import ImproperlyConfigured
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parents[2]


class Environment(BaseSettings):
    """Settings of one installation; every variable begins with QINGFENG_."""

    model_config = SettingsConfigDict(env_prefix="QINGFENG_", env_file=None, extra="ignore")

    secret_key: str = Field(default="", description="Django's signing key; required in production")
    allowed_hosts: list[str] = Field(
        default=["localhost", "127.0.0.1"], description="host names, a JSON list"
    )
    site_url: str = Field(
        default="http://localhost:8000", description="address readers use, without a final slash"
    )
    data_dir: Path = Field(default=BASE_DIR / "var", description="database, search index, queue, uploads")
    database_url: str = Field(default="", description="postgresql://user:password@host/name; empty is SQLite")
    broker_url: str = Field(
        default="", description="Celery broker, e.g. redis://host/0; empty is the file system"
    )
    cache_url: str = Field(default="", description="redis://host/1; empty is local memory")
    search_engine: Literal["tantivy", "null"] = Field(default="tantivy", description="search engine")
    trusted_proxies: int = Field(default=0, ge=0, le=5, description="reverse proxies in front of the portal")
    session_idle_minutes: int = Field(default=30, ge=1, description="sign-out after so many idle minutes")
    session_absolute_hours: int = Field(
        default=12, ge=1, description="sign-out after so many hours in any case"
    )
    lockout_failures: int = Field(default=5, ge=1, description="failed sign-ins until a lock-out")
    lockout_minutes: int = Field(default=15, ge=1, description="length of a lock-out")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="log level")


def read_environment() -> Environment:
    """Read the environment.

    Raises:
        ImproperlyConfigured: a value has the wrong form; the message names each variable.
    """
    try:
        return Environment()
    except ValidationError as error:
        problems = "; ".join(
            f"QINGFENG_{'_'.join(str(part) for part in item['loc']).upper()}: {item['msg']}"
            for item in error.errors()
        )
        raise ImproperlyConfigured(f"bad environment: {problems}") from None
    except ValueError as error:  # a list that is not JSON
        raise ImproperlyConfigured(f"bad environment: {error}") from None
