"""Who looks after the index."""

from __future__ import annotations

from typing import Any

from accounts.enums import Role
from accounts.rules import has_role


def looks_after_index(user: Any) -> bool:
    """Whether a person sees how the index is and has it compared: system administrators, the superuser.

    The page shows numbers only, so it crosses no line of the separation of duties.
    """
    return bool(user.is_active and (user.is_superuser or has_role(user, Role.SYSTEM_ADMIN)))
