"""What a frozen lesson has to show: text, file, provisions to be read, place in a timetable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from wagtail.documents import get_document_model

from content.grammar.tree import Kind
from content.models import EditionPage, Provision
from content.selectors.citations import article_of
from content.selectors.reading import FRAME_KINDS, Block, build_reading
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
    """The content of a lesson for somebody who is enrolled; at most four queries of its own for each kind."""
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
    """The document of a lesson in this role; None where there is none. Two queries."""
    if role not in FILE_ROLES:
        return None
    number = LessonVersion.objects.filter(pk=lesson_id).values_list(f"content__{role}", flat=True).first()
    return get_document_model().objects.filter(pk=number).first() if number else None


def _edition(held: dict[str, Any], user: User) -> EditionPage | None:
    editions = EditionPage.objects.filter(pk=held.get("edition") or 0)
    found: EditionPage | None = visible_pages(user, editions).first()
    return found


def _blocks(edition: EditionPage, held: dict[str, Any]) -> list[Block]:
    """The articles and headings from one stable id to another, a heading with all below it; three queries."""
    first = article_of(held.get("first_eid", ""))
    last = article_of(held.get("last_eid", "")) or first
    rows = Provision.objects.filter(page_id=edition.pk).order_by("order")
    ends = {row.eid: row for row in rows.filter(eid__in=[first, last]).only("eid", "kind", "order")}
    if first not in ends or last not in ends:
        return []
    behind = rows.filter(_is_behind(ends[last])).values_list("order", flat=True).first()
    read = rows.filter(order__gte=ends[first].order)
    return build_reading(read if behind is None else read.filter(order__lt=behind)).whole


def _is_behind(last: Provision) -> Q:
    """What comes after a provision and does not stand below it."""
    kind = Kind(last.kind)
    if kind in FRAME_KINDS:
        frames = FRAME_KINDS[: FRAME_KINDS.index(kind) + 1]
        return Q(order__gt=last.order, kind__in=[*frames, Kind.ATTACHMENT])
    opens = Q(kind__in=[*FRAME_KINDS, Kind.ARTICLE, Kind.ATTACHMENT]) | Q(kind=Kind.POINT, parent_eid="")
    return Q(order__gt=last.order) & opens


def _sessions(lesson: LessonVersion, enrollment: Enrollment) -> list[ClassSession]:
    if enrollment.klass_id is None:
        return []
    return list(ClassSession.objects.filter(klass_id=enrollment.klass_id, lesson=lesson))
