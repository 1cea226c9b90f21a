"""`print-forms`, `record` and `journal`: from paper to a permission that counts."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.cli.answers import PARTLY, Answer, shown
from consentdesk.cli.desk import Desk
from consentdesk.cli.facts import (
    known_purpose,
    release_facts,
    take_down_lines,
    where_it_stands,
)
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.usage import WrongUsage
from consentdesk.cli.values import answer, day, file, named, number, serial
from consentdesk.domain.acts import Purpose, Serial
from consentdesk.domain.languages import JOINED
from consentdesk.domain.people import SubjectId
from consentdesk.domain.serials import printed_number, shown_serial
from consentdesk.i18n import _, format_date, ngettext

if TYPE_CHECKING:
    from consentdesk.services.intake import Recorded
    from consentdesk.services.paper import PrintedForms
    from consentdesk.services.paper_addressing import Skipped
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.values import Institution

EACH_OWN = "family"
"""In place of a language: each family's own."""
MOST_BLANK = 1000
"""Blank forms printed at once; more is a slip of the finger."""


def print_forms_command() -> Command:
    """Declare `print-forms`."""
    return command(
        "print-forms",
        print_forms,
        _("Print permission forms into a PDF, each with its own serial."),
        option("--group", kind=named("group"), says=_("For everybody in this class or room.")),
        option("--subject", "subjects", kind=named("subject"), many=True, says=_("For a person.")),
        option(
            "--lacking",
            kind=named("purpose"),
            says=_("For everybody without a journaled permission for this purpose."),
        ),
        option("--blank", kind=number("n", 1, MOST_BLANK), says=_("This many, for nobody yet.")),
        option(
            "--language",
            kind=named("language"),
            says=_(
                "The language of the forms. “da+pl” puts two on each sheet, “family” each family's "
                "own beside the institution's."
            ),
        ),
        option(
            "--edition",
            kind=named("edition"),
            says=_("The edition of the wording: one that `editions` lists."),
        ),
        option(
            "--fillable",
            says=_("To be filled in on screen: a PDF for each form, in the folder that -o names."),
        ),
        option("-o", "--output", kind=file(), required=True, says=_("The PDF to write.")),
        more=_("One of --group, --subject, --lacking and --blank says for whom."),
    )


def print_forms(
    desk: Desk,
    group: str | None,
    subjects: Sequence[str],
    lacking: str | None,
    blank: int | None,
    language: str | None,
    edition: str | None,
    fillable: bool,
    output: Path,
) -> Answer:
    """Issue serials and print."""
    from consentdesk.services import paper
    from consentdesk.services.roster import family_language

    if sum(map(bool, (group, subjects, lacking, blank))) != 1:
        raise WrongUsage(
            _("For whom? Give exactly one of --group, --subject, --lacking and --blank.")
        )
    if fillable and output.suffix.lower() == ".pdf":
        raise WrongUsage(_("With --fillable, -o names a folder; each form gets a file of its own."))
    with desk.open() as register:
        with register.read() as reader:
            people = _for_whom(reader, desk, group, subjects, lacking)
            here = reader.institution
            home = family_language(reader)
        had_older = output.is_file()
        with desk.progress(_("Printing")) as progress:
            printed = paper.print_forms(
                register,
                desk.clerk,
                desk.at,
                subjects=people,
                blank=blank or 0,
                language=None if language == EACH_OWN else language or home,
                edition=edition,
                output=output,
                fillable=fillable,
                progress=progress,
            )
    lines = [*_printed_lines(printed, output), *_open_lines(here), *_draft_lines(printed)]
    note = replaced_note(output) if had_older else ""
    # Of a class, who may have none has none; who was asked for by name was to have one.
    partly = bool(subjects and printed.skipped)
    status = PARTLY if partly else 0
    facts = _printed_facts(printed, output, fillable=fillable)
    return Answer(data=facts, lines=lines, status=status, note=note)


def replaced_note(output: Path) -> str:
    """Whoever has not printed the older file yet would look in vain for those sheets."""
    return _(
        "An older PDF at {path} was replaced. The forms in it still count as handed out."
    ).format(path=shown(output))


