"""The one busy address, answered past the middleware: heartbeats of the player.

A request that is in every way as the player sends it goes straight to ``training.views.beating``: it needs no
session, no form protection, no template. Whatever is unusual about it (method, type, length, host, not over
TLS where that is required) takes the ordinary way through Django, which refuses it as it refuses anything.
Decision: docs/decisions/0019-watch-time.md.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import Error, close_old_connections, connections
from django.http.request import split_domain_port, validate_host
from django.urls import reverse

from common import clock
from common.numbers import number
from training.views.beating import JSON, answer_beat, busy
from training.watching.claims import MAX_BODY

Application = Callable[..., Iterable[bytes]]
_REASONS = {200: "200 OK", 400: "400 Bad Request", 403: "403 Forbidden", 409: "409 Conflict"}
_BUSY = "503 Service Unavailable"
log = logging.getLogger(__name__)


class BeatPath:
    """A WSGI application that answers heartbeats itself and hands all else to another."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._path = reverse("training:beat")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != self._path or not is_plain(environ):
            return self._application(environ, start_response)
        close_old_connections()
        try:
            status, answer = answer_beat(_body(environ), at=clock.now())
        except Error:  # the database is away or holds a lock too long: the page sends it again
            log.exception("heartbeat not taken")
            connections.close_all()
            status, answer = busy()
        headers = [
            ("Content-Type", JSON),
            ("Content-Length", str(len(answer))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response(_REASONS.get(status, _BUSY), headers)
        return [answer]


def is_plain(environ: dict[str, Any]) -> bool:
    """Whether a request is just as the player sends it."""
    length = environ.get("CONTENT_LENGTH") or ""
    return (
        environ["REQUEST_METHOD"] == "POST"
        and environ.get("CONTENT_TYPE") == JSON
        and number(length, most=MAX_BODY) is not None
        and _is_ours(environ.get("HTTP_HOST", ""))
        and _is_secure_enough(environ)
    )


def _body(environ: dict[str, Any]) -> bytes:
    body: bytes = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    return body


@lru_cache(maxsize=64)
def _is_ours(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _is_secure_enough(environ: dict[str, Any]) -> bool:
    """As ``HttpRequest.is_secure`` has it, where plain requests are redirected."""
    if not settings.SECURE_SSL_REDIRECT:
        return True
    if settings.SECURE_PROXY_SSL_HEADER:
        header, expected = settings.SECURE_PROXY_SSL_HEADER
        return environ.get(header, "").partition(",")[0].strip() == expected
    return bool(environ["wsgi.url_scheme"] == "https")
