"""`make test`: the whole suite; browser and Elasticsearch tests where this machine has what they need."""

# ruff: noqa: T201, S603 - a command-line script
from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import elasticsearch_install
import system_packages

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CJK_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def main() -> None:
    """Install what browser tests need if we may, run pytest with the given arguments, pass its verdict on."""
    missing = [] if any(shutil.which(name) for name in CHROMIUM) else ["chromium"]
    if not CJK_FONT.exists():
        missing.append("fonts-noto-cjk")
    if missing and not system_packages.install(missing, why="browser tests"):
        print(f"Not installed: {', '.join(missing)} (needs root and apt-get).", flush=True)
    try:
        elasticsearch_install.fetch()
    except elasticsearch_install.UnavailableError as error:
        print(f"No Elasticsearch to test with. {error}", flush=True)
    arguments = sys.argv[1:] or ["-n", "2"]
    sys.exit(subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode)


if __name__ == "__main__":
    main()
