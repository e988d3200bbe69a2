"""Pictures of a running demonstration for README.md:  .venv/bin/python scripts/take_screenshots.py [URL]"""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import argparse
import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from screenshot import FLAGS

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "screenshots"
WIDE: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}
LARGEST = 150_000
NORMS = "/rules/grassroots-election-norms/"
NINE = "/prohibitions/nine-prohibitions-2016/"
# Name of the file without its width, and its address; every page type, wide and on a phone.
PAGES = (
    ("home", "/"),
    ("rules", "/rules/"),
    ("rule", NORMS),
    ("edition", f"{NORMS}2019-03-05/"),
    ("article", f"{NORMS}art-18/"),
    ("on-a-day", f"{NORMS}on/2010-01-01/"),
    ("comparison", f"{NORMS}compare/2019-03-05/2026-06-20/?show=changed"),
    ("search", "/search/?q=拉票"),
    ("prohibitions", NINE),
    ("prohibition", f"{NINE}item-2/"),
    ("generations", "/prohibitions/"),
    ("policies", "/policies/"),
    ("policy", "/policies/talk-and-pledge-notice/"),
    ("cases", "/cases/"),
    ("case", "/cases/votes-for-money/"),
    ("case-statistics", "/cases/statistics/"),
    ("materials", "/materials/"),
    ("material", "FIRST:/materials/"),
    ("column", "/grassroots/"),
    ("topics", "/topics/"),
    ("topic", "FIRST:/topics/"),
    ("news", "/news/"),
    ("report", "FIRST:/news/"),
    ("events", "/events/"),
    ("event", "/events/norms-study-session/"),
    ("sign-in", "/accounts/sign-in/"),
    ("not-found", "/no-such-page/"),
)
MISSING = "not-found"
TYPED = "选举"
TEXT = ROOT / "content" / "demo" / "rules" / "grassroots-election-norms-2026.txt"


def main() -> None:
    """Take every picture; fails when a page does not answer or a picture is too large for the repository."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--editor", default="demo-editor", help="staff number for the pictures of the admin")
    parser.add_argument("--password", default="qingfeng-shili-2026", help="see manage.py demo_accounts")
    parser.add_argument("--to", type=Path, default=FOLDER, help="folder of the pictures")
    chosen = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("There is no chromium here: apt-get install chromium fonts-noto-cjk")
    folder = chosen.to
    folder.mkdir(parents=True, exist_ok=True)
    url = chosen.url.rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        failed = _take_public(browser, url, folder)
        _take_suggestions(browser, url, folder)
        editor = _sign_in(browser, url, chosen.editor, chosen.password)
        _take_import(editor, url, folder)
        browser.close()
    if failed:
        sys.exit("No picture of " + ", ".join(failed))


def _take_public(browser: Browser, url: str, folder: Path) -> list[str]:
    """Returns the addresses that did not answer as they should."""
    failed = []
    for page in _screens(browser):
        for name, address in PAGES:
            place = _first_of(page, url, address)
            answer = page.goto(url + place, wait_until="networkidle")
            if answer is not None and answer.status == (404 if name == MISSING else 200):
                _save(page, folder, name)
            else:
                failed.append(f"{place}: {answer.status if answer else 'no answer'}")
    return failed


def _first_of(page: Page, url: str, address: str) -> str:
    """The first page a column lists, where the address says so; demonstration pages come and go."""
    if not address.startswith("FIRST:"):
        return address
    column = address.removeprefix("FIRST:")
    page.goto(url + column, wait_until="networkidle")
    links = page.locator(f'main a[href^="{column}"]').evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    return next(link for link in links if link.strip("/") != column.strip("/") and "?" not in link)


def _screens(browser: Browser) -> tuple[Page, Page]:
    """A wide screen and a phone of a visitor."""
    return (
        browser.new_page(viewport=WIDE, locale="zh-CN"),
        browser.new_page(viewport=PHONE, locale="zh-CN", device_scale_factor=2),
    )


def _take_suggestions(browser: Browser, url: str, folder: Path) -> None:
    """The list below the search box while words are typed."""
    for page in _screens(browser):
        page.goto(url, wait_until="networkidle")
        page.locator("#find-q").press_sequentially(TYPED)
        page.locator("#find-list [role=option]").first.wait_for()
        page.keyboard.press("ArrowDown")
        _save(page, folder, "suggestions")


def _sign_in(browser: Browser, url: str, editor: str, password: str) -> Page:
    page = browser.new_page(viewport=WIDE, locale="zh-CN")
    page.goto(f"{url}/accounts/sign-in/?next=/admin/")
    page.fill('input[name="username"]', editor)
    page.fill('input[name="password"]', password)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url("**/admin/")
    return page


def _take_import(page: Page, url: str, folder: Path) -> None:
    """The preview of an import; nothing is saved."""
    page.goto(f"{url}/admin/rules/import/")
    page.fill('textarea[name="pasted"]', _text_with_a_mistake())
    page.get_by_role("button", name="识别并预览").click()
    page.wait_for_load_state("networkidle")
    _save(page, folder, "import")


def _text_with_a_mistake() -> str:
    """A rule of the demonstration as if revised again, with one article numbered wrong."""
    text = TEXT.read_text(encoding="utf-8")
    return text.replace("2026年6月20日示例办发〔2026〕8号", "2026年11月2日示例办发〔2026〕19号").replace(
        "第五条　", "第六条　", 1
    )


def _save(page: Page, folder: Path, name: str) -> None:
    width = page.viewport_size["width"] if page.viewport_size else 0
    path = folder / f"{name}-{width}.png"
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    # A palette keeps text as sharp as it was at a third of the size.
    picture.quantize(colors=128, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path}  {size / 1000:.0f} kB", flush=True)
    if size > LARGEST:
        sys.exit(f"{path.name} is larger than {LARGEST / 1000:.0f} kB")


if __name__ == "__main__":
    main()
