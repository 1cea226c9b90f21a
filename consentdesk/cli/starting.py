"""`init`, `institution`, `demo`, `gui` and `completion`: what one meets first."""

from collections.abc import Sequence
from pathlib import Path

import click

from consentdesk.cli.answers import Answer, shown
from consentdesk.cli.desk import Desk
from consentdesk.cli.file_lists import list_options, named_in_list
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.values import file, named, one_of, text_or_none
from consentdesk.cli.window import COMPLETE, WindowRequest
from consentdesk.errors import BadInput, Problem
from consentdesk.i18n import _

POLICIES = ("dk", "se")
NO_SECOND = "none"
"""What takes the need of a second person back."""
SHELLS = ("bash", "zsh", "fish")


def init_command() -> Command:
    """Declare `init`."""
    return command(
        "init",
        init,
        _("Make a new register."),
        option(
            "--policy",
            kind=one_of("policy", *POLICIES),
            default=POLICIES[0],
            says=_("The rules to begin with: Danish or Swedish."),
        ),
        option(
            "--encrypt",
            says=_("Encrypt the file. The passphrase is asked for, or comes from a file."),
        ),
        *_controller_options(),
        more=_(
            "A register that is already there is left as it is. Without the passphrase of an "
            "encrypted one, or its recovery sheet, nobody can ever open it again."
        ),
    )


def _controller_options() -> tuple[click.Option, ...]:
    return (
        option(
            "--contact",
            kind=text_or_none("text"),
            says=_("Whom to ask, printed on every form (empty: a line to write on)."),
        ),
        option(
            "--dpo",
            kind=text_or_none("text"),
            says=_("The data protection officer, likewise."),
        ),
    )


def init(desk: Desk, policy: str, encrypt: bool, contact: str | None, dpo: str | None) -> Answer:
    """Make a register where `--register` says; the institution's name is `--institution`."""
    from consentdesk.services.texts import line
    from consentdesk.storage.register import Register

    institution = desk.institution or _("My institution")
    told = {"contact": line(contact or "", "contact"), "officer": line(dpo or "", "officer")}
    with Register.create(
        desk.location,
        institution=institution,
        policy=policy,
        clerk=desk.clerk,
        at=desk.at,
        passphrase=_passphrase(desk) if encrypt else "",
        **told,
    ) as register:
        location = register.location
    lines = [
        _("A new register for {institution} lies in {path}.").format(
            institution=shown(institution), path=shown(location)
        )
    ]
    if encrypt:
        lines.append(print_the_sheet())
    return Answer(
        data={
            "register": location,
            "institution": institution,
            "policy": policy,
            "contact": told["contact"],
            "dpo": told["officer"],
            "encrypted": encrypt,
        },
        lines=lines,
    )


def print_the_sheet() -> str:
    """What to do once a register has a new passphrase."""
    return _(
        "Print its recovery sheet now with “consentdesk recovery-sheet”, and keep it in a safe: "
        "without the passphrase and the sheet, nobody can ever open the register again."
    )


def _passphrase(desk: Desk) -> str:
    """A new one, once nothing else stands in the way."""
    from consentdesk.cli.passphrase import register_passphrase
    from consentdesk.services.locking import check_new

    check_new(desk.location)
    return register_passphrase(None, fresh=True)


def institution_command() -> Command:
    """Declare `institution`."""
    return command(
        "institution",
        institution,
        _("Show whom forms name as contact and data protection officer, or change it."),
        *_controller_options(),
        option(
            "--two-people",
            kind=named("purpose"),
            many=True,
            says=_(
                "For what a second person must agree: purposes, “protected” for photos of "
                "somebody who may never be shown, or “none”."
            ),
        ),
        more=_("What is left out stays as it is. A change is journaled and holds at every desk."),
    )


