"""What an export let out, as the JSON promised to scripts and as lines for people."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import PARTLY, Answer, shown
from consentdesk.cli.findings import (
    Names,
    counted,
    finding_lines,
    skipped_facts,
    skipped_note,
    status_of,
    warning_facts,
    warning_lines,
)
from consentdesk.domain.people import SubjectId
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.wording import listed

if TYPE_CHECKING:
    from consentdesk.services.checking import Finding
    from consentdesk.services.exporting import Exported, ReleasedFile
    from consentdesk.services.gathering import Skipped
    from consentdesk.services.planning import SamePhoto
    from consentdesk.services.resuming import Already


@dataclass(frozen=True, slots=True)
class Told:
    """How files and people are named to whoever typed.

    `names` are those of the people concerned, None where nobody asked for them; `covered` those of
    covered people, as far as whoever typed named them, or asked for all.
    """

    written: Callable[[Path], str]
    facts: "Callable[[Finding, Names | None], dict[str, object]]"
    names: Names | None
    covered: Mapping[SubjectId, str]

    def copy_facts(self, one: "Already") -> dict[str, object]:
        """A copy that lies in the folder as JSON."""
        return {"path": self.written(one.path), "output": one.output, "release": one.release}

    def under(self, one: "ReleasedFile") -> list[str]:
        """What stands below a copy: whom it covers, and what should be seen all the same."""
        return [*self._covers(one), *warning_lines([one.verdict], self.names or {})]

    def _covers(self, one: "ReleasedFile") -> list[str]:
        if not one.covered:
            return []
        people = [
            self.covered.get(subject, _("number {number}").format(number=subject))
            for subject in one.covered
        ]
        return [_("Covered: {names}").format(names=listed(people))]


def exported_answer(
    exported: "Exported",
    same: Sequence["SamePhoto"],
    there: Sequence["Already"],
    told: Told,
    skipped: Sequence["Skipped"],
    note: str,
) -> Answer:
    """What left and what did not; `note` says why it stopped on the way, where it did."""
    left = {one.path for one in exported.released}
    already = [one for one in there if one.alike]
    anew = [one for one in there if not one.alike and one.path in left]
    return Answer(
        data={
            "released": [_released_facts(one, told) for one in exported.released],
            "withheld": [told.facts(finding, told.names) for finding in exported.withheld],
            "same_photo": [
                {"path": told.written(one.path), "of": told.written(one.of)} for one in same
            ],
            "already": [told.copy_facts(one) for one in already],
            "anew": [told.copy_facts(one) for one in anew],
            "rest": [told.written(path) for path in exported.rest],
            "release": exported.release,
            "skipped": skipped_facts(skipped, told.written),
        },
        lines=[
            *_file_lines(exported, same, told),
            *_before_lines(len(already), len(anew)),
            _("{released} exported, {withheld} withheld.").format(
                released=format_number(len(exported.released)),
                withheld=format_number(len(exported.withheld)),
            ),
            *_rest_lines(exported.rest),
        ],
        status=PARTLY if note else status_of(counted(exported.withheld), skipped),
        note="\n".join(one for one in (note, skipped_note(skipped)) if one),
    )


def _released_facts(one: "ReleasedFile", told: Told) -> dict[str, object]:
    return {
        "path": told.written(one.path),
        "output": one.output,
        "sha256_in": one.sha256_in,
        "sha256_out": one.sha256_out,
        "permissions": one.permissions,
        "covered": one.covered,
        "warnings": warning_facts(one.verdict, told.names),
    }


def _file_lines(exported: "Exported", same: Sequence["SamePhoto"], told: Told) -> list[str]:
    """What became of each file."""
    lines = []
    for one in exported.released:
        lines.append(f"{shown(one.path)} → {shown(one.output)}")
        lines += ["    " + shown(said) for said in told.under(one)]
    for finding in exported.withheld:
        lines += finding_lines(finding, told.names or {})
    for twice in same:
        said = _("{path}: the same photo as {other}, of which one copy is enough.")
        lines.append(said.format(path=shown(twice.path), other=shown(twice.of)))
    return lines


def _before_lines(already: int, anew: int) -> list[str]:
    """How many had left into that folder before, and how many of them otherwise than now."""
    lines = []
    if anew:
        said = ngettext(
            "{count} picture had left into that folder in another size or quality, or with other "
            "words written into it, and was exported once more as it is wanted now. Take the older "
            "copy down if it is not to be used.",
            "{count} pictures had left into that folder in another size or quality, or with other "
            "words written into them, and were exported once more as they are wanted now. Take the "
            "older copies down if they are not to be used.",
            anew,
        )
        lines.append(said.format(count=format_number(anew)))
    if already:
        said = ngettext(
            "{count} had left into that folder already.",
            "{count} had left into that folder already.",
            already,
        )
        lines.append(said.format(count=format_number(already)))
    return lines


def _rest_lines(rest: Sequence[Path]) -> list[str]:
    """Each file it did not come to, and how to go on."""
    if not rest:
        return []
    said = ngettext(
        "{count} picture has not left yet. The same command with --resume goes on with it:",
        "{count} pictures have not left yet. The same command with --resume goes on with them:",
        len(rest),
    )
    return [said.format(count=format_number(len(rest))), *("    " + shown(one) for one in rest)]
