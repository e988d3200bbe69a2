"""Answering with a stored file: its headers, a part of it, or the word to the web server to send it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe

_CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE)
PRIVATE = "private, no-store"


def send_file(
    request: HttpRequest,
    name: str,
    *,
    storage: Storage,
    content_type: str,
    public_cache: str,
    filename: str = "",
    as_attachment: bool = False,
) -> HttpResponseBase:
    """The file, a part of it, or "not modified"; the caller has made sure that it may be seen.

    Args:
        name: its name in the storage.
        public_cache: what caches are told; "" for a file that not everybody may see.
        filename: the name it is saved under.

    Raises:
        Http404: the file is not on the disk.
    """
    if settings.MEDIA_ACCEL_PREFIX:
        answer: HttpResponseBase = HttpResponse()
        answer["X-Accel-Redirect"] = settings.MEDIA_ACCEL_PREFIX + quote(name)
    else:
        answer = _from_disk(request, name, storage)
    answer["Content-Type"] = content_type
    answer["Cache-Control"] = public_cache or PRIVATE
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'self'"
    answer["X-Frame-Options"] = "SAMEORIGIN"  # our pages show a PDF in a frame
    disposition = content_disposition_header(as_attachment, filename)
    if disposition:
        answer["Content-Disposition"] = disposition
    if not public_cache:
        patch_vary_headers(answer, ["Cookie"])
    return answer


def _from_disk(request: HttpRequest, name: str, storage: Storage) -> HttpResponseBase:
    try:
        file = storage.open(name)
        size, changed = file.size, storage.get_modified_time(name).timestamp()
    except (FileNotFoundError, IsADirectoryError) as missing:
        raise Http404 from missing
    state = _State(f'"{int(changed * 1_000_000):x}-{size:x}"', int(changed))
    unchanged = get_conditional_response(request, etag=state.etag, last_modified=state.changed)
    if unchanged is not None:
        file.close()
        unchanged["ETag"] = state.etag
        return unchanged
    answer = _part(request, file, size, state)
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = state.etag
    answer["Last-Modified"] = http_date(state.changed)
    return answer


@dataclass(frozen=True, slots=True)
class _State:
    """What tells one state of a file from another; ``changed`` in seconds since 1970."""

    etag: str
    changed: int

    def is_named_by(self, if_range: str) -> bool:
        """Whether the header ``If-Range`` names this state beyond doubt (RFC 9110, 13.1.5)."""
        if if_range.startswith(('"', "W/")):
            return if_range == self.etag  # a weak one never counts
        # A date speaks of a whole second, in which the file may have changed once more.
        return parse_http_date_safe(if_range) == self.changed < int(time.time()) - 1


def _part(request: HttpRequest, file: File[Any], size: int, state: _State) -> HttpResponseBase:
    """The whole file, or the one range asked for; a player of videos asks for nothing else."""
    bounds = _asked_range(request, size, state)
    if bounds is None:
        answer = FileResponse(file)
        answer["Content-Length"] = str(size)
        return answer
    first, last = bounds
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = StreamingHttpResponse(_read(file, first, last), status=206)
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    part["Content-Length"] = str(last - first + 1)
    return part


def _asked_range(request: HttpRequest, size: int, state: _State) -> tuple[int, int] | None:
    """First and last byte asked for, the last before the first where nothing is there; None is the whole."""
    match = _RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or match is None:
        return None
    first, last = match.groups()
    is_valid = bool(first or last) and not (first and last and int(last) < int(first))
    if_range = request.headers.get("If-Range", "").strip()
    if not is_valid or (if_range and not state.is_named_by(if_range)):
        return None
    return _bounds(first, last, size)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:  # the last so many bytes
        return max(size - int(last), 0), size - 1 if int(last) else -1
    return int(first), min(int(last), size - 1) if last else size - 1


def _read(file: File[Any], first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (data := file.read(min(_CHUNK, left))):
            left -= len(data)
            yield data
