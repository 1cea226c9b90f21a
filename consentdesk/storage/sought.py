"""The names that go when somebody is erased (R28), and what is found to keep one of them."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, ReleaseId
from consentdesk.storage.called import Called
from consentdesk.storage.free_texts import leaves
from consentdesk.storage.written import Written

_LONGEST = 200
"""Signs of a text that are told; an edition's wording is pages long."""
_PARTS = re.compile(r"[/\\]+")


@dataclass(frozen=True, slots=True)
class Sought:
    """Who is looked for when somebody is erased: the person, and the guardians that go as well.

    Not guardians of whom others have the name too: `theirs` of guardians, `people` of people on the
    list. What is said may be said of those. `shared` are names that are looked for and by which
    somebody else may be meant, too: what holds one is told and stays. `former` names are those the
    person had before. Of each photo that has `shown` the person, and each release that is `out`,
    the words by which others on it may be meant are known; nobody else is on those `alone`.
    """

    person: Called
    guardians: tuple[Called, ...]
    theirs: tuple[str, ...]
    people: tuple[str, ...]
    shared: frozenset[str] = frozenset()
    former: tuple[Called, ...] = ()
    shown: Mapping[PhotoId, frozenset[str]] = field(default_factory=dict)
    alone: frozenset[PhotoId] = frozenset()
    out: Mapping[ReleaseId, frozenset[str]] = field(default_factory=dict)

    @property
    def own(self) -> tuple[Called, ...]:
        """The person's names, the one of now first."""
        return (self.person, *self.former)

    @property
    def all(self) -> tuple[Called, ...]:
        """The person's first."""
        return (*self.own, *self.guardians)

    def is_perhaps_whole(self, text: str) -> bool:
        """Whether a text holds one of the names, perhaps; see `Called`. Of paths, each part."""
        written = Written(text)
        return self._is_whole(written) or any(
            called.may_be_told_in(written) and any(map(called.may_be_told_in, _PARTS.split(text)))
            for called in self.own
        )

    def is_in_part(self, text: str) -> bool:
        """Whether it holds any of the person's own names, also in longer words, or one whole."""
        written = Written(text)
        return any(one.is_in_part(written) for one in self.own) or self._is_whole(written)

    def has_word_in(self, text: str, others: Collection[str]) -> bool:
        """The same without longer words, and without those of `others` that it may be about."""
        written = Written(text)
        if any(one.has_word_in(written, others) for one in self.own):
            return True
        return self.is_apart(text) if others else self._is_whole(written)

    def is_apart(self, text: str) -> bool:
        """Whether one of the names stands there that surely means who goes, and nobody else."""
        written = Written(text)
        return any(called.is_apart(written) for called in self._sure)

    def may_stand_in(self, text: str) -> bool:
        """The same, where it may mean somebody else."""
        written = Written(text)
        return any(called.may_stand_in(written) for called in self.all) or any(
            called.may_be_told_in(written) for called in self.own
        )

    def without(self, text: str, instead: str) -> str:
        """The text with something else in place of the names, where `is_apart`."""
        for called in self._sure:
            text = called.without(text, instead)
        return text

    def _is_whole(self, written: Written) -> bool:
        return any(called.is_perhaps_whole(written) for called in self.all)

    @property
    def _sure(self) -> tuple[Called, ...]:
        return tuple(called for called in self.all if called.name not in self.shared)


@dataclass(frozen=True, slots=True)
class Mentions:
    """What keeps a name: texts that hold it, and other people who are called so."""

    texts: tuple[str, ...]
    namesakes: tuple[SubjectId, ...]


class Found:
    """Texts that hold a name, and namesakes: those are told by number, for nobody asked of them."""

    def __init__(self, sought: Sought) -> None:
        self._sought = sought
        self.texts: dict[str, None] = {}
        self.namesakes: set[SubjectId] = set()

    def read(self, text: str) -> None:
        """Keep the text where it holds a name."""
        for leaf in leaves(text):
            if self._sought.may_stand_in(leaf):
                self.keep(leaf)

    def keep(self, text: str) -> None:
        """Keep it, whoever it names."""
        self.texts[_excerpt(text, self._sought)] = None

    def meet(self, id: SubjectId, name: str) -> None:
        """Keep the number of whoever is called so."""
        if any(called.is_same(name) for called in self._sought.own):
            self.namesakes.add(id)

    def read_facts(self, id: SubjectId, text: str) -> None:
        """What was once digested of somebody, perhaps under another name than now."""
        facts = json.loads(text)
        self.meet(id, str(facts.pop("name", "")))
        for one in facts.values():
            if isinstance(one, str):
                self.read(one)


def _excerpt(text: str, sought: Sought) -> str:
    """The text, or of a long one the line that holds the name."""
    if len(text) <= _LONGEST:
        return text
    line = next(filter(sought.may_stand_in, text.splitlines()), text).strip()
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