def institution(
    desk: Desk, contact: str | None, dpo: str | None, two_people: Sequence[str]
) -> Answer:
    """Show the institution, after changing what was given."""
    from consentdesk.services import ruling

    only_reads = contact is None and dpo is None and not two_people
    with desk.open(reading=only_reads) as register:
        if two_people:
            wanted = [one for one in two_people if one != NO_SECOND]
            ruling.set_rules(register, desk.clerk, desk.at, {"two_people": wanted or None})
        if contact is not None or dpo is not None:
            ruling.set_controller(register, desk.clerk, desk.at, contact=contact, officer=dpo)
        with register.read() as reader:
            here, policy = reader.institution, reader.policy
    empty = _("(a line to write on)")
    return Answer(
        data={
            "institution": here.name,
            "policy": here.policy_name,
            "contact": here.contact,
            "dpo": here.officer,
            "two_people": list(policy.two_people),
        },
        lines=[
            shown(here.name),
            _("Contact on the forms: {text}").format(text=shown(here.contact) or empty),
            _("Data protection officer: {text}").format(text=shown(here.officer) or empty),
            _("Two people are needed for: {text}").format(
                text=", ".join(policy.two_people) or _("nothing")
            ),
        ],
    )


def demo_command() -> Command:
    """Declare `demo`."""
    return command(
        "demo",
        demo,
        _("Make a practice register and run the whole job on it."),
        argument("folder", file(), _("An empty or new folder for everything.")),
        option("--big", says=_("Enrol twelve classes more, to see how a large register feels.")),
        more=_(
            "Invented people, drawn pictures, printed and filled-in forms: everything is made up "
            "and may be thrown away."
        ),
    )


def demo(desk: Desk, folder: Path, big: bool) -> Answer:
    """Make the practice register and tell what happened."""
    from consentdesk.cli.practising import practice_facts, practice_lines
    from consentdesk.services.demo import make_practice_register

    with desk.progress(_("Practising")) as progress:
        practice = make_practice_register(folder, desk.clerk, desk.at, progress, big=big)
    note = ""
    if desk.register_given is not None:
        # A script may hand --register to every command; the register named is not touched.
        note = _("demo makes a register of its own in the folder; --register was not used.")
    return Answer(data=practice_facts(practice), lines=practice_lines(practice), note=note)


def gui_command() -> Command:
    """Declare `gui`."""
    return command(
        "gui",
        gui,
        _("Open the window, with files to look at."),
        argument("files", file(), _("Pictures or folders to check."), many=True, required=False),
        option(
            "--open",
            "wanted",
            kind=one_of("part", "check", "import", "inbox"),
            says=_("Begin with the check, by adding the pictures, or with the inbox."),
        ),
        *list_options(),
        writes=False,
    )


def gui(
    desk: Desk,
    files: tuple[Path, ...],
    wanted: str | None = None,
    files_from: Path | None = None,
    nul: bool = False,
) -> Answer:
    """Open the window and wait until it is closed."""
    listed = named_in_list(files_from, nul=nul)
    if desk.open_window is None:
        raise BadInput(Problem.NO_SCREEN)
    request = WindowRequest(
        register=desk.register_given,
        clerk=desk.clerk_given,
        language=desk.language,
        institution=desk.institution,
        clock_is_right=desk.clock_is_right,
        wanted=wanted or "",
        files=(*files, *map(Path, listed)),
    )
    return Answer(status=desk.open_window(request))


def completion_command() -> Command:
    """Declare `completion`."""
    return command(
        "completion",
        completion,
        _("Print the script that lets a shell complete commands and options."),
        argument("shell", one_of("shell", *SHELLS), _("Which shell.")),
        writes=False,
    )


def completion(desk: Desk, shell: str) -> Answer:
    """Print the script for one shell; nothing of it depends on the register."""
    del desk
    from click.shell_completion import BashComplete, FishComplete, ZshComplete

    from consentdesk.cli.commands import PROGRAM, Commands

    kinds = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}
    made = kinds[shell](Commands(), {}, PROGRAM, COMPLETE)
    script = made.source_template % made.source_vars()
    return Answer(data={"shell": shell, "script": script}, lines=script.strip("\n").split("\n"))
