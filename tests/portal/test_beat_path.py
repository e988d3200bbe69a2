"""The busy address past the middleware: the same answers, and nothing but what the player sends."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from common import clock
from portal.beat_path import BeatPath
from tests.factories.training import make_enrollment, make_version
from training.enums import LessonKind
from training.models import LessonProgress
from training.services import watching

pytestmark = pytest.mark.django_db
ADDRESS = "/learning/beat/"


class Server:
    """The entry point with a stand-in for Django behind it."""

    def __init__(self) -> None:
        self.status, self.headers = "", dict[str, str]()
        self.application = BeatPath(self.django)

    def django(self, _environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("299 Django", [])
        return [b"django"]

    def post(self, body: bytes, **changes: Any) -> bytes:
        """Post a body with these values of the WSGI environment changed."""
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": ADDRESS,
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": "testserver",
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
        }

        def start_response(status: str, headers: list[tuple[str, str]]) -> None:
            self.status, self.headers = status, dict(headers)

        return b"".join(self.application(environ | changes, start_response))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    # The test's transaction lives on this connection.
    monkeypatch.setattr("portal.beat_path.close_old_connections", lambda: None)
    monkeypatch.setattr("portal.beat_path.connections.close_all", lambda: None)
    return Server()


@pytest.fixture
def body(reader: Any) -> dict[str, Any]:
    enrollment = make_enrollment(make_version(LessonKind.VIDEO), learner=reader)
    lesson = enrollment.version.lessons.get()
    started = watching.start(enrollment=enrollment, lesson=lesson, at=clock.now())
    return {"token": started.token, "seq": 1, "segments": [[0, 600]], "position": 600}


def test_heartbeat_is_taken_as_the_view_takes_it(server, body):
    short = json.loads(server.post(json.dumps(body).encode()))
    assert server.status == "200 OK"
    assert server.headers["Cache-Control"] == "no-store"
    assert short["refused"] > 500
    assert LessonProgress.objects.get().refused_seconds == short["refused"]
    view = Client().post(ADDRESS, json.dumps(body), content_type="application/json")
    assert view.json() == short  # the same number: the same answer


@pytest.mark.parametrize(
    ("change", "status"),
    [({"token": "x"}, "403 Forbidden"), ({"seq": None}, "400 Bad Request"), ({"more": 1}, "400 Bad Request")],
)
def test_what_is_refused_says_why(server, body, change, status):
    said = json.loads(server.post(json.dumps(body | change).encode()))
    assert server.status == status
    assert said["text"]
    assert LessonProgress.objects.get().credited_seconds == 0


@pytest.mark.parametrize(
    "change",
    [
        {"REQUEST_METHOD": "GET"},
        {"REQUEST_METHOD": "PUT"},
        {"CONTENT_TYPE": "text/plain"},
        {"CONTENT_TYPE": ""},
        {"CONTENT_LENGTH": ""},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "2049"},
        {"PATH_INFO": "/learning/beat"},
        {"HTTP_HOST": ""},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "testserver:80:80"},
    ],
)
def test_unusual_request_takes_the_ordinary_way(server, body, change, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    assert server.post(json.dumps(body).encode(), **change) == b"django"
    assert LessonProgress.objects.get().refused_seconds == 0


@pytest.mark.parametrize(
    ("header", "environ", "is_taken"),
    [
        (None, {}, False),
        (None, {"wsgi.url_scheme": "https"}, True),
        (("HTTP_X_FORWARDED_PROTO", "https"), {"HTTP_X_FORWARDED_PROTO": "https"}, True),
        (("HTTP_X_FORWARDED_PROTO", "https"), {"HTTP_X_FORWARDED_PROTO": "http"}, False),
        (("HTTP_X_FORWARDED_PROTO", "https"), {"wsgi.url_scheme": "https"}, False),
    ],
)
def test_without_tls_where_it_is_required_django_redirects(server, body, settings, header, environ, is_taken):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_PROXY_SSL_HEADER = True, header
    assert (server.post(json.dumps(body).encode(), **environ) != b"django") is is_taken


def test_database_that_does_not_answer_is_no_loss(server, body, monkeypatch):
    def away(_session: int) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(watching, "read_row", away)
    said = json.loads(server.post(json.dumps(body).encode()))
    assert (server.status, said["code"]) == ("503 Service Unavailable", "busy")


def test_entry_point_of_the_web_server_has_it():
    from portal import wsgi  # noqa: PLC0415 - warms up on import

    assert isinstance(wsgi.application, BeatPath)