def _printed_lines(printed: "PrintedForms", output: Path) -> list[str]:
    count = len(printed.forms)
    said = ngettext("{count} form is in {path}.", "{count} forms are in {path}.", count)
    return [
        said.format(count=count, path=shown(output)),
        *(f"  {shown_serial(form.serial)}" for form in printed.forms),
        *skipped_lines(printed.skipped),
    ]


def _open_lines(here: "Institution") -> list[str]:
    """That something is left to write on every sheet by hand, and how to be rid of it."""
    if here.contact and here.officer:
        return []
    return [
        _(
            "On each form there is a line to write who can be asked or who the data protection "
            "officer is. “consentdesk institution --contact … --dpo …” has it printed."
        )
    ]


def _draft_lines(printed: "PrintedForms") -> list[str]:
    """That a text on the sheets is nobody's yet, and what to do about it."""
    if not printed.drafts:
        return []
    count = len(printed.drafts)
    said = ngettext(
        "The text in this language is a draft translation, and the forms say so: {languages}. "
        "When somebody who knows it has read it, approve it in the settings.",
        "The texts in these languages are draft translations, and the forms say so: {languages}. "
        "When somebody who knows them has read them, approve them in the settings.",
        count,
    )
    return [said.format(languages=", ".join(printed.drafts))]


def _printed_facts(printed: "PrintedForms", output: Path, *, fillable: bool) -> dict[str, object]:
    from consentdesk.services.paper_fillable import file_name

    return {
        "forms": [
            {
                "serial": shown_serial(form.serial),
                "subject": form.subject,
                "first_page": form.first_page,
                "languages": form.languages.split(JOINED),
                "file": str(output / file_name(form.serial) if fillable else output),
            }
            for form in printed.forms
        ],
        "pages": printed.pages,
        "boxes": [asdict(box) for box in printed.boxes],
        "fields": [asdict(field) for field in printed.fields],
        "skipped": skipped_facts(printed.skipped),
    }


def skipped_facts(skipped: Sequence["Skipped"]) -> list[dict[str, object]]:
    """Who got nothing, and why, for scripts."""
    return [{"subject": one.subject, "why": one.why} for one in skipped]


def skipped_lines(skipped: Sequence["Skipped"]) -> list[str]:
    """How many got nothing and why, in a sentence each."""
    from consentdesk.services.paper_addressing import Skip

    unwritten = sum(one.why is Skip.LETTERS for one in skipped)
    ended = sum(one.why is Skip.NO_CUSTODY for one in skipped)
    gone = len(skipped) - unwritten - ended
    told = (
        (
            gone,
            ngettext(
                "{count} person got no form, having left or being protected.",
                "{count} people got no form, having left or being protected.",
                gone,
            ),
        ),
        (
            ended,
            ngettext(
                "{count} person got no reminder: whom the form was for has no custody any more.",
                "{count} people got no reminder: whom the form was for has no custody any more.",
                ended,
            ),
        ),
        (
            unwritten,
            ngettext(
                "{count} person got no form: the font lacks letters of a name. Print a blank form "
                "and write it by hand.",
                "{count} people got no form: the font lacks letters of a name. Print blank forms "
                "and write them by hand.",
                unwritten,
            ),
        ),
    )
    return [said.format(count=count) for count, said in told if count]


def _for_whom(
    reader: "Reader", desk: Desk, group: str | None, subjects: Sequence[str], lacking: str | None
) -> tuple[SubjectId, ...]:
    from consentdesk.services.roster import find_subject
    from consentdesk.storage.values import SubjectFilter

    if subjects:
        return tuple(dict.fromkeys(find_subject(reader, one) for one in subjects))
    if group is None and lacking is None:
        return ()
    purpose = known_purpose(reader, lacking) if lacking else None
    wanted = SubjectFilter(group=group, lacking=purpose)
    found = reader.find_subjects(wanted, reader.today(desk.at))
    if not found:
        raise WrongUsage(
            _("Nobody fits, so nothing was printed. “consentdesk subjects” lists all.")
        )
    return found


def record_command() -> Command:
    """Declare `record`."""
    return command(
        "record",
        record,
        _("Record the answers on a signed form."),
        argument("serial", serial(), _("The serial printed on the form.")),
        option(
            "--answer",
            "answers",
            kind=answer(),
            many=True,
            required=True,
            says=_("One answer; a box left blank is a no and needs no mention."),
        ),
        option(
            "--signer",
            kind=named("name_or_self"),
            required=True,
            says=_("Who signed: “self”, or a guardian by name or number."),
        ),
        option("--signed-on", kind=day(), required=True, says=_("The day it was signed.")),
        option("--scan", kind=file(), says=_("The scanned form: PDF, JPEG, PNG or TIFF.")),
        option("--subject", kind=named("subject"), says=_("Whose form it is, if printed blank.")),
    )


