"""Debian packages this project can use when it may install them (as root)."""

# ruff: noqa: T201, S603, S607 - a command-line script
from __future__ import annotations

import os
import shutil
import subprocess

_updated = False


def install(names: list[str], *, why: str) -> bool:
    """Install Debian packages if this machine has apt-get and we are root.

    Returns:
        Whether they are installed now.
    """
    global _updated
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    print(f"Installing {' '.join(names)} ({why}) …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if not _updated:
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
        _updated = True
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
    done = subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)
    return done.returncode == 0
