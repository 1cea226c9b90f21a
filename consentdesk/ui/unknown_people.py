"""How many on each photo nobody at the desk knows: they are visible, and have no name (R16).

Values only. What is said here counts for as long as the statement it was said upon is the last one:
where another desk has stated something else since, the larger number of the two is shown, so that
nobody takes away whom he never saw.
"""

from collections.abc import Collection, Mapping

from consentdesk.domain.photos import PhotoId


class UnknownPeople:
    """Their number on each photo: as said here, else as vouched for last."""

    def __init__(self) -> None:
        self._vouched: dict[PhotoId, int] = {}
        self._said: dict[PhotoId, int] = {}
        self._counted: dict[PhotoId, int] = {}
        self._based: dict[PhotoId, int] = {}

    def begin(
        self, vouched: Mapping[PhotoId, int], named: Mapping[PhotoId, Collection[object]]
    ) -> None:
        """These photos are looked at; the numbers are those of the last statement about each."""
        self._vouched = dict(vouched)
        for photo, number in vouched.items():
            said = self.on(photo, named.get(photo, ()))
            if self._based.get(photo, number) != number:
                self._forget(photo)
                if said > number:
                    self._say(photo, said)
            elif photo not in self._counted and said == number:
                self._forget(photo)

    def on(self, photo: PhotoId, named: Collection[object]) -> int:
        """How many on that photo nobody knows, where so many are named."""
        if photo in self._counted:
            return max(0, self._counted[photo] - len(named))
        return self._said.get(photo, self._vouched.get(photo, 0))

    def vouched(self, photo: PhotoId) -> int:
        """The number of the last statement, upon which stands what is shown."""
        return self._based.get(photo, self._vouched.get(photo, 0))

    def change(self, photo: PhotoId, named: Collection[object], by: int) -> None:
        """So many more of them are on it, or less."""
        number = max(0, self.on(photo, named) + by)
        self._counted.pop(photo, None)
        self._say(photo, number)

    def count(self, photo: PhotoId, visible: int) -> None:
        """Somebody counted everyone before all had names: each name from now on is one of them."""
        self._based.setdefault(photo, self._vouched.get(photo, 0))
        self._counted[photo] = visible

    def is_counted(self, photo: PhotoId) -> bool:
        """Whether a name that comes takes the place of one who had none."""
        return photo in self._counted

    def settle(self, photo: PhotoId, named: Collection[object]) -> None:
        """Somebody vouched for the photo: what was counted is no longer open to names."""
        self.change(photo, named, 0)

    def state(self, photo: PhotoId, number: int) -> None:
        """That is the number of the last statement now, which was made here."""
        self._vouched[photo] = number
        if self._said.get(photo) == number and photo not in self._counted:
            self._forget(photo)
        elif photo in self._based:
            self._based[photo] = number

    def _say(self, photo: PhotoId, number: int) -> None:
        if number == self.vouched(photo):
            self._forget(photo)
            return
        self._based.setdefault(photo, self._vouched.get(photo, 0))
        self._said[photo] = number

    def _forget(self, photo: PhotoId) -> None:
        for told in (self._said, self._counted, self._based):
            told.pop(photo, None)
