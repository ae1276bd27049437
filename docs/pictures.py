"""Takes the pictures of the review page that the README shows: python docs/pictures.py (needs Chromium)."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "tests"), str(HERE.parent / "benchmarks")]

from PIL import Image  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from casekit.pipeline import Anonymiser  # noqa: E402
from test_review_page import CHROMIUM, SWITCHES, take_pictures  # noqa: E402

with sync_playwright() as play:
    browser = play.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
    for path in take_pictures(browser, HERE, Anonymiser()):
        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(64)
        small.save(path, optimize=True)
    browser.close()
