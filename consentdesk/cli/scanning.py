"""`scan`: returned sheets read into the inbox, where a person looks at them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import PARTLY, UNDECIDED, WRONG_USAGE, Answer, shown, table
from consentdesk.cli.desk import Desk
from consentdesk.cli.grammar import Command, argument, command
from consentdesk.cli.values import file
from consentdesk.domain.inbox import Apart, InboxPage, Note, Sheet, SheetId
from consentdesk.domain.serials import shown_serial
from consentdesk.domain.sheets import Ink, ReadField
from consentdesk.i18n import _, ngettext
from consentdesk.words import apart_sentence, note_sentence, purpose_word

if TYPE_CHECKING:
    from consentdesk.services.inbox.bringing import BroughtFile
    from consentdesk.services.inbox.listing import Waiting
    from consentdesk.storage.reading import Reader

_HARMLESS = frozenset({Apart.BLANK})
"""Pages on no sheet that leave nothing to decide: the backs of others."""


def scan_command() -> Command:
    """Declare `scan`."""
    return command(
        "scan",
        scan,
        _("Read scanned forms into the inbox: PDF, JPEG, PNG or TIFF."),
        argument("files", file(), _("The scans, of one page or a whole stack."), many=True),
        more=_(
            "Nothing is recorded by that: a person looks at each sheet and journals it. The same "
            "file is read in once."
        ),
    )


def scan(desk: Desk, files: Sequence[Path]) -> Answer:
    """Read files into the inbox."""
    from consentdesk.services.inbox.bringing import bring_in

    with desk.open() as register:
        with desk.progress(_("Reading")) as progress:
            brought = bring_in(register, desk.clerk, desk.at, files, progress)
        refused = [one for one in brought if one.problem is not None]
        if len(files) == 1 and refused and refused[0].problem is not None:
            raise refused[0].problem
        with register.read() as reader:
            scans = list(_scans(reader, brought))
    apart = [(one.path, page) for one in brought for page in one.apart]
    return Answer(
        data={
            "sheets": [_sheet_facts(one) for one in scans],
            "unmatched": [_page_facts(path, page) for path, page in apart],
            "unreadable": [
                {"file": one.path, "code": one.problem.problem}
                for one in refused
                if one.problem is not None
            ],
        },
        lines=list(_lines(scans, apart)),
        status=_status(scans, apart, brought),
        note=_note(refused),
    )


@dataclass(frozen=True, slots=True)
class _Scan:
    """A sheet on which pages of these files are, and where its first page lies."""

    path: Path
    page: InboxPage
    waiting: "Waiting"


def _scans(reader: "Reader", brought: Sequence["BroughtFile"]) -> Iterator[_Scan]:
    """The sheets of the files, each once and as it is now."""
    from consentdesk.services.inbox.listing import read_inbox

    now: Mapping[SheetId, Waiting] = {one.sheet.id: one for one in read_inbox(reader).sheets}
    told: set[SheetId] = set()
    for one in brought:
        for sheet in one.sheets:
            if sheet.id in now and sheet.id not in told:
                told.add(sheet.id)
                mine = (page for page in sheet.pages if page.file == one.file)
                yield _Scan(one.path, next(mine), now[sheet.id])


def _sheet_facts(scan: _Scan) -> dict[str, object]:
    sheet = scan.waiting.sheet
    return {
        "serial": shown_serial(sheet.serial),
        "subject": scan.waiting.form.subject,
        "file": scan.path,
        "page": scan.page.number,
        "answers": dict(sheet.draft.answers),
        "signed": _signed(sheet),
        "confidence": _confidence(sheet),
        "missing": list(scan.waiting.missing),
        "notes": list(scan.waiting.notes),
    }


def _signed(sheet: Sheet) -> bool | None:
    """Whether there is ink where the signature goes; None where it can't be told."""
    inks = {f.ink for f in _fields(sheet) if f.name == "signature"}
    if not inks or Ink.UNCLEAR in inks:
        return None
    return Ink.SOME in inks


def _confidence(sheet: Sheet) -> float:
    """That of the least certain answer or signature, from 0 to 1; 0 where a page wasn't read."""
    if len(sheet.readings) < len(sheet.pages):
        return 0.0
    found = [one.confidence for read in sheet.readings for one in read.answers]
    found += [f.confidence for f in _fields(sheet) if f.name == "signature"]
    return round(min(found, default=0.0), 3)


def _fields(sheet: Sheet) -> list[ReadField]:
    return [field for read in sheet.readings for field in read.fields]


def _page_facts(path: Path, page: InboxPage) -> dict[str, object]:
    read = page.read
    return {
        "file": path,
        "page": page.number,
        "code": page.problem or (page.apart or Apart.NO_CODE).name,
        "serial": shown_serial(read.serial) if read is not None else None,
    }


def _status(
    scans: Sequence[_Scan],
    apart: Sequence[tuple[Path, InboxPage]],
    brought: Sequence["BroughtFile"],
) -> int:
    """2 where no file could be opened, 5 where some could not, 3 where something is to be decided.

    What only a person can say, such as who signed, doesn't count: that is so of every sheet.
    """
    failed = sum(one.problem is not None for one in brought)
    if failed:
        return WRONG_USAGE if failed == len(brought) else PARTLY
    is_open = any(page.apart not in _HARMLESS for _path, page in apart) or any(
        {Note.UNCLEAR, Note.PAGE_MISSING} & set(one.waiting.notes)
        or _signed(one.waiting.sheet) is None
        for one in scans
    )
    return UNDECIDED if is_open else 0


def _note(refused: Sequence["BroughtFile"]) -> str:
    """A line for each file that could not be opened."""
    from consentdesk.wording import problem_sentence

    told = [(one.path, problem_sentence(one.problem)) for one in refused if one.problem]
    said = _("{file}: {sentence}")
    return "\n".join(said.format(file=shown(path.name), sentence=text) for path, text in told)


def _lines(scans: Sequence[_Scan], apart: Sequence[tuple[Path, InboxPage]]) -> Iterator[str]:
    heads = (_("Form"), _("File"), _("Page"), _("Signed"), _("Yes"), _("No"), _("Unclear"))
    yield from table(heads, [_row(one) for one in scans])
    for one in scans:
        for note in one.waiting.notes:
            said = _("{serial}: {sentence}")
            serial = shown_serial(one.waiting.sheet.serial)
            yield said.format(serial=serial, sentence=note_sentence(note))
    for path, page in apart:
        said = _("Page {page} of {file}: {sentence}")
        sentence = apart_sentence(page.apart or Apart.NO_CODE)
        yield said.format(page=page.number, file=shown(path.name), sentence=sentence)
    count = len(scans)
    yield ngettext(
        "{count} form is in the inbox. Nothing is recorded before somebody has looked at it.",
        "{count} forms are in the inbox. Nothing is recorded before somebody has looked at them.",
        count,
    ).format(count=count)


def _row(scan: _Scan) -> tuple[object, ...]:
    sheet = scan.waiting.sheet
    signed = {True: _("yes"), False: _("no"), None: _("unclear")}[_signed(sheet)]
    said = {
        answer: ", ".join(
            purpose_word(p) for p, yes in sheet.draft.answers.items() if yes is answer
        )
        for answer in (True, False, None)
    }
    return (
        shown_serial(sheet.serial),
        scan.path.name,
        scan.page.number,
        signed,
        said[True],
        said[False],
        said[None],
    )
