"""How soon the page of the photos is there, how it scrolls, and how soon a filter shows its photos.

    python -m tests.bench.make_register 2000 50000 big.db
    python -m tests.bench.bench_photos big.db [VIEW …]

VIEW is grid, list or matrix; all three unless said. `opens` is from going to the page until its
first photos are painted, once before anything was judged and again later; the program has come to
rest after its start, with the backup of the day made. `scrolls` goes through
all photos in pages, a step with every beat of 5 ms, and tells the longest stretch between two
beats, by the clock and by our own work. `filter` is from a click on a part of the line of counts
until its photos are painted; `counted` is how long it took until that line was there, and how long
after one permission was written. Figures only; nothing is asserted, because they depend on the
machine.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.bench.bench_window import _Beat, _Program, _say, _Shown

if TYPE_CHECKING:
    from consentdesk.ui.photos_page import PhotosPage

VIEWS = ("grid", "list", "matrix")
ROUNDS = 15
AFTER_START = 2.0
"""Seconds."""


def main(arguments: Sequence[str]) -> None:
    """Run all of it on a copy, for something is written."""
    if not arguments:
        sys.stderr.write(__doc__ or "")
        return
    register, *views = arguments
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "register.db"
        copyfile(register, copy)
        _measure(str(copy), views or VIEWS)


def _measure(register: str, views: Sequence[str]) -> None:
    program = _Program(register)
    _come_to_rest(program)
    beat, began = _Beat(), time.perf_counter()
    page = _opened(program)
    _say("opens, nothing judged", [(time.perf_counter() - began) * 1000])
    program.settle()
    counted = time.perf_counter() - began
    sys.stdout.write(f"{len(page.found)} photos counted in {counted:.1f} s\n")
    clock, processor = beat.end()
    _say("  between two beats", clock)
    _say("  of that, our own work", processor)
    again = []
    for _round in range(ROUNDS):
        program.page("overview")
        began = time.perf_counter()
        _opened(program)
        again.append((time.perf_counter() - began) * 1000)
        program.settle()
        program.rest()
    _say("opens again", again)
    _written(program, page)
    for view in views:
        page.views.show_as(view, start=True)
        program.settle()
        program.rest()
        _scrolls(program, page, view)
        _filters(program, page, view)
    program.close()


def _come_to_rest(program: _Program) -> None:
    """What a start leaves for later begins by itself a little after it."""
    until = time.monotonic() + AFTER_START
    while time.monotonic() < until:
        program.rest()
        time.sleep(0.005)
    program.settle()


def _opened(program: _Program) -> "PhotosPage":
    """Go to the page, and wait until photos are painted."""
    from consentdesk.ui.photos_page import PhotosPage

    window = program.desk.window
    window.go("photos")
    page = window.pages.page
    assert isinstance(page, PhotosPage)
    shown = _Shown(page.main_part)
    if page.model.rowCount():
        program.rest()
        return page
    program.settle(shown.or_nothing_to_wait_for(program))
    return page


def _written(program: _Program, page: "PhotosPage") -> None:
    """Somebody is protected; how long until the counts are right again."""
    from consentdesk.domain.people import SubjectId
    from consentdesk.services import roster

    context, taken = program.context, []
    for number in range(1, ROUNDS):
        roster.protect(context.register, "Bench", context.now(), subject=SubjectId(number))
        began = time.perf_counter()
        context.tell_written()
        program.settle()
        taken.append((time.perf_counter() - began) * 1000)
    _say("counted after a write", taken)
    assert page.counts.share is None


def _scrolls(program: _Program, page: "PhotosPage", view: str) -> None:
    from PySide6.QtCore import QTimer

    bar = page.views.current.verticalScrollBar()
    step = max(bar.pageStep(), bar.maximum() // 600)
    timer = QTimer()

    def further() -> None:
        bar.setValue(bar.value() + step)

    timer.timeout.connect(further)
    bar.setValue(0)
    program.rest()
    beat = _Beat()
    timer.start(15)
    program.settle(lambda: bar.value() >= bar.maximum())
    timer.stop()
    clock, processor = beat.end()
    program.settle()
    _say(f"{view} scrolls: beats", clock)
    _say("  of that, our own work", processor)
    bar.setValue(0)


def _filters(program: _Program, page: "PhotosPage", view: str) -> None:
    shown, taken, worked = _Shown(page.main_part), [], []
    for number in range(ROUNDS * 2):
        chips = page.outcomes.buttons
        shown.forget()
        began, used = time.perf_counter(), time.thread_time()
        chips[number % len(chips)].click()
        program.settle(shown.or_nothing_to_wait_for(program))
        taken.append((time.perf_counter() - began) * 1000)
        worked.append((time.thread_time() - used) * 1000)
        program.settle()
        program.rest()
    page.outcomes.buttons[0].click()
    program.settle()
    _say(f"{view} filter by verdict", taken)
    _say("  of that, our own work", worked)


if __name__ == "__main__":
    main(sys.argv[1:])
