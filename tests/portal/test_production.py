"""What a server with the production settings answers. The settings are read in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.cookies import Morsel
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, override_settings

from tests.factories.accounts import PASSWORD, make_user
from tests.factories.content import make_structure

pytestmark = pytest.mark.django_db
REPO = Path(__file__).resolve().parents[2]
HOST = "portal.example"
# What differs from the settings common to all, and what comes from the environment.
PRINT_SETTINGS = """
import json
from portal.settings import base, production
named = {name: getattr(production, name) for name in dir(production) if name.isupper()}
given = ("DEBUG", "ALLOWED_HOSTS", "SITE_URL")
own = {name: value for name, value in named.items() if name in given or getattr(base, name, None) != value}
print(json.dumps(own, default=str))
"""


def production_settings(folder: Path, **more: str) -> dict[str, Any]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QINGFENG_")}
    environment = {
        **kept,
        "QINGFENG_SECRET_KEY": "a-key-of-the-test-" + "0123456789" * 4,
        "QINGFENG_ALLOWED_HOSTS": HOST,
        "QINGFENG_SITE_URL": f"https://{HOST}",
        "QINGFENG_DATA_DIR": str(folder),
        **more,
    }
    command = [sys.executable, "-c", PRINT_SETTINGS]
    done = subprocess.run(command, cwd=REPO, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def direct(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return production_settings(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def behind_a_proxy(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return production_settings(tmp_path_factory.mktemp("data"), QINGFENG_TRUSTED_PROXIES="1")


@pytest.fixture
def server(direct: dict[str, Any]) -> Iterator[None]:
    cache.clear()
    make_structure()
    # Nobody collects the static files for a test.
    with override_settings(**{name: value for name, value in direct.items() if name != "STORAGES"}):
        yield


def get(path: str, *, secure: bool = True, host: str = HOST, **headers: str) -> HttpResponse:
    return Client().get(path, secure=secure, headers={"host": host, **headers})


def sign_in(client: Client, **headers: str) -> HttpResponse:
    make_user(staff_number="A001")
    return client.post(
        "/accounts/sign-in/",
        {"username": "A001", "password": PASSWORD, "csrfmiddlewaretoken": headers.pop("token", "")},
        secure=True,
        headers={"host": HOST, **headers},
    )


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("path", ["/", "/rules/?a=1", "/no/such/page/", "/admin/", "/accounts/sign-in/"])
def test_plain_http_is_led_to_https(path: str) -> None:
    answer = get(path, secure=False)
    assert answer.status_code == 301
    assert answer["Location"] == f"https://{HOST}{path}"


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/rules/", 200), ("/accounts/sign-in/", 200), ("/no/such/page/", 404), ("/admin/", 302)],
)
def test_every_answer_has_the_headers(path: str, status: int) -> None:
    answer = get(path)
    assert answer.status_code == status
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "default-src" in answer["Content-Security-Policy"]


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("path", ["/", "/rules/", "/accounts/sign-in/", "/no/such/page/"])
def test_public_policy_allows_nothing_inline_and_nothing_from_outside(path: str) -> None:
    policy = get(path)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy


@pytest.mark.usefixtures("server")
def test_missing_page_shows_no_details() -> None:
    words = get("/no/such/page/").content.decode()
    assert "没有找到这个页面" in words
    assert "DEBUG" not in words
    assert "Traceback" not in words


@pytest.mark.usefixtures("server")
def test_another_host_is_refused() -> None:
    assert get("/accounts/sign-in/", host="evil.example").status_code == 400


def is_host_cookie(cookie: Morsel[str]) -> bool:
    """Whether a browser takes a cookie of a name with __Host-: secure, for all paths, for no domain."""
    return bool(cookie["secure"]) and cookie["path"] == "/" and not cookie["domain"]


@pytest.mark.usefixtures("server")
def test_cookies_are_bound_to_the_host_and_to_https() -> None:
    client = Client()
    assert sign_in(client).status_code == 302
    page = client.get("/accounts/password/", secure=True, headers={"host": HOST})
    assert page.status_code == 200
    assert set(client.cookies) == {"__Host-sessionid", "__Host-csrftoken"}
    assert all(is_host_cookie(cookie) for cookie in client.cookies.values())
    assert all(cookie["samesite"] == "Lax" for cookie in client.cookies.values())
    assert client.cookies["__Host-sessionid"]["httponly"]


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("origin", "status"), [(f"https://{HOST}", 302), ("https://evil.example", 403), (f"http://{HOST}", 403)]
)
def test_forms_are_taken_from_our_own_pages_only(origin: str, status: int) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/sign-in/", secure=True, headers={"host": HOST})
    token = client.cookies["__Host-csrftoken"].value
    assert sign_in(client, origin=origin, token=token).status_code == status


@pytest.mark.usefixtures("server")
def test_claimed_https_does_not_count_without_a_proxy() -> None:
    assert get("/accounts/sign-in/", secure=False, **{"x-forwarded-proto": "https"}).status_code == 301


@pytest.mark.usefixtures("server")
def test_https_of_the_proxy_counts(behind_a_proxy: dict[str, Any]) -> None:
    with override_settings(SECURE_PROXY_SSL_HEADER=tuple(behind_a_proxy["SECURE_PROXY_SSL_HEADER"])):
        assert get("/accounts/sign-in/", secure=False, **{"x-forwarded-proto": "https"}).status_code == 200
        assert get("/accounts/sign-in/", secure=False, **{"x-forwarded-proto": "http"}).status_code == 301


def test_static_files_have_names_of_their_content(direct: dict[str, Any]) -> None:
    """A browser keeps them for good, so a changed file must have another name."""
    backend = direct["STORAGES"]["staticfiles"]["BACKEND"]
    assert backend == "whitenoise.storage.CompressedManifestStaticFilesStorage"
