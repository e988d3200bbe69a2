"""Workbooks as answers."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from training.sheets import CONTENT_TYPE


def saved_table(content: bytes, name: str) -> HttpResponse:
    """A workbook to be saved, kept by nobody on the way.

    Args:
        name: of the file, without its ending.
    """
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
