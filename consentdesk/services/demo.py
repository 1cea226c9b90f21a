"""The practice register: an invented class on which the whole job is run, from roster to take-down.

Everything goes through the same services as real work; nothing is put into the register behind
their backs. Who the people are is `demo_class`'s. Serves the command `demo` and the window.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.domain.acts import Channel, Serial
from consentdesk.domain.inbox import SheetId
from consentdesk.domain.people import GuardianId, SubjectId
from consentdesk.domain.photos import Destination, PhotoId, PhotoKind
from consentdesk.domain.releases import Release
from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.i18n import _, language
from consentdesk.services import (
    assessing,
    checking,
    exporting,
    intake,
    paper,
    photographs,
    planning,
    roster,
    suggesting,
    upkeep,
)
from consentdesk.services.abreast import abreast
from consentdesk.services.checking import CheckReport, Progress
from consentdesk.services.demo_class import (
    EXPORTS,
    Player,
    Sheet,
    Shot,
    more_names,
    players,
    school_name,
    shots,
)
from consentdesk.services.demo_paper import scan_filled_in
from consentdesk.services.exporting import Exported
from consentdesk.services.inbox import accepting, bringing, filing
from consentdesk.services.paper import PrintedForm, PrintedForms
from consentdesk.storage.register import Register
from consentdesk.storage.values import Verification

if TYPE_CHECKING:
    from collections.abc import Sequence

REGISTER = "register.db"
POLICY: Mapping[str, str] = {"sv": "se"}
"""The policy that goes with a language; Danish rules for all others."""
PRINTED, SIGNED, SCANNED, JOURNALED, PHOTOGRAPHED = 21, 14, 10, 9, 3
"""How many days ago each thing happened."""
COVERED, COVERED_SHOT = "zofia", "IMG_0411.jpg"
WITHDRAWN = "oskar"
PORTRAIT, GROUP, PHONE = (960, 720), (1280, 853), (640, 480)
"""Sizes of the drawn pictures in pixels."""
PLACE = (55.6761, 12.5683)
"""Latitude and longitude in the drawn files, so that it can be seen that they don't go out."""
MORE_CLASSES, CLASS_SIZE = 12, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """What was made, and what happened in which order.

    `forms` is the printed PDF; `scans`, `pictures` and `export` are folders. `before` is the check
    before the export, `after` the one after a guardian's withdrawal, because of which
    `to_take_down` must be taken down. `exports` ends with the copy in which somebody is covered.
    """

    register: Path
    forms: Path
    scans: Path
    pictures: Path
    export: Path
    names: Mapping[SubjectId, str]
    printed: PrintedForms
    journaled: Mapping[Serial, str]
    recorded_only: tuple[Serial, ...]
    before: CheckReport
    exports: tuple[tuple[Destination, Exported], ...]
    covered: str
    withdrawn: str
    to_take_down: tuple[Release, ...]
    after: CheckReport
    verification: Verification


def make_practice_register(
    folder: Path, clerk: str, at: datetime, progress: Progress | None = None, *, big: bool = False
) -> Practice:
    """Make a practice register with drawn pictures and printed forms in an empty or new folder.

    Its past is invented: forms printed three weeks before `at`, signed a week later, and so on.
    Texts are in the language spoken now. With `big`, twelve classes more are enrolled. If anything
    goes wrong, or `progress` raises Cancelled, the folder is left as it was. Raises BadInput:
    PRACTICE_FOLDER_USED, PRACTICE_FOLDER_UNUSABLE, and what printing refuses.
    """
    with (
        _own_folder(folder),
        Register.create(
            str(folder / REGISTER),
            institution=school_name(),
            policy=POLICY.get(language(), "dk"),
            clerk=clerk,
            at=at - timedelta(days=PRINTED),
        ) as register,
    ):
        return _Stage(register, folder, clerk, at, progress).play(big=big)


@dataclass(frozen=True, slots=True)
class _Returned:
    """A form that came back: what its family wrote, and the scan of it."""

    form: PrintedForm
    sheet: Sheet
    scan: Path


