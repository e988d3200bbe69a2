"""Finding people."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from accounts.rules import normalize_login, normalize_phone, sight_path


def find_by_login(text: str) -> User | None:
    """The account whose staff number or phone a person typed, or None; full-width digits are understood."""
    login = normalize_login(text)
    if not login or "\0" in login:
        return None
    if normalize_phone(login):  # a staff number never has the form of a phone number
        return User.objects.filter(phone=login).first()
    return User.objects.filter(staff_number=login).first()


def people_in_sight(user: User | AnonymousUser) -> QuerySet[User]:
    """The people whose accounts a person may see in the admin.

    People without a unit are seen by those only who see everybody.
    """
    path = sight_path(user)
    if path is None:
        return User.objects.none()
    return User.objects.filter(unit__path__startswith=path) if path else User.objects.all()
