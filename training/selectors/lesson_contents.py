"""What a frozen lesson has to show: its text, its file, the provisions to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wagtail.documents import get_document_model

from training.models import LessonVersion

# The files of a lesson, by the key of its frozen content that holds their number.
FILE_ROLES = ("file", "captions")


@dataclass(frozen=True, slots=True)
class LessonContent:
    """What there is to see; ``file`` and ``captions`` are documents."""

    summary: str
    body: str
    file: Any
    captions: Any


def find_content(lesson: LessonVersion) -> LessonContent:
    """The content of a lesson for somebody who is enrolled; a query for its files."""
    held = lesson.content
    numbers = {role: held.get(role) for role in FILE_ROLES if held.get(role)}
    found = get_document_model().objects.in_bulk(numbers.values()) if numbers else {}
    return LessonContent(
        summary=held.get("summary", ""),
        body=held.get("body", ""),
        file=found.get(numbers.get("file")),
        captions=found.get(numbers.get("captions")),
    )


def find_file(lesson_id: int, role: str) -> Any:
    """The document of a lesson in this role; None where there is none."""
    if role not in FILE_ROLES:
        return None
    held = LessonVersion.objects.values_list("content", flat=True).filter(pk=lesson_id).first()
    number = (held or {}).get(role)
    return get_document_model().objects.filter(pk=number).first() if number else None