class _Stage:
    """Where the invented class plays its part: the register, the folders, and who is who."""

    def __init__(
        self,
        register: Register,
        folder: Path,
        clerk: str,
        at: datetime,
        progress: Progress | None,
    ) -> None:
        self.register = register
        self.folder = folder
        self.clerk = clerk
        self.at = at
        self.players = {player.key: player for player in players()}
        self.shots = shots()
        self.people: dict[str, SubjectId] = {}
        self.names: dict[GuardianId, str] = {}
        self._progress = progress
        self._done = 0
        self._total = len(self.players) + 2 * len(self.shots) + 5

    def play(self, *, big: bool) -> Practice:
        """The whole job, in its order."""
        for name in ("forms", "scans", "pictures", "export"):
            (self.folder / name).mkdir()
        self._enrol(big=big)
        printed = self._print()
        journaled, recorded_only = self._answer(printed)
        self._photograph()
        before = self._check()
        exports = tuple(self._export())
        to_take_down = self._withdraw()
        after = self._check()
        verification = upkeep.verify(self.register)
        self._step()
        return Practice(
            register=self.folder / REGISTER,
            forms=self._forms,
            scans=self.folder / "scans",
            pictures=self.folder / "pictures",
            export=self.folder / "export",
            names={id: self.players[key].name for key, id in self.people.items()},
            printed=printed,
            journaled=journaled,
            recorded_only=recorded_only,
            before=before,
            exports=exports,
            covered=self.players[COVERED].name,
            withdrawn=self.players[WITHDRAWN].name,
            to_take_down=to_take_down,
            after=after,
            verification=verification,
        )

    @property
    def _forms(self) -> Path:
        return self.folder / "forms" / "forms.pdf"

    def _ago(self, days: int) -> datetime:
        return self.at - timedelta(days=days)

    def _day(self, days: int) -> date:
        with self.register.read() as reader:
            return self._ago(days).astimezone(ZoneInfo(reader.policy.timezone)).date()

    def _step(self) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(min(self._done, self._total), self._total)

    def _beat(self) -> None:
        """Nothing more is done, but somebody may want it stopped."""
        if self._progress is not None:
            self._progress(min(self._done, self._total), self._total)

    def _enrol(self, *, big: bool) -> None:
        """The class, its guardians, and the rule that all of them must sign."""
        at = self._ago(PRINTED)
        with self.register.write(self.clerk, at) as writer:
            writer.set_settings({"guardians_needed": "all"})
        for player in self.players.values():
            self._enrol_one(player, at)
        for name, group in more_names(MORE_CLASSES, CLASS_SIZE) if big else ():
            born = _born(self._day(PRINTED), 7 + int(group[0]), len(name) * 17)
            roster.enrol(self.register, self.clerk, at, name=name, born=born, group=group)
        self._step()

    def _enrol_one(self, player: Player, at: datetime) -> None:
        subject = roster.enrol(
            self.register,
            self.clerk,
            at,
            name=player.name,
            born=_born(self._day(PRINTED), player.years, player.days),
            group=player.group,
            staff=player.staff,
            language=language(),
            protect=player.protected,
        )
        self.people[player.key] = subject
        for name in player.guardians:
            guardian = roster.add_guardian(
                self.register, self.clerk, at, name=name, subject=subject
            )
            self.names[guardian] = name
        if player.objects:
            intake.object_to(self.register, self.clerk, at, subject=subject, channel=Channel.MAIL)

    def _print(self) -> PrintedForms:
        asked = [self.people[p.key] for p in self.players.values() if p.asked]
        printed = paper.print_forms(
            self.register,
            self.clerk,
            self._ago(PRINTED),
            subjects=asked,
            language=language(),
            output=self._forms,
        )
        self._step()
        return printed

    def _answer(self, printed: PrintedForms) -> tuple[dict[Serial, str], tuple[Serial, ...]]:
        """Scan what came back, accept and journal it: numbers, and what is only recorded."""
        came_back = list(self._scan(printed))
        bringing.bring_in(
            self.register,
            self.clerk,
            self._ago(SCANNED),
            [one.scan for one in came_back],
            lambda _done, _total: self._beat(),
        )
        sheets = {one.form.serial: self._accept(one) for one in came_back}
        desk = (self.register, self.clerk, self._ago(JOURNALED))
        to_journal = [sheets[one.form.serial] for one in came_back if one.sheet.journaled]
        journaled = filing.journal_all(*desk, sheets=to_journal)
        recorded = filing.record_all(*desk)
        return dict(journaled.numbers), tuple(done.serial for _sheet, done in recorded.recorded)

    def _scan(self, printed: PrintedForms) -> Iterator[_Returned]:
        """The forms that came back, filled in and laid on a scanner."""
        for player in self.players.values():
            mine = [f for f in printed.forms if f.subject == self.people[player.key]]
            for form, sheet in zip(mine, player.sheets, strict=False):
                with self.register.read() as reader:
                    addressed = reader.form(form.serial).guardian
                signer = player.name if addressed is None else self.names[addressed]
                scan = self.folder / "scans" / f"{form.serial}.png"
                scan.write_bytes(
                    scan_filled_in(
                        self._forms,
                        printed,
                        form,
                        yes=sheet.yes,
                        signer=signer,
                        signed_on=self._day(SIGNED),
                    )
                )
                yield _Returned(form, sheet, scan)
            self._step()

    def _accept(self, one: _Returned) -> SheetId:
        """Look at a sheet: what was read is right, the rest is said, the signature was seen."""
        with self.register.read() as reader:
            (sheet,) = reader.inbox_sheets_numbered([one.form.serial])
        said = {
            purpose: purpose in one.sheet.yes if answer is None else answer
            for purpose, answer in sheet.draft.answers.items()
        }
        draft = replace(sheet.draft, answers=said, signed_on=self._day(SIGNED), signature_seen=True)
        desk = (self.register, self.clerk, self._ago(JOURNALED))
        return accepting.accept(*desk, sheet=sheet.id, draft=draft, seen=sheet.version).id

    def _photograph(self) -> None:
        """Draw the pictures, register them, and say of each what the office would say."""
        with abreast(self._drawn, self.shots) as drawn:
            for shot, data in zip(self.shots, drawn, strict=True):
                self._path(shot).write_bytes(data)
                self._step()
        at = self._ago(PHOTOGRAPHED)
        kept = [shot for shot in self.shots if not shot.copy]
        added = photographs.add_photos(
            self.register,
            self.clerk,
            at,
            [self._path(shot) for shot in kept],
            album=_("Summer party {year}").format(year=at.year),
            photographer=self.players["signe"].name,
            rights=_("Taken at work"),
            attest=False,
        )
        for shot, photo in zip(kept, added.photos, strict=True):
            self._describe(shot, photo.photo, at)
            self._step()

    def _path(self, shot: Shot) -> Path:
        return self.folder / "pictures" / shot.file

    def _drawn(self, shot: Shot) -> bytes:
        from consentdesk.services.pictures.drawing import draw_sample

        count = len(shot.people) + shot.unnamed
        return draw_sample(
            shot.seed,
            count,
            PHONE if shot.small else PORTRAIT if count == 1 else GROUP,
            names=[] if shot.copy else [self.players[key].name for key in shot.people],
            gps=None if shot.copy else PLACE,
        )

    def _describe(self, shot: Shot, photo: PhotoId, at: datetime) -> None:
        """Confirm the names the camera's software wrote, then say the rest."""
        from consentdesk.services.pictures.fingerprint import fingerprint

        desk = (self.register, self.clerk, at)
        data = self._path(shot).read_bytes()
        found = suggesting.suggestions_in(self.register, data)
        shows = {s: one.region for one in found for s in one.subjects}
        if shows:
            photographs.name(*desk, photo=photo, shows=shows, seen=fingerprint(data))
        photographs.set_kind(*desk, photo=photo, kind=shot.kind)
        if shot.kind is not PhotoKind.SITUATION:
            photographs.attest(*desk, photo=photo, visible=len(shot.people) + shot.unnamed)
        for judgement in shot.judgements:
            assessing.assess(
                *desk,
                photo=photo,
                destination=Destination(judgement.destination),
                publish=judgement.publish,
                reason=judgement.reason,
            )

    def _check(self) -> CheckReport:
        report = checking.check_files(self.register, [self.folder / "pictures"], at=self.at)
        self._step()
        return report

    def _export(self) -> Iterator[tuple[Destination, Exported]]:
        """Everything clear to two places, then one picture with somebody covered."""
        for place in EXPORTS:
            yield self._exported(place, [self.folder / "pictures"], ())
        hidden = (self.people[COVERED],)
        yield self._exported(EXPORTS[0], [self.folder / "pictures" / COVERED_SHOT], hidden)
        self._step()

    def _exported(
        self, place: str, paths: Sequence[Path], covered: Sequence[SubjectId]
    ) -> tuple[Destination, Exported]:
        destination = Destination(place)
        plan = planning.plan(self.register, self.at, paths, destination, covered=covered)
        target = self.folder / "export" / place
        return destination, exporting.release(self.register, self.clerk, self.at, plan, target)

    def _withdraw(self) -> tuple[Release, ...]:
        player = self.players[WITHDRAWN]
        return intake.withdraw(
            self.register,
            self.clerk,
            self.at,
            subject=self.people[player.key],
            by=player.guardians[0],
            channel=Channel.PHONE,
        )


