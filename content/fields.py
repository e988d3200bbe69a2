"""Model fields of our own."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple, Field, TypedMultipleChoiceField
from django.utils.translation import gettext_lazy as _


class RuleTextField(models.TextField):
    """A rule or policy text; its own class, so that its revisions are compared article by article."""

    def deconstruct(self) -> Any:
        """Migrations see a text field: the column is one."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class CodesField(models.JSONField):
    """Some codes of a fixed vocabulary, in a list; ticked in a form."""

    def __init__(self, *args: Any, vocabulary: type[models.TextChoices] | None = None, **kwargs: Any) -> None:
        self.vocabulary = vocabulary
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Migrations see a JSON field: the vocabulary is no part of the column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse anything but a list of known codes, each once.

        Raises:
            ValidationError: what it says, in the editor's words.
        """
        super().validate(value, model_instance)
        known = set(self.vocabulary.values) if self.vocabulary else set()
        if not isinstance(value, list) or not all(isinstance(code, str) and code in known for code in value):
            raise ValidationError(_("只能从给定的选项中选择。"))
        if len(set(value)) != len(value):
            raise ValidationError(_("同一项不能选两次。"))

    def formfield(self, **kwargs: Any) -> Field:
        """Boxes to tick, in the order of the vocabulary."""
        kept = {name: kwargs[name] for name in ("label", "help_text") if name in kwargs}
        return TypedMultipleChoiceField(
            choices=self.vocabulary.choices if self.vocabulary else [],
            required=not self.blank,
            widget=CheckboxSelectMultiple,
            empty_value=[],
            **{"label": self.verbose_name, "help_text": self.help_text, **kept},
        )
