"""A worker that looks into the folder at any moment finds whole messages."""

from __future__ import annotations

from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

from portal.celery import app
from tasks.file_queue import Transport


@pytest.fixture
def channel(tmp_path: Path) -> Any:
    folders = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": str(tmp_path),
    }
    with Connection("filesystem://", transport_options=folders) as connection:
        yield connection.default_channel


def test_the_portal_uses_it() -> None:
    assert isinstance(app.connection().transport, Transport)


def test_message_goes_through(channel: Any) -> None:
    channel._put("qingfeng", {"body": "示例"})
    assert channel._get("qingfeng") == {"body": "示例"}
    with pytest.raises(Empty):
        channel._get("qingfeng")


def test_message_being_written_is_not_there(channel: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []

    def look_and_replace(unfinished: Path, target: Path, replace: Any = Path.replace) -> Path:
        with pytest.raises(Empty):
            channel._get("qingfeng")
        found.append(unfinished.read_bytes())
        return replace(unfinished, target)

    monkeypatch.setattr(Path, "replace", look_and_replace)
    channel._put("qingfeng", {"body": "示例"})
    assert found
    assert channel._get("qingfeng") == {"body": "示例"}
