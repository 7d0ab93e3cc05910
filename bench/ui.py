"""What a person waits for on the annotation page, in Chromium, beside Label Studio where it is installed.

    python -m bench.ui [--write docs/speed-ui.md] [--tasks 100] [--rounds 30] [--openings 5]

Servers, browser and measuring share the machine. $MALMOI_LABEL_STUDIO is the path of Label Studio's program
(`pip install label-studio==1.23.2` in an environment of its own); without it Malmoi is measured alone.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from .server import ROOT
from .ui_browser import Found, chromium
from .ui_figures import Site, beside, chunks, halves, kilobytes, percentile
from .ui_label_studio import LabelStudio
from .ui_malmoi import Malmoi

CHARACTERS, SPANS, BOXES, SECONDS, PAUSE = 20_000, 500, 200, 2.0, 0.25
SIZE, SUBMITTED = "JS + CSS, kB gzip", "submit key → next task painted, ms p50 / p95"
KEYED, DRAGGED = "20,000 characters, 500 spans: {}, {}, ms p50 / p95", "200 boxes, one dragged: frames/s median / worst"
ACTS = {"word": "next word", "label": "label", "undo": "undo", "none": "a key that means nothing"}
Program = Malmoi | LabelStudio
AIMS = {
    SIZE: "< 60",
    SUBMITTED: "< 50 (p95)",
    **{KEYED.format(ACTS[act], "work"): "< 16 (p95)" for act in ("word", "label", "undo")},
    DRAGGED: "60",
}
HOW = f"""\
## How it is measured
Chromium without a window and without a GPU, 1400 × 900, reduced motion; each program on its own server on SQLite,
over loopback, in turns within one run. Keys and pointer are real events (DevTools protocol), except the key of
the cold start. Times are taken in the page by `performance.now()` (`bench/ui_probe.js`); nothing is repeated until it
looks better, nothing is left out but three rounds that warm up the long text.

- **kB gzip**: every script and style sheet that the page of text and choices asks for until it is quiet, each
  compressed with `gzip -9` by us, however the server sent it. **Requests** count everything, the API's too.
