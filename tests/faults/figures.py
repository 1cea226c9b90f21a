"""What a group of faults came to: how many were tried, how many went well, and what did not."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

_SHOWN = 20


@dataclass
class Figures:
    """The figures of one group; `told` counts whatever else is worth knowing.

    `lacking` says what could not be tried on this machine, and why.
    """

    name: str
    tried: int = 0
    wrong: list[str] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)

    def add(self, where: str, found: Sequence[str]) -> None:
        """One fault, and what was found wrong after it."""
        self.tried += 1
        if found:
            self.wrong.append(f"{where}: {'; '.join(found)}")

    def demand(self, holds: object, sentence: str) -> None:
        """What must be so of the whole group, such as a control that fails."""
        if not holds:
            self.wrong.append(sentence)

    def end(self) -> None:
        """Nothing tried is wrong, unless the machine lacks what it takes."""
        self.demand(self.tried or self.lacking, "nothing was tried")

    @property
    def line(self) -> str:
        """One line: tried, clean, wrong, and the rest."""
        clean = max(0, self.tried - len(self.wrong))
        more = ", ".join(f"{what} {self.told[what]}" for what in sorted(self.told))
        said = f"{self.name}: tried {self.tried}, clean {clean}, wrong {len(self.wrong)}"
        return f"{said} ({more})" if more else said

    def show(self) -> None:
        """Print the figures, then what was wrong."""
        lines = [self.line, *(f"  note: {note}" for note in self.notes)]
        lines += [f"  not tried: {reason}" for reason in self.lacking]
        lines += [f"  WRONG {one}" for one in self.wrong[:_SHOWN]]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
