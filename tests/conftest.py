"""Shared fixtures, and the plain summary of what did not run and why."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings
from django.db import connection

from common import jobs
from tests.restoring import restore_after_transactional_tests

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytest_plugins = ["tests.people", "tests.elasticsearch.server"]

REPO = Path(__file__).resolve().parents[1]
SHARED_DATA = REPO.parent / "shared" / "data"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}


def pytest_configure(config: pytest.Config) -> None:
    # WhiteNoise warns, and warnings are errors here, when the folder is missing.
    for folder in (django_settings.STATIC_ROOT, django_settings.MEDIA_ROOT):
        Path(folder).mkdir(parents=True, exist_ok=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    vendor = connection.vendor
    missing = {}
    if vendor != "postgresql":
        missing["postgres"] = "on PostgreSQL only (scripts/run_tests.py runs them there)"
    if vendor != "sqlite":
        missing["sqlite"] = "on SQLite only"
    if not SHARED_DATA.is_dir():
        missing["shared_data"] = "the folder ../shared/data with the real texts is not beside this checkout"
    if CHROMIUM is None:
        missing["browser"] = "there is no Chromium on this machine (Debian: apt-get install chromium)"
    for item in items:
        for marker, reason in missing.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    terminalreporter.section("what did not run")
    for reason, count in skipped.most_common():
        terminalreporter.write_line(f"{count} tests: {reason}")
    if not skipped:
        terminalreporter.write_line("Nothing was left out.")


def _reason(report: Any) -> str:
    place = report.longrepr
    written = str(place[2]) if isinstance(place, tuple) else str(place)
    return written.removeprefix("Skipped: ")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Make the test database once, with the frame most tests need; see ``tests.restoring``.

    ``make_structure`` in a test then finds it there, which spares it half a second.
    """
    from tests.framing import make_frame  # noqa: PLC0415 - models

    with django_db_blocker.unblock():
        make_frame()
        restore_after_transactional_tests()


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """No test is shown what a process keeps from another."""
    from common import generation  # noqa: PLC0415 - models; the registry is not ready when this file is read

    generation.forget_kept()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real texts; only for tests marked ``shared_data``."""
    return SHARED_DATA


@pytest.fixture
def jobs_run_at_commit() -> Iterator[None]:
    """Background work runs inside the process as soon as it is committed (with ``transaction=True``)."""
    from tasks.relay import run_due_jobs  # noqa: PLC0415 - imports every package; not for pure tests

    former = jobs.set_waker(run_due_jobs)
    yield
    jobs.set_waker(former)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; only for tests marked ``browser``."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - browser tests only

    # Playwright keeps an event loop in this thread; Django would refuse the database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh visitor with a wide screen."""
    context = browser.new_context(viewport=DESKTOP, locale="zh-CN", timezone_id="Asia/Shanghai")
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """A page of the visitor with the wide screen."""
    return browser_context.new_page()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page of a visitor with a phone, 360 px wide."""
    context = browser.new_context(
        viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=True, is_mobile=True
    )
    yield context.new_page()
    context.close()
