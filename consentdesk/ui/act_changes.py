"""What an act changed, in words: facts before and after, files taken down and who is on them.

The ledger only digests facts and numbers files; the words stand beside it, and where they were
erased nothing is said.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Act, Enrolled, GuardianAdded, TakenDown
from consentdesk.domain.people import Subject, SubjectId
from consentdesk.domain.releases import ReleasedCopy
from consentdesk.i18n import _, format_date, format_number, ngettext
from consentdesk.ui.languages import language_name

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

_NOTHING = "–"
_NAMED = 3
"""Files and people of a take-down that a line names; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Enrolments:
    """Of the acts that enrolled or changed somebody: which came first, what the others changed."""

    first: frozenset[int]
    changes: Mapping[int, tuple[str, ...]]


def read_enrolments(
    reader: "Reader", acts: Sequence[Act], corrected: Collection[int]
) -> Enrolments:
    """What became other by each of these acts, whatever others lie between them.

    An act is compared with the one before it that was not corrected.
    """
    shown = {act.number: act.body for act in acts if isinstance(act.body, Enrolled)}
    told = reader.enrolments(sorted({body.subject for body in shown.values()}))
    pairs: dict[int, tuple[Enrolled, Enrolled]] = {}
    for row in told.values():
        before: Enrolled | None = None
        for act in row:
            if not isinstance(act.body, Enrolled):
                continue
            if before is not None and act.number in shown:
                pairs[act.number] = (before, act.body)
            if act.number not in corrected:
                before = act.body
    facts = reader.facts_told(one for pair in pairs.values() for one in pair)
    return Enrolments(
        first=frozenset(row[0].number for row in told.values()),
        changes={
            number: _changes(facts[old.facts], facts[new.facts])
            for number, (old, new) in pairs.items()
            if old.facts in facts and new.facts in facts
        },
    )


def _changes(before: Subject, after: Subject) -> tuple[str, ...]:
    """Each fact that became another, as it was and as it is."""
    pairs = (
        (_("Name: {before} → {after}"), before.name, after.name),
        (_("Born: {before} → {after}"), _day(before.born), _day(after.born)),
        (_("Group: {before} → {after}"), before.group, after.group),
        (
            _("Language: {before} → {after}"),
            language_name(before.language),
            language_name(after.language),
        ),
        (_("Last day: {before} → {after}"), _day(before.left_on), _day(after.left_on)),
    )
    said = [
        text.format(before=old or _NOTHING, after=new or _NOTHING)
        for text, old, new in pairs
        if old != new
    ]
    if before.staff != after.staff:
        said.append(_("works here") if after.staff else _("no longer works here"))
    if after.here_since is not None and before.here_since != after.here_since:
        said.append(_("here again since {day}").format(day=_day(after.here_since)))
    return tuple(said)


def _day(day: date | None) -> str:
    return format_date(day) if day is not None else ""


def custody_word(body: GuardianAdded) -> str:
    """What was said of custody, where it is not simply there."""
    if not body.custody:
        return _("without custody")
    return _("custody until {day}").format(day=_day(body.until)) if body.until else ""


def copies_of(act: Act, body: TakenDown, held: Sequence[ReleasedCopy]) -> tuple[ReleasedCopy, ...]:
    """The copies that a take-down was about; where it named none, all that were still out."""
    if body.copies:
        return tuple(held[place] for place in body.copies if place < len(held))
    return tuple(c for c in held if c.taken_down_at is None or c.taken_down_at >= act.at)


def take_down_words(
    copies: Sequence[ReleasedCopy], people: Mapping[SubjectId, str]
) -> tuple[str, str]:
    """The files by name, and who can be seen on them as far as their names are kept."""
    seen = dict.fromkeys(subject for copy in copies for subject in copy.seen)
    return (
        _some([copy.output for copy in copies]),
        _some([people[subject] for subject in seen if people.get(subject)]),
    )


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    if rest <= 0:
        return ", ".join(names)
    more = ngettext("{names} and {count} more", "{names} and {count} more", rest)
    return more.format(names=", ".join(names[:_NAMED]), count=format_number(rest))
