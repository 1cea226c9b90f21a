"""How well and how fast returned sheets are read.

    python -m tests.bench.bench_scans [SHEETS [SEED]]

Draws SHEETS sheets (1,000 unless said) as they come back, stacks in one language and in two, flat
ones in PDFs of 25 at 200 dpi in grey and a quarter as many photographed, reads them as the program
does, and prints what was read against what is there; and how fast a stack goes that a scanner has
read from both sides, every back empty. Another word as SEED gives other sheets.
Nothing is asserted: a number depends on the machine, and the sheets are drawn; but a wrong answer
that was taken for sure is a bug.
"""

import io
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from consentdesk.domain.sheets import Answer, Ink, ReadPage
from consentdesk.services.editions import Edition, load_edition
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.scanning.pages import Page, pages_of
from consentdesk.services.scanning.reading import read_page
from tests.services.scanning.returned import Printed, Returned, Way, returned

_STACK = 25
_TOLD = ("da", "da+pl", "da+ar")
"""The languages of the stacks, in turn."""


class _Tally:
    """What was read of sheets that came back in one way."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self.sheets = self.serials = 0
        self.answers = Counter[tuple[Answer, Answer]]()
        self.fields = Counter[tuple[bool, Ink]]()
        self.seconds = 0.0

    def add(self, sheet: Returned, read: object) -> None:
        """Compare what was read with what is there."""
        self.sheets += 1
        if not isinstance(read, ReadPage) or read.serial != sheet.serial:
            sys.stdout.write(f"not read: {dict(sheet.made)}\n")
            return
        self.serials += 1
        for answer in read.answers:
            truth = sheet.answers[str(answer.purpose)]
            self.answers[truth, answer.answer] += 1
            if answer.answer not in (truth, Answer.UNCLEAR):
                said = f"{answer.purpose} {truth} read as {answer.answer}"
                sys.stdout.write(f"WRONG: {said} {dict(sheet.made)}\n")
        for field in read.fields:
            there = sheet.fields[field.name]
            self.fields[there, field.ink] += 1
            if field.ink is (Ink.NONE if there else Ink.SOME):
                sys.stdout.write(f"WRONG: {field.name} {there} {field.ink} {dict(sheet.made)}\n")

    def tell(self, wanted_serials: str) -> None:
        """Print it."""
        total = sum(self.answers.values())
        wrong = sum(
            n for (truth, said), n in self.answers.items() if said not in (truth, Answer.UNCLEAR)
        )
        unclear = sum(n for (_, said), n in self.answers.items() if said is Answer.UNCLEAR)
        sys.stdout.write(f"\n{self.way}: {self.sheets} sheets, {total} answers\n")
        sys.stdout.write(f"{'there / read':14}{''.join(f'{a:>9}' for a in Answer)}\n")
        for truth in (Answer.YES, Answer.NO, Answer.BLANK):
            counts = "".join(f"{self.answers[truth, said]:9}" for said in Answer)
            sys.stdout.write(f"{truth:14}{counts}\n")
        ink = {f"{'ink' if t else 'none'} read {s}": n for (t, s), n in sorted(self.fields.items())}
        sys.stdout.write(f"fields: {ink}\n")
        serials = 100 * self.serials / max(1, self.sheets)
        sys.stdout.write(f"serials read   {serials:8.2f} %   wanted {wanted_serials}\n")
        sys.stdout.write(f"wrong, sure    {wrong:8}     wanted 0\n")
        sys.stdout.write(f"unclear        {100 * unclear / max(1, total):8.2f} %")
        sys.stdout.write("   wanted at most 3 % flat\n")
        sys.stdout.write(f"pages a second {self.sheets / self.seconds:8.1f}     ")
        sys.stdout.write("wanted 8 a core, flat, from PDF to answers\n")


def main(arguments: Sequence[str]) -> None:
    """Draw, read, say."""
    many = int(arguments[0]) if arguments else 1000
    seed = arguments[1] if len(arguments) > 1 else "bench"
    edition = load_edition()
    flat, phone = _Tally(Way.FLAT), _Tally(Way.PHONE)
    with tempfile.TemporaryDirectory() as name:
        for tally, sheets in ((flat, many), (phone, max(1, many // 4))):
            before = _children()
            with Decoder(workers=1) as decoder:
                for first in range(0, sheets, _STACK):
                    numbers = range(first, min(sheets, first + _STACK))
                    _stack(tally, edition, numbers, seed, Path(name), decoder)
            # A child's time is known once it has ended.
            tally.seconds += _children() - before
    flat.tell("at least 99.5 %")
    phone.tell("at least 97 %")
    sys.stdout.write(
        f"\nboth sides, backs empty: {_both_sides(edition, seed):.1f} pages a second\n"
    )


def _stack(
    tally: _Tally, edition: Edition, numbers: range, word: str, folder: Path, decoder: Decoder
) -> None:
    seeds = [f"{word} {n}" for n in numbers]
    told = _TOLD[numbers.start // _STACK % len(_TOLD)]
    printed = Printed.of(edition, seeds, (told,))
    sheets = [
        # Every tenth sheet has a pen through one of its codes; a few lie turned.
        returned(
            edition,
            seed,
            way=tally.way,
            printed=printed,
            crossed_code="AB"[n // 10 % 2] if n % 10 == 3 else "",
            turns=(n // 7) % 4 if n % 7 == 0 else 0,
        )
        for n, seed in zip(numbers, seeds, strict=True)
    ]
    for path, part in _files(tally.way, sheets, folder):
        start = time.process_time()
        for page, sheet in zip(pages_of(path, decoder), part, strict=True):
            read = read_page(page, {edition.name: edition}) if isinstance(page, Page) else page
            tally.add(sheet, read)
        tally.seconds += time.process_time() - start


def _both_sides(edition: Edition, word: str) -> float:
    """Pages a second of processor time of a stack in which every other page is empty."""
    seeds = [f"{word} back {n}" for n in range(_STACK)]
    printed = Printed.of(edition, seeds, ("da",))
    noise = np.random.default_rng(len(word))
    pages = []
    for seed in seeds:
        front = returned(edition, seed, printed=printed).picture
        grey = 240 + noise.normal(0, 4, (front.height, front.width))
        pages += [front, Image.fromarray(grey.clip(0, 255).astype(np.uint8))]
    with tempfile.TemporaryDirectory() as name:
        path, before = Path(name) / "stack.pdf", _children()
        pages[0].save(path, "PDF", save_all=True, append_images=pages[1:], resolution=200)
        start = time.process_time()
        with Decoder(workers=1) as decoder:
            for page in pages_of(path, decoder):
                if isinstance(page, Page):
                    read_page(page, {edition.name: edition})
        own = time.process_time() - start
    return len(pages) / (own + _children() - before)


def _files(
    way: Way, sheets: Sequence[Returned], folder: Path
) -> Iterator[tuple[Path, Sequence[Returned]]]:
    """The sheets as a scanner or a phone leaves them: one PDF, or a JPEG for each."""
    if way is Way.PHONE:
        for number, sheet in enumerate(sheets):
            path = folder / f"{number}.jpg"
            path.write_bytes(sheet.jpeg())
            yield path, [sheet]
        return
    written = io.BytesIO()
    first, *more = (sheet.picture for sheet in sheets)
    first.save(written, "PDF", save_all=True, append_images=more, resolution=200, quality=85)
    path = folder / "stack.pdf"
    path.write_bytes(written.getvalue())
    yield path, sheets


def _children() -> float:
    """Seconds of processor time that children have taken which have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main(sys.argv[1:])
