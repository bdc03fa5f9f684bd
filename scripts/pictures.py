"""Takes the README's pictures anew: the example as this version reads it. Usage: make pictures (needs Chromium)."""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import depesche

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "examples" / "cuba-1962" / "docs"
SHOWN = "13"  # the example's own number of the dispatch that is shown
SIZE = {"width": 1440, "height": 980}


def take(page: Page, address: str, name: str) -> None:
    """One picture; Playwright itself writes no WebP."""
    page.goto(address, wait_until="networkidle")
    picture = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": 90})
    (ROOT / "docs" / "images" / f"{name}.webp").write_bytes(base64.b64decode(picture["data"]))


def main() -> None:
    """Read the example, serve it, look at it, stop."""
    with tempfile.TemporaryDirectory() as folder:
        location = str(Path(folder) / "cuba-1962.depesche")
        with depesche.open(location) as dossier:
            dossier.read(DOCS)
            shown = next(one.id for one in dossier.documents(with_text=False) if one.source_id == SHOWN)
        command = [sys.executable, "-m", "depesche", "serve", "--port", "0", "--read-only", "--dossier", location]
        server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603 (our own command)
        assert server.stderr is not None
        address = next(word for word in server.stderr.readline().split() if word.startswith("http")).rstrip("/")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_page(viewport=SIZE, color_scheme="light")
            take(page, f"{address}/", "state")
            take(page, f"{address}/documents/{shown}", "dispatch")
            browser.close()
        server.terminate()


if __name__ == "__main__":
    main()
