"""What the screens of training in the Wagtail admin have in common."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from accounts.requests import signed_in
from common.admin_screens import Guarded, Screen
from training.bank_policy import bank_path
from training.rules import training_path


class TrainersOnly(Guarded):
    """Lets in people who look after training; what they get is of their units."""

    def allows(self, user: Any) -> bool:
        return training_path(user) is not None

    @property
    def user(self) -> User:
        """Who asks."""
        return signed_in(self.request)


class TrainingScreen(TrainersOnly, Screen):
    """A screen of the menu 培训."""


class BankScreen(Screen):
    """A screen for people who keep the item bank."""

    def allows(self, user: Any) -> bool:
        return bank_path(user) is not None
