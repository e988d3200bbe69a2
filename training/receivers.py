"""Events at edges training does not own; one call of a service for each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.dispatch import receiver

from accounts.models import OrgUnit, User
from accounts.services.people import person_moved
from accounts.services.units import people_handed_over
from common import clock
from training.services.relocating import move_people, move_person


@receiver(person_moved, dispatch_uid="training.person_moved")
def on_person_moved(
    user: User, former: OrgUnit | None, by: User | None, at: dt.datetime, **_kwargs: Any
) -> None:
    """What a person studies counts for the new unit."""
    move_person(learner=user, former=former, by=by, at=at)


@receiver(people_handed_over, dispatch_uid="training.people_handed_over")
def on_people_handed_over(former: OrgUnit, unit: OrgUnit, **_kwargs: Any) -> None:
    """What the people of an ended unit study counts for its successor."""
    move_people(former=former, unit=unit, at=clock.now())
