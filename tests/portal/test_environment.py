"""A bad value in the environment stops the start with one line: the variable and what is expected."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.settings.environment import BadEnvironmentError, Environment, read_environment
from portal.settings.parts.databases import caches_from_environment, from_environment

REPO = Path(__file__).resolve().parents[2]
SERVER = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "QINGFENG_SECRET_KEY": "a-key-of-the-test-" + "0123456789" * 4,
    "QINGFENG_ALLOWED_HOSTS": "portal.example",
    "QINGFENG_SITE_URL": "https://portal.example",
}

BAD = [
    ("ALLOWED_HOSTS", "http://portal.example", "expected host names"),
    ("ALLOWED_HOSTS", "portal.example:8000", "expected host names"),
    ("ALLOWED_HOSTS", "localhost,,foo", "expected host names"),
    ("ALLOWED_HOSTS", "localhost foo", "expected host names"),
    ("ALLOWED_HOSTS", "[]", "expected host names"),
    ("ALLOWED_HOSTS", '["localhost"', "expected host names"),
    ("ALLOWED_HOSTS", "8", "list"),
    ("ALLOWED_HOSTS", "[1]", "string"),
    ("SITE_URL", "localhost", "expected http:// or https://"),
    ("SITE_URL", "localhost:8000", "expected http:// or https://"),
    ("SITE_URL", "//portal.example", "expected http:// or https://"),
    ("SITE_URL", "ftp://portal.example", "expected http:// or https://"),
    ("SITE_URL", "https://portal.example/", "final slash"),
    ("SITE_URL", "https://portal.example/portal", "without a path"),
    ("SITE_URL", "https://portal.example:port", "expected http:// or https://"),
    ("SITE_URL", "https://", "a host"),
    ("DATA_DIR", "/proc/none", "expected a folder the portal may write to"),
    ("DATA_DIR", "/dev/null", "expected a folder the portal may write to"),
    ("DATA_DIR", "/dev/null/below", "expected a folder the portal may write to"),
    ("MEDIA_ACCEL_PREFIX", "uploads", "begins and ends with a slash"),
    ("DATABASE_URL", "banana", "expected postgresql://"),
    ("DATABASE_URL", "mysql://host/name", "expected postgresql://"),
    ("DATABASE_URL", "postgresql://host", "expected postgresql://"),
    ("DATABASE_URL", "postgresql://user:secret@host:port/name", "the port is a number"),
    ("DATABASE_URL", "postgresql://user:secret@host:70000/name", "the port is a number"),
    ("DATABASE_URL", "postgresql://[host/name", "expected postgresql://"),
    ("LRS_URL", "banana", "expected http:// or https://, a host and a path"),
    ("LRS_URL", "https://user:secret@lrs.example/xapi", "without user and query"),
    ("BROKER_URL", "banana", "expected redis://"),
    ("BROKER_URL", "http://host/0", "expected redis://"),
    ("BROKER_URL", "redis://", "expected redis://"),
    ("BROKER_URL", "redis://host:port/0", "expected redis://"),
    ("CACHE_URL", "banana", "expected redis://"),
    ("CACHE_URL", "memcached://host", "expected redis://"),
    ("CACHE_URL", "redis:///1", "expected redis://"),
    ("SEARCH_ENGINE", "banana", "'tantivy', 'elasticsearch' or 'null'"),
    ("ELASTICSEARCH_URLS", "node-1:9200", "expected http:// or https:// and a host for each node"),
    ("ELASTICSEARCH_URLS", "http://node-1:9200,", "expected http:// or https:// and a host for each node"),
    ("ELASTICSEARCH_URLS", "http://elastic:secret@node-1:9200", "without user and path"),
    ("ELASTICSEARCH_URLS", "http://node-1:9200/search", "without user and path"),
    ("ELASTICSEARCH_URLS", "[]", "expected http:// or https:// and a host for each node"),
    ("ELASTICSEARCH_CA_CERTS", "/nowhere/ca.crt", "expected the path of a file"),
    ("ELASTICSEARCH_PREFIX", "Qingfeng", "expected small letters"),
    ("ELASTICSEARCH_PREFIX", "qing*", "expected small letters"),
    ("ELASTICSEARCH_REPLICAS", "-1", "greater than or equal to 0"),
    ("ELASTICSEARCH_SHARDS", "0", "greater than or equal to 1"),
    ("ELASTICSEARCH_TIMEOUT", "0", "greater than or equal to 0.1"),
    ("TRUSTED_PROXIES", "many", "integer"),
    ("TRUSTED_PROXIES", "-1", "greater than or equal to 0"),
    ("SEARCH_TRACE_DAYS", "731", "less than or equal to 730"),
    ("SESSION_IDLE_MINUTES", "0", "greater than or equal to 1"),
    ("SESSION_ABSOLUTE_HOURS", "half", "integer"),
    ("LOCKOUT_FAILURES", "0", "greater than or equal to 1"),
    ("LOCKOUT_MINUTES", "1.5", "integer"),
    ("LOG_LEVEL", "LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
]


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("QINGFENG_")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(("name", "value", "expected"), BAD)
def test_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str) -> None:
    monkeypatch.setenv(f"QINGFENG_{name}", value)
    with pytest.raises(BadEnvironmentError) as caught:
        read_environment()
    message = str(caught.value)
    assert message.startswith(f"bad environment: QINGFENG_{name}: ")
    assert expected in message
    assert "\n" not in message
    assert "secret" not in message


def test_every_variable_with_a_form_of_its_own_is_in_the_table() -> None:
    # Any text; the length of the key is checked in production.
    free = {"secret_key", "elasticsearch_user", "elasticsearch_password"}
    free |= {"certificate_key_file", "lrs_user", "lrs_password"}
    assert {name.lower() for name, _value, _expected in BAD} == set(Environment.model_fields) - free


def test_all_bad_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGFENG_SITE_URL", "localhost")
    monkeypatch.setenv("QINGFENG_LOG_LEVEL", "LOUD")
    with pytest.raises(BadEnvironmentError, match=r"QINGFENG_SITE_URL: .*; QINGFENG_LOG_LEVEL: "):
        read_environment()


@pytest.mark.parametrize("name", Environment.model_fields)
def test_empty_is_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    default = getattr(read_environment(), name)
    monkeypatch.setenv(f"QINGFENG_{name.upper()}", "")
    assert getattr(read_environment(), name) == default


@pytest.mark.parametrize(
    ("written", "hosts"),
    [
        ("localhost,foo", ["localhost", "foo"]),
        (" portal.example , 10.0.0.1 ", ["portal.example", "10.0.0.1"]),
        ('["portal.example", ".example.org"]', ["portal.example", ".example.org"]),
        ("[::1]", ["[::1]"]),  # begins like JSON and is none
        ("*", ["*"]),
    ],
)
def test_hosts_are_a_plain_list_or_json(
    monkeypatch: pytest.MonkeyPatch, written: str, hosts: list[str]
) -> None:
    monkeypatch.setenv("QINGFENG_ALLOWED_HOSTS", written)
    assert read_environment().allowed_hosts == hosts


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", "https://portal.example:8443"),
        ("BROKER_URL", "redis://:p%40ss@host:6379/0"),
        ("BROKER_URL", "amqp://user:pass@host//"),
        ("BROKER_URL", "filesystem://"),
        ("CACHE_URL", "rediss://host/1"),
        ("CACHE_URL", "unix:///run/redis.sock"),
        ("ELASTICSEARCH_PREFIX", "portal-2"),
    ],
)
def test_good_addresses_are_taken_as_they_are(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"QINGFENG_{name}", value)
    assert getattr(read_environment(), name.lower()) == value


def test_missing_data_folder_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QINGFENG_DATA_DIR", str(tmp_path / "srv" / "qingfeng"))
    assert read_environment().data_dir.is_dir()
    assert list(read_environment().data_dir.iterdir()) == []


def test_database_and_cache_are_chosen_by_their_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    assert from_environment(read_environment())["default"]["ENGINE"].endswith("sqlite3")
    monkeypatch.setenv("QINGFENG_DATABASE_URL", "postgresql://user:p%40ss@host:5433/name")
    monkeypatch.setenv("QINGFENG_CACHE_URL", "redis://host/1")
    read = from_environment(read_environment())["default"]
    chosen = [read[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")]
    assert chosen == ["name", "user", "p@ss", "host", "5433"]
    assert caches_from_environment(read_environment())["default"]["LOCATION"] == "redis://host/1"


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"QINGFENG_LOG_LEVEL": "LOUD"}, "QINGFENG_LOG_LEVEL: Input should be"),
        ({"QINGFENG_SECRET_KEY": ""}, "QINGFENG_SECRET_KEY: at least 50 characters"),
        ({"QINGFENG_SECRET_KEY": "short"}, "QINGFENG_SECRET_KEY: at least 50 characters"),
        ({"QINGFENG_ALLOWED_HOSTS": "*"}, "QINGFENG_ALLOWED_HOSTS: '*' is not allowed"),
    ],
)
def test_start_ends_with_one_line(changed: dict[str, str], line: str, tmp_path: Path) -> None:
    environment = {**os.environ, **SERVER, "QINGFENG_DATA_DIR": str(tmp_path), **changed}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=REPO,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith(f"bad environment: {line}")


def test_nodes_are_given_the_port_the_client_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGFENG_ELASTICSEARCH_URLS", "http://10.0.0.1:9200/, https://search.example")
    assert read_environment().elasticsearch_urls == ["http://10.0.0.1:9200", "https://search.example:443"]
