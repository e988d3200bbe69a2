"""The catalogue of courses, and what the pages of a course and of a lesson show."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from common.numbers import number
from content.models import ListingItem
from content.selectors.prohibitions import get_front_list, list_entries
from content.selectors.visibility import reachable_pages
from training.enums import CourseNature, LessonKind
from training.models import CourseIndexPage, CoursePage, CourseVersion, LessonVersion, TrainingClass
from training.selectors.opening import coming_classes, is_class_open, is_open, open_by_itself, open_classes

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

PAGE_SIZE = 20
# Bounds of the hours a course may be narrowed to: name, more than, up to.
HOURS = (("1", None, Decimal(1)), ("3", Decimal(1), Decimal(3)), ("more", Decimal(3), None))


@dataclass(frozen=True, slots=True)
class CatalogueFilter:
    """What the catalogue is narrowed to; "" and 0 are no filter. ``item`` is of the list in the menu."""

    nature: str = ""
    item: int = 0
    hours: str = ""
    kind: str = ""
    open: str = ""

    @classmethod
    def read(cls, **typed: str) -> Self:
        """Read the parameters of an address; what is not understood is as if absent."""
        item, names = typed.get("item", ""), [name for name, *_bounds in HOURS]
        return cls(
            nature=_one_of(typed.get("nature", ""), CourseNature.values),
            item=number(item, most=999) or 0,
            hours=_one_of(typed.get("hours", ""), names),
            kind=_one_of(typed.get("kind", ""), LessonKind.values),
            open=_one_of(typed.get("open", ""), ["1"]),
        )

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, field.name) for field in fields(self))

    @property
    def address(self) -> str:
        """The query part of an address that gives this filter; "" where nothing is narrowed."""
        given = [(field.name, getattr(self, field.name)) for field in fields(self)]
        return urlencode([(name, value) for name, value in given if value])


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter of the catalogue with its values."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class CourseCard:
    """A course in the catalogue."""

    page: CoursePage
    version: CourseVersion
    lessons: int
    seconds: int
    kinds: tuple[str, ...]
    next_class: TrainingClass | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A stretch of the catalogue. ``page`` is the number shown, ``last`` the last there is."""

    cards: tuple[CourseCard, ...]
    total: int
    page: int
    last: int
    facets: tuple[Facet, ...]
    chosen: CatalogueFilter

    def _at(self, number: int) -> str:
        base = self.chosen.address
        return f"?{base}{'&' if base else ''}p={number}"

    @property
    def earlier(self) -> str:
        return self._at(self.page - 1) if self.page > 1 else ""

    @property
    def later(self) -> str:
        return self._at(self.page + 1) if self.page < self.last else ""


def published_courses(user: User | AnonymousUser) -> QuerySet[CoursePage]:
    """Courses ``user`` may read and that have a version to take."""
    pages = CoursePage.objects.filter(course__current__isnull=False)
    found: QuerySet[CoursePage] = reachable_pages(user, pages)
    return found


def get_catalogue(
    column: CourseIndexPage,
    *,
    chosen: CatalogueFilter,
    user: User | AnonymousUser,
    at: dt.datetime,
    stretch: str = "",
) -> Catalogue:
    """The courses a filter finds, the youngest first; a fixed number of queries.

    Args:
        stretch: its number, as typed; what is no such number shows the nearest.
    """
    front = get_front_list(user=user)
    if front is None:
        chosen = replace(chosen, item=0)
    found = published_courses(user).filter(path__startswith=column.path)
    found = found.filter(_condition(chosen, front.pk if front else 0, at))
    total = found.count()
    last = max(1, -(-total // PAGE_SIZE))
    page = min(number(stretch, least=1) or 1, last)
    ordered = found.select_related("course__current").defer("body").order_by("-issued_on", "-pk")
    shown = list(ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    items = (
        [(str(e.item.number), f"{e.numeral} {e.item.heading}") for e in list_entries(front)] if front else []
    )
    return Catalogue(
        cards=tuple(_cards(shown, at)),
        total=total,
        page=page,
        last=last,
        facets=tuple(_facets(chosen, items, (front.short_title or front.generation) if front else "")),
        chosen=chosen,
    )


def _condition(chosen: CatalogueFilter, front: int, at: dt.datetime) -> Q:
    condition = Q()
    if chosen.nature:
        condition &= Q(nature=chosen.nature)
    if chosen.item:
        of_item = ListingItem.objects.filter(target_list_id=front, target_number=chosen.item)
        condition &= Q(Exists(of_item.filter(listing_id=OuterRef("pk"))))
    if chosen.kind:
        taught = LessonVersion.objects.filter(version=OuterRef("course__current"), kind=chosen.kind)
        condition &= Q(Exists(taught))
    if chosen.hours:
        _name, above, upto = next(bounds for bounds in HOURS if bounds[0] == chosen.hours)
        if above is not None:
            condition &= Q(course__current__hours__gt=above)
        if upto is not None:
            condition &= Q(course__current__hours__lte=upto)
    if chosen.open:
        classes = open_classes(at).filter(version__course__page=OuterRef("pk"))
        condition &= open_by_itself(at) | Q(Exists(classes))
    return condition


def _cards(pages: Sequence[CoursePage], at: dt.datetime) -> Iterable[CourseCard]:
    versions = {page.pk: version for page in pages if (version := page.course.current)}
    lessons: dict[int, list[tuple[str, int]]] = defaultdict(list)
    rows = LessonVersion.objects.filter(version__in=versions.values()).order_by("version", "position")
    for version, kind, seconds in rows.values_list("version_id", "kind", "seconds"):
        lessons[version].append((kind, seconds))
    coming: dict[int, TrainingClass] = {}
    enrolling: set[int] = set()
    for klass in (
        coming_classes(localdate(at)).filter(version__course__page__in=pages).select_related("version")
    ):
        coming.setdefault(klass.version.course_id, klass)
        if is_class_open(klass, at=at):
            enrolling.add(klass.version.course_id)
    for page in pages:
        own = lessons[versions[page.pk].pk]
        yield CourseCard(
            page=page,
            version=versions[page.pk],
            lessons=len(own),
            seconds=sum(seconds for _kind, seconds in own),
            kinds=tuple(dict.fromkeys(str(LessonKind(kind).label) for kind, _seconds in own)),
            next_class=coming.get(page.course.pk),
            is_open=is_open(page, at=at) or page.course.pk in enrolling,
        )


def _facets(chosen: CatalogueFilter, items: Sequence[tuple[str, str]], item_title: str) -> Iterable[Facet]:
    hours = {"1": _("1 学时以内"), "3": _("1 至 3 学时"), "more": _("3 学时以上")}
    yield _facet("nature", _("性质"), [(v, str(label)) for v, label in CourseNature.choices], chosen.nature)
    if items:
        yield _facet("item", item_title, items, str(chosen.item or ""))
    yield _facet("hours", _("学时"), list(hours.items()), chosen.hours)
    yield _facet("kind", _("课时形式"), [(v, str(label)) for v, label in LessonKind.choices], chosen.kind)


def _facet(name: str, label: Any, values: Sequence[tuple[str, str]], current: str) -> Facet:
    return Facet(name, str(label), tuple(Choice(v, words, v == current) for v, words in values))


def _one_of(value: str, known: Iterable[Any]) -> str:
    return value if value in known else ""
