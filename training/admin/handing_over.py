"""Between a check and its confirmation: what was shown is kept by the browser, signed for one person."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.utils.translation import gettext_lazy as _

LONGEST_STAY = 2 * 60 * 60
EXPIRED = _("检查结果已经失效，请重新上传文件。")


def sign(shown: Any, *, owner: list[int], purpose: str) -> str:
    """Words and numbers as text that only ``owner`` gives back, for this purpose.

    Args:
        owner: the person, and what else it is about, by their keys.
    """
    return signing.dumps([owner, shown], salt=purpose, compress=True)


def read_signed(text: str, *, owner: list[int], purpose: str) -> Any | None:
    """What was shown; None where it was others', about something else, changed, or too long ago."""
    try:
        signed_for, shown = signing.loads(text, salt=purpose, max_age=LONGEST_STAY)
    except signing.BadSignature:
        return None
    return shown if signed_for == owner else None
