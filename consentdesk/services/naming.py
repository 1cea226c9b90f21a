"""Names of released files: neutral, and refused where they would tell who is on the picture (R25).

Knows no folder; `outgoing` makes sure that nothing is overwritten.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from itertools import chain, combinations, pairwise, product
from typing import TYPE_CHECKING

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination
from consentdesk.errors import Problem, RuleRefusal
from consentdesk.services.texts import holds_personal_number
from consentdesk.storage.said import (
    Said,
    counts,
    names_in,
    plain_words,
    stands_in,
    tells,
    what_is_said,
)
from consentdesk.storage.scripts import is_unspaced, kept_forms, runs_on
from consentdesk.storage.search import fold
from consentdesk.storage.values import SubjectFilter

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

LONGEST = 60
"""Characters of an event in a file name; every file system takes that many."""
FIGURES = 3
SHORTEST = 3
"""Letters of a name that is also looked for within words; "Bo" is in every "boldspil"."""
_PART = 3
"""Letters of such a text that are looked up at a time."""


def event_slug(
    reader: Reader,
    event: str,
    destination: Destination,
    on: date,
    shown: Collection[SubjectId],
) -> str:
    """The event as the beginning of a file name, or destination and day where there is none.

    Only a–z, 0–9 and hyphens: `Sommerfest på Ærø 2026` becomes `sommerfest-paa-aeroe-2026`. An
    event with one of the names of somebody `shown` on these pictures is left out, also within a
    word ("Sankt Hans", and a Hans is on one; "Lilleidas fest", and Ida is): the name may be a
    common word, and losing the event costs little. Raises RuleRefusal(NAME_IN_TARGET) for what
    looks like a personal number, or two of the names of anybody in the register.
    """
    said = what_is_said(event)
    if _holds_number(event) or _names_anyone(reader, said):
        raise RuleRefusal(Problem.NAME_IN_TARGET, name=event)
    slug = "" if _names_one_of(reader, said, shown) else _slug(event)
    return slug or f"{_slug(destination)}-{on.isoformat()}"


def is_named_after(slug: str, event: str) -> bool:
    """Whether that beginning of a file name is the event's own."""
    return slug == _slug(event)


def refuse_folder(reader: Reader, name: str, shown: Collection[SubjectId]) -> None:
    """RuleRefusal NAME_IN_TARGET where a folder about to be made would tell who is in it.

    For want of another name it is refused, so here a name within a word must stand at its
    beginning: "skole" is no Ole.
    """
    said = what_is_said(name)
    if (
        _holds_number(name)
        or _names_anyone(reader, said)
        or _names_one_of(reader, said, shown, within=False)
    ):
        raise RuleRefusal(Problem.NAME_IN_TARGET, name=name)


def refuse_pack_name(reader: Reader, name: str, shown: Collection[SubjectId]) -> None:
    """RuleRefusal NAME_IN_PACK where the name of a check pack would tell who is in it (R25).

    It goes by mail and lies open on a stick, whatever is encrypted in it. Of one name alone whole
    words count: a pack may be called after the school, and somebody in it be called Skov.
    """
    if (
        _holds_number(name)
        or _names_anyone(reader, what_is_said(name))
        or names_shown(reader, name, shown)
    ):
        raise RuleRefusal(Problem.NAME_IN_PACK, name=name)


def names_shown(reader: Reader, text: str, shown: Collection[SubjectId]) -> bool:
    """Whether one of its words is a name of somebody shown, also in the genitive (R25).

    Whole words only, since this is read as a sentence: "Skovskolen" names no child called Skov.
    Where words stand without spaces, two signs are looked for anywhere.
    """
    said = what_is_said(text)
    whole = said.words | said.runs
    return any(
        name in whole or stands_in(name, said)
        for subject in reader.subjects(shown).values()
        for name in chain.from_iterable(names_in(subject.name))
    ) or any(tells(names_in(subject.name), said) for subject in reader.subjects(shown).values())


