"""Filters that read like the field's own words."""

from __future__ import annotations

import datetime as dt
from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import Q
from treebeard.mp_tree import MP_NodeManager, MP_NodeQuerySet


class OrgUnitQuerySet(MP_NodeQuerySet):
    """Units by period and place in the tree."""

    def valid_on(self, day: dt.date) -> Self:
        """Units in use on a day; the end of validity is the first day without."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        )

    def under_path(self, path: str) -> Self:
        """Units in the subtree whose root has this path, the root included; "" is everything."""
        return self.filter(path__startswith=path)


class OrgUnitManager(MP_NodeManager):
    """Units in the order of the tree."""

    def get_queryset(self) -> OrgUnitQuerySet:
        return OrgUnitQuerySet(self.model, using=self._db).order_by("path")


class AuditLogIsAppendOnlyError(Exception):
    """Somebody tried to change or delete an audit record."""


class AuditEntryQuerySet(models.QuerySet[Any]):
    """Audit records can be added and read, nothing else."""

    def update(self, **_kwargs: Any) -> NoReturn:
        raise AuditLogIsAppendOnlyError("audit records cannot be changed")

    def delete(self) -> NoReturn:
        raise AuditLogIsAppendOnlyError("audit records cannot be deleted")

    def _raw_delete(self, _using: str | None) -> NoReturn:
        raise AuditLogIsAppendOnlyError("audit records cannot be deleted")
