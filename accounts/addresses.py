"""Where a request comes from: the same answer for lock-outs and for the audit log."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest | None) -> str:
    """The network address of a request, or "" when there is none.

    X-Forwarded-For counts only as far as trusted proxies wrote it (QINGFENG_TRUSTED_PROXIES): anything
    further left is what the client claims.
    """
    if request is None:
        return ""
    peer = str(request.META.get("REMOTE_ADDR") or "")
    proxies = settings.AXES_IPWARE_PROXY_COUNT or 0
    if proxies == 0:
        return peer
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    return forwarded[-proxies] if len(forwarded) >= proxies and forwarded[-proxies] else peer
