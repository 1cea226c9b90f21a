"""What the windows for editions read, off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Purpose

if TYPE_CHECKING:
    from datetime import date, datetime

    from consentdesk.services.edition_drafts import DraftEdition
    from consentdesk.services.editions import Audience
    from consentdesk.services.own_editions import Listed, Trouble
    from consentdesk.storage.register import Register
    from consentdesk.ui.tasks import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """All editions, and a free name for a new one."""

    editions: tuple[Listed, ...]
    free: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An edition to be looked at, or a draft to be written on: then `version` is not 0.

    `purposes` are those of the policy; `on` is the day it is tried out for.
    """

    draft: DraftEdition
    version: int
    purposes: tuple[Purpose, ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one language of a draft looks like on paper: PDF, and how many pages that has."""

    pdf: bytes
    pages: int


def read_shelf(register: Register, at: datetime) -> Shelf:
    """The list of editions."""
    from consentdesk.services import own_editions
    from consentdesk.services.edition_shelf import free_name

    with register.read() as reader:
        free = free_name(reader, reader.today(at).year)
        return Shelf(editions=own_editions.editions(reader), free=free)


def read_edition(register: Register, at: datetime, name: str, *, is_draft: bool) -> Opened:
    """One of them; raises what `own_editions.draft_of` or `own_editions.shown` refuse."""
    from consentdesk.services import own_editions
    from consentdesk.services.edition_shelf import edition_of

    with register.read() as reader:
        purposes = tuple(Purpose(p) for p in reader.policy.purposes)
        if is_draft:
            draft, version = own_editions.draft_of(reader, name)
            on = reader.today(at)
        else:
            draft, version = own_editions.shown(reader, name), 0
            on = edition_of(reader, name).issued_on
        return Opened(draft=draft, version=version, purposes=purposes, on=on)


def read_preview(
    register: Register, draft: DraftEdition, language: str, audience: Audience, on: date
) -> Seen:
    """What would be printed; raises what `own_editions.preview` refuses."""
    from consentdesk.services import own_editions
    from consentdesk.services.paper_preview import page_count

    with register.read() as reader:
        pdf = own_editions.preview(reader, draft, language, audience, on)
    return Seen(pdf=pdf, pages=page_count(pdf))


def read_troubles(
    register: Register, draft: DraftEdition, on: date, progress: Progress | None = None
) -> tuple[Trouble, ...]:
    """All that keeps a draft from being issued; stops once the draft is another."""
    from consentdesk.services import own_editions

    with register.read() as reader:
        return own_editions.troubles(reader, draft, on, progress)