- **Cold start**: a browser context that has seen nothing, from the beginning of the navigation. *Painted*: the task's
  text is in the document, and two frames later. *A key acts*: from then on a key event (made by script) is dispatched
  every two frames until a choice is chosen. *Line at home*: the same with 10 Mbit/s down, 2 up, 40 ms there and back
  (Chromium's emulation).
- **Painted** ends at the second `requestAnimationFrame` after the document changed: that frame begins when the one
  with the change has been drawn, so it is an upper bound, up to one frame (16.7 ms) too long. It begins with the
  event's own time stamp. The row *a key that means nothing* is the floor: the same wait with nothing done.
- **Work** is what runs in the page for the event: from its first listener to its last, with the microtasks they
  queue. What a program puts off to a later task is not in it, but is in *painted*. Where a program stops the event on
  its way to the last listener, it lasts until the next task, and the drawing of a frame may lie in between.
- **Submit**: choose by key, then the submit key (Enter; Label Studio: Ctrl+Enter), {PAUSE * 1000:.0f} ms between two
  tasks. The next task is there when its text has replaced the last one.
- **Spans**: {CHARACTERS:,} characters with {SPANS} spans, a third overlapping. Malmoi: arrow to the next word, label
  key, undo. Label Studio has no key for words: the label is chosen by key and a word selected with the pointer; the
  release of the button is the event. The first change that is looked for is the number of spans on the page.
- **Boxes**: {BOXES} boxes on 1600 × 1200 pixels; one is pressed and moved as fast as events can be sent for
  {SECONDS:.0f} s, several times over; the frames are those that `requestAnimationFrame` gave meanwhile.
- **Heap**: JavaScript objects in use after two forced collections.
"""


def _of(found: list[Found], what: str) -> str:
    return halves([one[what] for one in found])


def _openings(cold: Callable[..., Found], count: int, *, line: bool) -> tuple[str, str]:
    """(task painted, a key acts), each the median and the worst."""
    found = [cold(n, line=line) for n in range(count)]
    task, acts = ([one[what] for one in found] for what in ("task", "acts"))
    return tuple(f"{percentile(times, 0.5):.0f} / {max(times):.0f}" for times in (task, acts))  # type: ignore[return-value]


def _size(program: Program, site: Site, given: argparse.Namespace) -> None:
    program.questions(given.tasks + 5)
    site.chunks, requests = program.size()
    site.rows[SIZE] = kilobytes(sum(one.zipped for one in site.chunks))
    site.rows["requests"] = str(requests)


def _cold(program: Program, site: Site, given: argparse.Namespace) -> None:
    for name, line in (("cold start", False), ("cold start, line at home", True)):
        task, acts = _openings(program.cold, given.openings, line=line)
        site.rows[f"{name}: first task painted, ms median / worst"] = task
        site.rows[f"{name}: a key acts, ms median / worst"] = acts


def _submits(program: Program, site: Site, given: argparse.Namespace) -> None:
    found, *site.heaps = program.submits(given.tasks, PAUSE)
    site.rows[SUBMITTED] = _of(found, "painted")
    site.rows["submit key, work, ms p50 / p95"] = _of(found, "work")


def _long_text(program: Program, site: Site, given: argparse.Namespace) -> None:
    acts_of, heap = program.long_text(CHARACTERS, SPANS, given.rounds)
    site.heaps.append(heap)
    for what in ("work", "painted"):
        for act, found in acts_of.items():
            site.rows[KEYED.format(ACTS[act], what)] = _of(found, what)


def _boxes(program: Program, site: Site, given: argparse.Namespace) -> None:
    drags, heap = program.boxes(BOXES, SECONDS, given.openings)
    rates, longest = zip(*drags, strict=True)
    site.rows[DRAGGED] = f"{percentile(rates, 0.5):.1f} / {min(rates):.1f}"
    site.rows["200 boxes, one dragged: longest frame, ms median / worst"] = f"{percentile(longest, 0.5):.1f} / {max(longest):.1f}"
    heaps = [*site.heaps, heap]
    site.rows[f"heap, MB: first task / after {given.tasks} / long text / boxes"] = " / ".join(f"{one:.1f}" for one in heaps)


STEPS = {"size": _size, "cold start": _cold, "submits": _submits, "a long text": _long_text, "boxes": _boxes}


@contextmanager
def _running(make: Callable[[Path, Browser], Program], browser: Browser) -> Iterator[Program]:
    with tempfile.TemporaryDirectory() as folder:
        program = make(Path(folder), browser)
        try:
            yield program
        finally:
            program.close()


def programs() -> list[Callable[[Path, Browser], Program]]:
    label_studio = os.environ.get("MALMOI_LABEL_STUDIO")
    if not label_studio:
        print("· $MALMOI_LABEL_STUDIO names no Label Studio: Malmoi is measured alone")
        return [Malmoi]
    return [Malmoi, lambda folder, browser: LabelStudio(label_studio, folder, browser)]


def _machine(browser: str, began: tuple[float, ...]) -> str:
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    commit = f"commit {asked.stdout.strip()}, " if asked.returncode == 0 else ""
    model = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), "?")
    loads = " → ".join(f"{load[0]:.1f}" for load in (began, os.getloadavg()))
    return (
        f"{time.strftime('%Y-%m-%d')}, {commit}Chromium {browser}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores ({model}); load of the machine from beginning to end: {loads}. "
        "Milliseconds on a busy machine are upper bounds: compare within the table."
    )


def report(sites: list[Site], machine: str) -> str:
    """The whole page of docs."""
    tables = "\n\n".join(f"### {site.name}\n{chunks(site)}" for site in sites)
    return (
        "# The annotation page, measured\n\nMade by `make bench-ui`; nothing here is written by hand.\n\n"
        f"{machine}\n\n{beside(sites, AIMS)}\n\n{HOW}\n## Scripts and style sheets of the page of text and choices\n{tables}\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--openings", type=int, default=5)
    parser.add_argument("--write", type=Path, help="a Markdown file for the whole report")
    given = parser.parse_args()
    with chromium() as browser, ExitStack() as all:
        running = [all.enter_context(_running(make, browser)) for make in programs()]
        sites, began = [Site(program.name) for program in running], os.getloadavg()
        for name, step in STEPS.items():  # one program after the other in each, so that a busy minute meets both
            for program, site in zip(running, sites, strict=True):
                print(f"· {site.name}: {name}", flush=True)
                step(program, site, given)
        machine = _machine(browser.version, began)
    print(f"\n{machine}\n\n{beside(sites, AIMS)}")
    if given.write:
        given.write.write_text(report(sites, machine))
        print(f"\n· written to {given.write}")


if __name__ == "__main__":
    main()
