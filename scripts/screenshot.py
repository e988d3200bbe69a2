"""Save a picture of a page:  .venv/bin/python scripts/screenshot.py URL OUT.png [--width 360] [--full]"""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main() -> None:
    """Open the address in Debian's Chromium and save what it shows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("out", type=Path)
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=800)
    parser.add_argument("--full", action="store_true", help="the whole page, not only the window")
    chosen = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("There is no chromium here: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": chosen.width, "height": chosen.height}, locale="zh-CN")
        page.on("console", lambda message: print(f"console {message.type}: {message.text}"))
        answer = page.goto(chosen.url, wait_until="networkidle")
        page.screenshot(path=chosen.out, full_page=chosen.full)
        print(answer.status if answer else "no answer", page.title(), "->", chosen.out)
        browser.close()


if __name__ == "__main__":
    main()
