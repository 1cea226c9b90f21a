"""`check-pack`, and `check --pack`: verdicts for somebody who has no register at hand."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import Answer, shown
from consentdesk.cli.desk import Desk
from consentdesk.cli.findings import (
    counted,
    finding_lines,
    skipped_facts,
    skipped_note,
    status_of,
    summary_line,
)
from consentdesk.cli.gate import Given, nothing_here
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.usage import WrongUsage
from consentdesk.cli.values import file, named, number, one_of
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination
from consentdesk.i18n import _, format_date, format_number, ngettext, use_zone
from consentdesk.outside_refusals import as_of_sentence
from consentdesk.services.check_pack.content import DAYS, MOST_DAYS

if TYPE_CHECKING:
    from consentdesk.services.check_pack.content import Pack
    from consentdesk.services.check_pack.making import Wanted

MAKE, SHOW = "make", "show"


def check_pack_command() -> Command:
    """Declare `check-pack`."""
    return command(
        "check-pack",
        check_pack,
        _("Make a check pack for a photographer without the register, or say what one is."),
        argument("action", one_of("action", MAKE, SHOW), _("Make one, or look at one.")),
        argument("file", file(), _("The pack to look at."), required=False),
        option("-o", "--output", kind=file(), says=_("The file to write.")),
        option(
            "--event",
            "events",
            kind=named("event"),
            many=True,
            says=_("Only the photos of this event (else all)."),
        ),
        option(
            "--destination",
            "destinations",
            kind=named("destination"),
            many=True,
            says=_("Only for this destination (else for all)."),
        ),
        option(
            "--days",
            kind=number("days", 1, MOST_DAYS),
            says=_("For how many days it is good (else {days}; at most {most}).").format(
                days=DAYS, most=MOST_DAYS
            ),
        ),
        option("--no-initials", says=_("Don't tell by initials whom a reason concerns.")),
        option("--generate", says=_("Make up a passphrase and print it, this once.")),
        more=_(
            "A pack holds fingerprints and verdicts, no names, birth dates or pictures. What is "
            "withdrawn later does not reach it, so it runs out by itself. The passphrase comes "
            "from the file named in CONSENTDESK_PASSPHRASE_FILE, or is asked for; never send it "
            "together with the pack."
        ),
    )


def check_pack(
    desk: Desk,
    action: str,
    file: Path | None,
    output: Path | None,
    events: Sequence[str],
    destinations: Sequence[str],
    days: int | None,
    no_initials: bool,
    generate: bool,
) -> Answer:
    """Do one of the two."""
    for_making = (output, *events, *destinations, days, no_initials, generate)
    if action == SHOW:
        if file is None or any(for_making):
            raise WrongUsage(_("“check-pack show FILE” takes a pack and no options."))
        return _shown(desk, file)
    if file is not None or output is None:
        raise WrongUsage(_("Where to? Write “check-pack make -o FILE”."))
    from consentdesk.services.check_pack.making import Wanted

    wanted = Wanted(
        events=tuple(events),
        destinations=tuple(map(Destination, destinations)) or None,
        days=DAYS if days is None else days,
        initials=not no_initials,
    )
    return _made(desk, output, wanted, generate=generate)


def _made(desk: Desk, output: Path, wanted: "Wanted", *, generate: bool) -> Answer:
    from consentdesk.cli.passphrase import chosen_passphrase
    from consentdesk.services.check_pack.making import check_place, check_wanted, make_pack
    from consentdesk.services.check_pack.passphrases import new_passphrase
    from consentdesk.services.locking import is_encrypted

    with desk.open() as register:
        check_place(register, output)
        with register.read() as reader:
            check_wanted(reader, wanted)
        # The register's own passphrase must not be sent to a photographer.
        named = not is_encrypted(desk.location)
        secret = new_passphrase() if generate else chosen_passphrase(named=named)
        with desk.progress(_("Judging")) as progress:
            made = make_pack(register, desk.clerk, desk.at, output, secret, wanted, progress)
    lines = [
        _("The check pack is in {path}.").format(path=shown(made.path)),
        *_pack_lines(made.pack),
        _("Line {number} of the journal tells of it.").format(number=made.act),
        _(
            "What is withdrawn from now on does not reach it. Send the passphrase another way than "
            "the pack."
        ),
    ]
    if generate:
        lines.append(_("The passphrase, shown this once: {passphrase}").format(passphrase=secret))
    data = {"file": made.path, **_pack_facts(made.pack, made.sha256)}
    return Answer(
        data={**data, "passphrase": secret if generate else None}, lines=lines, wrote=True
    )


def _shown(desk: Desk, path: Path) -> Answer:
    pack, digest = _opened(desk, path)
    return Answer(
        data={"file": path, **_pack_facts(pack, digest), "passphrase": None},
        lines=_pack_lines(pack),
    )


def _opened(desk: Desk, path: Path) -> tuple["Pack", str]:
    """The pack, and the digest of its file."""
    from hashlib import sha256
    from zoneinfo import ZoneInfo

    from consentdesk.cli.passphrase import passphrase
    from consentdesk.services.check_pack.opening import open_pack, pack_bytes

    # Nobody is asked for the passphrase of what can't be a pack.
    digest = sha256(pack_bytes(path)).hexdigest()
    pack = open_pack(path, passphrase(), desk.now())
    use_zone(ZoneInfo(pack.zone))
    return pack, digest


def _pack_facts(pack: "Pack", digest: str) -> dict[str, object]:
    return {
        "sha256": digest,
        "institution": pack.institution,
        "made_at": pack.made_at,
        "good_until": pack.good_until,
        "acts": pack.acts,
        "head": pack.head,
        "destinations": pack.destinations,
        "photos": len(pack.entries),
    }


def _pack_lines(pack: "Pack") -> list[str]:
    count = len(pack.entries)
    said = ngettext(
        "Check pack of {institution}, {count} photo: as of {day}, good until {until}.",
        "Check pack of {institution}, {count} photos: as of {day}, good until {until}.",
        count,
    )
    return [
        said.format(
            institution=shown(pack.institution),
            count=format_number(count),
            day=format_date(pack.as_of),
            until=format_date(pack.good_until),
        )
    ]


def check_by_pack(
    desk: Desk,
    path: Path,
    given: Given,
    destinations: Sequence[str],
    recursive: bool,
    *,
    who: bool,
    lines: bool,
) -> Answer:
    """Check files and folders against a pack; `lines`: as JSON lines."""
    from consentdesk.services.check_pack.checking import check_each
    from consentdesk.services.gathering import gather

    pack, digest = _opened(desk, path)
    gathered = gather(given.paths, recursive=recursive)
    places = [Destination(name) for name in destinations] or None
    with desk.progress(_("Checking")) as progress:
        found = tuple(check_each(pack, gathered.files, destinations=places, progress=progress))
    if not found:
        raise nothing_here()
    names: Mapping[SubjectId, str] = pack.initials if who else {}
    files = [_facts(given.facts(finding, names if who else None)) for finding in found]
    summary, skipped = counted(found), skipped_facts(gathered.left_out, given.written)
    whole = {
        "on": pack.as_of,
        "files": files,
        "summary": summary,
        "skipped": skipped,
        "pack": _pack_facts(pack, digest),
    }
    less = {k: v for k, v in whole.items() if k not in {"files", "on"} and (k != "skipped" or v)}
    as_of = "    " + as_of_sentence(pack.as_of)
    said = [[*finding_lines(finding, names, by_pack=True), as_of] for finding in found]
    return Answer(
        data=less if lines else whole,
        records=files if lines else None,
        lines=[
            *(line for some in said for line in some),
            summary_line(summary),
            *_pack_lines(pack),
        ],
        status=status_of(summary, gathered.left_out),
        note=skipped_note(gathered.left_out),
    )


def _facts(file: dict[str, object]) -> dict[str, object]:
    """A pack's numbers for people are its own and mean nothing anywhere else."""
    verdicts = file["verdicts"]
    if isinstance(verdicts, list):
        for verdict in verdicts:
            for why in (*verdict["reasons"], *verdict["warnings"]):
                why["subject"] = None
    return file
