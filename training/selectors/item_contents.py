"""What items say, kept in the process: hundreds draw from the same bank in the same second."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from training.models import QuizItem

# Item, version, digest, list. The digest is over what learners see, so another content has another key; the
# list stands beside it, since it is emptied without another digest when its page is deleted.
Key = tuple[int, int, str, int | None]
MOST = 2048

_kept: dict[Key, dict[str, Any]] = {}


def contents_of(keys: Collection[Key]) -> dict[int, dict[str, Any]]:
    """By item: the part of a frozen question that is the same for everybody. It must not be changed.

    At most one query. An item that changed since its key was read is given as it is now.
    """
    found = {key[0]: content for key in keys if (content := _kept.get(key)) is not None}
    missing = [key[0] for key in keys if key[0] not in found]
    if missing:
        read = {_key_of(item): content_of(item) for item in QuizItem.objects.in_bulk(missing).values()}
        found |= {key[0]: content for key, content in read.items()}
        if len(_kept) + len(read) > MOST:
            _kept.clear()
        _kept.update(read)
    return found


def _key_of(item: QuizItem) -> Key:
    """What tells one content from another."""
    return item.pk, item.version, item.digest, item.target_list_id


def content_of(item: QuizItem) -> dict[str, Any]:
    """An item as it is frozen, but for points and the order of its options."""
    options = [{"key": option["key"], "text": option["text"]} for option in item.options]
    return {"item": item.pk, "version": item.version, **item.content(), "options": options}
