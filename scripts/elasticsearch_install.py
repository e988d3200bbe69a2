"""Elastic's own server from Maven's repository, unpacked once into var/elasticsearch; needs no Docker.

It is the small distribution Elastic makes for the tests of plugins: the true server with security, without
the analysis, painless, reindex and ingest modules. What works on it works on any other.
"""

# ruff: noqa: T201, S603 - a command-line script
from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import system_packages

ROOT = Path(__file__).resolve().parents[1]
VERSION = "8.19.4"
CACHE = ROOT / "var" / "elasticsearch"
HOME = CACHE / VERSION
OLDEST_JAVA = 17
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
ATTEMPTS, PAUSE = 3, 5  # a repository that does not answer once may do so after some seconds
UNPACK = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:unpack"
# Debian 12's default is Java 17, that of Debian 13 is 21; both run this server.
PACKAGES = {"Java": "default-jre-headless", "Maven": "maven"}
JAVA_RELEASE = re.compile(r'^JAVA_VERSION="(?:1\.)?(\d+)', re.MULTILINE)


class UnavailableError(Exception):
    """There is no Elasticsearch to start here; the message says what is missing."""


def find_java() -> Path | None:
    """The home of a Java for the server: what ES_JAVA_HOME names, else the oldest that is new enough."""
    named = os.environ.get("ES_JAVA_HOME")
    if named:
        return Path(named)
    homes = [Path(home) for home in [os.environ.get("JAVA_HOME")] if home]
    on_path = shutil.which("java")
    if on_path:
        homes.append(Path(on_path).resolve().parents[1])
    homes += sorted(Path("/usr/lib/jvm").glob("*"))
    return _oldest_usable(homes)


def _oldest_usable(homes: Iterable[Path]) -> Path | None:
    versions = {home: _java_version(home) for home in homes}
    usable = [home for home, version in versions.items() if version >= OLDEST_JAVA]
    return min(usable, key=versions.__getitem__, default=None)


def _java_version(home: Path) -> int:
    """The feature version of a Java, 0 where there is none; every Java since 7 says it in a file."""
    release = home / "release"
    if not (home / "bin" / "java").exists() or not release.exists():
        return 0
    found = JAVA_RELEASE.search(release.read_text())
    return int(found[1]) if found else 0


def missing() -> str:
    """What keeps a server from starting at once, in words; empty if nothing does."""
    if find_java() is None:
        return f"there is no Java {OLDEST_JAVA} or newer on this machine (Debian: {PACKAGES['Java']})"
    if not HOME.is_dir():
        return "Elasticsearch is not unpacked (needs Maven: python3 scripts/elasticsearch_server.py fetch)"
    return ""


def fetch(*, install: bool = False) -> Path:
    """Unpack the server if it is not there yet; processes that ask at the same time wait for the first.

    Args:
        install: whether Debian packages may be installed for it (as root).

    Returns:
        The folder with ``bin/elasticsearch``.

    Raises:
        UnavailableError: no Java, no Maven, or Maven cannot get it.
    """
    _require_programs(install=install)
    with _locked():
        if not HOME.is_dir():
            _unpack()
    return HOME


def _require_programs(*, install: bool) -> None:
    absent = _absent_programs()
    names = [PACKAGES[program] for program in absent]
    if absent and install and system_packages.install(names, why="runs Elasticsearch"):
        absent = _absent_programs()
    if absent:
        raise UnavailableError(f"Not on this machine: {', '.join(absent)} (Debian: {' '.join(names)})")


def _absent_programs() -> list[str]:
    absent = [] if find_java() else ["Java"]
    if not HOME.is_dir() and shutil.which("mvn") is None:
        absent.append("Maven")
    return absent


@contextlib.contextmanager
def _locked() -> Iterator[None]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _unpack() -> None:
    """Unpack beside the place and rename, so that a folder that is there is whole."""
    print(f"Fetching Elasticsearch {VERSION} (97 MB the first time) …", flush=True)
    for left_over in CACHE.glob("unpacking-*"):
        shutil.rmtree(left_over)
    beside = Path(tempfile.mkdtemp(prefix="unpacking-", dir=CACHE))
    options = [f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={beside}"]
    command = ["mvn", "--batch-mode", "--quiet", UNPACK, *options]
    # Outside the checkout, so that no pom.xml of a folder above is read.
    for attempt in range(ATTEMPTS):
        time.sleep(attempt * PAUSE)
        done = subprocess.run(command, cwd=beside, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            break
    unpacked = beside / f"elasticsearch-{VERSION}"
    if done.returncode != 0 or not (unpacked / "bin" / "elasticsearch").exists():
        shutil.rmtree(beside)
        raise UnavailableError(f"Maven could not fetch Elasticsearch:\n{(done.stdout + done.stderr)[-2000:]}")
    unpacked.rename(HOME)
    shutil.rmtree(beside)
