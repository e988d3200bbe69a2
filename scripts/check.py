"""`make check`: everything that reads the code without running the tests."""

from __future__ import annotations

import sys
from pathlib import Path

from steps import Step, run

BIN = Path(sys.executable).parent
PACKAGES = ["portal", "tasks", "search", "training", "content", "accounts", "common", "scripts"]
TEST_SETTINGS = {"DJANGO_SETTINGS_MODULE": "portal.settings.test"}
MIGRATIONS = ["makemigrations", "--check", "--dry-run"]
# Values a real server would have; the check is about the switches, not about these.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "QINGFENG_SECRET_KEY": "check-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "QINGFENG_ALLOWED_HOSTS": '["portal.example"]',
    "QINGFENG_SITE_URL": "https://portal.example",
}


def main() -> None:
    """Run every check and end with 1 if one of them failed."""
    python = sys.executable
    steps = [
        Step("ruff check", [str(BIN / "ruff"), "check", "."]),
        Step("ruff format", [str(BIN / "ruff"), "format", "--check", "."]),
        Step("mypy", [str(BIN / "mypy"), *PACKAGES], {"MYPYPATH": "scripts"}),
        Step("import contracts", [str(BIN / "lint-imports")]),
        Step(
            "migrations complete",
            [python, "manage.py", *MIGRATIONS],
            TEST_SETTINGS,
        ),
        Step(
            "production settings",
            [python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            PRODUCTION,
        ),
    ]
    sys.exit(0 if run(steps) else 1)


if __name__ == "__main__":
    main()
