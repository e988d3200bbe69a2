"""Whether an address lies in one of the networks a check-in is limited to."""

from __future__ import annotations

import ipaddress
import re


def is_inside(address: str, networks: str) -> bool:
    """Whether ``address`` may check in; without networks everybody may, without an address nobody."""
    named = [part for part in re.split(r"[\s,]+", networks) if part]
    if not named:
        return True
    try:
        asked = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(asked, ipaddress.IPv6Address) and asked.ipv4_mapped is not None:
        asked = asked.ipv4_mapped
    return any(asked in ipaddress.ip_network(part, strict=False) for part in named)
