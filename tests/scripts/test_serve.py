"""The supervisor of a demonstration: restarts what dies, ends everything, tells whether it runs."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

REPO = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def serve() -> ModuleType:
    spec = importlib.util.spec_from_file_location("serve", REPO / "scripts" / "serve.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["serve"] = module
    spec.loader.exec_module(module)
    return module


# The real supervisor over three children that only sleep; it answers on its port like a portal.
SUPERVISOR = """
import pathlib, sys, threading, http.server
sys.path.insert(0, {scripts!r})
import serve
def children(logs, port):
    logs.mkdir(parents=True, exist_ok=True)
    web = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    other = [sys.executable, "-c", "import time; time.sleep(600)"]
    return [serve.Child("web", web, logs / "web.log"), serve.Child("worker", other, logs / "worker.log")]
serve._children = children
serve.main(data_dir=pathlib.Path({data!r}), notice="示例账号")
"""


def wait_until(done: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def children_of(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def supervisor(tmp_path: Path, serve: ModuleType):
    source = SUPERVISOR.format(scripts=str(REPO / "scripts"), data=str(tmp_path))
    out = tmp_path / "out.txt"
    with out.open("wb") as written:
        process = subprocess.Popen([sys.executable, "-c", source], stdout=written, stderr=written)
    wait_until(lambda: "示例账号" in out.read_text())
    yield process
    process.kill()
    process.wait()


def test_running_tells_address_and_stop_ends_everything(supervisor, serve, tmp_path, capsys):
    found = serve.running(tmp_path)
    assert found["pid"] == supervisor.pid
    assert found["url"].startswith("http://127.0.0.1:")
    children = children_of(supervisor.pid)
    assert len(children) == 2
    serve.stop(tmp_path)
    assert supervisor.wait(timeout=10) == 0
    assert not any(alive(child) for child in children)
    assert serve.running(tmp_path) is None
    assert "Stopped" in capsys.readouterr().out


def test_dead_child_is_started_again(supervisor):
    killed = children_of(supervisor.pid)[1]
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: len(now := children_of(supervisor.pid)) == 2 and killed not in now)


def test_children_do_not_outlive_a_killed_supervisor(supervisor, serve, tmp_path):
    children = children_of(supervisor.pid)
    supervisor.kill()
    supervisor.wait()
    wait_until(lambda: not any(alive(child) for child in children))
    assert serve.running(tmp_path) is None


def test_free_port_passes_over_a_taken_one(serve):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve._free_port(port) > port


def test_running_without_a_folder_is_none(serve, tmp_path):
    assert serve.running(tmp_path / "none") is None
