"""Where a request comes from: the same answer for lock-outs and for the audit log."""

from __future__ import annotations

import ipaddress

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
    return forwarded[-proxies] if len(forwarded) >= proxies and _is_address(forwarded[-proxies]) else peer


def lockout_address(request: HttpRequest) -> str | None:
    """The address failed sign-ins are counted under (AXES_CLIENT_IP_CALLABLE); None when there is none.

    A server behind a Unix socket gives something that is no address, which the column would not take.
    """
    address = client_address(request)
    return address if _is_address(address) else None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
