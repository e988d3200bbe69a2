"""A learning record store, spoken to over HTTP."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

TIMEOUT_SECONDS = 20
_TAKEN = (200, 204)
# Of many: one statement is wrong, or there already in other words. Each is then sent by itself.
_DECIDED = (400, 409, 413, 422)


class StoreUnavailableError(Exception):
    """The store did not decide; what was sent is to be sent again."""


@dataclass(frozen=True)
class Store:
    """Where statements go: the address before ``/statements``, with a user of the store."""

    url: str
    user: str
    password: str

    def send(self, statements: list[dict[str, Any]]) -> dict[str, str]:
        """Hand statements over.

        Returns:
            Why the store refused some for good, by id; all others are in it.

        Raises:
            StoreUnavailableError: it could not be reached, or wants to be asked later.
        """
        status, words = self._post(statements)
        if status in _TAKEN:
            return {}
        if len(statements) > 1:
            refused: dict[str, str] = {}
            for statement in statements:
                refused.update(self.send([statement]))
            return refused
        # A statement is never written twice with the same id: a conflict is one that is there already.
        return {} if status == 409 else {statements[0]["id"]: f"{status} {words}"[:200]}

    def _post(self, statements: list[dict[str, Any]]) -> tuple[int, str]:
        login = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        headers = {
            "Content-Type": "application/json",
            "X-Experience-API-Version": "1.0.3",
            "Authorization": f"Basic {login}",
        }
        request = urllib.request.Request(  # noqa: S310 - the environment takes http and https only
            f"{self.url}/statements", data=json.dumps(statements).encode(), headers=headers, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
                return answer.status, ""
        except urllib.error.HTTPError as error:
            if error.code in _DECIDED:
                return error.code, error.read(500).decode(errors="replace")
            raise StoreUnavailableError(f"the store answered {error.code}") from error
        except OSError as error:
            raise StoreUnavailableError(str(error)) from error
