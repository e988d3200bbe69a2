"""Every environment variable the portal reads, in one place, with its type and default.

A bad value stops the start with a message that names the variable and says what is expected, never the value:
it may hold a password. A variable that is set to nothing counts as not set. README.md lists them all.
"""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parents[2]

# As Django takes them: a name, a name with all below it (.example.org), an address, "*" for any.
_HOST = re.compile(r"\*|\.?[\w-]+(\.[\w-]+)*|\[[0-9A-Fa-f:.]+\]", re.ASCII)
# Schemes whose address is a path or nothing, not a host.
_HOSTLESS = frozenset({"filesystem", "unix"})


class BadEnvironmentError(ImproperlyConfigured):
    """A variable has a value the portal cannot start with; the message is one line for the operator."""

    def __init__(self, *problems: str) -> None:
        super().__init__(f"bad environment: {'; '.join(problems)}")


def _split_list(value: Any) -> Any:
    """A list from JSON or from `a,b`."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return [host.strip() for host in value.split(",")]


def _check_hosts(hosts: list[str]) -> list[str]:
    if not hosts or not all(_HOST.fullmatch(host) for host in hosts):
        raise ValueError("expected host names without scheme and port, such as portal.example,10.0.0.1")
    return hosts


def _url_parts(text: str, *schemes: str) -> SplitResult | None:
    """The parts of a URL with one of these schemes, or None where the text is no such URL."""
    try:
        parts = urlsplit(text)
        port_is_wrong = parts.port == 0
    except ValueError:  # a port that is no number, an open bracket
        return None
    right = parts.scheme in schemes and not port_is_wrong and not re.search(r"\s", text)
    return parts if right and (parts.hostname or parts.scheme in _HOSTLESS) else None


def _check_site_url(text: str) -> str:
    parts = _url_parts(text, "http", "https")
    if parts is None or parts.path or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("expected http:// or https:// and a host, without a path or a final slash")
    return text


def _check_database_url(text: str) -> str:
    parts = _url_parts(text, "postgres", "postgresql")
    if text and (parts is None or not parts.path.strip("/")):
        raise ValueError("expected postgresql://user:password@host:port/name; the port is a number")
    return text


def _check_broker_url(text: str) -> str:
    if text and _url_parts(text, "redis", "rediss", "amqp", "amqps", "filesystem") is None:
        raise ValueError("expected redis://host:port/number or amqp://host:port/name")
    return text


def _check_cache_url(text: str) -> str:
    if text and _url_parts(text, "redis", "rediss", "unix") is None:
        raise ValueError("expected redis://host:port/number")
    return text


def _check_node_urls(urls: list[str]) -> list[str]:
    for url in urls or [""]:
        parts = _url_parts(url, "http", "https")
        if parts is None or parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError("expected http:// or https:// and a host for each node, without user and path")
    return [url.rstrip("/") if urlsplit(url).port else _with_port(url) for url in urls]


def _with_port(url: str) -> str:
    """The client takes no address without a port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}:{443 if parts.scheme == 'https' else 80}"


def _check_lrs_url(text: str) -> str:
    parts = _url_parts(text, "http", "https")
    if text and (parts is None or parts.query or parts.fragment or "@" in parts.netloc):
        raise ValueError("expected http:// or https://, a host and a path, without user and query")
    return text.rstrip("/")


def _check_file(path: str) -> str:
    if path and not Path(path).is_file():
        raise ValueError("expected the path of a file that is there")
    return path


def _check_index_prefix(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,63}", text):
        raise ValueError("expected small letters, digits, hyphens, dots and underscores, at most 64")
    return text


