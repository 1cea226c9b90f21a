"""`print-letters`: what goes to a family beside the form, and the slip that takes a yes back."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import PARTLY, Answer, shown
from consentdesk.cli.desk import Desk
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.paper import EACH_OWN, MOST_BLANK, replaced_note, skipped_facts, skipped_lines
from consentdesk.cli.usage import WrongUsage
from consentdesk.cli.values import day, file, named, number, one_of
from consentdesk.domain.people import SubjectId
from consentdesk.domain.serials import shown_serial
from consentdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from consentdesk.services.paper import PrintedForms
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register

REMINDER, BIRTHDAY, SLIP = "reminder", "birthday", "withdrawal"


def print_letters_command() -> Command:
    """Declare `print-letters`."""
    return command(
        "print-letters",
        print_letters,
        _("Print reminders, letters before a birthday, or withdrawal slips into a PDF."),
        argument("kind", one_of("kind", REMINDER, BIRTHDAY, SLIP), _("Which of the three.")),
        option("--group", kind=named("group"), says=_("Only for this class or room.")),
        option(
            "--subject", "subjects", kind=named("subject"), many=True, says=_("Only for a person.")
        ),
        option(
            "--printed-before",
            kind=day(),
            says=_("Only reminders of forms printed before that day."),
        ),
        option(
            "--blank", kind=number("n", 1, MOST_BLANK), says=_("This many slips without a name.")
        ),
        option(
            "--language",
            kind=named("language"),
            says=_("The language of slips, and of the forms behind letters before a birthday."),
        ),
        option("-o", "--output", kind=file(), required=True, says=_("The PDF to write.")),
        more=_(
            "Reminders go to everybody whose form has not come back, each with that form once "
            "more. Letters before a birthday go to everybody who soon signs alone, each with a "
            "form of their own."
        ),
    )


def print_letters(
    desk: Desk,
    kind: str,
    group: str | None,
    subjects: Sequence[str],
    printed_before: date | None,
    blank: int | None,
    language: str | None,
    output: Path,
) -> Answer:
    """Print them."""
    if group and subjects:
        raise WrongUsage(_("Give --group or --subject, not both."))
    _check_options(kind, printed_before, blank, language)
    with desk.open() as register:
        with register.read() as reader:
            chosen = _chosen(reader, desk, group, subjects)
        had_older = output.is_file()
        if kind == SLIP:
            answer = _slips(register, desk, chosen, blank, language, output)
        else:
            if kind == REMINDER:
                printed = _remind(register, desk, chosen, printed_before, output)
            else:
                printed = _announce(register, desk, chosen, language, output)
            answer = _letters(printed, output, named=bool(subjects))
    note = replaced_note(output) if had_older else ""
    return Answer(data=answer.data, lines=answer.lines, status=answer.status, note=note)


def _check_options(
    kind: str, printed_before: date | None, blank: int | None, language: str | None
) -> None:
    """An option that would change nothing is a misunderstanding."""
    if printed_before is not None and kind != REMINDER:
        raise WrongUsage(_("--printed-before is for reminders only."))
    if blank is not None and kind != SLIP:
        raise WrongUsage(_("--blank is for withdrawal slips only."))
    if language is not None and kind == REMINDER:
        raise WrongUsage(
            _("A reminder speaks the language of its form, so --language can't be given.")
        )


def _chosen(
    reader: "Reader", desk: Desk, group: str | None, subjects: Sequence[str]
) -> tuple[SubjectId, ...] | None:
    """Whom the clerk named; None is everybody."""
    from consentdesk.services.roster import find_subject
    from consentdesk.storage.values import SubjectFilter

    if subjects:
        return tuple(dict.fromkeys(find_subject(reader, one) for one in subjects))
    if group is None:
        return None
    found = reader.find_subjects(SubjectFilter(group=group), reader.today(desk.at))
    if not found:
        raise WrongUsage(
            _("Nobody fits, so nothing was printed. “consentdesk subjects” lists all.")
        )
    return found


def _remind(
    register: "Register",
    desk: Desk,
    chosen: tuple[SubjectId, ...] | None,
    printed_before: date | None,
    output: Path,
) -> "PrintedForms":
    from consentdesk.services import paper
    from consentdesk.services.reminding import forms_to_remind

    with register.read() as reader:
        serials = forms_to_remind(reader, chosen, printed_before)
    if not serials:
        raise WrongUsage(_("No form is out of which anybody could be reminded."))
    with desk.progress(_("Printing")) as progress:
        return paper.reprint(register, serials, output, reminding=desk.at, progress=progress)


def _announce(
    register: "Register",
    desk: Desk,
    chosen: tuple[SubjectId, ...] | None,
    language: str | None,
    output: Path,
) -> "PrintedForms":
    from consentdesk.services import paper
    from consentdesk.services.roster import family_language

    with register.read() as reader:
        soon = reader.coming_of_age(reader.today(desk.at))
        home = family_language(reader)
    people = tuple(s for s in soon if chosen is None or s in chosen)
    if not people:
        raise WrongUsage(
            _("Nobody soon signs alone. How many days before counts as soon is set in the window.")
        )
    with desk.progress(_("Printing")) as progress:
        return paper.print_forms(
            register,
            desk.clerk,
            desk.at,
            subjects=people,
            language=None if language == EACH_OWN else language or home,
            own=True,
            output=output,
            progress=progress,
        )


def _letters(printed: "PrintedForms", output: Path, *, named: bool) -> Answer:
    """Each letter stands in front of its form and takes as many pages."""
    count = len(printed.forms)
    before = printed.pages // count // 2
    said = ngettext(
        "{count} letter is in {path}, with its form behind it.",
        "{count} letters are in {path}, each with its form behind it.",
        count,
    )
    return Answer(
        data={
            "letters": [
                {
                    "serial": shown_serial(form.serial),
                    "subject": form.subject,
                    "first_page": form.first_page - before,
                    "form_page": form.first_page,
                }
                for form in printed.forms
            ],
            "pages": printed.pages,
            "skipped": skipped_facts(printed.skipped),
        },
        lines=[
            said.format(count=count, path=shown(output)),
            *(f"  {shown_serial(form.serial)}" for form in printed.forms),
            *skipped_lines(printed.skipped),
        ],
        status=PARTLY if named and printed.skipped else 0,
    )


def _slips(
    register: "Register",
    desk: Desk,
    chosen: tuple[SubjectId, ...] | None,
    blank: int | None,
    language: str | None,
    output: Path,
) -> Answer:
    """With nobody named, one to be copied."""
    from consentdesk.services import slips

    people = chosen or ()
    nobody = blank or (0 if people else 1)
    own = None if language == EACH_OWN else language
    count = slips.print_slips(
        register, desk.at, output, subjects=people, blank=nobody, language=own
    )
    whose = [*people, *[None] * nobody]
    said = ngettext(
        "{count} withdrawal slip is in {path}.", "{count} withdrawal slips are in {path}.", count
    )
    return Answer(
        data={
            "letters": [
                {"serial": None, "subject": one, "first_page": number, "form_page": None}
                for number, one in enumerate(whose, 1)
            ],
            "pages": count,
            "skipped": [],
        },
        lines=[said.format(count=count, path=shown(output))],
    )
