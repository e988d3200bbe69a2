"""Make the virtual environment. Runs with the bare system Python (3.11 or later).

python3 scripts/bootstrap.py          what the portal needs to run
python3 scripts/bootstrap.py --dev    and what tests and checks need
"""

# ruff: noqa: T201, S603, S606 - a command-line script
from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import system_packages

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
ALL = ["requirements.txt", "requirements-dev.txt"]
# What those packages need in turn, at one version each.
CONSTRAINTS = "constraints.txt"
# Each holds the digest of the files it was installed from; the second one's environment holds the first's.
STAMP, STAMP_DEV = VENV / ".installed", VENV / ".installed-dev"


def main() -> None:
    """Create or refresh the environment; nothing to do takes no time."""
    if sys.version_info < OLDEST:
        _use_a_newer_python()
    dev = "--dev" in sys.argv[1:]
    wanted = _digest(ALL if dev else ALL[:1])
    if _works() and (_read(STAMP_DEV) == _digest(ALL) or (not dev and _read(STAMP) == wanted)):
        return
    started = time.monotonic()
    if not _works():
        _create()
    _install(ALL[1] if dev else ALL[0])
    (STAMP_DEV if dev else STAMP).write_text(wanted)
    print(f"Python environment ready ({time.monotonic() - started:.0f} s).", flush=True)


def _use_a_newer_python() -> None:
    for minor in range(14, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])
    sys.exit(
        f"Python {OLDEST[0]}.{OLDEST[1]} or later is needed; this is {sys.version.split()[0]}.\n"
        "On Debian 12 or later: apt-get install python3 python3-venv"
    )


def _digest(names: list[str]) -> str:
    digest = hashlib.sha256()
    for name in [*names, CONSTRAINTS]:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _read(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""


def _works() -> bool:
    """Whether there is an environment whose Python still runs."""
    if not PYTHON.exists():
        return False
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", probe], check=False, capture_output=True).returncode == 0


def _create() -> None:
    print(f"Creating {VENV.name} with Python {sys.version.split()[0]} …", flush=True)
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian ships it apart
    except ImportError:
        if not system_packages.install([package], why="creates virtual environments"):
            sys.exit(f"Python cannot create virtual environments here. As root: apt-get install {package}")
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)


def _install(requirements: str) -> None:
    print(f"Installing {requirements} (some minutes the first time) …", flush=True)
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    files = ["-r", requirements, "-c", CONSTRAINTS]
    command = [str(PYTHON), "-m", "pip", "install", *options, *files]
    pip = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert pip.stdout is not None  # noqa: S101 - asked for above
    written, fetched = [], 0
    for line in pip.stdout:
        written.append(line)
        if line.startswith("Collecting "):
            fetched += 1
            print(f"  {fetched:3} {line.split()[1]}", flush=True)
        elif line.startswith("Installing collected"):
            print("  unpacking …", flush=True)
    if pip.wait():
        sys.exit("".join(written[-30:]) + f"pip could not install {requirements}; the lines above say why.")


if __name__ == "__main__":
    main()
