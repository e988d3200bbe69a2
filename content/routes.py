"""Which last parts of an address name a provision."""

from __future__ import annotations

_PREFIXES = frozenset({"part", "ch", "art", "pt", "sec", "att"})
_UNNUMBERED = frozenset({"ch-final", "att"})


def is_provision_id(slug: str) -> bool:
    """Whether ``slug`` has the form of a stable id: art-75, art-10-1, ch-2-sec-1, pt-1-2-para-2, att …"""
    stem = slug.partition("~")[0]
    if stem in _UNNUMBERED:
        return True
    words = stem.split("-")
    return len(words) > 1 and words[0] in _PREFIXES and words[1].isascii() and words[1].isdigit()
