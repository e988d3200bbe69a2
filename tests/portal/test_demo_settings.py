"""What the demonstration answers. The settings are read in a process of their own."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from portal.settings.parts.keys import kept_key

REPO = Path(__file__).resolve().parents[2]
# A view that fails stands for anything that may; the answers are those of the real settings.
ASK = """
import io, json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.demo"
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import path
from django.views.defaults import server_error
import portal.urls

def fail(request):
    raise RuntimeError("secret words")

portal.urls.urlpatterns.insert(0, path("fails/", fail))
call_command("migrate", verbosity=0, interactive=False)
client = Client(raise_request_exception=False, headers={"host": "127.0.0.1:8000"})
answers = {}
for address in ("/no/such/page/", "/fails/", "/components/", "/accounts/sign-in/"):
    answer = client.get(address)
    answers[address] = [answer.status_code, answer.content.decode()]
style = client.get("/static/portal/css/tokens.css")
answers["style"] = [style.status_code, b"".join(style).decode()]
elsewhere = client.get("/", headers={"host": "evil.example"})
answers["elsewhere"] = [elsewhere.status_code, ""]
answers["cookie"] = [0, str(client.get("/accounts/sign-in/").cookies)]
answers["key"] = [settings.DEBUG, settings.SECRET_KEY]
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def answers(folder: Path) -> dict[str, Any]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QINGFENG_")}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK],
        cwd=REPO,
        env={**kept, "QINGFENG_DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_wrong_address_is_answered_by_the_portal(answers: dict[str, Any]) -> None:
    status, words = answers["/no/such/page/"]
    assert status == 404
    assert "没有找到这个页面" in words
    assert 'action="/search/"' in words
    assert 'href="/"' in words
    assert "DEBUG" not in words


def test_failure_is_answered_by_the_portal(answers: dict[str, Any]) -> None:
    status, words = answers["/fails/"]
    assert status == 500
    assert "系统出错了" in words
    assert 'action="/search/"' in words
    assert "secret words" not in words
    assert "Traceback" not in words


def test_what_readers_need_and_no_more(answers: dict[str, Any]) -> None:
    assert answers["style"][0] == 200
    assert "--red-700" in answers["style"][1]
    assert answers["/components/"][0] == 404
    assert answers["elsewhere"][0] == 400


def test_cookies_work_over_plain_http(answers: dict[str, Any]) -> None:
    assert answers["/accounts/sign-in/"][0] == 200
    assert "csrftoken" in answers["cookie"][1]
    assert "secure" not in answers["cookie"][1].lower()


def test_key_is_made_once_and_is_the_owners(answers: dict[str, Any], folder: Path) -> None:
    is_debug, key = answers["key"]
    assert not is_debug
    assert len(key) >= 50
    assert kept_key(folder) == key
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in folder.glob("secret-key*")] == ["secret-key"]


def test_demonstration_runs_with_these_settings() -> None:
    assert '"portal.settings.demo"' in (REPO / "scripts" / "demo.py").read_text(encoding="utf-8")
