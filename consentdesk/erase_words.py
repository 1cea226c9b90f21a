"""What keeps a name when somebody is erased, as sentences: in the window before, or afterwards."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from consentdesk.domain.people import SubjectId
from consentdesk.i18n import _, format_number, ngettext

Listed = Callable[[Sequence[str]], str]


class Staying(Protocol):
    """What is foreseen, or was done, as far as it keeps a name."""

    @property
    def shared(self) -> tuple[str, ...]:
        """Guardians who are somebody else's too."""

    @property
    def named(self) -> tuple[str, ...]:
        """Texts that hold it, or may."""

    @property
    def namesakes(self) -> tuple[SubjectId, ...]:
        """Whoever else is called so."""

    @property
    def papers(self) -> tuple[str, ...]:
        """Where paper lies."""


def what_keeps_the_name(
    told: Staying, listed: Listed = ", ".join, texts_listed: Listed = ", ".join
) -> Iterator[str]:
    """Each thing that stays and says a name, and why; lists are written as `listed` does."""
    if told.shared:
        said = _("Guardians who are somebody else's too: {names}.")
        yield said.format(names=listed(told.shared))
    if told.named:
        said = _(
            "Texts that keep the name, or may: the journal, paper or other people rest on them, or "
            "it isn't certain who is meant. Look at them yourself: {names}."
        )
        yield said.format(names=texts_listed(told.named))
    if told.namesakes:
        said = ngettext(
            "{count} other person of that name, on the list or in the trash.",
            "{count} other people of that name, on the list or in the trash.",
            len(told.namesakes),
        )
        yield said.format(count=format_number(len(told.namesakes)))
    if told.papers:
        said = _("The paper itself, which you must see to: {places}.")
        yield said.format(places=listed(told.papers))
