"""The processes of an Elasticsearch on this machine: ask it, wait for it, kill a node, stop it."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import signal
import time
import urllib.request
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

LONGEST_START, LONGEST_STOP = 240, 20


class StartError(Exception):
    """A node did not come up; the message holds the end of what it wrote."""


@dataclass
class Node:
    """A server process, and the small Java that started it and ends with it."""

    name: str
    url: str
    launcher: int
    pid: int = 0

    def kill(self) -> None:
        """End it with SIGKILL, as a crash does."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """End it in good order, by force after 20 seconds."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + LONGEST_STOP
        while self.is_alive():
            if time.monotonic() > deadline:
                self._signal(signal.SIGKILL)
            time.sleep(0.05)

    def is_alive(self) -> bool:
        """Whether the server or its launcher runs; what has ended and waits for its parent does not."""
        return any(_is_elasticsearch(pid) for pid in (self.pid, self.launcher))

    def _signal(self, number: int) -> None:
        if self.is_alive():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.launcher, number)


@dataclass
class Cluster:
    """Nodes that know each other, and the folder with their data, configuration and logs."""

    folder: Path
    nodes: list[Node] = field(default_factory=list)
    password: str = ""
    keep_folder: bool = False

    @property
    def urls(self) -> list[str]:
        """The addresses of all nodes that were started, without a final slash."""
        return [node.url for node in self.nodes]

    @property
    def pids(self) -> list[int]:
        """The process ids of the servers."""
        return [node.pid for node in self.nodes]

    def kill(self, node: Node) -> None:
        """End one node with SIGKILL; the others go on."""
        node.kill()

    def stop(self) -> None:
        """End all nodes and remove the folder unless it was given."""
        for node in self.nodes:
            node._signal(signal.SIGTERM)
        for node in self.nodes:
            node.stop()
        if not self.keep_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, path: str) -> Any:
        """GET a path from the first living node that answers.

        Raises:
            OSError: none answers, or with an HTTP error.
        """
        failure: OSError = ConnectionError("no node is alive")
        for node in self.nodes:
            if node.is_alive():
                try:
                    return self._get(node.url + path)
                except OSError as error:
                    failure = error
        raise failure

    def master(self) -> Node | None:
        """The node the others elected, None while there is none."""
        with contextlib.suppress(OSError):
            name = self.ask("/_cat/master?format=json&master_timeout=2s")[0]["node"]
            return next((node for node in self.nodes if node.name == name and node.is_alive()), None)
        return None

    def wait_for(self, status: str, *, nodes: int, within: float = LONGEST_START) -> None:
        """Return once so many nodes are together with this status, ``yellow`` or ``green``.

        Raises:
            StartError: a node has ended, or so many seconds have passed.
        """
        deadline = time.monotonic() + within
        path = f"/_cluster/health?wait_for_status={status}&wait_for_nodes={nodes}&timeout=2s"
        while True:
            # 408 says that the time of this question has passed, other errors that it still starts.
            with contextlib.suppress(OSError):
                if not self.ask(path)["timed_out"]:
                    return
            alive = sum(node.is_alive() for node in self.nodes)
            if alive < nodes or time.monotonic() > deadline:
                raise StartError(f"{alive} of {nodes} nodes are alive, none is {status}:\n{self.log()}")
            time.sleep(0.2)

    def wait_for_voters(self) -> None:
        """Return once the loss of any one node leaves a majority.

        A cluster is green before every node has a vote; of two votes none can be lost.

        Raises:
            StartError: four minutes have passed.
        """
        wanted = len(self.nodes) - (len(self.nodes) % 2 == 0)
        path = "/_cluster/state/metadata?filter_path=metadata.cluster_coordination.last_committed_config"
        deadline = time.monotonic() + LONGEST_START
        while True:
            votes = self.ask(path)["metadata"]["cluster_coordination"]["last_committed_config"]
            # A place is held for a node that was named but has not come yet.
            if sum("placeholder" not in vote for vote in votes) >= wanted:
                return
            if time.monotonic() > deadline:
                raise StartError(f"Not all nodes were given a vote:\n{self.log()}")
            time.sleep(0.1)

    def log(self) -> str:
        """The end of what each node wrote."""
        files = [self.folder / node.name / "output" for node in self.nodes]
        return "\n".join(file.read_text(errors="replace")[-3000:] for file in files if file.exists())

    def _get(self, url: str) -> Any:
        request = urllib.request.Request(url)  # noqa: S310 - our own address
        if self.password:
            basic = base64.b64encode(f"elastic:{self.password}".encode()).decode()
            request.add_header("Authorization", f"Basic {basic}")
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)

    def to_json(self) -> str:
        """What ``from_json`` makes the same cluster of, in another process."""
        return json.dumps({**asdict(self), "folder": str(self.folder)})

    @classmethod
    def from_json(cls, text: str) -> Cluster:
        """A cluster another process started."""
        values = json.loads(text)
        nodes = [Node(**node) for node in values.pop("nodes")]
        return cls(**{**values, "folder": Path(values["folder"]), "nodes": nodes})


def _is_elasticsearch(pid: int) -> bool:
    """Whether this process is an Elasticsearch, not another that was given its number later."""
    with contextlib.suppress(OSError):
        return pid > 0 and b"elasticsearch" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False
