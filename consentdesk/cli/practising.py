"""What `demo` tells: the whole job on an invented class, step by step, with what to look at."""

import shlex
from typing import TYPE_CHECKING

from consentdesk.cli.answers import shown
from consentdesk.cli.facts import release_facts, take_down_lines, verified_line
from consentdesk.cli.findings import counted, reason_lines, summary_line
from consentdesk.domain.serials import shown_serial
from consentdesk.domain.verdict import Outcome
from consentdesk.i18n import _, ngettext
from consentdesk.services.demo_class import EXPORTS
from consentdesk.wording import destination_place, destination_word, listed

if TYPE_CHECKING:
    from consentdesk.services.demo import Practice


def practice_facts(practice: "Practice") -> dict[str, object]:
    """What was made, as a JSON object."""
    found = practice.verification
    return {
        "register": practice.register,
        "forms": practice.forms,
        "scans": practice.scans,
        "pictures": practice.pictures,
        "export": practice.export,
        "subjects": len(practice.names),
        "printed": len(practice.printed.forms),
        "journaled": [
            {"serial": shown_serial(serial), "number": number}
            for serial, number in practice.journaled.items()
        ],
        "summary": counted(practice.before.findings),
        "released": [
            {"destination": place, "path": one.path, "output": one.output}
            for place, exported in practice.exports
            for one in exported.released
        ],
        "withheld": sum(len(exported.withheld) for _place, exported in practice.exports),
        "releases": [release_facts(release) for release in practice.to_take_down],
        "summary_after_withdrawal": counted(practice.after.findings),
        "verified": {"ok": found.ok, "acts": found.acts, "head": found.head},
    }


def practice_lines(practice: "Practice") -> list[str]:
    """What happened, in plain words."""
    return [
        *_paper_lines(practice),
        "",
        *_check_lines(practice),
        "",
        *_export_lines(practice),
        "",
        *_after_lines(practice),
    ]


def _numbered(number: int, text: str) -> str:
    return f"{number}. {text}"


def _paper_lines(practice: "Practice") -> list[str]:
    forms, filed = len(practice.printed.forms), len(practice.journaled)
    open_ = len(practice.recorded_only)
    return [
        _numbered(
            1,
            ngettext(
                "{count} invented person was enrolled, with guardians: {path}",
                "{count} invented people were enrolled, with guardians: {path}",
                len(practice.names),
            ).format(count=len(practice.names), path=shown(practice.register)),
        ),
        _numbered(
            2,
            ngettext(
                "{count} form was printed: {path}", "{count} forms were printed: {path}", forms
            ).format(count=forms, path=shown(practice.forms)),
        ),
        _numbered(
            3,
            ngettext(
                "{count} form came back signed and was scanned: {path}",
                "{count} forms came back signed and were scanned: {path}",
                filed + open_,
            ).format(count=filed + open_, path=shown(practice.scans)),
        ),
        _numbered(
            4,
            ngettext(
                "{count} form was journaled; only now does its answer count. Waiting: {open}.",
                "{count} forms were journaled; only now do their answers count. Waiting: {open}.",
                filed,
            ).format(count=filed, open=open_),
        ),
    ]


def _check_lines(practice: "Practice") -> list[str]:
    report = practice.before
    said = _("Pictures were drawn, registered with names, and checked for two destinations: {path}")
    lines = [_numbered(5, said.format(path=shown(practice.pictures)))]
    for finding in report.findings:
        verdicts = [v for v in finding.verdicts if v.destination in EXPORTS]
        clear = [v.destination for v in verdicts if v.outcome is Outcome.CLEAR]
        reasons = reason_lines(verdicts, practice.names)
        if clear:
            places = listed([destination_place(one) for one in clear])
            reasons = [_("May be shown {places}.").format(places=places), *reasons]
        lines += [f"   {shown(finding.path.name)}  {shown(reason)}" for reason in reasons]
    return lines


def _export_lines(practice: "Practice") -> list[str]:
    lines = [_numbered(6, _("What is clear was exported as clean copies, the rest withheld:"))]
    *plain, (place, covering) = practice.exports
    for destination, exported in plain:
        said = _("{destination}: {released} exported, {withheld} withheld: {path}").format(
            destination=destination_word(destination),
            released=len(exported.released),
            withheld=len(exported.withheld),
            path=shown(practice.export / destination),
        )
        lines.append("   " + said)
    for one in covering.released:
        said = _("{destination}: one more, with {name} covered: {path}").format(
            destination=destination_word(place),
            name=shown(practice.covered),
            path=shown(one.output),
        )
        lines.append("   " + said)
    return lines


def _after_lines(practice: "Practice") -> list[str]:
    found = practice.verification
    said = _("Then a guardian of {name} took the permission back. To be taken down:")
    (whose,) = (id for id, name in practice.names.items() if name == practice.withdrawn)
    return [
        _numbered(7, said.format(name=shown(practice.withdrawn))),
        *("   " + line for line in take_down_lines(practice.to_take_down, whose)),
        "   "
        + _("Before: {counts}").format(counts=summary_line(counted(practice.before.findings))),
        "   " + _("After: {counts}").format(counts=summary_line(counted(practice.after.findings))),
        "",
        _numbered(8, verified_line(found.acts, found.head)),
        "",
        _("Look at it: consentdesk --register {path} gui").format(
            path=shlex.quote(str(practice.register))
        ),
    ]
