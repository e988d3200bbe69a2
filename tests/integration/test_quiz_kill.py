"""A web server killed with -9 while people answer loses no answer it acknowledged."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from common import clock
from tests.factories.quizzes import make_item, make_paper, make_quiz, start_quiz
from training.enums import ItemKind
from training.models import Answer, Attempt

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

REPO = Path(__file__).resolve().parents[2]
PEOPLE, QUESTIONS = 4, 30
TOKEN = "t" * 32


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The portal on the test's database; its port and the leader of its processes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.integration.web_settings",
        "QINGFENG_TEST_SECRET": settings.SECRET_KEY,
        "QINGFENG_TEST_FOLDER": str(tmp_path),
        "QINGFENG_TEST_DATABASE": str(connection.settings_dict["NAME"]),
    }
    command = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "2", "portal.wsgi:application"]
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=REPO, env=env, stdout=log, stderr=log, start_new_session=True)
    deadline = time.monotonic() + 60
    while True:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            asked.request("GET", "/accounts/sign-in/")
            asked.getresponse()
            break
        except OSError:
            assert time.monotonic() < deadline, (tmp_path / "server.log").read_text()[-3000:]
            time.sleep(0.1)
    yield port, process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_killed_server_loses_no_acknowledged_answer(server):
    port, process = server
    attempts = [_begin() for _person in range(PEOPLE)]
    acknowledged: dict[tuple[int, int], str] = {}
    people = [
        threading.Thread(target=_answer_all, args=(port, attempt, session, acknowledged))
        for attempt, session in attempts
    ]
    for person in people:
        person.start()
    deadline = time.monotonic() + 60
    while len(acknowledged) < PEOPLE * QUESTIONS // 3:
        assert time.monotonic() < deadline, f"{len(acknowledged)} answers in a minute"
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    for person in people:
        person.join()

    assert PEOPLE * QUESTIONS // 3 <= len(acknowledged) < PEOPLE * QUESTIONS
    stored = {
        (attempt, position): response
        for attempt, position, response in Answer.objects.values_list("attempt_id", "position", "response")
    }
    assert {place: stored.get(place) for place in acknowledged} == {
        place: [value] for place, value in acknowledged.items()
    }


def _begin() -> tuple[Attempt, str]:
    paper = make_paper(*(make_item(ItemKind.TRUE_FALSE) for _ in range(QUESTIONS)))
    enrollment, lesson = make_quiz(paper)
    client = Client()
    client.force_login(enrollment.learner, backend="accounts.backends.StaffNumberOrPhoneBackend")
    attempt = start_quiz(enrollment, lesson, at=clock.now())
    return attempt, client.cookies["sessionid"].value


def _answer_all(port: int, attempt: Attempt, session: str, acknowledged: dict[tuple[int, int], str]) -> None:
    """Answer until the server is gone; write down what it acknowledged."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        for position in range(1, QUESTIONS + 1):
            value = random.choice(["true", "false"])
            address = f"/learning/attempts/{attempt.pk}/answers/{position}/"
            asked.request("POST", address, f"q{position}={value}", headers)
            answer = asked.getresponse()
            body = answer.read()
            if answer.status == 200 and json.loads(body)["stored"]:
                acknowledged[attempt.pk, position] = value
    except (OSError, http.client.HTTPException):
        return
