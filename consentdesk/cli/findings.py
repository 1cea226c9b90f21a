"""Findings of the gate: as the JSON promised to scripts, as lines for people, as exit status."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import UNDECIDED, WITHHELD, shown
from consentdesk.domain.people import SubjectId
from consentdesk.domain.verdict import Outcome, Reason, Verdict
from consentdesk.i18n import _, format_number
from consentdesk.wording import (
    destination_phrase,
    destination_place,
    listed,
    outcome_word,
    problem_sentence,
    reason_sentence,
)

if TYPE_CHECKING:
    from consentdesk.services.checking import Finding
    from consentdesk.services.gathering import Skipped

Names = Mapping[SubjectId, str]
"""The names of the people concerned, as far as they may be shown."""


def finding_facts(finding: "Finding", names: Names | None) -> dict[str, object]:
    """One file; without `names` people are numbers only."""
    facts: dict[str, object] = {
        "path": finding.path,
        "sha256": finding.sha256,
        "match": finding.match,
        "photo": finding.photo,
        "kind": finding.kind,
        "verdicts": [_verdict_facts(verdict, names) for verdict in finding.verdicts],
    }
    if finding.problem is not None:
        facts["problem"] = finding.problem.problem
    return facts


def _verdict_facts(verdict: Verdict, names: Names | None) -> dict[str, object]:
    return {
        "destination": verdict.destination,
        "outcome": verdict.outcome,
        "reasons": [_reason_facts(reason, names) for reason in verdict.reasons],
        "warnings": warning_facts(verdict, names),
    }


def warning_facts(verdict: Verdict, names: Names | None) -> list[dict[str, object]]:
    """What should be seen although it speaks against nothing; spelt as a reason is."""
    return [_reason_facts(reason, names) for reason in verdict.warnings]


def _reason_facts(reason: Reason, names: Names | None) -> dict[str, object]:
    facts: dict[str, object] = {
        "code": reason.code,
        "rule": reason.rule,
        "subject": reason.subject,
    }
    if names is not None:
        facts["name"] = names.get(reason.subject) if reason.subject is not None else None
    return facts


def counted(findings: Sequence["Finding"]) -> dict[str, int]:
    """How many files there are of each worst outcome; one that can't be read is only that."""
    outcomes = [finding.outcome for finding in findings if finding.problem is None]
    return {
        "clear": outcomes.count(Outcome.CLEAR),
        "withheld": outcomes.count(Outcome.WITHHELD),
        "undecided": outcomes.count(Outcome.UNDECIDED),
        "unreadable": len(findings) - len(outcomes),
    }


def status_of(summary: Mapping[str, int], skipped: Sequence["Skipped"]) -> int:
    """The exit status: 1 withheld, 3 undecided, unreadable or not looked at, 0 all clear."""
    if summary["withheld"]:
        return WITHHELD
    is_open = summary["undecided"] or summary["unreadable"] or any(s.may_show for s in skipped)
    return UNDECIDED if is_open else 0


def skipped_facts(
    skipped: Sequence["Skipped"], written: Callable[[Path], str] = str
) -> list[dict[str, object]]:
    """What in the folders was not looked at, and why; of a raw file, which picture it is of."""
    return [
        {"path": written(one.path), "code": one.why}
        if one.picture is None
        else {
            "path": written(one.path),
            "code": one.why,
            "picture": written(one.picture),
        }
        for one in skipped
    ]


def skipped_note(skipped: Sequence["Skipped"]) -> str:
    """What may show somebody and was not looked at, and the raw files, a line for each kind."""
    from consentdesk.services.left_out_words import left_out_words

    return left_out_words(skipped, shown)


def naming(text: str, paths: Sequence[Path]) -> str:
    """The sentence with how many there are and the first of them."""
    from consentdesk.services import left_out_words

    return left_out_words.naming(text, paths, shown)


def same_folder(one: Path, other: Path) -> bool:
    """Whether both names lead to the same place."""
    return os.path.realpath(one) == os.path.realpath(other)


def summary_line(summary: Mapping[str, int]) -> str:
    """The counts in one line."""
    return _(
        "{clear} may be shown, {withheld} may not, {undecided} not decided, {unreadable} unreadable"
    ).format(**{name: format_number(count) for name, count in summary.items()})


def finding_lines(finding: "Finding", names: Names, *, by_pack: bool = False) -> list[str]:
    """One file: its outcome, and below it every reason with the places it concerns."""
    clear = [v.destination for v in finding.verdicts if v.outcome is Outcome.CLEAR]
    partly = clear and len(clear) < len(finding.verdicts)
    if finding.problem is not None and finding.problem.problem.startswith("UNREADABLE"):
        heading = _("Can't be read")
    elif partly and finding.outcome is Outcome.WITHHELD:
        heading = _("May not be shown everywhere")
    else:
        heading = outcome_word(finding.outcome)
    lines = [f"{shown(finding.path)}: {heading}"]
    if finding.problem is not None:
        return [*lines, "    " + shown(problem_sentence(finding.problem))]
    if partly:
        places = listed([destination_place(one) for one in clear])
        lines.append("    " + _("May be shown {places}.").format(places=places))
    said = [
        *reason_lines(finding.verdicts, names, by_pack=by_pack),
        *warning_lines(finding.verdicts, names),
    ]
    return lines + ["    " + shown(text) for text in said]


def reason_lines(verdicts: Sequence[Verdict], names: Names, *, by_pack: bool = False) -> list[str]:
    """Every reason once, with all the places it concerns."""
    return _sentences(verdicts, names, lambda verdict: verdict.reasons, by_pack=by_pack)


def warning_lines(verdicts: Sequence[Verdict], names: Names) -> list[str]:
    """What should be seen although it speaks against nothing (R4, R23), told apart from reasons."""
    found = _sentences(verdicts, names, lambda verdict: verdict.warnings)
    return [_("Note: {sentence}").format(sentence=one) for one in found]


def _sentences(
    verdicts: Sequence[Verdict],
    names: Names,
    told: Callable[[Verdict], Sequence[Reason]],
    *,
    by_pack: bool = False,
) -> list[str]:
    from consentdesk.services.forward import reasons_with_places

    return [
        reason_sentence(
            code,
            names.get(subject, "") if subject else "",
            listed([destination_phrase(place) for place in places]),
            by_pack=by_pack,
        )
        for (code, subject), places in reasons_with_places(verdicts, told).items()
    ]
