"""The embedded queue: kombu's folder of files, safe for a reader that looks while one is written."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

UNFINISHED = ".part"  # no ending kombu looks for


class Channel(filesystem.Channel):
    """A message appears in the folder whole or not at all.

    Kombu opens the file under its final name and then writes: a worker that takes it in between reads nothing
    and ends with an error.
    """

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]  # as kombu names it
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        finished = Path(self.data_folder_out) / name
        unfinished = finished.with_name(name + UNFINISHED)
        try:
            unfinished.write_bytes(str_to_bytes(dumps(payload)))
            unfinished.replace(finished)
        except OSError as error:
            raise ChannelError(f"Cannot add the file {name} to the queue") from error


class Transport(filesystem.Transport):
    """Kombu's transport with that channel."""

    Channel = Channel


def use_for_files() -> None:
    """Let ``filesystem://`` mean this transport."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
