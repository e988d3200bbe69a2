"""What a service says that refuses."""

from __future__ import annotations

from django.core.exceptions import ValidationError


def words_of(error: Exception) -> str:
    """The words of a refusal: the messages of a ``ValidationError`` in a row, of any other what it says."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
