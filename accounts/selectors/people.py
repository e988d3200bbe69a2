"""Finding people."""

from __future__ import annotations

from accounts.models import User
from accounts.rules import normalize_login, normalize_phone


def find_by_login(text: str) -> User | None:
    """The account whose staff number or phone a person typed, or None; full-width digits are understood."""
    login = normalize_login(text)
    if not login or "\0" in login:
        return None
    if normalize_phone(login):  # a staff number never has the form of a phone number
        return User.objects.filter(phone=login).first()
    return User.objects.filter(staff_number=login).first()
