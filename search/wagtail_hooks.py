"""What the search adds to the Wagtail admin."""

from __future__ import annotations

from search import trace_hooks  # noqa: F401 - registers itself with Wagtail
