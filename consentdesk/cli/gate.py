"""`check` and `export`: the verdicts, and the only way out."""

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import Answer
from consentdesk.cli.desk import Desk
from consentdesk.cli.exported import Told, exported_answer
from consentdesk.cli.facts import Typed
from consentdesk.cli.file_lists import list_options, named_in_list
from consentdesk.cli.findings import (
    Names,
    counted,
    finding_facts,
    finding_lines,
    naming,
    same_folder,
    skipped_facts,
    skipped_note,
    status_of,
    summary_line,
)
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.usage import WrongUsage
from consentdesk.cli.values import day, file, file_name, folder, named, number
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination
from consentdesk.errors import PartlyDone
from consentdesk.i18n import _, ngettext
from consentdesk.wording import problem_sentence

if TYPE_CHECKING:
    import click

    from consentdesk.domain.presets import Preset
    from consentdesk.domain.verdict import Verdict
    from consentdesk.services.checking import Finding
    from consentdesk.services.exporting import Exported
    from consentdesk.services.gathering import Skipped
    from consentdesk.services.planning import Plan
    from consentdesk.services.resuming import Already
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register

SMALLEST_EDGE, LARGEST_EDGE = 16, 30_000


def _which_files() -> tuple["click.Parameter", ...]:
    return (
        argument("paths", file_name(), _("Pictures and folders."), many=True, required=False),
        option("--recursive", says=_("Folders within folders too.")),
        *list_options(),
    )


def _who() -> "click.Option":
    return option("--who", says=_("Name the people concerned."))


def check_command() -> Command:
    """Declare `check`."""
    return command(
        "check",
        check,
        _("Say which pictures may be shown where, and why not."),
        *_which_files(),
        option(
            "--destination",
            "destinations",
            kind=named("destination"),
            many=True,
            says=_("Only for this destination (else for all)."),
        ),
        option("--on", kind=day(), says=_("As it was, or will be, on that day.")),
        _who(),
        option("--jsonl", says=_("Print one JSON object a line: each file, the summary last.")),
        option(
            "--pack",
            kind=file(),
            says=_("Against this check pack instead of a register (see check-pack)."),
        ),
        more=_(
            "Exit status 0: all clear. 1: something is withheld. 3: nothing is withheld, but "
            "something is undecided, can't be read or was not looked at. Never writes a picture."
        ),
        writes=False,
    )


def check(
    desk: Desk,
    paths: Sequence[str],
    recursive: bool,
    files_from: Path | None,
    nul: bool,
    destinations: Sequence[str],
    on: date | None,
    who: bool,
    jsonl: bool,
    pack: Path | None = None,
) -> Answer:
    """Check files and folders."""
    from consentdesk.services import checking

    if jsonl and desk.json:
        raise WrongUsage(_("--json is one object, --jsonl one a line. Give one of the two."))
    if pack is not None and on is not None:
        raise WrongUsage(_("A check pack tells of one day only. Leave --on out."))
    given = named_files(paths, files_from, nul=nul)
    if pack is not None:
        from consentdesk.cli.packs import check_by_pack

        return check_by_pack(desk, pack, given, destinations, recursive, who=who, lines=jsonl)
    with desk.open(reading=True) as register:
        with desk.progress(_("Checking")) as progress:
            report = checking.check_files(
                register,
                given.paths,
                at=desk.now(),
                destinations=[Destination(name) for name in destinations] or None,
                on=on,
                recursive=recursive,
                progress=progress,
            )
        if not report.findings:
            raise nothing_here(report.left_out)
        with register.read() as reader:
            verdicts = [v for finding in report.findings for v in finding.verdicts]
            names = _names(reader, verdicts) if who else None
    # Of a hundred thousand files either the one or the other, as it is much to keep.
    kept, told = (report.findings, ()) if desk.json or jsonl else ((), report.findings)
    files = [given.facts(finding, names) for finding in kept]
    summary = counted(report.findings)
    skipped = skipped_facts(report.left_out, given.written)
    whole = {"on": report.on, "files": files, "summary": summary, "skipped": skipped}
    return Answer(
        data={"summary": summary, **({"skipped": skipped} if skipped else {})} if jsonl else whole,
        records=files if jsonl else None,
        lines=[
            *(line for finding in told for line in finding_lines(finding, names or {})),
            summary_line(summary),
        ],
        status=status_of(summary, report.left_out),
        note=skipped_note(report.left_out),
    )


