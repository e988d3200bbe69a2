"""The signed word by which a page says whose session it is: who has it needs no other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core.signing import BadSignature, Signer

_SALT = "training.play-session"


class BadTokenError(ValueError):
    """Nobody here signed this."""


@dataclass(frozen=True, slots=True)
class PlayToken:
    """Whose page: session, person, lesson version, the session's nonce, and when it was made."""

    session_id: int
    learner_id: int
    lesson_id: int
    nonce: str
    issued: int

    def is_expired(self, at: dt.datetime) -> bool:
        """Whether it is older than a session of a signed-in person may be (``SESSION_ABSOLUTE``)."""
        return at.timestamp() - self.issued >= settings.SESSION_ABSOLUTE.total_seconds()


def sign(token: PlayToken) -> str:
    """The token as text: its parts in plain sight, and the signature."""
    parts = (token.session_id, token.learner_id, token.lesson_id, token.nonce, token.issued)
    return _signer().sign("-".join(map(str, parts)))


def read(text: str) -> PlayToken:
    """The token in a text.

    Raises:
        BadTokenError: the text is not what ``sign`` wrote, to the letter.
    """
    try:
        session_id, learner_id, lesson_id, nonce, issued = _signer().unsign(text).split("-")
        return PlayToken(int(session_id), int(learner_id), int(lesson_id), nonce, int(issued))
    except (BadSignature, ValueError) as error:
        raise BadTokenError from error


@cache
def _signer() -> Signer:
    return Signer(salt=_SALT)
