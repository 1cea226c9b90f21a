"""What can go wrong that is the world's or the clerk's fault, never a bug.

    ConsentDeskError          every one carries a code (`Problem`) and facts; `wording` makes the
    │                         sentence, `cli` the exit status
    ├── BadInput              wrong usage or unusable input; nothing was written        exit 2
    ├── RuleRefusal           a rule says no                                            exit 1
    │   └── IntakeRefused     a form that may not be recorded or journaled
    ├── RegisterError         the register can't be used                                exit 4
    ├── PartlyDone            stopped on the way; `done` says what stands               exit 5
    └── Cancelled             the user stopped it; whatever was open rolled back        exit 130

Anything else that is raised is a bug. A verdict that says no is a value, not an error.
"""

from enum import StrEnum


class Problem(StrEnum):
    """Every code an error may carry, by the alphabet; `wording` has a sentence for each."""

    BACKUP_NOT_A_REGISTER = "BACKUP_NOT_A_REGISTER"
    CANCELLED = "CANCELLED"


class ConsentDeskError(Exception):
    """The world's or the clerk's fault: a code, and the facts its sentence needs."""

    def __init__(self, problem: Problem, **facts: object) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.facts = facts


class BadInput(ConsentDeskError):
    """Wrong usage or input that can't be used; nothing was written."""


class RuleRefusal(ConsentDeskError):
    """A rule says no; nothing was written."""


class IntakeRefused(RuleRefusal):
    """A form that may not be recorded or journaled; nothing was written."""


class RegisterError(ConsentDeskError):
    """The register is missing, locked, unreachable, damaged, tampered with or too new."""


class PartlyDone(ConsentDeskError):
    """Stopped on the way; the facts say what was done and stands."""


class Cancelled(ConsentDeskError):
    """The user stopped it; an open write rolled back."""

    def __init__(self) -> None:
        super().__init__(Problem.CANCELLED)