def named_files(paths: Sequence[str], files_from: Path | None, *, nul: bool) -> "Given":
    """The files and folders named on the line, then those of the list, as they were written.

    One named on the line must be there; one from a list may have gone meanwhile and is then found
    unreadable by itself, so that it doesn't stop the others.
    """
    listed = named_in_list(files_from, nul=nul)
    for path in paths:
        if not os.path.lexists(path):
            raise WrongUsage(
                _("There is no {path}. See whether the name is spelt right.").format(path=path)
            )
    wanted = [*paths, *listed]
    if not wanted:
        raise WrongUsage(_("Which pictures? Name some, or give a list with --files-from."))
    return Given(wanted)


class Given:
    """Files and folders, and how each was written: scripts look for their own spelling."""

    def __init__(self, written: Sequence[str]) -> None:
        self.paths = [Path(one) for one in written]
        self._written = dict(zip(self.paths, written, strict=True))

    def facts(self, finding: "Finding", names: Names | None) -> dict[str, object]:
        """One file as JSON, under the name it was given by."""
        return {**finding_facts(finding, names), "path": self.written(finding.path)}

    def written(self, path: Path) -> str:
        """The name as it was given; what was found in a folder has none of its own."""
        return self._written.get(path, str(path))


def _names(reader: "Reader", verdicts: Sequence["Verdict"]) -> Mapping[SubjectId, str]:
    ids = {
        reason.subject
        for verdict in verdicts
        for reason in (*verdict.reasons, *verdict.warnings)
        if reason.subject is not None
    }
    return {subject: person.name for subject, person in reader.subjects(ids).items()}


def _covered(
    reader: "Reader", exported: "Exported", known: Sequence[SubjectId] | None
) -> dict[SubjectId, str]:
    """The names of whoever is covered in the copies; of those known to whoever typed, if given."""
    ids = {one for copy in exported.released for one in copy.covered}
    wanted = ids if known is None else ids.intersection(known)
    return {subject: person.name for subject, person in reader.subjects(wanted).items()}


def export_command() -> Command:
    """Declare `export`."""
    return command(
        "export",
        export,
        _("Export clean copies of what is clear, and list what is withheld."),
        *_which_files(),
        option("--destination", kind=named("destination"), required=True, says=_("Where to.")),
        option(
            "--to", "target", kind=folder(), required=True, says=_("The folder for the copies.")
        ),
        option(
            "--max-edge",
            kind=number("px", SMALLEST_EDGE, LARGEST_EDGE),
            says=_("The longest edge in pixels; larger pictures are made smaller."),
        ),
        option(
            "--cover",
            "covered",
            kind=named("subject"),
            many=True,
            says=_("Cover this person in the copies."),
        ),
        option("--preset", says=_("As usual for that destination: size, quality, words, folder.")),
        option("--resume", says=_("Leave out what has left into that folder already.")),
        option("--link", kind=named("url"), says=_("Where the copies are posted.")),
        option("--event", kind=named("text"), says=_("Name the copies so (else as the album).")),
        _who(),
        more=_(
            "Always as of today, and there is no way round a verdict. Exit status 0: all "
            "exported. 1: something is withheld. 3: something is undecided or can't be read. 5:"
            " stopped on the way, with what was done."
        ),
    )


