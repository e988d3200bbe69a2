"""Start one or more Elasticsearch nodes on this machine; needs what elasticsearch_install fetches."""

# ruff: noqa: S603 - a command-line script
from __future__ import annotations

import contextlib
import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from elasticsearch_cluster import Cluster, Node
from elasticsearch_install import HOME, UnavailableError, find_java, missing
from serve import end_with_parent

HEAP_MB_ALONE, HEAP_MB_TOGETHER = 512, 400
# Elasticsearch refuses to run as root.
UNPRIVILEGED = "nobody"


@contextlib.contextmanager
def running(nodes: int = 1, *, password: str = "", folder: Path | None = None) -> Iterator[Cluster]:
    """A cluster that lives as long as the block, and not longer than this process even if that is killed.

    Raises:
        UnavailableError: Java or the unpacked server is missing.
        StartError: it did not come up.
    """
    cluster = start(nodes, password=password, folder=folder, tied=True)
    try:
        yield cluster
    finally:
        cluster.stop()


def start(
    nodes: int = 1, *, port: int = 0, password: str = "", folder: Path | None = None, tied: bool = False
) -> Cluster:
    """Start nodes on 127.0.0.1 and return when they are one green cluster.

    Args:
        port: of the first node, the others take the next ones; 0: free ones.
        password: of the user ``elastic``; without one, security is off.
        folder: holds data, configuration and logs, and stays; None: a temporary one that ``stop`` removes.
        tied: whether the nodes end with this process.

    Raises:
        UnavailableError: Java or the unpacked server is missing, or its user may not read it.
        StartError: it did not come up; nothing is left running.
    """
    reason = missing()
    if reason:
        raise UnavailableError(reason)
    keep = folder is not None
    folder = folder or Path(tempfile.mkdtemp(prefix="qingfeng-elasticsearch-"))
    cluster = Cluster(folder, password=password, keep_folder=keep)
    try:
        _start_nodes(cluster, nodes, port=port, tied=tied)
        cluster.wait_for("green", nodes=nodes)
        cluster.wait_for_voters()
        for node in cluster.nodes:
            node.pid = int((folder / node.name / "pid").read_text())
    except BaseException:
        cluster.stop()
        raise
    return cluster


def _start_nodes(cluster: Cluster, count: int, *, port: int, tied: bool) -> None:
    cluster.folder.mkdir(parents=True, exist_ok=True)
    _give(cluster.folder)
    home = _readable_home(cluster.folder)
    names = [f"node-{number}" for number in range(1, count + 1)]
    ports = _free_ports(2 * count)
    http, transport = ports[:count], ports[count:]
    if port:
        http = list(range(port, port + count))
    for number, name in enumerate(names):
        settings = {"node.name": name, "http.port": http[number], "transport.port": transport[number]}
        if count == 1:
            settings["discovery.type"] = "single-node"
        else:
            settings["discovery.seed_hosts"] = [f"127.0.0.1:{other}" for other in transport]
            settings["cluster.initial_master_nodes"] = names
        environment = _prepare(cluster, home, settings)
        heap = HEAP_MB_ALONE if count == 1 else HEAP_MB_TOGETHER
        environment["ES_JAVA_OPTS"] = f"-Xms{heap}m -Xmx{heap}m"
        launcher = _launch(cluster.folder / name, home, environment, tied=tied)
        cluster.nodes.append(Node(name, f"http://127.0.0.1:{http[number]}", launcher))


def _prepare(cluster: Cluster, home: Path, settings: dict[str, Any]) -> dict[str, str]:
    """Write the configuration of a node into its folder and return its environment."""
    place = cluster.folder / settings["node.name"]
    config = place / "config"
    shutil.copytree(home / "config", config, dirs_exist_ok=True)
    settings |= {
        "cluster.name": "qingfeng",
        "network.host": "127.0.0.1",
        "path.data": str(place / "data"),
        "path.logs": str(place / "logs"),
        "xpack.security.enabled": bool(cluster.password),
        "xpack.security.enrollment.enabled": False,
        # A nearly full disk of a developer is no reason to refuse a test's document.
        "cluster.routing.allocation.disk.threshold_enabled": False,
    }
    # JSON is YAML.
    (config / "elasticsearch.yml").write_text(json.dumps(settings, indent=1))
    for name in ("data", "logs", "tmp"):
        (place / name).mkdir(exist_ok=True)
    (place / "pid").unlink(missing_ok=True)
    _give(place)
    environment = {**os.environ, "ES_JAVA_HOME": str(find_java()), "ES_PATH_CONF": str(config)}
    environment |= {"ES_TMPDIR": str(place / "tmp"), "HOME": str(place)}
    if cluster.password:
        _set_password(home, environment, cluster.password)
    return environment


def _set_password(home: Path, environment: dict[str, str], password: str) -> None:
    command = [str(home / "bin" / "elasticsearch-keystore"), "add", "-x", "-f", "bootstrap.password"]
    subprocess.run(
        command, input=password, env=environment, text=True, check=True, capture_output=True, **_identity()
    )


def _launch(place: Path, home: Path, environment: dict[str, str], *, tied: bool) -> int:
    with (place / "output").open("ab") as output:
        process = subprocess.Popen(
            [str(home / "bin" / "elasticsearch"), "-p", str(place / "pid")],
            cwd=place,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_parent if tied else None,
            **_identity(),
        )
    return process.pid


def _identity() -> dict[str, Any]:
    """Arguments of ``subprocess`` that take root's rights away."""
    if os.geteuid() != 0:
        return {}
    return {"user": UNPRIVILEGED, "group": pwd.getpwnam(UNPRIVILEGED).pw_gid, "extra_groups": []}


def _give(folder: Path) -> None:
    """Make a folder and all in it belong to the user the server runs under."""
    if os.geteuid() != 0:
        return
    owner = pwd.getpwnam(UNPRIVILEGED)
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def _readable_home(folder: Path) -> Path:
    """The unpacked server, or a copy in this folder where its user may not read the checkout."""
    if _may_read(HOME):
        return HOME
    copy = folder / "home"
    shutil.copytree(HOME, copy, symlinks=True, dirs_exist_ok=True)
    _give(copy)
    if not _may_read(copy):
        raise UnavailableError(f"the user {UNPRIVILEGED} may not read {folder}")
    return copy


def _may_read(folder: Path) -> bool:
    closed = ["(", "!", "-readable", "-o", "-type", "d", "!", "-executable", ")", "-print", "-quit"]
    done = subprocess.run(
        ["find", str(folder), *closed],  # noqa: S607 - the system's own
        cwd="/",
        capture_output=True,
        check=False,
        **_identity(),
    )
    return done.returncode == 0 and not done.stdout


def _free_ports(count: int) -> list[int]:
    """Ports nobody listens at now, all different."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