def _born(today: date, years: int, days: int) -> date:
    """The birth date of somebody who is that many years and days old."""
    day = today - timedelta(days=days)
    return date(day.year - years, day.month, min(day.day, 28))


@contextmanager
def _own_folder(folder: Path) -> Iterator[None]:
    """The folder, made if need be; left as it was found if the block ends in an exception."""
    try:
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        used = any(folder.iterdir())
    except (FileExistsError, NotADirectoryError):
        raise BadInput(Problem.PRACTICE_FOLDER_USED, path=folder) from None
    except OSError as error:
        raise _unusable(folder, error) from None
    if used:
        raise BadInput(Problem.PRACTICE_FOLDER_USED, path=folder)
    try:
        yield
    except BaseException as error:
        for left in folder.iterdir():
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink()
        if made:
            folder.rmdir()
        if isinstance(error, OSError):
            raise _unusable(folder, error) from None
        if isinstance(error, RegisterError) and error.problem is Problem.REGISTER_READ_ONLY:
            reason = error.facts.get("reason", "?")
            raise BadInput(Problem.PRACTICE_FOLDER_UNUSABLE, path=folder, reason=reason) from None
        raise


def _unusable(folder: Path, error: OSError) -> BadInput:
    reason = error.strerror or str(error)
    return BadInput(Problem.PRACTICE_FOLDER_UNUSABLE, path=folder, reason=reason)
