"""What a frozen lesson has to show: text, file, provisions to be read, place in a timetable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wagtail.documents import get_document_model

from content.models import EditionPage, Provision
from content.selectors.reading import FRAME_KINDS, Block, Reading, build_reading
from content.selectors.visibility import visible_pages
from training.enums import LessonKind
from training.models import ClassSession, Enrollment, LessonVersion

if TYPE_CHECKING:
    from accounts.models import User

# The files of a lesson, by the key of its frozen content that holds their number.
FILE_ROLES = ("file", "captions")


@dataclass(frozen=True, slots=True)
class LessonContent:
    """What there is to see; ``file`` and ``captions`` are documents.

    ``edition`` is the frozen edition of a rule and ``blocks`` its provisions to be read; both are empty where
    it is no longer published or the person may not read it.
    """

    summary: str
    body: str
    file: Any = None
    captions: Any = None
    edition: EditionPage | None = None
    blocks: Sequence[Block] = ()
    sessions: Sequence[ClassSession] = field(default=())


def find_content(lesson: LessonVersion, *, enrollment: Enrollment, user: User) -> LessonContent:
    """The content of a lesson for somebody who is enrolled; at most two queries of its own for each kind."""
    held = lesson.content
    numbers = {role: held.get(role) for role in FILE_ROLES if held.get(role)}
    found = get_document_model().objects.in_bulk(numbers.values()) if numbers else {}
    edition = _edition(held, user) if lesson.kind == LessonKind.RULE_READING else None
    return LessonContent(
        summary=held.get("summary", ""),
        body=held.get("body", ""),
        file=found.get(numbers.get("file")),
        captions=found.get(numbers.get("captions")),
        edition=edition,
        blocks=_blocks(edition, held) if edition else (),
        sessions=_sessions(lesson, enrollment) if lesson.kind == LessonKind.SESSION else (),
    )


def find_file(lesson_id: int, role: str) -> Any:
    """The document of a lesson in this role; None where there is none."""
    if role not in FILE_ROLES:
        return None
    held = LessonVersion.objects.values_list("content", flat=True).filter(pk=lesson_id).first()
    number = (held or {}).get(role)
    return get_document_model().objects.filter(pk=number).first() if number else None


def blocks_between(reading: Reading, first: str, last: str) -> list[Block]:
    """The articles and headings from one stable id to another, a heading with all below it."""
    begin, end = reading.block(first), reading.block(last or first)
    if begin is None or end is None:
        return []
    whole = reading.whole
    at, until = whole.index(begin), whole.index(end)
    if end.is_heading:
        rank = _rank(end)
        while until + 1 < len(whole) and (not whole[until + 1].is_heading or _rank(whole[until + 1]) > rank):
            until += 1
    return whole[at : until + 1]


def _rank(block: Block) -> int:
    return [kind.value for kind in FRAME_KINDS].index(block.kind)


def _edition(held: dict[str, Any], user: User) -> EditionPage | None:
    editions = EditionPage.objects.filter(pk=held.get("edition") or 0)
    found: EditionPage | None = visible_pages(user, editions).first()
    return found


def _blocks(edition: EditionPage, held: dict[str, Any]) -> list[Block]:
    rows = Provision.objects.filter(page_id=edition.pk).order_by("order")
    return blocks_between(build_reading(rows), held.get("first_eid", ""), held.get("last_eid", ""))


def _sessions(lesson: LessonVersion, enrollment: Enrollment) -> list[ClassSession]:
    if enrollment.klass_id is None:
        return []
    return list(ClassSession.objects.filter(klass_id=enrollment.klass_id, lesson=lesson))
