"""Sign-in by staff number or phone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User
from accounts.rules import normalize_login
from accounts.selectors.people import find_by_login


class StaffNumberOrPhoneBackend(ModelBackend):
    """Django's backend, with two ways to name the account."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's signature
        username: str | None = None,
        password: str | None = None,
        staff_number: str | None = None,
        **_kwargs: Any,
    ) -> User | None:
        """The active account with this number and password, or None.

        An unknown number costs as much time as a wrong password: the hash is computed all the same.
        """
        login = staff_number if staff_number is not None else username
        if login is None or password is None:
            return None
        user = find_by_login(login)
        if user is None:
            User().set_password(password)
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None


def lockout_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name failed sign-ins are counted under (AXES_USERNAME_CALLABLE): the staff number.

    Otherwise every writing of a phone number would be counted by itself, and a guesser would get five
    more tries for each.
    """
    given = credentials if credentials is not None else request.POST
    login = normalize_login(str(given.get("staff_number") or given.get("username") or ""))
    user = find_by_login(login)
    return user.staff_number if user is not None else login[:255].replace("\0", "")
