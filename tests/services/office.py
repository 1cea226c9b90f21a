"""A school office for the service tests: a real register in a real folder, and short verbs.

Everything goes through the services, as the windows and the command line do it; only forms are
issued without printing them.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from consentdesk.domain.acts import Act, Purpose, Serial, Wording
from consentdesk.domain.journal import Form
from consentdesk.domain.people import GuardianId, SubjectId
from consentdesk.domain.photos import (
    Destination,
    Photo,
    PhotoId,
    PhotoKind,
    Question,
    Region,
)
from consentdesk.domain.serials import new_serial
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.services import assessing, checking, intake, photographs, planning, roster
from consentdesk.services.editions import Edition, load_edition
from consentdesk.services.pictures.fingerprint import fingerprint, look
from consentdesk.storage.register import Register
from consentdesk.storage.values import PhotoFilter
from tests.templates import Founding

CLERK = "Anna Holm"
MONDAY = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)
SKOVSKOLEN = Founding("Skovskolen", CLERK, MONDAY)
WEBSITE, FACEBOOK = Destination("website"), Destination("facebook")
ON_THE_WEB, SOCIAL = Purpose("website"), Purpose("social_media")
SEVEN = date(2019, 5, 3)


@cache
def _edition() -> Edition:
    """The edition in use, with its ten languages, read once."""
    return load_edition()


@dataclass
class Office:
    """One register and a clock that stands still until it is moved."""

    register: Register
    folder: Path
    at: datetime = MONDAY
    drawn: int = field(default=0)

    @property
    def desk(self) -> tuple[Register, str, datetime]:
        """What every service asks for first."""
        return self.register, CLERK, self.at

    @property
    def today(self) -> date:
        with self.register.read() as reader:
            return reader.today(self.at)

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        """Everything people are asked about."""
        with self.register.read() as reader:
            return reader.policy.purposes

    def later(self, **time: int) -> None:
        """Move the clock."""
        self.at += timedelta(**time)

    def child(
        self, name: str = "Noah Lund", born: date = SEVEN, *, staff: bool = False
    ) -> SubjectId:
        return roster.enrol(*self.desk, name=name, born=born, group="2.A", staff=staff)

    def guardian(
        self, child: SubjectId, name: str = "Mette Lund", *, custody: bool = True
    ) -> GuardianId:
        return roster.add_guardian(*self.desk, name=name, subject=child, custody=custody)

    def family(self, name: str = "Noah Lund") -> SubjectId:
        """A child with a mother called Mette and the child's last name."""
        child = self.child(name)
        self.guardian(child, f"Mette {name.split()[-1]}")
        return child

    def form(self, child: SubjectId | None, *, own: bool = False) -> Serial:
        """A form of the real edition, as if printed just now; `own` is for the child alone."""
        edition = _edition()
        words = edition.wording("da")
        serial = new_serial()
        with self.register.write(CLERK, self.at) as writer:
            writer.issue_form(
                Form(
                    serial=serial,
                    subject=child,
                    guardian=None,
                    wording=Wording(words.edition, words.language, words.digest),
                    purposes=edition.purposes,
                    printed_at=self.at,
                    own=own,
                )
            )
        return serial

    def answer(
        self,
        child: SubjectId,
        answers: Mapping[Purpose, bool] | None = None,
        *,
        signer: str | None = None,
        signed_on: date | None = None,
    ) -> Serial:
        """A form comes back and is recorded: yes to everything unless told otherwise."""
        serial = self.form(child)
        with self.register.read() as reader:
            said = answers if answers is not None else dict.fromkeys(reader.policy.purposes, True)
            mine = reader.guardianships([child])[child]
        who = signer or (str(mine[0].guardian) if mine else "self")
        intake.record(
            *self.desk,
            serial=serial,
            answers=said,
            signer=who,
            signed_on=signed_on or self.today,
        )
        return serial

    def file(self, *serials: Serial) -> None:
        intake.journal(*self.desk, serials, paper_at="Folder 3")

    def permit(
        self, child: SubjectId, *, signer: str | None = None, signed_on: date | None = None
    ) -> Serial:
        """A yes to everything, signed, recorded and journaled."""
        serial = self.answer(child, signer=signer, signed_on=signed_on)
        self.file(serial)
        return serial

    def answered(self, child: SubjectId) -> bool:
        """Whether any form has come back about this child."""
        with self.register.read() as reader:
            return bool(reader.forms(subject=child))

    def draw(self, name: str = "", kind: str = "JPEG", size: tuple[int, int] = (320, 240)) -> Path:
        """A picture file of its own, unlike any other."""
        self.drawn += 1
        suffix = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "TIFF": "tif"}[kind]
        path = self.folder / (name or f"IMG_{self.drawn:04d}.{suffix}")
        path.write_bytes(picture(self.drawn, kind, size))
        return path

    def shrunk(self, path: Path, name: str = "", turn: Image.Transpose | None = None) -> Path:
        """The same picture, smaller and compressed anew, turned perhaps."""
        small = self.folder / (name or f"small_{path.name}")
        with Image.open(path) as image:
            less = image.resize((image.width * 2 // 3, image.height * 2 // 3))
            (less if turn is None else less.transpose(turn)).save(small, quality=85)
        return small

    def portrait(
        self,
        *shown: SubjectId,
        path: Path | None = None,
        album: str = "Sommerfest 2026",
        looks: bool = False,
    ) -> Path:
        """A registered and attested portrait of these people; `looks`: its like is known too."""
        return self._registered(PhotoKind.PORTRAIT, shown, path or self.draw(), album, looks)

    def situation(self, *shown: SubjectId) -> Path:
        """A registered situation photo, not assessed yet."""
        return self._registered(PhotoKind.SITUATION, shown, self.draw(), "", looks=False)

    def _registered(
        self, kind: PhotoKind, shown: tuple[SubjectId, ...], path: Path, album: str, looks: bool
    ) -> Path:
        if not looks:
            # Without starting a process that decodes it, which most tests have no use for.
            data = path.read_bytes()
            seen = look(data)
            bare = Photo(id=PhotoId(0), name=path.name, width=seen.width, height=seen.height)
            with self.register.write(CLERK, self.at) as writer:
                writer.register_photo(bare, fingerprint(data))
        photographs.add_photos(
            *self.desk,
            [path],
            kind=kind,
            shows=shown,
            album=album,
            photographer="Line Holm",
            rights="own",
        )
        return path

    def photo(self, path: Path) -> PhotoId:
        """The photo a file is."""
        with self.register.read() as reader:
            found = reader.photo_with(hashlib.sha256(path.read_bytes()).digest())
        assert found is not None
        return found

    def every(self) -> tuple[PhotoId, ...]:
        """All photos there are: whatever a new one looks like, it is another picture."""
        with self.register.read() as reader:
            return reader.find_photos(PhotoFilter())

    def mark(self, path: Path, **regions: Region) -> None:
        """Say where on the picture people are as that file shows it, `s1=` being subject 1."""
        photo, seen = self.photo(path), fingerprint(path.read_bytes())
        with self.register.read() as reader:
            shown = {d.subject: d.region for d in reader.depicted([photo])[photo]}
        places = {SubjectId(int(key[1:])): region for key, region in regions.items()}
        photographs.name(*self.desk, photo=photo, shows={**shown, **places}, seen=seen)
        photographs.attest(*self.desk, photo=photo)

    def assess(
        self,
        path: Path,
        destination: Destination = WEBSITE,
        *,
        publish: bool = True,
        sensitive: bool = False,
        yes: Iterable[Question] = (),
    ) -> Act:
        return assessing.assess(
            *self.desk,
            photo=self.photo(path),
            destination=destination,
            publish=publish,
            reason="A happy game",
            sensitive=sensitive,
            yes=yes,
        )

    def check(self, *paths: Path, destination: Destination = WEBSITE) -> list[Outcome]:
        """The outcome of each file for one destination."""
        report = checking.check_files(self.register, paths, at=self.at, destinations=[destination])
        return [f.outcome for f in report.findings]

    def why(self, path: Path, destination: Destination = WEBSITE) -> set[ReasonCode]:
        """What speaks against a file."""
        report = checking.check_files(self.register, [path], at=self.at, destinations=[destination])
        return {r.code for v in report.findings[0].verdicts for r in v.reasons}

    def plan(self, *paths: Path, covered: Iterable[SubjectId] = ()) -> planning.Plan:
        return planning.plan(self.register, self.at, paths, WEBSITE, covered=tuple(covered))

    def target(self, name: str = "out") -> Path:
        """An empty folder, away from the register."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return folder

    def acts(self) -> int:
        """How many acts there are."""
        with self.register.read() as reader:
            return reader.head().number


def picture(seed: int, kind: str = "JPEG", size: tuple[int, int] = (320, 240)) -> bytes:
    """A drawn picture that looks like no other seed's: some dozen shapes in many colours."""
    dice = iter(hashlib.shake_256(str(seed).encode()).digest(500))
    colours = iter(lambda: (next(dice), next(dice), next(dice)), None)
    image = Image.new("RGB", size, next(colours))
    pen = ImageDraw.Draw(image)
    for number in range(40):
        x, y = size[0] * next(dice) // 256, size[1] * next(dice) // 256
        w, h = 10 + size[0] * next(dice) // 512, 10 + size[1] * next(dice) // 512
        shape = pen.rectangle if number % 2 else pen.ellipse
        shape((x, y, x + w, y + h), fill=next(colours))
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()
