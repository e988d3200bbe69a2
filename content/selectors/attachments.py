"""What is attached to a policy text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from content.models import PolicyPage
from content.selectors.files import open_documents

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Attached:
    """One attachment; ``file`` is the document, None where the reader may not open it."""

    title: str
    file: Any


def list_attachments(page: PolicyPage, *, user: User | AnonymousUser) -> list[Attached]:
    """The attachments of a policy text in their order; two queries however many."""
    rows = list(page.attachments.all())
    files = open_documents([row.file_id for row in rows if row.file_id], user=user)
    return [Attached(row.title, files.get(row.file_id)) for row in rows]
