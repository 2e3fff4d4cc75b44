"""How long a browser takes to paint the heaviest picture: `python -m benchmarks.pictures`.

Prints, of the same run and the same browser without a graphics card: the largest contentful paint
of a page of ours without a picture, of a page with a picture of 300 things, and when its canvas is
drawn (a browser counts no canvas as content). Never a test: the numbers are this machine's.
"""

import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from queries.neighbours import MOST_ADDED
from tests.browser.conftest import FLAGS, PROGRAMS, become
from tests.browser.serving import served
from webapp.pictures.choice import Choice, Opening
from webapp.pictures.picture import MOST_NODES

RUNS = 5
WISHED_MS = 1_000
EMPTY = "/account"
PAINTED = """() => new Promise(done => new PerformanceObserver(list => done(
  Math.max(...list.getEntries().map(entry => entry.startTime))
)).observe({type: 'largest-contentful-paint', buffered: true}))"""
DRAWN = """() => new Promise(done => {
  const look = () => document.querySelector('.app-picture[data-ready]')
    ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look);
  look();
})"""


def heavy(context: BrowserContext, demo: str, agency: str) -> tuple[str, int]:
    """Return the address of an agency's picture, opened until it has 300 things, and how many."""
    page = context.new_page()
    choice, count = Choice(), 0
    while count < MOST_NODES:
        told = page.request.get(f"{demo}/agencies/{agency}/picture.json", params={**choice.query()})
        made = json.loads(told.text())
        count = len(made["elements"]["nodes"])
        nodes = [node["data"] for node in made["elements"]["nodes"]]
        more = [node for node in nodes if node["hidden"] and node["kind"] == "agency"]
        if not more:
            break
        most = max(more, key=lambda node: (node["hidden"], node["id"]))
        choice = choice.opening(Opening(most["id"], (), min(MOST_ADDED, MOST_NODES - count or 1)))
    page.close()
    query = "&".join(f"{name}={value}" for name, value in choice.query().items())
    return f"/agencies/{agency}/picture?{query}", count


def painted(context: BrowserContext, url: str, *, drawn: bool) -> tuple[float, float]:
    """Return milliseconds to the largest paint, and until the picture is drawn."""
    page = context.new_page()
    page.goto(url)
    ready = page.evaluate(DRAWN) if drawn else 0.0
    largest = page.evaluate(PAINTED)
    page.close()
    return float(largest), float(ready)


def told(name: str, runs: Sequence[float], against: float) -> str:
    """Return a line with the middle run and how it stands to the page without a picture."""
    middle = statistics.median(runs)
    return f"{name:<46} {middle:7.0f} ms   {middle / against:4.1f} times the page without"


def main() -> None:
    """Measure and print."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        sys.exit("no chromium is on this machine")
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder)) as (demo, parts),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        become(context, demo, "Panel chair")
        address, count = heavy(context, demo, parts.get("hub", "POL:E23000006"))
        empty, heaviest = [], []
        for _ in range(RUNS):
            empty.append(painted(context, demo + EMPTY, drawn=False)[0])
            heaviest.append(painted(context, demo + address, drawn=True))
        browser.close()
    against = statistics.median(empty)
    drawn = [ready for _, ready in heaviest]
    lines = [
        f"A picture of {count} things, {RUNS} runs each, middle run; wished for: {WISHED_MS} ms",
        told("largest paint, page without a picture", empty, against),
        told("largest paint, page with the picture", [paint for paint, _ in heaviest], against),
        told("canvas drawn", drawn, against),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
