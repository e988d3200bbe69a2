"""Imports and exports by django-import-export."""
