"""A whole class whose forms come back in one stack."""

from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw

from consentdesk.domain.sheets import Answer
from consentdesk.services.editions import load_edition
from tests.services.inbox.returning import Desk, a_pdf
from tests.services.office import Office
from tests.services.scanning.returned import PENS, Printed, Returned, returned

COUNT = 25
UNCLEAR, UNKNOWN = (6, 11, 17), 20
"""Places in the stack, as in UX A4: 21 ready, 3 to be looked at, and a form printed without a name,
of which nobody has said yet whose it is."""
DPI = 150
FIRST = ("Alma", "Bo", "Clara", "Dagny", "Ella", "Frida", "Georg", "Hanne", "Ida", "Jens", "Karl")
LAST = ("Lund", "Holm", "Skov")
FEW = ("Noah Krag", "Ella Holm", "Ida Skov")
NAMES = tuple(f"{FIRST[n % 11]} {LAST[n // 11]}" for n in range(COUNT))


@cache
def class_sheets() -> tuple[Returned, ...]:
    """Twenty-five signed sheets; of three an answer can't be told."""
    edition = load_edition()
    seeds = [f"a whole class {n}" for n in range(COUNT)]
    printed = Printed.of(edition, seeds)
    made = []
    for number, seed in enumerate(seeds):
        says = (Answer.YES, Answer.NO) if number % 2 else (Answer.NO, Answer.YES)
        answers = {str(p): says[n % 2] for n, p in enumerate(edition.purposes)}
        made.append(
            returned(
                edition,
                seed,
                dpi=DPI,
                clean=True,
                printed=printed,
                signed=True,
                answers=answers,
            )
        )
    for number in UNCLEAR:
        _cross_both(made[number].picture, "press")
    return tuple(made)


def _cross_both(picture: Image.Image, purpose: str) -> None:
    """A cross in each of its boxes: nobody can tell what is meant."""
    pen, dot = ImageDraw.Draw(picture), DPI / 25.4
    for box in load_edition().boxes:
        if box.purpose == purpose:
            left, top = (box.x + 1) * dot, (box.y + 1) * dot
            right, bottom = (box.x + box.w - 1) * dot, (box.y + box.h - 1) * dot
            pen.line((left, top, right, bottom), fill=20, width=5)
            pen.line((left, bottom, right, top), fill=20, width=5)


def enrol_class(office: Office) -> Desk:
    """Every child with a mother, and its form handed out today; one got a form without a name."""
    desk = Desk(office, load_edition())
    for number, (name, sheet) in enumerate(zip(NAMES, class_sheets(), strict=True)):
        child = office.family(name)
        desk.hand_out(sheet.serial, None if number == UNKNOWN else child)
    return desk


def tallies() -> list[tuple[int, int]]:
    """How many said yes and how many no, for each purpose in the form's order.

    What nobody can tell is a yes, as the hand says that answers it with one key.
    """
    told = []
    for purpose in load_edition().purposes:
        marked = [sheet.answers[purpose] for sheet in class_sheets()]
        if purpose == "press":
            marked = [Answer.YES if n in UNCLEAR else one for n, one in enumerate(marked)]
        told.append((marked.count(Answer.YES), marked.count(Answer.NO)))
    return told


def class_stack(office: Office) -> Path:
    """The stack as the scanner leaves it."""
    path = office.folder / "stack.pdf"
    path.write_bytes(a_pdf(sheet.picture for sheet in class_sheets()))
    return path


@cache
def few_sheets() -> tuple[Returned, ...]:
    """Three signed sheets that can be read without any doubt."""
    edition = load_edition()
    seeds = [f"a few {n}" for n in range(len(FEW))]
    printed = Printed.of(edition, seeds)
    ways = ((Answer.YES, Answer.NO), (Answer.NO, Answer.YES), (Answer.YES, Answer.YES))
    return tuple(
        returned(
            edition,
            seed,
            dpi=200,
            clean=True,
            pen=PENS[1],
            printed=printed,
            signed=True,
            answers={str(p): says[n % 2] for n, p in enumerate(edition.purposes)},
        )
        for seed, says in zip(seeds, ways, strict=True)
    )


def few_stack(office: Office) -> Path:
    """Three children whose forms come back, with a page that has no code between them."""
    desk, sheets = Desk(office, load_edition()), few_sheets()
    for name, sheet in zip(FEW, sheets, strict=True):
        desk.hand_out(sheet.serial, office.family(name))
    stray = Image.new("L", sheets[0].picture.size, 255)
    for line in range(20):
        ImageDraw.Draw(stray).text((200, 90 * line + 200), "Hilsen fra Signe", fill=0, font_size=80)
    return desk.file("few.pdf", a_pdf([*(sheet.picture for sheet in sheets), stray], dpi=200))
