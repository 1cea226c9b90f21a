"""How many on each photo nobody at the desk knows: they are visible, and have no name (R16).

Values only. Nothing of it is written before somebody vouches for the photo; so what was vouched for
last stands until then, and going past a photo never makes an unknown person disappear.
"""

from collections.abc import Collection, Mapping

from consentdesk.domain.photos import PhotoId


class UnknownPeople:
    """Their number on each photo: as said here, else as vouched for last."""

    def __init__(self) -> None:
        self._vouched: Mapping[PhotoId, int] = {}
        self._said: dict[PhotoId, int] = {}
        self._counted: dict[PhotoId, int] = {}

    def begin(self, vouched: Mapping[PhotoId, int]) -> None:
        """These photos are looked at; the numbers are those of the last statement about each."""
        self._vouched = vouched
        for photo, number in vouched.items():
            if self._said.get(photo) == number:
                del self._said[photo]

    def on(self, photo: PhotoId, named: Collection[object]) -> int:
        """How many on that photo nobody knows, where so many are named."""
        if photo in self._counted:
            return max(0, self._counted[photo] - len(named))
        return self._said.get(photo, self._vouched.get(photo, 0))

    def change(self, photo: PhotoId, named: Collection[object], by: int) -> None:
        """So many more of them are on it, or less."""
        self._said[photo] = max(0, self.on(photo, named) + by)
        self._counted.pop(photo, None)

    def count(self, photo: PhotoId, visible: int) -> None:
        """Somebody counted everyone before all had names: each name from now on is one of them."""
        self._counted[photo] = visible

    def is_counted(self, photo: PhotoId) -> bool:
        """Whether a name that comes takes the place of one who had none."""
        return photo in self._counted

    def settle(self, photo: PhotoId, named: Collection[object]) -> None:
        """Somebody vouched for the photo: what was counted is no longer open to names."""
        self.change(photo, named, 0)
