"""What the search keeps in the database beside its index."""

from search.models.reconciliation import IndexedDay, Reconciliation

__all__ = ["IndexedDay", "Reconciliation"]
