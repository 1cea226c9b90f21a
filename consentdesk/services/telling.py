"""What an event was: which groups were there, and on which day. Decides nothing of anybody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING
from unicodedata import normalize

from consentdesk.domain.events import Event
from consentdesk.errors import BadInput, Problem
from consentdesk.services.texts import line

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register


def tell_groups(
    register: Register, clerk: str, at: datetime, *, event: str, groups: Iterable[str]
) -> Event:
    """Say which groups were at an event, beside those said before; what is known of it then.

    Raises BadInput: what `texts` refuses, TEXT_MISSING for an event without a name, UNKNOWN_GROUP.
    """
    name = line(event, "album", required=True)
    there = [line(group, "group", required=True) for group in groups]
    with register.write(clerk, at) as writer:
        check_groups(writer, there)
        before = writer.event(name)
        after = replace(before, groups=tuple(dict.fromkeys((*before.groups, *there))))
        writer.set_event(after)
    return after


def change_groups(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    event: str,
    before: Collection[str],
    after: Collection[str],
) -> Event:
    """Say that these groups were there where somebody saw those; what is known of the event then.

    Only the difference is written, so that what another desk has said meanwhile stays.
    """
    with register.write(clerk, at) as writer:
        known = writer.event(event)
        kept = [group for group in known.groups if group in after or group not in before]
        new = [group for group in after if group not in before]
        changed = replace(known, groups=tuple(dict.fromkeys((*kept, *new))))
        writer.set_event(changed)
    return changed


def check_groups(reader: Reader, groups: Iterable[str]) -> None:
    """Refuse a group that nobody is in: it helps to find no name, and no sheet can be printed.

    Raises BadInput(UNKNOWN_GROUP) with the groups that are called nearly so, else all.
    """
    there = reader.groups()
    unknown = tuple(dict.fromkeys(group for group in groups if group not in there))
    if unknown:
        raise BadInput(Problem.UNKNOWN_GROUP, given=unknown, choices=_near(unknown, there))


def _near(unknown: Iterable[str], there: Sequence[str]) -> tuple[str, ...]:
    """The groups that may have been meant, all of them where none is spelt alike."""
    found = [one for group in unknown for one in _like(group, there)]
    return tuple(dict.fromkeys(found)) or tuple(there) or ("–",)


def _like(group: str, there: Sequence[str]) -> list[str]:
    wanted = _folded(group)
    same = [one for one in there if _folded(one) == wanted]
    if same:
        return same
    by_folded = {_folded(one): one for one in there}
    return [by_folded[one] for one in get_close_matches(wanted, by_folded, n=5, cutoff=0.5)]


def _folded(group: str) -> str:
    """As it is typed in a hurry: “2a” is 2.A."""
    return "".join(c for c in normalize("NFC", group).casefold() if c.isalnum())