def record(
    desk: Desk,
    serial: Serial,
    answers: Sequence[tuple[Purpose, bool]],
    signer: str,
    signed_on: date,
    scan: Path | None,
    subject: str | None,
) -> Answer:
    """Record one form."""
    from consentdesk.services import intake, roster

    if len({purpose for purpose, _yes in answers}) < len(answers):
        raise WrongUsage(_("A purpose is answered twice. Give each --answer once."))
    with desk.open() as register:
        with register.read() as reader:
            whose = roster.find_subject(reader, subject) if subject else None
            printed = _printed_on(reader, serial)
        recorded = intake.record(
            register,
            desk.clerk,
            desk.at,
            serial=serial,
            answers=dict(answers),
            signer=signer,
            signed_on=signed_on,
            scan=scan,
            subject=whose,
        )
    early = signed_on < printed
    return replace(_recorded(recorded), note=_early(signed_on, printed) if early else "")


def _printed_on(reader: "Reader", serial: Serial) -> date:
    """The day the form was printed, as a clock at the institution had it."""
    printed_at = reader.form(printed_number(serial)).printed_at
    return printed_at.astimezone(ZoneInfo(reader.policy.timezone)).date()


def _early(signed_on: date, printed: date) -> str:
    """Recorded all the same: a sheet printed for a lost one, and an early day only weakens (R8)."""
    return _(
        "The answers are dated {day}, but the form was printed on {printed}. If that is a slip, "
        "correct it in the window: Journal → Correct."
    ).format(day=format_date(signed_on), printed=format_date(printed))


def _recorded(recorded: "Recorded") -> Answer:
    answered = dict.fromkeys(recorded.granted, "GRANTED")
    answered |= dict.fromkeys(recorded.refused, "REFUSED")
    said = _("The answers on {serial} are recorded: {yes} yes, {no} no. They count once journaled.")
    serial = shown_serial(recorded.serial)
    lines = [said.format(serial=serial, yes=len(recorded.granted), no=len(recorded.refused))]
    if recorded.releases:
        lines += [
            _("To be taken down, because the answer now is no:"),
            *take_down_lines(recorded.releases, recorded.subject),
        ]
    return Answer(
        data={
            "serial": serial,
            "subject": recorded.subject,
            "answers": answered,
            "scan": recorded.scan,
            "releases": [release_facts(release) for release in recorded.releases],
        },
        lines=lines,
    )


def journal_command() -> Command:
    """Declare `journal`."""
    return command(
        "journal",
        journal,
        _("File recorded forms; from then on their answers count."),
        argument("serials", serial(), _("The serials of the forms."), many=True),
        option("--number", kind=named("number"), says=_("The journal number (else the next one).")),
        option("--system", kind=named("system"), says=_("The case system (else this register).")),
        option("--received-on", kind=day(), says=_("The day the form came in (else today).")),
        option("--subject-line", kind=named("text"), says=_("A short subject, without names.")),
        option(
            "--paper-at", kind=named("place"), says=_("Where the paper is kept, without a scan.")
        ),
        more=_("All of them are filed, or none."),
    )


def journal(
    desk: Desk,
    serials: Sequence[Serial],
    number: str | None,
    system: str | None,
    received_on: date | None,
    subject_line: str | None,
    paper_at: str | None,
) -> Answer:
    """Journal forms."""
    from consentdesk.services import intake

    with desk.open() as register:
        entries = intake.journal(
            register,
            desk.clerk,
            desk.at,
            serials,
            number=number,
            system=system,
            received_on=received_on,
            subject_line=subject_line,
            paper_at=paper_at,
        )
        head, stands = where_it_stands(register)
    said = _("{serial} is journaled as {number}.")
    lines = [said.format(serial=shown_serial(e.serial), number=shown(e.number)) for e in entries]
    return Answer(
        data={
            "journaled": [{"serial": shown_serial(e.serial), "number": e.number} for e in entries],
            "printed_head": head,
        },
        lines=[*lines, stands],
    )
