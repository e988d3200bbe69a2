"""Filters in the field's words, and rows that are added and never changed."""

from __future__ import annotations

import datetime as dt
from typing import Any, NoReturn, Self

from django.db import models

from training.enums import COUNTED, ENDED, EnrollmentState


class EnrollmentQuerySet(models.QuerySet[Any]):
    """Enrollments by state and place in the tree."""

    def open(self) -> Self:
        """Those that have not ended: waiting, active or completed."""
        return self.exclude(state__in=ENDED)

    def counted(self) -> Self:
        """Those the boards count as enrolled: active or completed."""
        return self.filter(state__in=COUNTED)

    def overdue(self, on: dt.date) -> Self:
        """Active ones whose last day is over."""
        return self.filter(state=EnrollmentState.ACTIVE, due_on__lt=on)

    def under_path(self, path: str) -> Self:
        """Those that count for a unit of the subtree at this treebeard path; "" is everything."""
        return self.filter(unit__path__startswith=path) if path else self.all()


class AppendOnlyError(Exception):
    """Somebody tried to change or delete a record of an append-only table."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that can be added and read, nothing else."""

    def update(self, **_kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model._meta.label} cannot be changed")

    def delete(self) -> NoReturn:
        raise AppendOnlyError(f"{self.model._meta.label} cannot be deleted")

    def _raw_delete(self, _using: str | None) -> NoReturn:
        raise AppendOnlyError(f"{self.model._meta.label} cannot be deleted")


class AppendOnlyModel(models.Model):
    """A row that is added once; ``training.triggers`` keeps the database from changing it as well."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row.

        Raises:
            AppendOnlyError: it is there already.
        """
        if self.pk is not None:
            raise AppendOnlyError(f"{self._meta.label} cannot be changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse.

        Raises:
            AppendOnlyError: always.
        """
        raise AppendOnlyError(f"{self._meta.label} cannot be deleted")