def export(
    desk: Desk,
    paths: Sequence[str],
    recursive: bool,
    files_from: Path | None,
    nul: bool,
    destination: str,
    target: Path,
    max_edge: int | None,
    covered: Sequence[str],
    preset: bool,
    resume: bool,
    link: str | None,
    event: str | None,
    who: bool,
) -> Answer:
    """Let out what may go."""
    from consentdesk.services import planning, presets, resuming
    from consentdesk.services.gathering import harmless_raws, is_folder
    from consentdesk.services.outgoing import check_folder, refuse_within

    given = named_files(paths, files_from, nul=nul)
    typed = Typed()
    with desk.open() as register:
        with register.read() as reader:
            hidden = [typed.find(reader, one) for one in covered]
            how = presets.preset(reader, Destination(destination)) if preset else None
        target = presets.folder_in(target, how) if how is not None else target
        check_folder(target)
        if recursive:
            # Else the folder for the copies isn't looked into, the next time either.
            refuse_within(target, filter(is_folder, given.paths))
        with typed.repeated(), desk.progress(_("Checking")) as progress:
            plan = planning.plan(
                register,
                desk.now(),
                given.paths,
                Destination(destination),
                covered=hidden,
                recursive=recursive,
                progress=progress,
            )
        if not plan.clear and not plan.withheld:
            raise nothing_here(plan.left_out)
        there = _already(register, plan, target, how, max_edge) if resume else ()
        exported, note = _released(
            desk,
            register,
            resuming.without(plan, [one.path for one in there if one.alike]),
            target,
            max_edge=max_edge,
            how=how,
            link=link or "",
            event=event or "",
        )
        with register.read() as reader:
            verdicts = [v for finding in exported.withheld for v in finding.verdicts]
            verdicts += [one.verdict for one in exported.released]
            names = _names(reader, verdicts) if who else None
            known = _covered(reader, exported, None if who else hidden)
    # The folder for the copies may lie among the pictures.
    skipped = harmless_raws(one for one in plan.left_out if not same_folder(one.path, target))
    told = Told(given.written, given.facts, names, known)
    return exported_answer(exported, plan.same, there, told, skipped, note)


def _already(
    register: "Register", plan: "Plan", target: Path, how: "Preset | None", max_edge: int | None
) -> tuple["Already", ...]:
    """What lies there already, and whether it is as it would be made now."""
    from consentdesk.domain.presets import Preset
    from consentdesk.services import exporting, resuming

    wanted = exporting.in_effect(how or Preset(destination=plan.destination), max_edge)
    return resuming.already_there(register, plan, target, wanted)


def _released(
    desk: Desk,
    register: "Register",
    plan: "Plan",
    target: Path,
    *,
    max_edge: int | None,
    how: "Preset | None",
    link: str,
    event: str,
) -> tuple["Exported", str]:
    """What left, and why not all of it, where something stopped on the way."""
    from consentdesk.services import exporting

    try:
        with desk.progress(_("Exporting")) as progress:
            exported = exporting.release(
                register,
                desk.clerk,
                desk.now(),
                plan,
                target,
                max_edge=max_edge,
                how=how,
                link=link,
                event=event,
                progress=progress,
            )
    except PartlyDone as error:
        done = error.facts.get("done")
        if not isinstance(done, exporting.Exported):
            raise
        return done, problem_sentence(error)
    return exported, ""


def nothing_here(left_out: Sequence["Skipped"] = ()) -> WrongUsage:
    """What is said where no picture was found; raw files alone are told of as what they are."""
    from consentdesk.services.raws import is_raw

    raws = [one.path for one in left_out if is_raw(one.path)]
    if not raws:
        return WrongUsage(_("There is no picture here. Name a picture or a folder with some."))
    said = ngettext(
        "There is {count} raw file here and no picture beside it: {names}. A raw file can't be "
        "looked at. Save it as JPEG first, and name that.",
        "There are {count} raw files here and no pictures beside them: {names}. Raw files can't "
        "be looked at. Save them as JPEG first, and name those.",
        len(raws),
    )
    return WrongUsage(naming(said, raws))
