"""Which last parts of an address name a provision."""

from __future__ import annotations

_PREFIXES = frozenset({"part", "ch", "art", "pt", "sec"})


def is_provision_id(slug: str) -> bool:
    """Whether ``slug`` has the form of a stable id: art-75, art-10-1, ch-2-sec-1, pt-1-2-para-2 …"""
    words = slug.partition("~")[0].split("-")
    if len(words) < 2 or words[0] not in _PREFIXES:
        return False
    return slug == "ch-final" or (words[1].isascii() and words[1].isdigit())
