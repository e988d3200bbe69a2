"""Uploaded files: which there are and who may open them.

Images and documents lie in collections; a collection may be closed, with all below it. The restrictions are
Wagtail's own (``CollectionViewRestriction``), checked here for pictures and documents alike.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection as FileCollection
from wagtail.models import CollectionViewRestriction
from wagtail.permissions import policy_registry

from common import generation

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

    Viewer = User | AnonymousUser

_RENDITIONS, _ORIGINALS = "images/", "original_images/"
_IN_ADMIN = ["add", "change", "delete", "choose"]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file somebody may open; ``is_public`` where anybody may."""

    name: str
    is_public: bool
    document: Any = None


def get_image_file(name: str, *, user: Viewer) -> StoredFile | None:
    """The file of a picture below the media folder, None where ``user`` may not see it or there is none.

    Pages show renditions; an original may carry more (place, device, what was cut away), so it is for those
    who work with it in the admin. One query for a public picture.
    """
    if name.startswith(_RENDITIONS):
        rows = _guarded(
            get_image_model().get_rendition_model().objects.filter(file=name), "image__collection"
        )
        row = rows.select_related("image__collection").first()
        return _opened(name, row, row and row.image, user)
    # Asked first, so that nobody else can make the database look through a table without an index.
    if name.startswith(_ORIGINALS) and user.is_authenticated:
        policy = policy_registry.get_by_type(get_image_model())
        if not policy.user_has_any_permission(user, _IN_ADMIN):
            return None
        original = get_image_model().objects.filter(file=name).first()
        if original and policy.user_has_any_permission_for_instance(user, _IN_ADMIN, original):
            return StoredFile(name, is_public=False)
    return None


def get_document_file(document_id: int, filename: str, *, user: Viewer) -> StoredFile | None:
    """A document by its number and name, None where ``user`` may not see it or there is none.

    Raises:
        SignInFirst: ``user`` is not signed in, and somebody who is may open it.
    """
    rows = _guarded(get_document_model().objects.filter(pk=document_id), "collection")
    row = rows.select_related("collection").first()
    if row is None or row.filename != filename:
        return None
    found = _opened(row.file.name, row, row, user)
    if found is None and not user.is_authenticated and _opens_by_account(row.collection):
        raise SignInFirstError
    return found


def open_documents(numbers: Collection[int], *, user: Viewer) -> dict[int, Any]:
    """Those of the documents ``user`` may open, by number: what a page may say of them and link to.

    One query for public documents however many.
    """
    if not numbers:
        return {}
    rows = _guarded(get_document_model().objects.filter(pk__in=numbers), "collection")
    found = rows.select_related("collection")
    return {row.pk: row for row in found if _opened(row.file.name, row, row, user) is not None}


def may_open_image(image: Any, *, user: Viewer) -> bool:
    """Whether a page may show ``user`` the picture, its title and description; no query for a public one."""
    return image.pk in open_images([image], user=user)


def open_images(images: Iterable[Any], *, user: Viewer) -> frozenset[int]:
    """Those of the pictures a page may show ``user``, by number.

    No query where all are public, a few where some are not, however many.
    """
    collections = {image.pk: image.collection_id for image in images}
    closed = generation.keep("content.closed_collections", _closed_collections)
    asked = {pk for pk, collection in collections.items() if collection in closed}
    found = collections.keys() - asked
    if asked and user.is_authenticated:
        closed = _closed_to(user)
        found |= {pk for pk in asked if collections[pk] not in closed}
        policy = policy_registry.get_by_type(get_image_model())
        # Who chooses or changes it in the admin has to see what it is.
        works_with = policy.instances_user_has_any_permission_for(user, _IN_ADMIN)
        found |= set(works_with.filter(pk__in=asked - found).values_list("pk", flat=True))
    return frozenset(found)


def _closed_collections() -> frozenset[int]:
    return _below(CollectionViewRestriction.objects.select_related("collection"))


def _closed_to(user: Viewer) -> frozenset[int]:
    rows = CollectionViewRestriction.objects.select_related("collection").prefetch_related("groups")
    groups = set(user.groups.values_list("pk", flat=True))
    return _below(row for row in rows if not _is_met(row, user, groups))


def _below(restrictions: Iterable[CollectionViewRestriction]) -> frozenset[int]:
    below = FileCollection.objects.none()
    for restriction in restrictions:
        below |= FileCollection.objects.descendant_of(restriction.collection, inclusive=True)
    return frozenset(below.values_list("pk", flat=True))


def public_files(model: type[Any], numbers: Collection[int]) -> list[Any]:
    """Those documents or images that anybody may open, with their collections; one query."""
    rows = _guarded(model._default_manager.filter(pk__in=numbers), "collection")
    return list(rows.filter(is_restricted=False).select_related("collection")) if numbers else []


class SignInFirstError(Exception):
    """Only somebody who is signed in can be told more."""


def _guarded(rows: QuerySet[Any], collection: str) -> QuerySet[Any]:
    """The rows with the knowledge whether a restriction stands on their collection or above it."""
    path = ExpressionWrapper(OuterRef(f"{collection}__path"), output_field=CharField())
    above = CollectionViewRestriction.objects.annotate(asked=path).filter(
        asked__startswith=F("collection__path")
    )
    return rows.annotate(is_restricted=Exists(above))


def _opened(name: str, row: Any, thing: Any, user: Viewer) -> StoredFile | None:
    if row is None:
        return None
    if not row.is_restricted:
        return StoredFile(name, is_public=True, document=row)
    if not user.is_authenticated:
        return None
    policy = policy_registry.get_by_type(type(thing))
    # Who chooses or changes it in the admin has to see what it is.
    works_with_it = policy.user_has_any_permission_for_instance
    if _satisfies(thing.collection, user) or works_with_it(user, _IN_ADMIN, thing):
        return StoredFile(name, is_public=False, document=row)
    return None


def _satisfies(collection: Any, user: Viewer) -> bool:
    restrictions = list(collection.get_view_restrictions().prefetch_related("groups"))
    groups = set(user.groups.values_list("pk", flat=True))
    return all(_is_met(restriction, user, groups) for restriction in restrictions)


def _is_met(restriction: CollectionViewRestriction, user: Viewer, groups: set[int]) -> bool:
    if restriction.restriction_type == CollectionViewRestriction.PASSWORD:
        return False  # shared passwords are switched off
    if restriction.restriction_type == CollectionViewRestriction.GROUPS and not user.is_superuser:
        return any(group.pk in groups for group in restriction.groups.all())
    return True


def _opens_by_account(collection: Any) -> bool:
    kinds = collection.get_view_restrictions().values_list("restriction_type", flat=True)
    return CollectionViewRestriction.PASSWORD not in kinds
