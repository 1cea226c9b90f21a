"""Names of released files: neutral, and refused where they would tell who is on the picture (R25).

Knows no folder; `outgoing` makes sure that nothing is overwritten.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination
from consentdesk.errors import Problem, RuleRefusal
from consentdesk.services.texts import holds_personal_number
from consentdesk.storage.search import BETWEEN, fold, search_key
from consentdesk.storage.values import SubjectFilter

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

LONGEST = 60
"""Characters of an event in a file name; every file system takes that many."""
FIGURES = 3
SHORTEST = 3
"""Letters of a name that is also looked for at the beginning of words."""


def event_slug(
    reader: Reader,
    event: str,
    destination: Destination,
    on: date,
    shown: Collection[SubjectId],
) -> str:
    """The event as the beginning of a file name, or destination and day where there is none.

    Only a–z, 0–9 and hyphens: `Sommerfest på Ærø 2026` becomes `sommerfest-paa-aeroe-2026`. An
    event with one of the names of somebody on these pictures, or a word that begins with it, is
    left out ("Sankt Hans", and a Hans is on one; "Idas fødselsdag", and Ida is). Raises
    RuleRefusal(NAME_IN_TARGET) for what looks like a personal number, or first and last name of
    anybody in the register, in the genitive too.
    """
    slug = _slug(event)
    said = _said(event)
    if holds_personal_number(event) or _names_anyone(reader, said):
        raise RuleRefusal(Problem.NAME_IN_TARGET, name=event)
    if _names_one_of(reader, said, shown):
        slug = ""
    return slug[:LONGEST].strip("-") or f"{_slug(destination)}-{on.isoformat()}"


def numbered(slug: str, number: int, suffix: str) -> str:
    """The file name: `sommerfest-2026-001.jpg`; `suffix` has its dot."""
    return f"{slug}-{number:0{FIGURES}d}{suffix}"


def next_number(slug: str, taken: Collection[str]) -> int:
    """The number after the highest one in use for that event, whatever the suffix."""
    mine = re.compile(rf"{re.escape(slug)}-(\d{{1,9}})\.[a-z0-9]+", re.IGNORECASE)
    return 1 + max((int(m.group(1)) for m in map(mine.fullmatch, taken) if m), default=0)


def _names_anyone(reader: Reader, said: frozenset[str]) -> bool:
    """Whether first and last name of one subject are both among the words."""
    for pair in combinations(sorted(said), 2):
        wanted = SubjectFilter(text=" ".join(pair), left=True)
        ids = reader.find_subjects(wanted, date.max)
        for subject in reader.subjects(ids).values():
            for form in search_key(subject.name).split(BETWEEN):
                words = _words(form)
                if words and {words[0], words[-1]} <= said:
                    return True
    return False


def _names_one_of(reader: Reader, said: frozenset[str], shown: Collection[SubjectId]) -> bool:
    """Whether any name of somebody shown is among the words, or begins one of them."""
    for subject in reader.subjects(shown).values():
        for form in search_key(subject.name).split(BETWEEN):
            if any(_tells(word, name) for name in _words(form) for word in said):
                return True
    return False


def _tells(word: str, name: str) -> bool:
    """Whether the word tells the name: "idas", "ida2026" and "idafest" do; two letters may not."""
    return word == name or (len(name) >= SHORTEST and word.startswith(name))


def _said(event: str) -> frozenset[str]:
    """The words of an event as names may stand in them.

    Also taken apart where a capital or a figure follows a letter ("IdaHolm2026"), and without the
    s that stands behind a name in the genitive.
    """
    apart = re.sub(r"(?<=[^\W\d_])(?=\d)", " ", event)
    apart = "".join(
        f" {c}" if c.isupper() and before.islower() else c for before, c in pairwise(f" {apart}")
    )
    said = {*_words(fold(event)), *_words(fold(apart))}
    return frozenset(said | {w[:-1] for w in said if w.endswith("s") and len(w) > SHORTEST})


def _words(folded: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", folded)


def _slug(text: str) -> str:
    return "-".join(_words(fold(text)))
