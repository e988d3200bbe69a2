"""`make pins`: write constraints.txt anew, with the newest versions our requirements allow.

Run with the Python of the virtual environment; nothing is installed.
"""

# ruff: noqa: T201, S603 - a command-line script
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CONSTRAINTS = ROOT / "constraints.txt"
HEAD = """\
# Every package the requirements bring, also what they need in turn, at one version each.
# Written by `make pins` with Python {0}.{1}; see docs/decisions/0001-dependencies.md.
"""


def main() -> None:
    """Let pip choose as in an empty environment, and write down what it chose."""
    options = ["--dry-run", "--ignore-installed", "--quiet", "--disable-pip-version-check", "--report", "-"]
    command = [sys.executable, "-m", "pip", "install", *options, "-r", "requirements-dev.txt"]
    chosen = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    pins = sorted((_pin(item["metadata"]) for item in chosen["install"]), key=str.lower)
    CONSTRAINTS.write_text(HEAD.format(*sys.version_info[:2]) + "\n".join(pins) + "\n")
    print(f"{CONSTRAINTS.name}: {len(pins)} packages. Run make test before you keep it.")


def _pin(metadata: dict[str, Any]) -> str:
    return f"{metadata['name']}=={metadata['version']}"


if __name__ == "__main__":
    main()