def names_registered(reader: Reader, text: str) -> bool:
    """Whether two of the names of anybody registered stand in it, but for staff (R25).

    A teacher may be the photographer.
    """
    return _names_anyone(reader, what_is_said(text), but_staff=True)


def names_others(reader: Reader, text: str, but: SubjectId, near: Collection[SubjectId]) -> bool:
    """Whether it may name anybody but one person: any name of those `near`, or two of anybody's.

    A name that they share with that person counts as that person's own.
    """
    said = what_is_said(text)
    own = frozenset(chain.from_iterable(names_in(reader.subject(but).name)))
    rest = Said(said.words - own, said.runs - own)
    return _names_one_of(reader, rest, near, within=False) or _names_anyone(reader, said, but=but)


def _holds_number(text: str) -> bool:
    """Whether it holds a personal number as it is typed, or as the file name it becomes.

    There every sign is a hyphen, so one says no more than a space does: a day with its year in full
    and four figures after it ("2026-11-27 1234 børn") is left to the check digit.
    """
    became = _slug(text).replace("-", " ")
    return holds_personal_number(text, loosely=True) or holds_personal_number(became, loosely=True)


def numbered(slug: str, number: int, suffix: str, figures: int = FIGURES) -> str:
    """The file name: `sommerfest-2026-001.jpg`; `suffix` has its dot."""
    return f"{slug}-{number:0{figures}d}{suffix}"


def next_number(slug: str, taken: Collection[str]) -> int:
    """The number after the highest one in use for that event, whatever the suffix."""
    mine = re.compile(rf"{re.escape(slug)}-(\d{{1,9}})\.[a-z0-9]+", re.IGNORECASE)
    return 1 + max((int(m.group(1)) for m in map(mine.fullmatch, taken) if m), default=0)


def _names_anyone(
    reader: Reader, said: Said, *, but_staff: bool = False, but: SubjectId | None = None
) -> bool:
    """Whether two of the names of one subject are among the words, or are one word together."""
    pairs = list(combinations(sorted(said.words), 2))
    for run in said.runs:
        if any(map(is_unspaced, run)):
            # A name may stand anywhere among other words.
            pairs += [pair for pair in pairwise(run) if all(map(is_unspaced, pair))]
        else:
            pairs += [(run[:n], run[n:]) for n in range(2, len(run) - 1)]
    asked = [spelled for pair in pairs if all(map(counts, pair)) for spelled in _found_as(pair)]
    asked += [(part,) for run in said.runs for part in _running_on(run)]
    for words_asked in dict.fromkeys(asked):
        wanted = SubjectFilter(text=" ".join(words_asked), left=True)
        ids = reader.find_subjects(wanted, date.max)
        people = reader.subjects(ids).values()
        asked_for = (s for s in people if s.id != but and not (but_staff and s.staff))
        if any(tells(names_in(s.name), said) for s in asked_for):
            return True
    return False


def _running_on(run: str) -> list[str]:
    """What of a text in an alphabet without spaces a name may hold: a name begins anywhere."""
    starts = range(len(run) - _PART + 1)
    return [part for n in starts if runs_on(part := run[n : n + _PART])]


def _found_as(pair: tuple[str, str]) -> Iterator[tuple[str, ...]]:
    """Two words as a register may keep them: its keys have u for ü, and people write ue too."""
    return product(*({*kept_forms(word), word.replace("ue", "u")} for word in pair))


def _names_one_of(
    reader: Reader, said: Said, shown: Collection[SubjectId], *, within: bool = True
) -> bool:
    """Whether any name of somebody shown is among the words, begins one or, `within`, is in one."""
    for subject in reader.subjects(shown).values():
        for name in chain.from_iterable(names_in(subject.name)):
            if name in said.words or stands_in(name, said):
                return True
            if len(name) >= SHORTEST and any(
                name in r if within else r.startswith(name) for r in said.runs
            ):
                return True
    return False


def _slug(text: str) -> str:
    return "-".join(plain_words(fold(text)))[:LONGEST].strip("-")
