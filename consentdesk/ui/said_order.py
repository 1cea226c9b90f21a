"""In which order people were said to be on the photos in sight, with a name or without."""

from collections.abc import Collection

from consentdesk.domain.people import SubjectId


class SaidOrder:
    """Follows what stands there; values only.

    Whoever stood there before anything was said counts as said first, and whoever nobody knows
    after them.
    """

    def __init__(self) -> None:
        self._said: list[SubjectId | None] = []

    def begin(self) -> None:
        """Other photos are in sight."""
        self._said = []

    def follow(self, named: Collection[SubjectId], nameless: int) -> None:
        """These stand there now, and so many whom nobody knows: whoever is new was said last."""
        self._said = [one for one in self._said if one is None or one in named]
        self._said += [one for one in dict.fromkeys(named) if one not in self._said]
        for _gone in range(self._said.count(None) - nameless):
            del self._said[len(self._said) - 1 - self._said[::-1].index(None)]
        self._said += [None] * (nameless - self._said.count(None))

    def last(self) -> tuple[SubjectId | None, ...]:
        """Who was said last to be there, None being somebody nobody knows; empty for nobody."""
        return tuple(self._said[-1:])
