"""How fast permission forms are printed, and what a thousand of them weigh.

    python -m tests.bench.bench_forms [FORMS]

Prints a class of 25, in one language and each family's own beside Danish, then FORMS blank ones
(1,000 unless said) in one file, register and all. Times are of the processor. The memory a file
takes is measured twice over: what the second run adds to the first is what is not given back.
Nothing is asserted: a number depends on the machine.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from consentdesk.domain.people import Guardianship, SubjectId
from consentdesk.services.paper import print_forms
from consentdesk.storage.register import Register

AT = datetime(2026, 9, 14, 8, tzinfo=UTC)
SPOKEN = ("ar", "pl", "uk", "tr", "fa", "so", "de", "en", "sv")
"""What families speak at home, by turns."""


def main(arguments: Sequence[str]) -> None:
    """Enrol, print, say."""
    many = int(arguments[0]) if arguments else 1000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Register.create(
            str(folder / "register.db"), institution="Solsikken", policy="dk", clerk="Lis", at=AT
        ) as register:
            children = _a_class(register)
            for what in ("a class of 25, reportlab not yet loaded", "the same again"):
                one = _print(register, folder, what, children, 0, "da")
            what = "the same, each family's own beside Danish"
            for _ in range(2):
                two = _print(register, folder, what, children, 0, None)
            _say(f"two languages take {two / one:.1f} times as long as one, for twice the pages")
            _say(f"25 in two languages          {two:5.2f} s   wanted at most 1 s")
            for language in ("da", "da+ar"):
                for what in (f"{many} blank forms ({language})", "the same again"):
                    _print(register, folder, what, (), many, language)


def _a_class(register: Register) -> tuple[SubjectId, ...]:
    children = []
    with register.write("Lis", AT) as writer:
        for n in range(25):
            child = writer.enrol(
                name=f"Barn Nummer {n}",
                born=date(2019, 5, 3),
                group="2.A",
                language=SPOKEN[n % len(SPOKEN)],
            )
            mother = writer.add_guardian(f"Mor Nummer {n}")
            writer.set_guardianship(Guardianship(guardian=mother, subject=child))
            children.append(child)
    return tuple(children)


def _print(
    register: Register,
    folder: Path,
    what: str,
    subjects: Sequence[SubjectId],
    blank: int,
    language: str | None,
) -> float:
    """Print, and say what it took; returns the seconds."""
    output = folder / "forms.pdf"
    before, start = _peak(), time.process_time()
    printed = print_forms(
        register, "Lis", AT, subjects=subjects, blank=blank, language=language, output=output
    )
    seconds = time.process_time() - start
    _say(
        f"{what:44}{seconds:7.2f} s{seconds / printed.pages * 1000:8.1f} ms a page"
        f"{output.stat().st_size / printed.pages / 1000:7.1f} kB a page"
        f"{_peak() - before:6.0f} MB more memory"
    )
    return seconds


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _peak() -> float:
    """The most memory held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