def _check_folder(folder: Path) -> Path:
    """Make it where it is missing: the database and the queue need it before anything else could."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ValueError(f"expected a folder the portal may write to ({error.strerror})") from None
    return folder


def _check_accel_prefix(text: str) -> str:
    if text and not re.fullmatch(r"/[\w./-]*/", text, re.ASCII):
        raise ValueError("expected a path that begins and ends with a slash, such as /uploads/")
    return text


class Environment(BaseSettings):
    """Settings of one installation; every variable begins with QINGFENG_."""

    model_config = SettingsConfigDict(
        env_prefix="QINGFENG_", env_file=None, env_ignore_empty=True, extra="ignore"
    )

    secret_key: str = Field(default="", description="Django's signing key; required in production")
    allowed_hosts: Annotated[
        list[str], NoDecode, BeforeValidator(_split_list), AfterValidator(_check_hosts)
    ] = Field(default=["localhost", "127.0.0.1"], description="host names, comma-separated or a JSON list")
    site_url: Annotated[str, AfterValidator(_check_site_url)] = Field(
        default="http://localhost:8000", description="address readers use, without a final slash"
    )
    data_dir: Annotated[Path, AfterValidator(_check_folder)] = Field(
        default=BASE_DIR / "var", description="database, search index, queue, uploads"
    )
    media_accel_prefix: Annotated[str, AfterValidator(_check_accel_prefix)] = Field(
        default="", description="internal nginx location that sends uploads; empty: Python sends them"
    )
    certificate_key_file: str = Field(
        default="",
        description="64 hexadecimal digits that sign certificates; empty: made in the data folder",
    )
    lrs_url: Annotated[str, AfterValidator(_check_lrs_url)] = Field(
        default="", description="address of a learning record store (xAPI) before /statements; empty: none"
    )
    lrs_user: str = Field(default="", description="its user")
    lrs_password: str = Field(default="", description="the password of that user")
    database_url: Annotated[str, AfterValidator(_check_database_url)] = Field(
        default="", description="postgresql://user:password@host/name; empty is SQLite"
    )
    broker_url: Annotated[str, AfterValidator(_check_broker_url)] = Field(
        default="", description="Celery broker, e.g. redis://host/0; empty is the file system"
    )
    cache_url: Annotated[str, AfterValidator(_check_cache_url)] = Field(
        default="", description="redis://host/1; empty is local memory"
    )
    search_engine: Literal["tantivy", "elasticsearch", "null"] = Field(
        default="tantivy", description="search engine: tantivy, elasticsearch, or null for none"
    )
    elasticsearch_urls: Annotated[
        list[str], NoDecode, BeforeValidator(_split_list), AfterValidator(_check_node_urls)
    ] = Field(default=["http://localhost:9200"], description="addresses of its nodes, comma-separated")
    elasticsearch_user: str = Field(default="", description="its user; empty: none is asked for")
    elasticsearch_password: str = Field(default="", description="the password of that user")
    elasticsearch_ca_certs: Annotated[str, AfterValidator(_check_file)] = Field(
        default="", description="file of the certificates that sign those of its nodes; empty: the system's"
    )
    elasticsearch_prefix: Annotated[str, AfterValidator(_check_index_prefix)] = Field(
        default="qingfeng", description="what the names of its indexes begin with"
    )
    elasticsearch_replicas: int = Field(
        default=0, ge=0, le=10, description="further copies of the index, on other nodes"
    )
    elasticsearch_shards: int = Field(default=1, ge=1, le=64, description="parts an index is split into")
    elasticsearch_timeout: float = Field(
        default=1.0, ge=0.1, le=60, description="seconds a node has for an answer to a reader"
    )
    search_trace_days: int = Field(
        default=180, ge=0, le=730, description="days searches are kept, without names; 0 keeps none"
    )
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
        BadEnvironmentError: a value has the wrong form; the message names each variable.
    """
    try:
        return Environment()
    except ValidationError as error:
        problems = {f"QINGFENG_{str(item['loc'][0]).upper()}": item["msg"] for item in error.errors()}
    raise BadEnvironmentError(
        *(f"{name}: {message.removeprefix('Value error, ')}" for name, message in problems.items())
    )
