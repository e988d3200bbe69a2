"""Heartbeats of the player: ``POST /learning/beat/``.

The web server's entry point hands this address to ``answer_beat`` past Django's middleware
(``portal.beat_path``); under another server, and for whatever is unusual about a request, the view answers.
"""

from __future__ import annotations

import datetime as dt
import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from common import clock
from training.enums import Refusal
from training.services import watching
from training.watching.claims import MAX_BODY, BadClaimError, read_claim

JSON = "application/json"
# What the page should do: send it again later, or stop.
_STATUS = {Refusal.BAD_REQUEST: 400, Refusal.BUSY: 503, Refusal.SUPERSEDED: 409, Refusal.SIGNED_OUT: 409}
_FORBIDDEN = 403


@csrf_exempt  # the signed token in the body is the leave to do it; no cookie is read
@never_cache
@require_POST
def beat(request: HttpRequest) -> HttpResponse:
    """Take a heartbeat; see ``training.services.watching.beat``."""
    body = request.read(MAX_BODY + 1)
    if request.content_type != JSON:
        return HttpResponse(status=415)
    status, answer = answer_beat(body, at=clock.now())
    return HttpResponse(answer, status=status, content_type=JSON)


def answer_beat(body: bytes, *, at: dt.datetime) -> tuple[int, bytes]:
    """Status and JSON for the body of a heartbeat; what is refused says so with a code and a sentence."""
    try:
        return 200, watching.beat(claim=read_claim(body), at=at).encode()
    except BadClaimError:
        refusal = Refusal.BAD_REQUEST
    except watching.BeatRefusedError as refused:
        refusal = refused.refusal
    return _refused(refusal)


def busy() -> tuple[int, bytes]:
    """Status and JSON where the database does not answer."""
    return _refused(Refusal.BUSY)


def _refused(refusal: Refusal) -> tuple[int, bytes]:
    said = {"code": refusal.value, "text": str(refusal.label)}
    return _STATUS.get(refusal, _FORBIDDEN), json.dumps(said, ensure_ascii=False).encode()
