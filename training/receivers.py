"""What training does when something happens at edges it does not own (pages, accounts)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from common import clock
from training.enums import PlayEnding
from training.services import watching


@receiver(user_logged_out, dispatch_uid="training.signed_out")
def end_play_session(user: Any, **_kwargs: Any) -> None:
    """Whoever signs out no longer learns: on a shared machine the next person finds a page that is open."""
    if user is not None and user.pk:
        watching.end_sessions(learner_id=user.pk, ending=PlayEnding.SIGNED_OUT, at=clock.now())
