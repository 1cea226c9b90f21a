"""New registers, made once and then copied: making one costs as much as most of a test.

Every copy is the same register of the same institution, with the same salts. Whoever needs two that
are strangers to each other makes them with `Register.create`.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from consentdesk.storage.register import Register


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new register is made of."""

    institution: str
    clerk: str
    at: datetime
    policy: str = "dk"

    def make(self, location: str) -> None:
        """A new register there, closed again."""
        Register.create(
            location,
            institution=self.institution,
            policy=self.policy,
            clerk=self.clerk,
            at=self.at,
        ).close()


@dataclass(frozen=True, slots=True)
class Templates:
    """One closed register of each founding, in folders of this process's own."""

    folder: Callable[[], Path]
    _made: dict[Founding, Path] = field(default_factory=dict)
    _furnished: dict[str, Path] = field(default_factory=dict)

    def copy(self, founding: Founding, path: Path) -> Path:
        """A new register at that path, as private as one that was made there; returns the path."""
        if founding not in self._made:
            made = self.folder() / "register.db"
            founding.make(str(made))
            self._made[founding] = made
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(self._made[founding], path)
        path.chmod(0o600)
        return path

    def furnish(self, what: str, path: Path, furnish: Callable[[], None]) -> None:
        """Have the closed register there as `furnish` makes it, which is done once for each `what`.

        From then on the file is copied, so nothing that lies beside it may be wanted.
        """
        if what in self._furnished:
            shutil.copyfile(self._furnished[what], path)
            return
        furnish()
        kept = self.folder() / "register.db"
        shutil.copyfile(path, kept)
        self._furnished[what] = kept
