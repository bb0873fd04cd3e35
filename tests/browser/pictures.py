"""Makes the pictures of the README: the sample pages read into a new ledger, shown in Chromium. Run by `make pictures`."""

import tempfile
from pathlib import Path

from browser.serving import CHROMIUM, FLAGS, Server
from playwright.sync_api import Page, sync_playwright

from onrecord.cli import app
from onrecord.store import open_store

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 300_000  # bytes a picture: the README loads them all
SHOWN, CUE = "Riga port workers", "told"  # the picture of a page has the record of its first such cue open


def take(page: Page, name: str, height: int) -> None:
    path = ROOT / "docs/images" / name
    page.set_viewport_size({"width": 1280, "height": height})
    page.screenshot(path=path)
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path}: larger than {LARGEST} bytes")


def pictures(ledger: str) -> None:
    with open_store(ledger, read_only=True) as store:
        (shown,) = [row.id for row in store.pages().rows if row.title and row.title.startswith(SHOWN)]
    server = Server(ledger)
    server.start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(color_scheme="light").new_page()
        page.goto(server.url)
        page.locator("details.copies summary").first.click()
        take(page, "desk-list.png", 560)
        page.goto(f"{server.url}/page/{shown}")
        page.locator(".m-cue", has_text=CUE).first.click()
        page.mouse.move(0, 0)
        page.evaluate("window.scrollTo(0, 0)")
        take(page, "desk-page.png", 880)
        browser.close()
    server.stop()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        ledger = str(Path(folder) / "samples.db")
        samples = sorted(str(p) for p in (ROOT / "src/onrecord/samples").iterdir() if p.suffix in (".html", ".txt"))
        app(["add", *samples, "--ledger", ledger], standalone_mode=False)
        pictures(ledger)
