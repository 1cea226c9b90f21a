"""Forms that come back: real sheets, drawn once, printed by the office of each test anew."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from PIL import Image

from consentdesk.domain.acts import Purpose, Serial
from consentdesk.domain.inbox import Draft, Sheet
from consentdesk.domain.journal import Form
from consentdesk.domain.people import SubjectId
from consentdesk.domain.sheets import Answer
from consentdesk.services.editions import Edition
from consentdesk.services.inbox.bringing import BroughtFile, bring_in
from consentdesk.services.inbox.listing import Inbox, read_inbox
from tests.services.office import CLERK, Office
from tests.services.scanning.returned import Printed, Returned, returned

ANSWERS: Sequence[Mapping[str, Answer]] = (
    {"website": Answer.YES, "social_media": Answer.NO, "print": Answer.BLANK},
    {"website": Answer.NO, "social_media": Answer.YES, "print": Answer.YES},
    {"website": Answer.YES, "social_media": Answer.YES, "print": Answer.NO},
)
NAMES = ("Noah Lund", "Ella Holm", "Ida Skov")


def sheets_of(edition: Edition, name: str, *, signed: bool = True) -> tuple[Returned, ...]:
    """Three flat sheets with known answers; the same name gives the same sheets."""
    seeds = [f"{name} {n}" for n in range(len(ANSWERS))]
    printed = Printed.of(edition, seeds)
    return tuple(
        returned(
            edition,
            seed,
            dpi=150,
            clean=True,
            printed=printed,
            signed=signed,
            answers=_whole(edition, answers),
        )
        for seed, answers in zip(seeds, ANSWERS, strict=True)
    )


def _whole(edition: Edition, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    return {str(p): answers.get(str(p), Answer.NO) for p in edition.purposes}


def truth(sheet: Returned) -> dict[Purpose, bool]:
    """What the sheet says; a blank is a no."""
    return {Purpose(name): said is Answer.YES for name, said in sheet.answers.items()}


def a_pdf(pictures: Iterable[Image.Image], dpi: int = 150) -> bytes:
    """A stack as a scanner leaves it."""
    return saved(pictures, "PDF", resolution=dpi)


def saved(pictures: Iterable[Image.Image], kind: str, **options: object) -> bytes:
    """Pictures in one file."""
    # Pillow leaves on a picture how it was saved, and saves it so the next time.
    first, *more = (picture.copy() for picture in pictures)
    written = io.BytesIO()
    more_options = {"save_all": True, "append_images": more} if more else {}
    first.save(written, kind, **more_options, **options)
    return written.getvalue()


@dataclass
class Desk:
    """An office whose forms come back."""

    office: Office
    edition: Edition

    def hand_out(
        self,
        serial: Serial,
        child: SubjectId | None,
        languages: str = "da",
        *,
        own: bool = False,
    ) -> None:
        """Issue the form with that very number."""
        with self.office.register.write(CLERK, self.office.at) as writer:
            writer.issue_form(
                Form(
                    serial=serial,
                    subject=child,
                    guardian=None,
                    wording=self.edition.reference(languages),
                    purposes=self.edition.purposes,
                    printed_at=self.office.at,
                    own=own,
                )
            )

    def enrol(self, sheets: Sequence[Returned]) -> list[SubjectId]:
        """A child with a mother for each sheet, and its form handed out."""
        children = []
        for name, sheet in zip(NAMES, sheets, strict=False):
            child = self.office.family(name)
            self.hand_out(sheet.serial, child)
            children.append(child)
        return children

    def file(self, name: str, data: bytes) -> Path:
        path = self.office.folder / name
        path.write_bytes(data)
        return path

    def bring(self, *paths: Path) -> tuple[BroughtFile, ...]:
        return bring_in(*self.office.desk, paths)

    def bring_stack(self, sheets: Iterable[Returned], name: str = "stack.pdf") -> BroughtFile:
        (brought,) = self.bring(self.file(name, a_pdf(sheet.picture for sheet in sheets)))
        return brought

    def inbox(self) -> Inbox:
        with self.office.register.read() as reader:
            return read_inbox(reader)

    def waiting(self) -> tuple[Sheet, ...]:
        return tuple(one.sheet for one in self.inbox().sheets)

    def done(self, sheet: Sheet, signed_on: date | None = None) -> Draft:
        """The draft as proposed, with what a person adds."""
        day = signed_on or self.office.today
        return replace(sheet.draft, signature_seen=True, signed_on=day)
